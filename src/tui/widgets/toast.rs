//! A passing message at the lower right.

use super::line::Line;
use crate::text::{cut, width};
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the message on the last row of `area`, right-aligned; a short one leaves what is beside it readable.
pub fn draw(role: Role, text: &str, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    if area.height == 0 || area.width < 4 {
        return;
    }
    let text = crate::text::escape(text);
    let text = cut(&text, usize::from(area.width) - 2);
    let columns = u16::try_from(width(&text) + 2).unwrap_or(area.width).min(area.width);
    let place = Rect {
        x: area.right() - columns,
        y: area.bottom() - 1,
        width: columns,
        height: 1,
    };
    let mut line = Line::new(buffer, place, theme).on(role);
    line.skip(1).put(role, &text).fill();
}
