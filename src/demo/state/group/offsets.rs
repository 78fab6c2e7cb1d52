//! What a group committed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::names::TopicName;

/// One committed offset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// The next offset to read.
    pub offset: i64,
    /// Epoch of the last record read, −1 for unknown.
    pub epoch: i32,
    /// What the client wrote beside it; most write nothing.
    pub metadata: Option<Arc<str>>,
    /// When it came, in milliseconds since the epoch.
    pub at_ms: i64,
}

/// Committed offsets by topic and partition.
#[derive(Clone, Debug, Default)]
pub struct Offsets(BTreeMap<TopicName, BTreeMap<i32, Commit>>);

impl Offsets {
    /// Commits.
    pub fn commit(&mut self, topic: &TopicName, partition: i32, commit: Commit) {
        match self.0.get_mut(topic.as_str()) {
            Some(partitions) => {
                partitions.insert(partition, commit);
            }
            None => {
                self.0.insert(topic.clone(), BTreeMap::from([(partition, commit)]));
            }
        }
    }

    /// What was committed for a partition.
    #[must_use]
    pub fn get(&self, topic: &str, partition: i32) -> Option<&Commit> {
        self.0.get(topic)?.get(&partition)
    }

    /// All of it, by topic.
    pub fn iter(&self) -> impl Iterator<Item = (&TopicName, &BTreeMap<i32, Commit>)> {
        self.0.iter()
    }

    /// Drops one partition's.
    pub fn forget(&mut self, topic: &str, partition: i32) {
        if let Some(partitions) = self.0.get_mut(topic) {
            partitions.remove(&partition);
            if partitions.is_empty() {
                self.0.remove(topic);
            }
        }
    }

    /// Drops a topic's.
    pub fn forget_topic(&mut self, topic: &str) {
        self.0.remove(topic);
    }
}
