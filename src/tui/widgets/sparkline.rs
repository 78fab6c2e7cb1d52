//! A series in one row of cells, the newest at the right.

use super::line::Line;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the last values that fit, right-aligned. The scale goes from `floor` to the largest value that shows; what is not
/// known (`None`, or not finite) leaves its cell blank.
///
/// A sparkline repaints every cell when it shifts: give it values at the step of the history, not of the frame.
pub fn draw(values: &[Option<f64>], floor: f64, role: Role, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let columns = usize::from(area.width);
    let shown = values.get(values.len().saturating_sub(columns)..).unwrap_or_default();
    let known = |value: &Option<f64>| value.filter(|value| value.is_finite());
    let most = shown.iter().filter_map(known).fold(floor, f64::max);
    let mut line = Line::new(buffer, area, theme);
    line.skip(u16::try_from(columns - shown.len()).unwrap_or(0));
    let steps = theme.glyphs.spark;
    for value in shown {
        match known(value) {
            None => line.skip(1),
            Some(value) => {
                let share = if most > floor {
                    (value - floor).max(0.0) / (most - floor)
                } else {
                    0.0
                };
                let step = ((share * steps.len() as f64).ceil() as usize).clamp(1, steps.len()) - 1;
                line.put(role, steps.get(step).copied().unwrap_or(" "))
            }
        };
    }
}
