//! A short list above a prompt: what the typed text may become.

use super::line::Line;
use crate::text::width;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// An entry: what it is, and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The text it stands for.
    pub text: String,
    /// One line on it; may be empty.
    pub doc: String,
}

/// Draws the entries from the bottom of `area` upwards, the first entry lowest and nearest to the prompt.
pub fn draw(entries: &[Entry], chosen: usize, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let rows = usize::from(area.height);
    if rows == 0 {
        return;
    }
    let first = (chosen + 1).saturating_sub(rows);
    let shown = entries.iter().enumerate().skip(first).take(rows);
    let widest = shown.clone().map(|(_, entry)| width(&entry.text)).max().unwrap_or(0);
    let docs = u16::try_from(widest)
        .unwrap_or(u16::MAX)
        .min(area.width.saturating_mul(2) / 3)
        .saturating_add(4);
    for ((at, entry), y) in shown.zip((area.y..area.bottom()).rev()) {
        let role = if at == chosen { Role::MenuSelected } else { Role::Menu };
        let mut line = Line::new(buffer, Rect { y, height: 1, ..area }, theme).on(role);
        let start = line.x();
        line.skip(2).put(role, &entry.text).skip_to(start.saturating_add(docs));
        line.put(if at == chosen { role } else { Role::MenuDoc }, &entry.doc)
            .fill();
    }
}
