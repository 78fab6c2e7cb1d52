//! A line of tabs, the open one in brackets: `[partitions]  configs 4  groups 3 ────`.

use super::line::Line;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the tabs with a thin rule behind them; gives the columns of each, for the mouse.
pub fn draw(titles: &[&str], open: usize, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Vec<(u16, u16)> {
    let mut line = Line::new(buffer, area, theme);
    let mut places = Vec::with_capacity(titles.len());
    line.skip(1);
    for (at, title) in titles.iter().enumerate() {
        let start = line.x();
        if at == open {
            line.put(Role::Accent, "[")
                .put(Role::TabActive, title)
                .put(Role::Accent, "]");
        } else {
            line.put(Role::Tab, title);
        }
        places.push((start, line.x()));
        line.skip(2);
    }
    let room = line.room();
    line.repeat(Role::Rule, theme.glyphs.rule, room);
    places
}
