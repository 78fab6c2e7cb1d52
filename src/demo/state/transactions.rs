//! What the transaction coordinators remember.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::names::TopicName;

/// A transaction's state, by Kafka's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Kafka's own names say it")]
pub enum Stage {
    Empty,
    Ongoing,
    CompleteCommit,
    CompleteAbort,
}

impl Stage {
    /// Kafka's word.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::Ongoing => "Ongoing",
            Self::CompleteCommit => "CompleteCommit",
            Self::CompleteAbort => "CompleteAbort",
        }
    }
}

/// One transactional id.
#[derive(Clone, Debug)]
pub struct Transaction {
    /// Its producer's id.
    pub producer: i64,
    /// Its producer's epoch.
    pub epoch: i16,
    /// Where it stands.
    pub stage: Stage,
    /// `transaction.timeout.ms`.
    pub timeout_ms: i32,
    /// When the present transaction began, in ms since the epoch; −1 while there is none.
    pub began_ms: i64,
    /// What it has written to.
    pub partitions: BTreeSet<(TopicName, i32)>,
}

/// All transactional ids.
pub type Transactions = BTreeMap<String, Transaction>;
