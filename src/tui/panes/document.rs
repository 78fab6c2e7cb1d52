//! A document that is scrolled: lines of parts, wrapped to the width.

use crate::text::{escape, head, width};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::Line;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cell::Cell;

/// Lines that are made of a payload at most: the eye reads no more of them.
const LINES: usize = 20_000;

/// Parts of a line, each in its role.
pub type Parts = Vec<(Role, String)>;

/// The lines, and how far they are scrolled.
#[derive(Debug, Default)]
pub struct Document {
    lines: Vec<Parts>,
    top: usize,
    /// Rows that were shown, and all rows at that width.
    shown: Cell<(usize, usize)>,
}

impl Document {
    /// Shows other lines, from the first.
    pub fn set(&mut self, lines: Vec<Parts>) {
        self.lines = lines;
        self.top = 0;
    }

    /// Scrolls by rows.
    pub fn scroll(&mut self, by: isize) {
        let (page, all) = self.shown.get();
        self.top = self.top.saturating_add_signed(by).min(all.saturating_sub(page));
    }

    /// Scrolls by pages.
    pub fn pages(&mut self, by: isize) {
        let page = isize::try_from(self.shown.get().0).unwrap_or(1).max(2) - 1;
        self.scroll(by.saturating_mul(page));
    }

    /// Scrolls to the beginning or the end.
    pub fn end(&mut self, last: bool) {
        self.scroll(if last { isize::MAX } else { isize::MIN });
    }

    /// Draws it, one column in.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let columns = usize::from(area.width.saturating_sub(2)).max(8);
        let rows: Vec<Parts> = self.lines.iter().flat_map(|line| wrapped(line, columns)).collect();
        let page = usize::from(area.height);
        self.shown.set((page, rows.len()));
        let top = self.top.min(rows.len().saturating_sub(page));
        for (row, y) in rows.iter().skip(top).zip(area.y..area.bottom()) {
            let mut line = Line::new(buffer, Rect { y, height: 1, ..area }, theme);
            line.skip(1);
            for (role, text) in row {
                line.put(*role, text);
            }
        }
    }
}

/// A line as rows of so many columns; what goes on stands in by as much as the line did, and two more.
pub(super) fn wrapped(line: &Parts, columns: usize) -> Vec<Parts> {
    let begin = line.first().map_or("", |(_, text)| text);
    let indent = (begin.len() - begin.trim_start_matches(' ').len() + 2).min(columns / 2);
    let mut rows = vec![Vec::new()];
    let mut room = columns;
    for (role, text) in line {
        let escaped = escape(text);
        let mut rest: &str = &escaped;
        while !rest.is_empty() {
            let (part, _) = head(rest, room);
            let part = if part.is_empty() && room >= columns - indent {
                rest
            } else {
                part
            };
            if let Some(row) = rows.last_mut()
                && !part.is_empty()
            {
                row.push((*role, part.to_owned()));
            }
            room = room.saturating_sub(width(part));
            rest = rest.get(part.len()..).unwrap_or_default();
            if !rest.is_empty() {
                rows.push(vec![(Role::Text, " ".repeat(indent))]);
                room = columns - indent;
            }
        }
    }
    rows
}

/// Text, a line a line.
#[must_use]
pub fn of_text(text: &str) -> Vec<Parts> {
    let line = |line: &str| vec![(Role::Text, line.to_owned())];
    text.lines().take(LINES).map(line).collect()
}

/// Bytes as offset, hex and what of them is ASCII.
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> Vec<Parts> {
    let line = |(at, chunk): (usize, &[u8])| {
        let mut hex = String::with_capacity(50);
        for (place, byte) in chunk.iter().enumerate() {
            if place == 8 {
                hex.push(' ');
            }
            hex.push_str(&format!("{byte:02x} "));
        }
        let plain = |byte: &u8| {
            if byte.is_ascii_graphic() || *byte == b' ' {
                char::from(*byte)
            } else {
                '.'
            }
        };
        vec![
            (Role::Faint, format!("{:06x}  ", at * 16)),
            (Role::Text, format!("{hex:<50}")),
            (Role::Dim, chunk.iter().map(plain).collect()),
        ]
    };
    bytes.chunks(16).enumerate().take(LINES).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(lines: &[Parts]) -> Vec<String> {
        let line = |line: &Parts| line.iter().map(|(_, text)| text.as_str()).collect();
        lines.iter().map(line).collect()
    }

    #[test]
    fn bytes_are_in_columns() {
        let bytes: Vec<u8> = (0x3c..0x50).collect();
        assert_eq!(
            text(&of_bytes(&bytes)),
            [
                "000000  3c 3d 3e 3f 40 41 42 43  44 45 46 47 48 49 4a 4b  <=>?@ABCDEFGHIJK",
                "000010  4c 4d 4e 4f                                       LMNO",
            ]
        );
    }

    #[test]
    fn it_scrolls_no_further_than_its_end() {
        let mut document = Document::default();
        document.set(of_text("a\nb\nc\nd\ne"));
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 2));
        let mut first = |document: &Document| {
            document.draw(buffer.area, &mut buffer, &Theme::standard());
            buffer[(1, 0)].symbol().to_owned()
        };
        assert_eq!(first(&document), "a");
        document.scroll(2);
        assert_eq!(first(&document), "c");
        document.end(true);
        assert_eq!(first(&document), "d");
        document.pages(-9);
        assert_eq!(first(&document), "a");
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing(parts in prop::collection::vec("[ a-zé漢]{0,40}", 1..5), columns in 8..60_usize) {
            let line: Parts = parts.iter().map(|text| (Role::Text, text.clone())).collect();
            let rows = wrapped(&line, columns);
            let begin = parts.first().unwrap();
            let indent = (begin.len() - begin.trim_start_matches(' ').len() + 2).min(columns / 2);
            let mut all = String::new();
            for (at, row) in rows.iter().enumerate() {
                let row: String = row.iter().map(|(_, text)| text.as_str()).collect();
                prop_assert!(width(&row) <= columns, "{row}");
                all.push_str(if at == 0 { &row } else { &row[indent..] });
            }
            prop_assert_eq!(all, parts.concat());
        }
    }
}
