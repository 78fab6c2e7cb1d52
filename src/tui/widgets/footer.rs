//! The last row: the keys that work here. A hint is a button: a click on it is the key.

use super::line::Line;
use crate::text::width;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A key and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The key, as it is written.
    pub key: String,
    /// What it does, in a word or two.
    pub label: &'static str,
}

/// How many hints fit into a width, whole ones only.
#[must_use]
pub fn fitting(hints: &[Hint], columns: u16) -> usize {
    let mut used = 1;
    hints
        .iter()
        .take_while(|hint| {
            used += width(&hint.key) + 1 + width(hint.label) + 2;
            used <= usize::from(columns) + 2
        })
        .count()
}

/// Draws the hints that fit; gives the columns of each, for the mouse.
pub fn draw(hints: &[Hint], area: Rect, buffer: &mut Buffer, theme: &Theme) -> Vec<(u16, u16)> {
    let shown = fitting(hints, area.width);
    let mut line = Line::new(buffer, area, theme).on(Role::HintText);
    let mut places = Vec::with_capacity(shown);
    line.skip(1);
    for hint in hints.iter().take(shown) {
        let start = line.x();
        line.put(Role::HintKey, &hint.key)
            .skip(1)
            .put(Role::HintText, hint.label);
        places.push((start, line.x()));
        line.skip(2);
    }
    line.fill();
    places
}
