//! The heading of a section: its name, a word on it, and a thin rule over the full width. No box: a mouse copy stays clean.

use super::line::Line;
use crate::text::width;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws ` TITLE says ───────────── right ──` on the first row of `area`.
pub fn draw(title: &str, says: &str, right: &str, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let room = usize::from(area.width);
    let mut line = Line::new(buffer, area, theme);
    line.skip(1).put(Role::Heading, title).skip(1);
    let rest = room.saturating_sub(width(title) + 2);
    // the right side gives way first
    let right = if right.is_empty() || rest < width(says) + width(right) + 8 {
        ""
    } else {
        right
    };
    if !says.is_empty() {
        line.put(Role::Dim, says).skip(1);
    }
    let tail = if right.is_empty() {
        0
    } else {
        u16::try_from(width(right) + 4).unwrap_or(0)
    };
    let rule = line.room().saturating_sub(tail);
    line.repeat(Role::Rule, theme.glyphs.rule, rule);
    if !right.is_empty() {
        line.skip(1)
            .put(Role::Accent, right)
            .skip(1)
            .repeat(Role::Rule, theme.glyphs.rule, 2);
    }
}
