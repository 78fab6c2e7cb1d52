//! The timeline: what changed, cumulative and numbered, because a `watch` channel drops views in between.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::Serialize;

use super::finding::{Severity, Subject};
use super::time::At;

/// How many events are kept.
pub const KEPT: usize = 5_000;

/// One event: one cause, which may have changed many things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Its number, up from 1 since the start.
    pub number: u64,
    /// When it was seen.
    pub at: At,
    /// What kind.
    pub kind: EventKind,
    /// What it is about.
    pub subject: Subject,
    /// How bad.
    pub severity: Severity,
    /// One line.
    pub text: String,
    /// The single changes of a burst, when it has more than one; bounded.
    pub parts: Vec<String>,
    /// How many changes the burst had in all.
    pub count: u32,
}

/// The kinds of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum EventKind {
    IsrShrank,
    IsrExpanded,
    LeaderChanged,
    PartitionOffline,
    PartitionOnline,
    ControllerChanged,
    BrokerFenced,
    BrokerGone,
    BrokerBack,
    BrokerUnreachable,
    BrokerReachable,
    GroupState,
    GroupMembers,
    GroupCreated,
    GroupDeleted,
    CommitsStopped,
    CommitsResumed,
    TopicCreated,
    TopicDeleted,
    PartitionsAdded,
    ConfigChanged,
    ReassignmentStarted,
    ReassignmentEnded,
    Connected,
}

/// The latest events, oldest first; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Events {
    ring: VecDeque<Arc<Event>>,
    last: u64,
}

impl Events {
    /// Appends, numbering; beyond [`KEPT`] the oldest go (their numbers tell how many).
    pub fn push(&mut self, mut event: Event) {
        self.last += 1;
        event.number = self.last;
        self.ring.push_back(Arc::new(event));
        if self.ring.len() > KEPT {
            self.ring.pop_front();
        }
    }

    /// Oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Event>> + ExactSizeIterator {
        self.ring.iter()
    }

    /// The number of the last event; 0 before the first.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }
}
