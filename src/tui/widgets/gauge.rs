//! A share as a bar: `━━━━━━╸····`. A heavy line and no blocks: bars below one another stay apart.

use super::line::Line;
use crate::tui::theme::{Glyphs, Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws a share (0 to 1, clamped) over the width of `area`. Something is never drawn as nothing, nor less than all as full.
pub fn draw(share: f64, role: Role, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let mut line = Line::new(buffer, area, theme);
    let columns = line.room();
    let (full, part) = cells(share, columns, theme.glyphs.gauge.len());
    let last = theme.glyphs.gauge.last().copied().unwrap_or("#");
    line.repeat(role, last, full);
    if let Some(sign) = part.and_then(|part| theme.glyphs.gauge.get(part)) {
        line.put(role, sign);
    }
    let rest = line.room();
    line.repeat(Role::GaugeRest, theme.glyphs.gauge_rest, rest);
}

/// The bar as text, for a cell of a table: the filled part and the rest.
#[must_use]
pub fn text(share: f64, columns: u16, glyphs: &Glyphs) -> (String, String) {
    let (full, part) = cells(share, columns, glyphs.gauge.len());
    let mut bar = glyphs.gauge.last().copied().unwrap_or("#").repeat(usize::from(full));
    bar.push_str(
        part.and_then(|part| glyphs.gauge.get(part))
            .copied()
            .unwrap_or_default(),
    );
    let rest = columns - full - u16::from(part.is_some());
    (bar, glyphs.gauge_rest.repeat(usize::from(rest)))
}

/// Full cells, and the step of the partly filled one.
fn cells(share: f64, columns: u16, steps: usize) -> (u16, Option<usize>) {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let all = usize::from(columns) * steps;
    let mut filled = (share * all as f64).round() as usize;
    if share > 0.0 {
        filled = filled.max(1);
    }
    if share < 1.0 {
        filled = filled.min(all.saturating_sub(1));
    }
    let full = u16::try_from(filled / steps.max(1)).unwrap_or(columns).min(columns);
    let part = (filled % steps.max(1)).checked_sub(1).filter(|_| full < columns);
    (full, part)
}
