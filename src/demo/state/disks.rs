//! What lies on the brokers' disks beside what the logs say: how large the file systems are, what else is on them, and
//! how far replicas that are being copied have come.

use std::collections::BTreeMap;

use super::State;
use crate::model::names::{BrokerId, TopicName};

/// The log dirs of every broker.
pub const DIRS: [&str; 2] = ["/var/lib/kafka/disk-1", "/var/lib/kafka/disk-2"];

/// The disks of all brokers; every log dir is a file system of its own.
#[derive(Clone, Debug, Default)]
pub struct Disks {
    /// Bytes of each file system; none where it is not told.
    pub total: Option<u64>,
    /// Bytes on each file system that are not Kafka's.
    pub other: u64,
    /// Log dirs that failed, by broker.
    pub failed: BTreeMap<BrokerId, Vec<&'static str>>,
    copied: BTreeMap<TopicName, BTreeMap<(i32, BrokerId), u64>>,
}

impl Disks {
    /// The log dir that holds this partition on every broker that has it.
    #[must_use]
    pub fn dir_of(partition: i32) -> &'static str {
        DIRS[usize::from(partition % 2 != 0)]
    }

    /// Notes how much of a replica has been copied; one that nothing is noted of is whole.
    pub fn copied(&mut self, topic: &TopicName, partition: i32, broker: BrokerId, bytes: u64) {
        self.copied
            .entry(topic.clone())
            .or_default()
            .insert((partition, broker), bytes);
    }

    /// A replica is whole, or gone.
    pub fn done(&mut self, topic: &str, partition: i32, broker: BrokerId) {
        if let Some(of) = self.copied.get_mut(topic) {
            of.remove(&(partition, broker));
            if of.is_empty() {
                self.copied.remove(topic);
            }
        }
    }

    /// Bytes of a replica whose leader's log has `whole`.
    #[must_use]
    pub fn size(&self, topic: &str, partition: i32, broker: BrokerId, whole: u64) -> u64 {
        let copied = self.copied.get(topic).and_then(|of| of.get(&(partition, broker)));
        copied.map_or(whole, |bytes| whole.min(*bytes))
    }
}

impl State {
    /// Every replica on a broker with its bytes, in the order of topics.
    pub fn replicas_on(&self, broker: BrokerId) -> impl Iterator<Item = (&TopicName, i32, u64)> {
        self.topics.iter().flat_map(move |(name, topic)| {
            (0..).zip(&topic.partitions).filter_map(move |(number, partition)| {
                let held = partition.replicas.contains(&broker);
                held.then(|| {
                    (
                        name,
                        number,
                        self.disks.size(name.as_str(), number, broker, partition.log.size()),
                    )
                })
            })
        })
    }
}
