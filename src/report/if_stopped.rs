//! What stops if a broker stops, in short: one cell of the list of brokers.

use std::borrow::Cow;

use crate::model::whatif::Verdict;

use super::cell::{Cell, Mark};

/// What stops if a broker stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Nothing does, and all that must be known for saying so is known.
    pub safe: bool,
    /// "yes", "is down", "no: 391 stop", "unknown".
    pub brief: String,
}

impl Stop {
    /// A verdict in short.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Self {
        Self {
            safe: verdict.safe,
            brief: verdict.brief(),
        }
    }

    /// As a cell.
    #[must_use]
    pub fn cell(&self) -> Cell<'_> {
        let (mark, code) = match (self.safe, self.brief.as_str()) {
            (true, "yes") => (Mark::Ok, "yes"),
            (true, _) => (Mark::None, "down"),
            (false, "unknown") => (Mark::Unknown, "unknown"),
            (false, _) => (Mark::Warning, "no"),
        };
        Cell::State {
            mark,
            code,
            words: Cow::Borrowed(&self.brief),
        }
    }
}
