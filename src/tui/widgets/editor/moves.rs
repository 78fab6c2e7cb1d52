//! Where the cursor goes.

use super::{Editor, Pos};
use crate::text::{escape, width};
use unicode_segmentation::UnicodeSegmentation;

/// Columns a part of a line takes, as it is drawn.
pub(super) fn columns(part: &str) -> usize {
    width(&escape(part))
}

impl Editor {
    fn moved(&mut self, to: Pos) {
        self.cursor = to;
        self.wanted = None;
        self.undo.close();
    }

    /// One grapheme to the left, over line ends too.
    pub fn left(&mut self) {
        let row = self.cursor.row;
        let to = match (self.before().grapheme_indices(true).next_back(), row.checked_sub(1)) {
            (Some((at, _)), _) => Pos { row, at },
            (None, Some(row)) => Pos {
                row,
                at: self.line_at(row).len(),
            },
            (None, None) => return,
        };
        self.moved(to);
    }

    /// One grapheme to the right, over line ends too.
    pub fn right(&mut self) {
        let Pos { row, at } = self.cursor;
        let to = match self.after().graphemes(true).next() {
            Some(cluster) => Pos {
                row,
                at: at + cluster.len(),
            },
            None if row < self.last_row() => Pos { row: row + 1, at: 0 },
            None => return,
        };
        self.moved(to);
    }

    /// To the beginning of the word before.
    pub fn word_left(&mut self) {
        let before = self.before();
        match before.unicode_word_indices().next_back() {
            Some((at, _)) => self.moved(Pos { at, ..self.cursor }),
            None if self.cursor.at > 0 => self.moved(Pos { at: 0, ..self.cursor }),
            None => self.left(),
        }
    }

    /// To the end of the word after.
    pub fn word_right(&mut self) {
        let after = self.after();
        let end = after.unicode_word_indices().next().map(|(at, word)| at + word.len());
        match end {
            Some(by) => self.moved(Pos {
                at: self.cursor.at + by,
                ..self.cursor
            }),
            None if !after.is_empty() => self.end(),
            None => self.right(),
        }
    }

    /// Lines up or down, in the column one was in.
    pub fn vertical(&mut self, by: isize) {
        let row = self.cursor.row.saturating_add_signed(by).min(self.last_row());
        let wanted = self.wanted.unwrap_or_else(|| columns(self.before()));
        let mut at = 0;
        for (from, cluster) in self.line_at(row).grapheme_indices(true) {
            let edge = from + cluster.len();
            if columns(self.line_at(row).get(..edge).unwrap_or_default()) > wanted {
                break;
            }
            at = edge;
        }
        self.moved(Pos { row, at });
        self.wanted = Some(wanted);
    }

    /// Pages up or down.
    pub fn pages(&mut self, by: isize) {
        let page = isize::try_from(self.shown.get().2).unwrap_or(1).max(2) - 1;
        self.vertical(by.saturating_mul(page));
    }

    /// To the first letter of the line; from there to its beginning.
    pub fn home(&mut self) {
        let line = self.line_at(self.cursor.row);
        let letter = line.len() - line.trim_start().len();
        let at = if self.cursor.at == letter { 0 } else { letter };
        self.moved(Pos { at, ..self.cursor });
    }

    /// To the end of the line.
    pub fn end(&mut self) {
        let at = self.line_at(self.cursor.row).len();
        self.moved(Pos { at, ..self.cursor });
    }

    /// To the first line, or to the end of the last.
    pub fn edge(&mut self, last: bool) {
        let row = if last { self.last_row() } else { 0 };
        let at = if last { self.line_at(row).len() } else { 0 };
        self.moved(Pos { row, at });
    }

    /// To a line and a column of the area that it was drawn in.
    pub fn click(&mut self, line: usize, column: usize) {
        let (top, left, _) = self.shown.get();
        self.moved(Pos {
            row: (top + line).min(self.last_row()),
            at: 0,
        });
        self.wanted = Some(left + column);
        self.vertical(0);
        self.wanted = None;
    }
}
