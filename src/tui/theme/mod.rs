//! Themes: roles to styles. A widget asks for a [`Role`]; colours, downgrades and `NO_COLOR` are decided here once.
//!
//! A theme is `themes/NAME.toml`: `inherits`, `[palette]` (with `[palette.16]` for terminals of sixteen colours) and
//! `[style]`, one entry a role. Without colours the theme `mono` is used, so that the selection and every state still show;
//! the colour switch of crossterm is never relied upon, because it resets bold and reverse as well.

mod color;
mod detect;
mod glyphs;
mod key;
mod load;
mod parse;
#[cfg(test)]
mod tests;

pub use color::{Depth, contrast};
pub use glyphs::Glyphs;
pub use key::Role;
pub use load::{COLOURLESS, DEFAULT, load, shipped};

use crate::config::{Color, Ui};
use ratatui::style::Style;
use std::path::Path;

/// Styles and signs for one terminal.
#[derive(Debug, Clone)]
pub struct Theme {
    /// The name of the theme.
    pub name: String,
    /// The colours the terminal shows.
    pub depth: Depth,
    /// The signs the terminal shows.
    pub glyphs: Glyphs,
    styles: Vec<Style>,
}

/// A theme, and what its files said wrong.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The theme, whole in any case.
    pub theme: Theme,
    /// One line a mistake.
    pub warnings: Vec<String>,
}

impl Theme {
    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// The default theme in true colour, for tests and pictures.
    #[must_use]
    pub fn standard() -> Self {
        load(DEFAULT, None, Depth::True, Glyphs::UNICODE).theme
    }
}

/// What a terminal can show.
#[derive(Debug, Clone, Copy)]
pub struct Means {
    /// The colours.
    pub depth: Depth,
    /// The signs.
    pub glyphs: Glyphs,
}

impl Means {
    /// As the environment tells, where the configuration does not say it.
    #[must_use]
    pub fn of(ui: &Ui, env: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            depth: match ui.color {
                Color::Auto => detect::depth(&env),
                Color::Never => Depth::None,
                Color::Sixteen => Depth::Ansi16,
                Color::Indexed => Depth::Ansi256,
                Color::True => Depth::True,
            },
            glyphs: if ui.ascii { Glyphs::ASCII } else { detect::glyphs(&env) },
        }
    }

    /// The theme `name` as this terminal shows it.
    #[must_use]
    pub fn theme(self, name: &str, user_dir: Option<&Path>) -> Loaded {
        load(name, user_dir, self.depth, self.glyphs)
    }
}
