//! What a click hits.

use super::column::fit;
use super::draw::margin;
use super::source::TableSource;
use super::state::TableState;

/// What a click hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clicked {
    /// The title of a column.
    Header(usize),
    /// A row that was not under the cursor: it is now.
    Row,
    /// The row that was under the cursor already: open it.
    Again,
}

impl TableState {
    /// Handles a click at a cell of the screen; none when it was not on the table.
    pub fn click(&mut self, column: u16, row: u16, source: &(impl TableSource + ?Sized)) -> Option<Clicked> {
        let window = self.window.get();
        if !window.area.contains((column, row).into()) {
            return None;
        }
        let left = window.area.x + margin(source);
        if row == window.area.y {
            let inside = column.checked_sub(left)?;
            let fitted = fit(source.columns(), window.area.width.saturating_sub(margin(source)));
            let hit = fitted
                .iter()
                .find(|fitted| (fitted.x..=fitted.x + fitted.width).contains(&inside))?;
            self.sort_by(hit.column, source);
            return Some(Clicked::Header(hit.column));
        }
        let at = window.top + usize::from(row - window.area.y - 1);
        let key = self.order.row(at).map(|row| source.key(row))?;
        if self.selected_key() == Some(key) {
            return Some(Clicked::Again);
        }
        self.select(key, source);
        Some(Clicked::Row)
    }
}
