//! What to bring back, what that comes to, and how it ended.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use super::checkpoint::Checkpoint;
use super::headers::HeaderRules;
use super::route::{Route, Stays};
use crate::jobs::search::Filter;
use crate::model::names::TopicName;
use crate::model::trouble::Trouble;
use crate::records::read::{Slice, Wish};

/// What to bring back.
#[derive(Clone, Debug)]
pub struct Order {
    /// The dead-letter topic and the part of it; one topic.
    pub wish: Wish,
    /// Which of its records; none for all.
    pub filter: Option<Filter>,
    /// Where they go.
    pub route: Route,
    /// What becomes of their headers.
    pub headers: HeaderRules,
    /// A record that was brought back so often already stays.
    pub most_redrives: u32,
    /// No more records than this.
    pub limit: Option<u64>,
    /// At most so many records a second.
    pub rate: Option<f64>,
    /// Where it is kept how far it came; a run goes on from there.
    pub checkpoint: Option<PathBuf>,
    /// How long leaders may take to answer before anything is read.
    pub patience: Duration,
}

impl Order {
    /// The topic that is read.
    ///
    /// # Errors
    /// It is not one.
    pub fn source(&self) -> Result<&TopicName, Trouble> {
        match self.wish.topics.as_slice() {
            [source] => Ok(source),
            _ => Err(super::refused("one topic is redriven at a time".to_owned())),
        }
    }
}

/// How far a survey is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Offsets that were looked at.
    pub done: u64,
    /// Of so many.
    pub all: u64,
}

/// What would be done, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// Records read.
    pub read: u64,
    /// Records that the filter found.
    pub selected: u64,
    /// Offsets that the checkpoint leaves out: records that were brought back before, and markers between them.
    pub behind: u64,
    /// How many go to each topic.
    pub targets: BTreeMap<String, u64>,
    /// How many stay, and why.
    pub stay: BTreeMap<Stays, u64>,
    /// What was surveyed, to its end then.
    #[serde(skip)]
    pub(super) slices: Vec<Slice>,
    #[serde(skip)]
    pub(super) checkpoint: Checkpoint,
    /// What could not be read, a line each.
    pub missing: Vec<String>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records handed over.
    pub sent: u64,
    /// Of so many.
    pub of: u64,
    /// Records acknowledged.
    pub acknowledged: u64,
}

/// How it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Records handed over: each of them has one of the three ends.
    pub sent: u64,
    /// Acknowledged by their topic.
    pub acknowledged: u64,
    /// Surely not written.
    pub not_written: u64,
    /// Sent and never answered.
    pub possibly_written: u64,
    /// Acknowledged, by topic.
    pub targets: BTreeMap<String, u64>,
    /// Records that stay, and why.
    pub stay: BTreeMap<Stays, u64>,
    /// What was not, or only possibly, written: `orders.dlq-0@17 → orders: possibly written: …`; the first of them.
    pub lost: Vec<String>,
    /// Why it ended before the end of what was surveyed.
    pub stopped: Option<String>,
    /// How long it took.
    pub took_ms: u64,
}

impl Outcome {
    /// All that was surveyed is acknowledged, but for what stays.
    #[must_use]
    pub fn all_well(&self) -> bool {
        self.stopped.is_none() && self.sent == self.acknowledged
    }
}
