//! The few signs beyond ASCII, and what stands for them where the terminal has none.

/// The signs a screen uses. Each is one column wide, in both sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Broken.
    pub bad: &'static str,
    /// Warning.
    pub warn: &'static str,
    /// Well.
    pub ok: &'static str,
    /// Not known.
    pub unknown: &'static str,
    /// Under way.
    pub moving: &'static str,
    /// A value that is not known.
    pub none: &'static str,
    /// The thin line of a heading.
    pub rule: &'static str,
    /// A thin upright line.
    pub upright: &'static str,
    /// Corners of a dialog: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// Ascending and descending order.
    pub sort: [&'static str; 2],
    /// A row that is new, changed, gone.
    pub change: [&'static str; 3],
    /// A row that was marked.
    pub mark: &'static str,
    /// Between two facts of a line.
    pub dot: &'static str,
    /// From one value to another.
    pub arrow: &'static str,
    /// A text was cut here.
    pub ellipsis: &'static str,
    /// Rising heights of a sparkline, without the empty one.
    pub spark: &'static [&'static str],
    /// Growing parts of a gauge's last cell; the last one is a full cell.
    pub gauge: &'static [&'static str],
    /// An empty cell of a gauge.
    pub gauge_rest: &'static str,
    /// The text cursor of a prompt.
    pub cursor: &'static str,
}

impl Glyphs {
    /// For a terminal that shows UTF-8.
    pub const UNICODE: Self = Self {
        bad: "✖",
        warn: "▲",
        ok: "●",
        unknown: "◌",
        moving: "↻",
        none: "–",
        rule: "─",
        upright: "│",
        corners: ["┌", "┐", "└", "┘"],
        sort: ["▴", "▾"],
        change: ["+", "~", "-"],
        mark: "▸",
        dot: "·",
        arrow: "→",
        ellipsis: "…",
        spark: &["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        gauge: &["╸", "━"],
        gauge_rest: "·",
        cursor: "▏",
    };

    /// For a terminal or a locale that shows ASCII alone.
    pub const ASCII: Self = Self {
        bad: "x",
        warn: "^",
        ok: "o",
        unknown: "?",
        moving: "~",
        none: "-",
        rule: "-",
        upright: "|",
        corners: ["+", "+", "+", "+"],
        sort: ["^", "v"],
        change: ["+", "~", "-"],
        mark: ">",
        dot: "-",
        arrow: ">",
        ellipsis: "~",
        spark: &["_", ".", "-", "=", "+", "*", "%", "#"],
        gauge: &["#"],
        gauge_rest: ".",
        cursor: "_",
    };

    /// What stands for a sign in running text, where only ASCII may be shown; none when the char is ASCII already.
    #[must_use]
    pub const fn ascii_for(c: char) -> Option<&'static str> {
        Some(match c {
            '✖' => "x",
            '▲' => "^",
            '●' => "o",
            '◌' => "?",
            '↻' | '∼' => "~",
            '–' | '—' | '─' | '−' | '·' => "-",
            '…' => "~",
            '→' | '▸' => ">",
            '←' | '◂' => "<",
            '≥' => ">",
            '≤' => "<",
            '│' => "|",
            '▾' => "v",
            '▴' => "^",
            '×' => "x",
            c if c.is_ascii() => return None,
            _ => "?",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;

    #[test]
    fn every_sign_is_one_column_wide() {
        for set in [Glyphs::UNICODE, Glyphs::ASCII] {
            let Glyphs {
                corners,
                sort,
                change,
                spark,
                gauge,
                ..
            } = set;
            let one = [
                set.bad,
                set.warn,
                set.ok,
                set.unknown,
                set.moving,
                set.none,
                set.rule,
                set.upright,
                set.mark,
            ];
            let more = [set.dot, set.arrow, set.ellipsis, set.gauge_rest, set.cursor];
            let all = one
                .iter()
                .chain(&more)
                .chain(&corners)
                .chain(&sort)
                .chain(&change)
                .chain(spark)
                .chain(gauge);
            for sign in all {
                assert_eq!(width(sign), 1, "{sign}");
            }
        }
        assert!(
            Glyphs::ASCII
                .spark
                .iter()
                .chain(Glyphs::ASCII.gauge)
                .all(|sign| sign.is_ascii())
        );
    }

    #[test]
    fn a_sign_has_its_stand_in() {
        assert_eq!(Glyphs::ascii_for('a'), None);
        assert_eq!(Glyphs::ascii_for('✖'), Some(Glyphs::ASCII.bad));
        assert_eq!(Glyphs::ascii_for('漢'), Some("?"));
    }
}
