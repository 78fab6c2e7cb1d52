//! A text that is typed: lines of graphemes, a cursor, undo. Plain data; it knows no key and no application.
//!
//! | file | its part |
//! |---|---|
//! | `edit` | every change is one replacement, so that each can be undone |
//! | `moves` | where the cursor goes |
//! | `draw` | the part of it that an area shows |
//! | `code` | JSON and the functions of a template told apart by colour |

mod code;
mod draw;
mod edit;
mod moves;
#[cfg(test)]
mod tests;

pub use draw::Look;
use edit::Undo;
use std::cell::Cell;

/// The longest text; what is typed or pasted beyond it is dropped. Bytes.
pub const LONGEST: usize = 1 << 20;

/// A place in the text: a line from 0, and the bytes of it before, always at the edge of a grapheme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pos {
    /// The line.
    pub row: usize,
    /// Bytes of the line before it.
    pub at: usize,
}

/// The text, the cursor in it, and what can be undone.
#[derive(Debug)]
pub struct Editor {
    /// Never empty; no line end in any.
    lines: Vec<String>,
    /// Bytes of all lines and the ends between them.
    size: usize,
    cursor: Pos,
    /// The column that up and down keep to; none after any other move.
    wanted: Option<usize>,
    undo: Undo,
    /// It has one line only.
    single: bool,
    /// The first line and column that were shown, and how many lines.
    shown: Cell<(usize, usize, usize)>,
}

impl Editor {
    /// An empty text of many lines.
    #[must_use]
    pub fn new() -> Self {
        Self {
            lines: vec![String::new()],
            size: 0,
            cursor: Pos::default(),
            wanted: None,
            undo: Undo::default(),
            single: false,
            shown: Cell::default(),
        }
    }

    /// An empty text of one line: line ends in it become blanks.
    #[must_use]
    pub fn line() -> Self {
        Self {
            single: true,
            ..Self::new()
        }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// Nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// How many lines it has; an empty text has one.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Where the cursor is.
    #[must_use]
    pub const fn cursor(&self) -> Pos {
        self.cursor
    }

    /// Another text, with the cursor at its beginning. It cannot be undone.
    pub fn set(&mut self, text: &str) {
        *self = Self {
            single: self.single,
            ..Self::new()
        };
        self.insert(text);
        self.cursor = Pos::default();
        self.undo = Undo::default();
    }

    /// What is before the cursor on its line.
    fn before(&self) -> &str {
        self.line_at(self.cursor.row).get(..self.cursor.at).unwrap_or_default()
    }

    /// What is after the cursor on its line.
    fn after(&self) -> &str {
        self.line_at(self.cursor.row).get(self.cursor.at..).unwrap_or_default()
    }

    fn line_at(&self, row: usize) -> &str {
        self.lines.get(row).map_or("", String::as_str)
    }

    fn last_row(&self) -> usize {
        self.lines.len().saturating_sub(1)
    }
}

impl Default for Editor {
    fn default() -> Self {
        Self::new()
    }
}
