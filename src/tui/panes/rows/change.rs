//! Which rows are new or changed since the view before.

use crate::model::time::{At, Span};
use crate::tui::widgets::table::{Change, RowKey};
use std::collections::HashMap;

/// How long a row stays marked: long enough to be seen by an eye that was elsewhere.
const MARKED: Span = Span::seconds(10);

/// What each row was like, and which ones became different.
#[derive(Debug, Default)]
pub(super) struct Changes {
    before: HashMap<RowKey, u64>,
    marked: HashMap<RowKey, (Change, At)>,
    seen: bool,
}

impl Changes {
    /// Compares the rows with those before.
    pub(super) fn follow(&mut self, rows: impl Iterator<Item = (RowKey, u64)>, now: At) {
        let after: HashMap<RowKey, u64> = rows.collect();
        self.marked
            .retain(|key, (_, at)| now.since(*at) < MARKED && after.contains_key(key));
        if self.seen {
            for (key, print) in &after {
                let change = match self.before.get(key) {
                    None => Change::Added,
                    Some(before) if before != print => Change::Changed,
                    Some(_) => continue,
                };
                self.marked.insert(*key, (change, now));
            }
        }
        self.seen |= !after.is_empty();
        self.before = after;
    }

    pub(super) fn of(&self, key: RowKey, now: At) -> Option<Change> {
        let (change, at) = self.marked.get(&key)?;
        (now.since(*at) < MARKED).then_some(*change)
    }
}
