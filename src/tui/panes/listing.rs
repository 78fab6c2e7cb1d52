//! A table of a report's rows: kept fresh, drawn with its heading, and saying why when it is empty.

use super::hollow;
use super::parts::{Part, Seen};
use super::rows::Rows;
use crate::model::stamp::Stamp;
use crate::model::time::At;
use crate::model::view::View;
use crate::report::Row;
use crate::text::Ago;
use crate::tui::theme::Theme;
use crate::tui::widgets::table::{self, TableState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// A table and its rows.
pub struct Listing<R: Row> {
    /// Order, filter, cursor and marks.
    pub table: TableState,
    /// The rows.
    pub rows: Rows<R>,
    seen: Seen,
}

impl<R: Row> Listing<R> {
    /// A table without rows yet, in the natural order.
    #[must_use]
    pub fn new(rows: Rows<R>) -> Self {
        Self {
            table: TableState::default(),
            rows,
            seen: Seen::default(),
        }
    }

    /// Makes the rows anew when one of the parts they read changed. Before every frame.
    pub fn prepare(
        &mut self,
        view: &Arc<View>,
        now: At,
        theme: &Theme,
        parts: &[Part],
        make: impl FnOnce(&View) -> Vec<R>,
    ) {
        if self.seen.changed(view, parts) {
            self.rows.set(make(view), now);
        }
        self.rows.look(now, &theme.glyphs);
        self.table.prepare(&self.rows);
    }

    /// The row under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&R> {
        self.rows.selected(&self.table)
    }

    /// Draws the heading on the first row of `area` and the table below it.
    pub fn draw(&self, title: &str, stamp: &Stamp, now: At, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        // before the first answer nothing is counted: not even none
        let says = match stamp.at {
            Some(_) => self.rows.says(&self.table) + &aged(stamp, now),
            None => String::new(),
        };
        table::draw_heading(&self.table, title, &says, area, buffer, theme);
        self.draw_rows(stamp, from(area, 1), buffer, theme);
    }

    /// Draws the table alone, or why it is empty.
    pub fn draw_rows(&self, stamp: &Stamp, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        table::draw(&self.table, &self.rows, area, buffer, theme);
        if let Some(lines) = hollow::why(stamp, self.rows.all().len(), &self.table, R::NOUN) {
            hollow::draw(&lines, area, buffer, theme);
        }
    }
}

/// ` · 14 s old` for what is stale, nothing for what is fresh.
#[must_use]
pub fn aged(stamp: &Stamp, now: At) -> String {
    match stamp.age(now) {
        Some(age) if stamp.stale(now) => format!(" · {} old", Ago(age.0)),
        _ => String::new(),
    }
}

/// The area without its first rows.
#[must_use]
pub fn from(area: Rect, rows: u16) -> Rect {
    Rect {
        y: area.y.saturating_add(rows),
        height: area.height.saturating_sub(rows),
        ..area
    }
}
