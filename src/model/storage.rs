//! Log dirs: what lies where on the brokers' disks (DescribeLogDirs).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::known::Known;
use super::names::{BrokerId, Partition, TopicName};
use super::topology::Topology;

/// Every broker's log dirs. A broker that did not answer keeps its last ones; see the section's stamps.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    /// By broker; unknown with the reason when it never answered.
    pub brokers: BTreeMap<BrokerId, Known<Arc<Vec<LogDir>>>>,
}

/// One log dir. Two log dirs may share one file system: never sum `total`.
#[derive(Clone, Debug)]
pub struct LogDir {
    /// Its absolute path.
    pub path: Arc<str>,
    /// Kafka's error code; 56 (`KAFKA_STORAGE_ERROR`) when it is offline.
    pub error: i16,
    /// Size of its file system in bytes (Kafka ≥ 3.3).
    pub total: Known<i64>,
    /// Usable bytes of its file system (Kafka ≥ 3.3).
    pub usable: Known<i64>,
    /// What lies in it.
    pub replicas: Replicas,
}

/// The replicas in a log dir, topic by topic: every replica of a cluster is in one of these.
#[derive(Clone, Debug, Default)]
pub struct Replicas {
    /// Sorted by name, each with where its rows end.
    topics: Vec<(TopicName, u32)>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    size: i64,
    partition: Partition,
    future: bool,
}

/// One replica on a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplicaSize {
    /// The partition.
    pub partition: Partition,
    /// Bytes of its log segments, after retention.
    pub size: i64,
    /// A future replica: it is being moved into this log dir.
    pub future: bool,
}

impl Replicas {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The topics by name, each with its replicas.
    pub fn topics(&self) -> impl Iterator<Item = (&TopicName, impl Iterator<Item = ReplicaSize> + '_)> {
        (0..self.topics.len()).filter_map(|at| self.at(at))
    }

    /// The replicas of one topic.
    pub fn of(&self, topic: &str) -> impl Iterator<Item = ReplicaSize> + '_ {
        let at = self.topics.binary_search_by(|(name, _)| name.as_str().cmp(topic));
        at.ok()
            .and_then(|at| self.at(at))
            .into_iter()
            .flat_map(|(_, replicas)| replicas)
    }

    /// All replicas.
    pub fn iter(&self) -> impl Iterator<Item = ReplicaSize> + '_ {
        self.rows.iter().map(Row::told)
    }

    /// Takes the topics' names from `topology`, so that one text serves both.
    pub fn share(&mut self, topology: &Topology) {
        let mut finder = topology.finder();
        for (name, _) in &mut self.topics {
            if let Some(topic) = finder.topic(name.as_str()) {
                *name = topic.name.clone();
            }
        }
    }

    fn at(&self, at: usize) -> Option<(&TopicName, impl Iterator<Item = ReplicaSize> + '_)> {
        let start = at.checked_sub(1).map_or(0, |before| self.topics[before].1 as usize);
        let (name, end) = self.topics.get(at)?;
        Some((name, self.rows.get(start..*end as usize)?.iter().map(Row::told)))
    }
}

impl Row {
    fn told(&self) -> ReplicaSize {
        ReplicaSize {
            partition: self.partition,
            size: self.size,
            future: self.future,
        }
    }
}

/// From topics in any order; those named twice are one.
impl<R: IntoIterator<Item = ReplicaSize>> FromIterator<(TopicName, R)> for Replicas {
    fn from_iter<I: IntoIterator<Item = (TopicName, R)>>(topics: I) -> Self {
        let mut topics: Vec<(TopicName, R)> = topics.into_iter().collect();
        topics.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut all = Self::default();
        for (name, replicas) in topics {
            all.rows.extend(replicas.into_iter().map(|replica| Row {
                size: replica.size,
                partition: replica.partition,
                future: replica.future,
            }));
            let end = u32::try_from(all.rows.len()).unwrap_or(u32::MAX);
            match all.topics.last_mut() {
                Some((last, until)) if *last == name => *until = end,
                _ => all.topics.push((name, end)),
            }
        }
        all.rows.shrink_to_fit();
        all
    }
}

impl LogDir {
    /// How full its file system is, 0…1.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share of two sizes needs no more than 52 bits"
    )]
    pub fn fullness(&self) -> Known<f64> {
        self.total.and_then(|total| {
            self.usable.map(|usable| {
                if total > 0 {
                    1.0 - usable as f64 / total as f64
                } else {
                    0.0
                }
            })
        })
    }

    /// Bytes of all replicas in it.
    #[must_use]
    pub fn used(&self) -> i64 {
        self.replicas.iter().map(|r| r.size.max(0)).sum()
    }
}
