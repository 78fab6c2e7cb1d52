//! Log dirs: what lies where on the brokers' disks (DescribeLogDirs).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::known::Known;
use super::names::{BrokerId, Partition, TopicName};

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
    pub replicas: Vec<ReplicaSize>,
}

/// One replica on a disk.
#[derive(Clone, Debug)]
pub struct ReplicaSize {
    /// The topic.
    pub topic: TopicName,
    /// The partition.
    pub partition: Partition,
    /// Bytes of its log segments, after retention.
    pub size: i64,
    /// Offset lag; a progress figure for future replicas only.
    pub lag: i64,
    /// A future replica: it is being moved into this log dir.
    pub future: bool,
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
