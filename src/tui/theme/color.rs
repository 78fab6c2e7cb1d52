//! Colours: as a theme writes them, and as a terminal of fewer colours shows them.

use ratatui::style::Color;

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// No colour at all (`NO_COLOR`, a dumb terminal).
    None,
    /// The sixteen named colours, whose looks the terminal decides.
    Ansi16,
    /// The palette of 256.
    Ansi256,
    /// 24 bits.
    True,
}

const NAMES: [(&str, Color); 18] = [
    ("default", Color::Reset),
    ("none", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

/// The colour a theme writes as `#rrggbb`, as a name of the sixteen, or as `default` (the terminal's own).
#[must_use]
pub fn parse(text: &str) -> Option<Color> {
    if let Some(hex) = text.strip_prefix('#') {
        if hex.len() != 6 || !hex.is_ascii() {
            return None;
        }
        let rgb = u32::from_str_radix(hex, 16).ok()?;
        let [_, r, g, b] = rgb.to_be_bytes();
        return Some(Color::Rgb(r, g, b));
    }
    NAMES.iter().find(|(name, _)| *name == text).map(|(_, color)| *color)
}

/// The nearest colour a terminal of this depth can show.
#[must_use]
pub fn downgrade(color: Color, depth: Depth) -> Color {
    match (color, depth) {
        (_, Depth::None) => Color::Reset,
        (Color::Rgb(r, g, b), Depth::Ansi256) => Color::Indexed(nearest_256([r, g, b])),
        (Color::Rgb(r, g, b), Depth::Ansi16) => nearest_16([r, g, b]),
        (Color::Indexed(index), Depth::Ansi16) => nearest_16(indexed(index)),
        (color, _) => color,
    }
}

/// How far apart two colours look, weighted by how the eye sees the three channels.
fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    let weights = [3, 6, 1];
    (0..3).map(|i| weights[i] * u32::from(a[i].abs_diff(b[i])).pow(2)).sum()
}

const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The looks of an index above 15 in the palette of 256; the sixteen below in their usual looks.
fn indexed(index: u8) -> [u8; 3] {
    match index {
        0..16 => ANSI[usize::from(index)].1,
        16..232 => {
            let cube = usize::from(index - 16);
            [STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6]]
        }
        _ => [8 + (index - 232) * 10; 3],
    }
}

fn nearest_256(rgb: [u8; 3]) -> u8 {
    (16..=255)
        .min_by_key(|index| distance(indexed(*index), rgb))
        .unwrap_or(15)
}

const ANSI: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 85, 85]),
    (Color::LightGreen, [85, 255, 85]),
    (Color::LightYellow, [255, 255, 85]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 85, 255]),
    (Color::LightCyan, [85, 255, 255]),
    (Color::White, [255, 255, 255]),
];

fn nearest_16(rgb: [u8; 3]) -> Color {
    ANSI.iter()
        .min_by_key(|(_, looks)| distance(*looks, rgb))
        .map_or(Color::Reset, |(color, _)| *color)
}

/// The contrast of two colours by WCAG 2 (1 to 21); none when one is the terminal's own.
#[must_use]
pub fn contrast(a: Color, b: Color) -> Option<f64> {
    let (a, b) = (luminance(a)?, luminance(b)?);
    Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
}

fn luminance(color: Color) -> Option<f64> {
    let rgb = match color {
        Color::Rgb(r, g, b) => [r, g, b],
        Color::Indexed(index) => indexed(index),
        Color::Reset => return None,
        named => ANSI.iter().find(|(color, _)| *color == named)?.1,
    };
    let linear = rgb.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    Some(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_written_in_three_ways() {
        assert_eq!(parse("#14171c"), Some(Color::Rgb(0x14, 0x17, 0x1c)));
        assert_eq!(parse("bright-black"), Some(Color::DarkGray));
        assert_eq!(parse("default"), Some(Color::Reset));
        for bad in ["#12345", "#12345g", "#é345g", "pinkish", ""] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn fewer_colours_come_near() {
        assert_eq!(downgrade(Color::Rgb(0, 0, 0), Depth::Ansi256), Color::Indexed(16));
        assert_eq!(downgrade(Color::Rgb(255, 0, 0), Depth::Ansi256), Color::Indexed(196));
        assert_eq!(downgrade(Color::Rgb(240, 80, 80), Depth::Ansi16), Color::LightRed);
        assert_eq!(downgrade(Color::LightRed, Depth::Ansi256), Color::LightRed);
        assert_eq!(downgrade(Color::Rgb(1, 2, 3), Depth::None), Color::Reset);
        assert_eq!(downgrade(Color::Rgb(1, 2, 3), Depth::True), Color::Rgb(1, 2, 3));
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let most = contrast(Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255)).unwrap();
        assert!((most - 21.0).abs() < 0.01);
        assert_eq!(contrast(Color::Reset, Color::White), None);
    }
}
