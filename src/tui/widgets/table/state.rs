//! What a table remembers: order, filter, cursor, marks, and where it was drawn.

use super::filter::Filter;
use super::order::Order;
use super::source::{RowKey, TableSource};
use ratatui::layout::Rect;
use std::cell::Cell as Memory;
use std::collections::HashSet;

/// By which column a table is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column; none for the natural order of the source, which is by state where rows have one.
    pub column: Option<usize>,
    /// The largest first.
    pub descending: bool,
}

/// A movement of the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// So many rows down (or up, when negative).
    By(isize),
    /// So many pages down (or up).
    Pages(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// Where the table was drawn last: what a click hits and how far a page goes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Window {
    /// The first row that shows, as a position in the order.
    pub(super) top: usize,
    /// The table's area, its header first.
    pub(super) area: Rect,
}

impl Window {
    /// Rows that show.
    pub(super) fn rows(&self) -> usize {
        usize::from(self.area.height.saturating_sub(1))
    }
}

/// The state of one table.
#[derive(Debug)]
pub struct TableState {
    pub(super) order: Order,
    sort: Sort,
    filter: Filter,
    faults_only: bool,
    /// The thing under the cursor.
    key: Option<RowKey>,
    /// Its position in the order.
    at: usize,
    /// The person moved the cursor: from then on it follows its thing; before, it stays on the first row.
    touched: bool,
    marks: HashSet<RowKey>,
    /// Written while drawing: it is memory of the screen, no decision.
    pub(super) window: Memory<Window>,
}

impl Default for TableState {
    fn default() -> Self {
        Self::new(Sort {
            column: None,
            descending: false,
        })
    }
}

impl TableState {
    /// A table in an order; nothing filtered.
    #[must_use]
    pub fn new(sort: Sort) -> Self {
        Self {
            order: Order::default(),
            sort,
            filter: Filter::default(),
            faults_only: false,
            key: None,
            at: 0,
            touched: false,
            marks: HashSet::new(),
            window: Memory::default(),
        }
    }

    /// Makes order and cursor fit the source; cheap when nothing changed. Before every frame and before reading the cursor.
    pub fn prepare(&mut self, source: &(impl TableSource + ?Sized)) {
        let same_data = self.order.version() == Some(source.version());
        let changed = self.order.refresh(source, self.sort, &self.filter, self.faults_only);
        if changed {
            self.follow(source, !same_data);
        }
        if !self.marks.is_empty() && !same_data {
            let there: HashSet<RowKey> = (0..source.len()).map(|row| source.key(row)).collect();
            self.marks.retain(|key| there.contains(key));
        }
    }

    /// Puts the cursor on its thing again; when the data moved it, the screen moves with it.
    fn follow(&mut self, source: &(impl TableSource + ?Sized), data_moved_it: bool) {
        let found = self.key.filter(|_| self.touched).and_then(|key| {
            let still = self.order.row(self.at).is_some_and(|row| source.key(row) == key);
            if still {
                Some(self.at)
            } else {
                self.order.position(|row| source.key(row) == key)
            }
        });
        let mut window = self.window.get();
        match found {
            Some(at) => {
                if data_moved_it {
                    let line = self.at.saturating_sub(window.top);
                    window.top = at.saturating_sub(line);
                }
                self.at = at;
            }
            // the thing is gone or filtered away: the cursor keeps its line
            None if self.touched => self.at = self.at.min(self.order.len().saturating_sub(1)),
            None => self.at = 0,
        }
        self.window.set(window);
        self.key = self.order.row(self.at).map(|row| source.key(row));
    }

    /// The row under the cursor, as a number of the source.
    #[must_use]
    pub fn selected(&self) -> Option<usize> {
        self.order.row(self.at)
    }

    /// The key of the thing under the cursor.
    #[must_use]
    pub const fn selected_key(&self) -> Option<RowKey> {
        self.key
    }

    /// The position of the cursor among the rows that show.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.at
    }

    /// Rows that pass filter and switch.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether no row passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts the cursor on a thing, if it shows.
    pub fn select(&mut self, key: RowKey, source: &(impl TableSource + ?Sized)) {
        self.touched = true;
        self.key = Some(key);
        self.prepare(source);
        self.follow(source, false);
    }

    /// Moves the cursor.
    pub fn go(&mut self, movement: Move, source: &(impl TableSource + ?Sized)) {
        let last = self.len().saturating_sub(1);
        let page = isize::try_from(self.window.get().rows().max(2) - 1).unwrap_or(1);
        let to = match movement {
            Move::By(rows) => self.at.saturating_add_signed(rows),
            Move::Pages(pages) => self.at.saturating_add_signed(pages.saturating_mul(page)),
            Move::First => 0,
            Move::Last => last,
        };
        self.at = to.min(last);
        self.touched = true;
        self.key = self.order.row(self.at).map(|row| source.key(row));
    }

    /// Scrolls by so many rows; the cursor stays on the screen.
    pub fn scroll(&mut self, rows: isize, source: &(impl TableSource + ?Sized)) {
        let mut window = self.window.get();
        let height = window.rows().max(1);
        let most = self.len().saturating_sub(height);
        window.top = window.top.saturating_add_signed(rows).min(most);
        self.window.set(window);
        let at = self.at.clamp(
            window.top,
            (window.top + height - 1)
                .min(self.len().saturating_sub(1))
                .max(window.top),
        );
        if at != self.at {
            self.at = at.min(self.len().saturating_sub(1));
            self.touched = true;
            self.key = self.order.row(self.at).map(|row| source.key(row));
        }
    }

    /// The order.
    #[must_use]
    pub const fn sort(&self) -> Sort {
        self.sort
    }

    /// Orders by a column; once more, the other way round.
    pub fn sort_by(&mut self, column: usize, source: &(impl TableSource + ?Sized)) {
        let descending = match self.sort {
            Sort {
                column: Some(now),
                descending,
            } if now == column => !descending,
            _ => source.columns().get(column).is_some_and(|column| column.descending),
        };
        self.sort = Sort {
            column: Some(column),
            descending,
        };
    }

    /// Orders by the column beside the one that orders now, by so many to the right.
    pub fn sort_beside(&mut self, by: isize, source: &(impl TableSource + ?Sized)) {
        let columns = source.columns();
        let next = match self.sort.column {
            Some(now) => now.saturating_add_signed(by).min(columns.len().saturating_sub(1)),
            None => 0,
        };
        if self.sort.column != Some(next) {
            self.sort_by(next, source);
        }
    }

    /// Orders by a column in a direction; by none in the natural order.
    pub const fn set_sort(&mut self, sort: Sort) {
        self.sort = sort;
    }

    /// The filter.
    #[must_use]
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Filters.
    pub fn set_filter(&mut self, filter: Filter) {
        self.filter = filter;
        self.order.forget_filter();
    }

    /// Whether only faults show.
    #[must_use]
    pub const fn faults_only(&self) -> bool {
        self.faults_only
    }

    /// Shows only faults, or all again.
    pub const fn toggle_faults(&mut self) {
        self.faults_only = !self.faults_only;
    }

    /// Shows everything again; whether something was hidden.
    pub fn clear_filters(&mut self) -> bool {
        let hid = self.faults_only || !self.filter.is_empty();
        self.faults_only = false;
        self.set_filter(Filter::default());
        hid
    }

    /// Marks the row under the cursor or unmarks it, and goes one down.
    pub fn toggle_mark(&mut self, source: &(impl TableSource + ?Sized)) {
        if let Some(key) = self.key {
            if !self.marks.remove(&key) {
                self.marks.insert(key);
            }
            self.go(Move::By(1), source);
        }
    }

    /// Unmarks all; whether there was a mark.
    pub fn clear_marks(&mut self) -> bool {
        !std::mem::take(&mut self.marks).is_empty()
    }

    /// Whether a thing is marked.
    #[must_use]
    pub fn is_marked(&self, key: RowKey) -> bool {
        self.marks.contains(&key)
    }

    /// How many things are marked.
    #[must_use]
    pub fn marked(&self) -> usize {
        self.marks.len()
    }

    /// The rows an action is about: the marked ones in their order, or the one under the cursor.
    #[must_use]
    pub fn chosen(&self, source: &(impl TableSource + ?Sized)) -> Vec<usize> {
        if self.marks.is_empty() {
            return self.selected().into_iter().collect();
        }
        self.order
            .rows()
            .filter(|row| self.marks.contains(&source.key(*row)))
            .collect()
    }

    /// What `y` copies: the names of the chosen rows, one a line.
    #[must_use]
    pub fn copy(&self, source: &(impl TableSource + ?Sized)) -> String {
        self.chosen(source)
            .into_iter()
            .map(|row| source.copy(row))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The rows that show, in their order.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.order.rows()
    }
}
