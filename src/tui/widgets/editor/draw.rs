//! The part of the text that an area shows: the cursor is always in it.

use super::moves::columns;
use super::{Editor, code};
use crate::text::escape;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::Line;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_segmentation::UnicodeSegmentation;

/// A line longer than this, in bytes, is not coloured.
const LONG: usize = 4 << 10;

/// How a text is drawn.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// It is typed into: the cursor shows.
    pub typing: bool,
    /// Lines have their numbers.
    pub numbers: bool,
    /// It is JSON.
    pub code: bool,
    /// This line, from 0, is not as it should be.
    pub wrong: Option<usize>,
}

impl Editor {
    /// Draws it; gives the place of the text cursor when it shows.
    pub fn draw(&self, look: Look, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let area = area.intersection(buffer.area);
        let gutter = if look.numbers { gutter(self.rows()) } else { 0 };
        let room = usize::from(area.width.saturating_sub(gutter));
        if room == 0 || area.height == 0 {
            return None;
        }
        let (top, left) = self.window(usize::from(area.height), room);
        let rows = self.lines.iter().enumerate().skip(top);
        for ((row, text), y) in rows.zip(area.y..area.bottom()) {
            let mut line = Line::new(buffer, Rect { y, height: 1, ..area }, theme);
            let wrong = look.wrong == Some(row);
            if look.numbers {
                let here = row == self.cursor.row && look.typing;
                let role = match (wrong, here) {
                    (true, _) => Role::StateBad,
                    (false, true) => Role::Dim,
                    (false, false) => Role::Faint,
                };
                let digits = usize::from(gutter).saturating_sub(2);
                line.put(role, &format!("{:>digits$}", row + 1));
                line.put(Role::StateBad, if wrong { theme.glyphs.bad } else { " " })
                    .skip(1);
            }
            put(&mut line, look.code, text, left, room);
        }
        let column = columns(self.before()).saturating_sub(left);
        let row = self.cursor.row.saturating_sub(top);
        look.typing.then(|| {
            let x = area.x + gutter + u16::try_from(column).unwrap_or(0);
            Position::new(x.min(area.right() - 1), area.y + u16::try_from(row).unwrap_or(0))
        })
    }

    /// The first line and the first column that are shown, so that the cursor is.
    fn window(&self, height: usize, room: usize) -> (usize, usize) {
        let (top, left, _) = self.shown.get();
        let row = self.cursor.row;
        let top = top.max((row + 1).saturating_sub(height)).min(row);
        // no line below the last is shown while there are lines above
        let top = top.min(self.rows().saturating_sub(height));
        let column = columns(self.before());
        let here = columns(&escape(self.after().graphemes(true).next().unwrap_or(" "))).max(1);
        let left = left.max((column + here).saturating_sub(room)).min(column);
        self.shown.set((top, left, height));
        (top, left)
    }
}

/// Puts what of a line is within so many columns from `left`.
fn put(line: &mut Line<'_>, as_code: bool, text: &str, left: usize, room: usize) {
    // of a line of a megabyte only what is seen is looked at, where that is easily found
    let plain = text.len() > LONG && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let (text, left) = match plain {
        true => (text.get(left..(left + room).min(text.len())).unwrap_or_default(), 0),
        false => (text, left),
    };
    let parts = if as_code && text.len() <= LONG {
        code::parts(text)
    } else {
        vec![(Role::Text, text)]
    };
    let mut column = 0;
    for (role, part) in parts {
        for cluster in part.graphemes(true) {
            if column >= left + room {
                return;
            }
            let wide = columns(cluster);
            if column >= left && column + wide <= left + room {
                line.put(role, cluster);
            } else if column < left && column + wide > left {
                // of a wide sign at the edge no half shows
                line.put(Role::Faint, &" ".repeat(column + wide - left));
            }
            column += wide;
        }
    }
}

/// Columns of the numbers: their digits, a sign, a blank.
fn gutter(rows: usize) -> u16 {
    let digits = rows.max(10).ilog10() + 1;
    u16::try_from(digits).unwrap_or(1) + 2
}
