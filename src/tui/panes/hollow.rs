//! What stands where a table has no rows: why.

use super::prose;
use crate::model::stamp::Stamp;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::table::TableState;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Why a table shows no row: its rows were not answered, failed, are hidden by the filter, or there is none.
#[must_use]
pub fn why(stamp: &Stamp, rows: usize, table: &TableState, nouns: &str) -> Option<Vec<(Role, String)>> {
    if !table.is_empty() {
        return None;
    }
    if rows > 0 {
        let hidden = if table.filter().is_empty() {
            format!("no fault among {rows} {nouns}")
        } else {
            format!("none of {rows} {nouns} passes the filter")
        };
        return Some(vec![
            (Role::Dim, hidden),
            (Role::Faint, "esc shows all again".to_owned()),
        ]);
    }
    if let Some(trouble) = &stamp.trouble {
        // it names its hint itself
        return Some(vec![(Role::StateWarn, trouble.to_string())]);
    }
    let text = match stamp.at {
        None => "waiting for the first answer".to_owned(),
        Some(_) => format!("no {nouns}"),
    };
    Some(vec![(Role::Dim, text)])
}

/// Draws the reason where the rows would begin.
pub fn draw(lines: &[(Role, String)], area: Rect, buffer: &mut Buffer, theme: &Theme) {
    prose::draw(lines, super::listing::from(area, 1), buffer, theme);
}
