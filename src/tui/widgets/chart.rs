//! A series as bars over several rows, the newest at the right; on one row it is a sparkline.
//!
//! A series that never changes is a faint line of its own: it stays the same however long it is watched, so that an
//! idle screen has nothing to draw.

use super::line::Line;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the last values that fit, from 0 to the largest that shows. What is not known leaves its column blank.
pub fn draw(values: &[Option<f64>], role: Role, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let columns = usize::from(area.width);
    let shown = values.get(values.len().saturating_sub(columns)..).unwrap_or_default();
    let known = || shown.iter().filter_map(|value| value.filter(|value| value.is_finite()));
    let (least, most) = known().fold((f64::INFINITY, 0.0), |(least, most), value| {
        (value.min(least), value.max(most))
    });
    let bottom = area.height.saturating_sub(1);
    if known().next().is_none() || most <= 0.0 || most - least < most * 1e-9 {
        let row = Rect {
            y: area.y.saturating_add(bottom),
            height: area.height.min(1),
            ..area
        };
        Line::new(buffer, row, theme).repeat(Role::GaugeRest, theme.glyphs.gauge_rest, area.width);
        return;
    }
    let steps = theme.glyphs.spark.len();
    let all = steps * usize::from(area.height);
    for (at, y) in (area.y..area.bottom()).enumerate() {
        // the steps that lie below this row
        let below = steps * (usize::from(area.height) - 1 - at);
        let mut line = Line::new(buffer, Rect { y, height: 1, ..area }, theme);
        line.skip(u16::try_from(columns - shown.len()).unwrap_or(0));
        for value in shown {
            let Some(value) = value.filter(|value| value.is_finite()) else {
                line.skip(1);
                continue;
            };
            let height = ((value.max(0.0) / most * all as f64).ceil() as usize).clamp(1, all);
            match height.saturating_sub(below).min(steps).checked_sub(1) {
                Some(step) => line.put(role, theme.glyphs.spark.get(step).copied().unwrap_or(" ")),
                None => line.skip(1),
            };
        }
    }
}
