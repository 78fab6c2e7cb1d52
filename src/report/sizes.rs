//! Bytes on disk by partition, gathered from every broker's log dirs.

use std::ops::Range;

use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, Partition};
use crate::model::storage::ReplicaSize;
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
    /// Gathers them. The replicas of a log dir stand together by topic, so that a topic is looked up once.
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

    fn add(&mut self, view: &View, broker: BrokerId, replicas: &[ReplicaSize], only: Option<&Topic>) {
        let mut last = None;
        let wanted = |r: &&ReplicaSize| !r.future && only.is_none_or(|topic| topic.name == r.topic);
        for replica in replicas.iter().filter(wanted) {
            let topic = match last {
                Some((name, topic)) if name == &replica.topic => topic,
                _ => view.topology.topic(replica.topic.as_str()),
            };
            last = Some((&replica.topic, topic));
            let Some(topic) = topic else { continue };
            let Some(at) = index(view, topic, replica.partition) else {
                continue;
            };
            self.all[at] = self.all[at].max(0) + replica.size.max(0);
            if view.topology.get(at).is_some_and(|p| p.leader == Some(broker)) {
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

fn index(view: &View, topic: &Topic, partition: Partition) -> Option<usize> {
    let guess = topic.range().start + usize::try_from(partition.0).ok()?;
    match view.topology.get(guess) {
        Some(found) if found.partition == partition && topic.range().contains(&guess) => Some(guess),
        _ => view.topology.index_of(topic.name.as_str(), partition),
    }
}
