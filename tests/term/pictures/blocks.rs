//! Lines and blocks as rectangles: fonts leave gaps between them, pictures need not.

/// A part of a cell: left, top, width, height, each from 0 to 1; and how much of it is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub opacity: f64,
}

/// How thick a line is: across a cell's width, and across its height.
const THIN: (f64, f64) = (0.12, 0.06);
/// The same of a heavy line.
const HEAVY: (f64, f64) = (0.3, 0.15);

const fn part(left: f64, top: f64, width: f64, height: f64) -> Part {
    let opacity = 1.0;
    Part {
        left,
        top,
        width,
        height,
        opacity,
    }
}

/// The arms of a line character: left, right, up, down.
fn arms(c: char) -> Option<[bool; 4]> {
    Some(match c {
        '─' | '━' | '╌' | '┄' => [true, true, false, false],
        '│' | '┃' | '╎' | '┆' => [false, false, true, true],
        '┌' | '╭' => [false, true, false, true],
        '┐' | '╮' => [true, false, false, true],
        '└' | '╰' => [false, true, true, false],
        '┘' | '╯' => [true, false, true, false],
        '├' => [false, true, true, true],
        '┤' => [true, false, true, true],
        '┬' => [true, true, false, true],
        '┴' => [true, true, true, false],
        '┼' => [true, true, true, true],
        '╴' | '╸' => [true, false, false, false],
        '╶' | '╺' => [false, true, false, false],
        _ => return None,
    })
}

/// Whether it is a line: thinner than a pixel at times, so that it is drawn smoothly where a block has crisp edges.
pub fn is_line(c: char) -> bool {
    arms(c).is_some()
}

/// The rectangles of a character; none when it is one that a font draws.
pub fn parts(c: char) -> Vec<Part> {
    if let Some([left, right, up, down]) = arms(c) {
        let (wide, high) = if matches!(c, '━' | '┃' | '╸' | '╺') {
            HEAVY
        } else {
            THIN
        };
        let (x, y) = (0.5 - wide / 2.0, 0.5 - high / 2.0);
        let (to_right, to_bottom) = (1.0 - x, 1.0 - y);
        return match (left, right, up, down) {
            (true, true, false, false) => vec![part(0.0, y, 1.0, high)],
            (false, false, true, true) => vec![part(x, 0.0, wide, 1.0)],
            _ => [
                (left, part(0.0, y, if up || down { to_right } else { 0.5 }, high)),
                (
                    right,
                    part(
                        if up || down { x } else { 0.5 },
                        y,
                        if up || down { to_right } else { 0.5 },
                        high,
                    ),
                ),
                (up, part(x, 0.0, wide, to_bottom)),
                (down, part(x, y, wide, to_bottom)),
            ]
            .into_iter()
            .filter_map(|(is, part)| is.then_some(part))
            .collect(),
        };
    }
    let eighths = |first: char| f64::from(u32::from(c) - u32::from(first)) / 8.0;
    let shade = |opacity| Part {
        opacity,
        ..part(0.0, 0.0, 1.0, 1.0)
    };
    match c {
        '▀' => vec![part(0.0, 0.0, 1.0, 0.5)],
        // the lower eighths, from one to all
        '▁'..='█' => {
            let high = eighths('▀');
            vec![part(0.0, 1.0 - high, 1.0, high)]
        }
        // the left eighths, from seven to one
        '▉'..='▏' => vec![part(0.0, 0.0, 1.0 - eighths('█'), 1.0)],
        '▐' => vec![part(0.5, 0.0, 0.5, 1.0)],
        '░' => vec![shade(0.25)],
        '▒' => vec![shade(0.5)],
        '▓' => vec![shade(0.75)],
        _ => Vec::new(),
    }
}
