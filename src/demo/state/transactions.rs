//! What the transaction coordinators remember.

use std::collections::{BTreeMap, BTreeSet};

use super::group::offsets::Commit;
use crate::model::names::{GroupId, TopicName};

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

    /// Kafka's number of it in `__transaction_state`.
    fn number(self) -> i8 {
        match self {
            Self::Empty => 0,
            Self::Ongoing => 1,
            Self::CompleteCommit => 4,
            Self::CompleteAbort => 5,
        }
    }
}

/// One transactional id.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Offsets that become commits with it.
    pub offsets: Vec<(GroupId, TopicName, i32, Commit)>,
    /// The story's own: nothing but the story ends it.
    pub played: bool,
}

impl Transaction {
    /// Its value in `__transaction_state` (Kafka's TransactionLogValue v0).
    #[must_use]
    pub fn record(&self, now_ms: i64) -> Vec<u8> {
        let mut by: BTreeMap<&TopicName, Vec<i32>> = BTreeMap::new();
        for (topic, number) in &self.partitions {
            by.entry(topic).or_default().push(*number);
        }
        let count = |of: usize| i32::try_from(of).unwrap_or(i32::MAX).to_be_bytes();
        let mut out = 0_i16.to_be_bytes().to_vec();
        out.extend(self.producer.to_be_bytes());
        out.extend(self.epoch.to_be_bytes());
        out.extend(self.timeout_ms.to_be_bytes());
        out.extend(self.stage.number().to_be_bytes());
        out.extend(count(by.len()));
        for (topic, numbers) in by {
            text(&mut out, topic.as_str());
            out.extend(count(numbers.len()));
            out.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
        }
        out.extend(now_ms.to_be_bytes());
        out.extend(self.began_ms.to_be_bytes());
        out
    }
}

/// The key of a transactional id in `__transaction_state` (TransactionLogKey v0).
#[must_use]
pub fn key(id: &str) -> Vec<u8> {
    let mut out = 0_i16.to_be_bytes().to_vec();
    text(&mut out, id);
    out
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend(i16::try_from(text.len()).unwrap_or(i16::MAX).to_be_bytes());
    out.extend(text.as_bytes());
}

/// All transactional ids.
pub type Transactions = BTreeMap<String, Transaction>;
