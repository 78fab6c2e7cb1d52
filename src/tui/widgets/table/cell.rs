//! One cell's text, kept and reused for every cell of a frame.

use crate::model::known::Known;
use crate::text::push_escaped;
use crate::tui::theme::Role;
use std::fmt::{self, Display, Write};

/// The text of a cell in parts of one role each. What is written is escaped.
#[derive(Debug, Default, Clone)]
pub struct Cell {
    text: String,
    /// End of each part in `text`, and its role.
    parts: Vec<(usize, Role)>,
}

/// What stands for a value that is not known.
const NONE: &str = "–";

impl Cell {
    /// Empties it for the next cell.
    pub fn clear(&mut self) {
        self.text.clear();
        self.parts.clear();
    }

    /// Appends a text in a role.
    pub fn put(&mut self, role: Role, text: &str) -> &mut Self {
        push_escaped(&mut self.text, text);
        self.end_part(role);
        self
    }

    /// Appends anything that can be displayed, in a role; without allocating once the cell is warm.
    pub fn show(&mut self, role: Role, value: impl Display) -> &mut Self {
        // escaping into a String cannot fail
        let _ = write!(Escaping(&mut self.text), "{value}");
        self.end_part(role);
        self
    }

    /// Appends plain text.
    pub fn plain(&mut self, value: impl Display) -> &mut Self {
        self.show(Role::Text, value)
    }

    /// Appends a value as `show_as` makes it, or `–` when it is not known.
    pub fn known<T, D: Display>(&mut self, value: Known<T>, show_as: impl FnOnce(T) -> D) -> &mut Self {
        match value {
            Known::Value(value) => self.plain(show_as(value)),
            Known::Unknown(_) => self.none(),
        }
    }

    /// Appends the sign of what is not known.
    pub fn none(&mut self) -> &mut Self {
        self.put(Role::StateUnknown, NONE)
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parts, each with its role.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Role)> {
        let mut start = 0;
        self.parts.iter().map(move |(end, role)| {
            let part = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            (part, *role)
        })
    }

    fn end_part(&mut self, role: Role) {
        self.parts.push((self.text.len(), role));
    }
}

struct Escaping<'a>(&'a mut String);

impl Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push_escaped(self.0, text);
        Ok(())
    }
}
