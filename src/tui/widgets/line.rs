//! One line of cells, written from the left: the pen every widget draws with.
//!
//! The pen escapes what it is given, cuts by display width, never leaves its area, and writes ASCII where the theme says so.

use crate::text::escape::is_safe;
use crate::text::{push_escaped, width};
use crate::tui::theme::{Glyphs, Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::fmt::{self, Write};
use unicode_segmentation::UnicodeSegmentation;

/// A pen on one row of a buffer.
pub struct Line<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
    x: u16,
    end: u16,
    y: u16,
    base: Style,
}

impl<'a> Line<'a> {
    /// A pen at the left of the first row of `area`; nothing is drawn where the buffer ends.
    pub fn new(buffer: &'a mut Buffer, area: Rect, theme: &'a Theme) -> Self {
        let area = area.intersection(buffer.area);
        // an empty area leaves the pen no room
        let end = if area.height == 0 { area.x } else { area.right() };
        Self {
            buffer,
            theme,
            x: area.x,
            end,
            y: area.y,
            base: Style::new(),
        }
    }

    /// The pen, with a style beneath everything it writes from here on.
    #[must_use]
    pub fn on(mut self, role: Role) -> Self {
        self.base = self.theme.style(role);
        self
    }

    /// Columns left.
    #[must_use]
    pub const fn room(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    /// The column the pen stands at.
    #[must_use]
    pub const fn x(&self) -> u16 {
        self.x
    }

    /// Writes a text, escaped, cut with `…` at the end of the line.
    pub fn put(&mut self, role: Role, text: &str) -> &mut Self {
        let style = self.base.patch(self.theme.style(role));
        self.put_styled(style, text)
    }

    /// Writes anything that can be displayed; formatting needs no allocation when it fits the terminal.
    pub fn show(&mut self, role: Role, value: impl fmt::Display) -> &mut Self {
        let mut text = String::with_capacity(usize::from(self.room()));
        // writing to a String cannot fail
        let _ = write!(text, "{value}");
        self.put(role, &text)
    }

    /// Writes a text in a style that no role gives.
    pub fn put_styled(&mut self, style: Style, text: &str) -> &mut Self {
        if text.chars().all(is_safe) {
            self.clean(style, text);
        } else {
            let mut escaped = String::with_capacity(text.len() + 8);
            push_escaped(&mut escaped, text);
            self.clean(style, &escaped);
        }
        self
    }

    fn clean(&mut self, style: Style, text: &str) {
        let ascii_only = self.theme.glyphs == Glyphs::ASCII && !text.is_ascii();
        if ascii_only {
            let plain: String = text
                .chars()
                .map(|c| Glyphs::ascii_for(c).map_or_else(|| c.to_string(), str::to_owned))
                .collect();
            return self.cells(style, &plain);
        }
        self.cells(style, text);
    }

    fn cells(&mut self, style: Style, text: &str) {
        let room = self.room();
        if room == 0 {
            return;
        }
        let cut = width(text) > usize::from(room);
        let limit = if cut { self.end - 1 } else { self.end };
        for cluster in text.graphemes(true) {
            let columns = u16::try_from(width(cluster)).unwrap_or(u16::MAX);
            if self.x.saturating_add(columns) > limit {
                break;
            }
            if columns == 0 {
                continue;
            }
            self.cell(style, cluster, columns);
        }
        if cut {
            let ellipsis = self.theme.glyphs.ellipsis;
            self.cell(style, ellipsis, 1);
            // what follows has no room, even where a wide char left one column
            self.x = self.end;
        }
    }

    fn cell(&mut self, style: Style, cluster: &str, columns: u16) {
        for column in 0..columns {
            if let Some(cell) = self.buffer.cell_mut((self.x + column, self.y)) {
                cell.set_symbol(if column == 0 { cluster } else { " " })
                    .set_style(style);
            }
        }
        self.x += columns;
    }

    /// Leaves columns blank, in the style beneath.
    pub fn skip(&mut self, columns: u16) -> &mut Self {
        let style = self.base;
        for _ in 0..columns.min(self.room()) {
            self.cell(style, " ", 1);
        }
        self
    }

    /// Leaves columns blank up to the column `x` of the buffer; does nothing when the pen is past it.
    pub fn skip_to(&mut self, x: u16) -> &mut Self {
        self.skip(x.saturating_sub(self.x))
    }

    /// Repeats a sign of one column.
    pub fn repeat(&mut self, role: Role, sign: &str, times: u16) -> &mut Self {
        let style = self.base.patch(self.theme.style(role));
        for _ in 0..times.min(self.room()) {
            self.cell(style, sign, 1);
        }
        self
    }

    /// Fills the rest of the line, in the style beneath.
    pub fn fill(&mut self) {
        self.skip(self.room());
    }
}
