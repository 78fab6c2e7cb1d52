//! What a screen gives the table.

use super::cell::Cell;
use super::column::Column;
use super::filter::Filter;
use crate::tui::widgets::state::State;
use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The identity of a row's thing, from view to view: a topic, a group, a partition of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowKey(pub u64);

impl RowKey {
    /// The key of anything that can be hashed; the same from view to view.
    #[must_use]
    pub fn of(thing: &(impl Hash + ?Sized)) -> Self {
        let mut hasher = DefaultHasher::new();
        thing.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// What became of a row since the view before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// Its state changed.
    Changed,
    /// It is gone, and shown once more.
    Removed,
}

/// Rows by number, in the natural order of the data; the table asks only for what it shows.
pub trait TableSource {
    /// The columns, in the order of the screen.
    fn columns(&self) -> &[Column];

    /// Differs whenever any row may differ: the `seq` of the view will do.
    fn version(&self) -> u64;

    /// How many rows there are.
    fn len(&self) -> usize;

    /// Whether there is no row.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The identity of a row.
    fn key(&self, row: usize) -> RowKey;

    /// Writes one cell.
    fn cell(&self, row: usize, column: usize, out: &mut Cell);

    /// The ascending order of two rows by a column.
    fn compare(&self, a: usize, b: usize, column: usize) -> Ordering;

    /// Whether a row has no value in a column: such rows come last in either direction.
    fn is_missing(&self, _row: usize, _column: usize) -> bool {
        false
    }

    /// Whether the filter accepts a row: [`Filter::accepts`] on its name, or [`Filter::accepts_any`] on several texts.
    fn matches(&self, row: usize, filter: &Filter) -> bool;

    /// How the row's thing is; none where things have no state.
    fn state(&self, _row: usize) -> Option<State> {
        None
    }

    /// Whether the rows come one after another: they keep that order, whatever their state, and one without a state is
    /// well.
    fn in_time(&self) -> bool {
        false
    }

    /// What became of the row since the view before.
    fn change(&self, _row: usize) -> Option<Change> {
        None
    }

    /// What `y` copies: the thing's name.
    fn copy(&self, row: usize) -> String {
        let mut cell = Cell::default();
        self.cell(row, 0, &mut cell);
        cell.text().to_owned()
    }

    /// The exact value of a cell, for a saved table; null when it is not known.
    fn value(&self, row: usize, column: usize) -> serde_json::Value {
        let mut cell = Cell::default();
        self.cell(row, column, &mut cell);
        serde_json::Value::String(cell.text().to_owned())
    }
}
