//! Bytes on disk by partition, gathered from every broker's log dirs.

use std::ops::Range;

use crate::model::known::{Known, Reason};
use crate::model::names::BrokerId;
use crate::model::storage::{ReplicaSize, Replicas};
use crate::model::topology::Topic;
use crate::model::view::View;

/// Sizes by dense partition index; −1 where no log dir that answered has the replica.
#[derive(Debug, Default)]
pub struct Sizes {
    leader: Vec<i64>,
    all: Vec<i64>,
    reason: Option<Reason>,
}

impl Sizes {
    /// Gathers them.
    #[must_use]
    pub fn of(view: &View) -> Self {
        Self::gather(view, None)
    }

    /// Gathers those of one topic alone.
    #[must_use]
    pub fn of_topic(view: &View, topic: &Topic) -> Self {
        Self::gather(view, Some(topic))
    }

    fn gather(view: &View, only: Option<&Topic>) -> Self {
        let topology = &view.topology;
        if view.storage.brokers.is_empty() {
            let trouble = view.storage.stamp.trouble.as_ref();
            return Self {
                reason: Some(trouble.map_or(Reason::NotYet, |t| t.reason())),
                ..Self::default()
            };
        }
        let mut sizes = Self {
            leader: vec![-1; topology.partitions()],
            all: vec![-1; topology.partitions()],
            reason: None,
        };
        for (&broker, dirs) in &view.storage.brokers {
            match dirs {
                Known::Value(dirs) => {
                    for dir in dirs.iter() {
                        sizes.add(view, broker, &dir.replicas, only);
                    }
                }
                Known::Unknown(reason) => sizes.reason = Some(*reason),
            }
        }
        sizes
    }

    fn add(&mut self, view: &View, broker: BrokerId, replicas: &Replicas, only: Option<&Topic>) {
        if let Some(topic) = only {
            return self.add_topic(view, broker, topic, replicas.of(topic.name.as_str()));
        }
        let mut finder = view.topology.finder();
        for (name, replicas) in replicas.topics() {
            if let Some(topic) = finder.topic(name.as_str()) {
                self.add_topic(view, broker, topic, replicas);
            }
        }
    }

    fn add_topic(&mut self, view: &View, broker: BrokerId, topic: &Topic, replicas: impl Iterator<Item = ReplicaSize>) {
        for replica in replicas.filter(|replica| !replica.future) {
            let Some(at) = view.topology.index_in(topic, replica.partition) else {
                continue;
            };
            self.all[at] = self.all[at].max(0) + replica.size.max(0);
            if view.topology.leader(at) == Some(broker) {
                self.leader[at] = replica.size.max(0);
            }
        }
    }

    /// Bytes of one copy of these partitions.
    #[must_use]
    pub fn leaders(&self, range: Range<usize>) -> Known<i64> {
        self.sum(&self.leader, range)
    }

    /// Bytes of all copies of these partitions, of the brokers that answered.
    #[must_use]
    pub fn all(&self, range: Range<usize>) -> Known<i64> {
        self.sum(&self.all, range)
    }

    fn sum(&self, column: &[i64], range: Range<usize>) -> Known<i64> {
        let missing = self.reason.unwrap_or(Reason::NotYet);
        let Some(sizes) = column.get(range) else {
            return Known::Unknown(missing);
        };
        if sizes.iter().any(|size| *size < 0) {
            return Known::Unknown(missing);
        }
        Known::Value(sizes.iter().sum())
    }
}
