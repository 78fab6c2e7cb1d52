//! How a lag moves and how old it is, in the cell of a table.

use crate::model::history::TimeLag;
use crate::model::known::Known;
use crate::text::{Ago, Rate};
use crate::tui::theme::Role;
use crate::tui::widgets::table::Cell;

/// Below this many records a second a lag stands still.
const STILL: f64 = 0.05;

/// `+2.1 k/s`: what grows is warned of, what shrinks is well.
pub fn put(trend: Known<f64>, cell: &mut Cell) {
    match trend {
        Known::Value(rate) if rate.abs() < STILL => cell.put(Role::Dim, "0/s"),
        Known::Value(rate) if rate > 0.0 => cell
            .put(Role::StateWarn, "+")
            .show(Role::StateWarn, Rate(rate))
            .put(Role::StateWarn, "/s"),
        Known::Value(rate) => cell.show(Role::StateOk, Rate(rate)).put(Role::StateOk, "/s"),
        Known::Unknown(_) => cell.none(),
    };
}

/// `~6 m`, `≥ 20 s`; nothing unread is a dim 0.
pub fn oldest(age: Known<TimeLag>, cell: &mut Cell) {
    match age {
        Known::Value(TimeLag::About(span)) if span.0 == 0 => cell.put(Role::Dim, "0"),
        Known::Value(TimeLag::About(span)) => cell.put(Role::Text, "~").plain(Ago(span.0)),
        Known::Value(TimeLag::AtLeast(span)) => cell.put(Role::Text, "≥ ").plain(Ago(span.0)),
        Known::Unknown(_) => cell.none(),
    };
}
