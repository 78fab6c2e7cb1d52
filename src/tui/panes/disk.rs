//! How full a disk is, in a cell: ` 61 % ━━━━━━╸···`.

use crate::text::{Percent, pad_left};
use crate::tui::theme::{Glyphs, Role};
use crate::tui::widgets::gauge;
use crate::tui::widgets::table::Cell;

/// The columns of the gauge.
const GAUGE: u16 = 10;

/// The columns of the whole cell.
pub const COLUMNS: u16 = GAUGE + 6;

/// From here on it is shown as a warning, and as a fault.
const FULL: [f64; 2] = [0.80, 0.90];

/// Writes the share as a number and a bar.
pub fn put(share: f64, glyphs: &Glyphs, cell: &mut Cell) {
    let (number, bar) = match share {
        share if share >= FULL[1] => (Role::StateBad, Role::StateBad),
        share if share >= FULL[0] => (Role::StateWarn, Role::StateWarn),
        _ => (Role::Text, Role::GaugeFull),
    };
    let (full, rest) = gauge::text(share, GAUGE, glyphs);
    cell.put(number, &pad_left(&Percent(share).to_string(), 5))
        .put(number, " ")
        .put(bar, &full)
        .put(Role::GaugeRest, &rest);
}
