//! The order of rows as cached index vectors.
//!
//! Two of them: all rows sorted, and of these the ones that pass the filter. A new view keeps most rows where they were,
//! so the old order is what gets sorted: on nearly sorted input that is a little more than one pass.

use super::filter::Filter;
use super::source::TableSource;
use super::state::Sort;
use crate::tui::widgets::State;
use std::cmp::Ordering;

#[derive(Debug, Default)]
pub(super) struct Order {
    sorted: Vec<u32>,
    shown: Vec<u32>,
    version: Option<u64>,
    sort: Option<Sort>,
    faults_only: bool,
    filtered: bool,
}

impl Order {
    /// The version of the data it was made of.
    pub(super) const fn version(&self) -> Option<u64> {
        self.version
    }

    /// The next refresh filters anew.
    pub(super) const fn forget_filter(&mut self) {
        self.filtered = false;
    }

    /// Makes the order fit; whether anything had to be done.
    pub(super) fn refresh(
        &mut self,
        source: &(impl TableSource + ?Sized),
        sort: Sort,
        filter: &Filter,
        faults_only: bool,
    ) -> bool {
        let len = u32::try_from(source.len()).unwrap_or(u32::MAX);
        let same_data = self.version == Some(source.version()) && self.sorted.len() == len as usize;
        let same_sort = self.sort == Some(sort);
        if same_data && same_sort && self.filtered && self.faults_only == faults_only {
            return false;
        }
        if !same_data || !same_sort {
            if self.sorted.len() != len as usize {
                self.sorted.clear();
                self.sorted.extend(0..len);
            }
            self.sorted
                .sort_by(|a, b| compare(source, sort, *a as usize, *b as usize).then(a.cmp(b)));
        }
        self.shown.clear();
        let passes = |row: &u32| {
            let row = *row as usize;
            let fault = || source.state(row).map_or(!source.in_time(), State::is_fault);
            (!faults_only || fault()) && (filter.is_empty() || source.matches(row, filter))
        };
        self.shown.extend(self.sorted.iter().copied().filter(passes));
        (self.version, self.sort) = (Some(source.version()), Some(sort));
        (self.faults_only, self.filtered) = (faults_only, true);
        true
    }

    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }

    /// The row at a position.
    pub(super) fn row(&self, at: usize) -> Option<usize> {
        self.shown.get(at).map(|row| *row as usize)
    }

    /// The position of the first row that is asked for.
    pub(super) fn position(&self, is: impl Fn(usize) -> bool) -> Option<usize> {
        self.shown.iter().position(|row| is(*row as usize))
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.shown.iter().map(|row| *row as usize)
    }
}

fn compare(source: &(impl TableSource + ?Sized), sort: Sort, a: usize, b: usize) -> Ordering {
    let Some(column) = sort.column else {
        return match source.in_time() {
            true => Ordering::Equal,
            false => source.state(a).cmp(&source.state(b)),
        };
    };
    let missing = source.is_missing(a, column).cmp(&source.is_missing(b, column));
    missing.then_with(|| {
        let ascending = source.compare(a, b, column);
        if sort.descending {
            ascending.reverse()
        } else {
            ascending
        }
    })
}
