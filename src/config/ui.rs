//! How the screen is drawn.

/// `[ui]`, with its defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ui {
    /// The theme's name.
    pub theme: String,
    /// How many colours the terminal has.
    pub color: Color,
    /// ASCII characters only.
    pub ascii: bool,
    /// Mouse events are taken.
    pub mouse: bool,
    /// Frames are wrapped in the marks of synchronized output (DEC mode 2026).
    pub sync_output: bool,
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// As `NO_COLOR`, `COLORTERM` and `TERM` say.
    #[default]
    Auto,
    /// None: bold, reverse and underline only.
    Never,
    /// The 16 of the terminal's own palette.
    Sixteen,
    /// The 256 of xterm.
    Indexed,
    /// 24 bits.
    True,
}

impl Default for Ui {
    fn default() -> Self {
        Self {
            theme: "dark".into(),
            color: Color::Auto,
            ascii: false,
            mouse: true,
            sync_output: true,
        }
    }
}

impl Color {
    /// By the word of the configuration file.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "auto" => Self::Auto,
            "never" => Self::Never,
            "16" => Self::Sixteen,
            "256" => Self::Indexed,
            "truecolor" => Self::True,
            _ => return None,
        })
    }
}
