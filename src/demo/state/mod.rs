//! What the cluster holds, as plain data: one file a noun. Nothing here waits, reads a clock or knows a socket.

pub mod broker;
pub mod coordinator;
pub mod disks;
pub mod election;
pub mod group;
pub mod log;
pub mod moves;
pub mod placement;
pub mod producer;
pub mod quorum;
pub mod rights;
pub mod settings;
pub mod topic;
pub mod transactions;

use std::net::SocketAddr;
use std::sync::Arc;

use broker::Brokers;
use disks::Disks;
use group::Groups;
use quorum::Quorum;
use rights::Rights;
use settings::Settings;
use topic::Topics;
use transactions::Transactions;

use super::plan::Plan;
use crate::model::names::{BrokerId, GroupId};

/// The topic that holds committed offsets and decides who coordinates a group.
pub const OFFSETS_TOPIC: &str = "__consumer_offsets";
/// The topic that decides who coordinates a transaction.
pub const TRANSACTIONS_TOPIC: &str = "__transaction_state";

/// Everything the cluster knows.
pub struct State {
    /// The cluster's id.
    pub cluster_id: Arc<str>,
    /// The brokers, up or not.
    pub brokers: Brokers,
    /// The topics and their logs.
    pub topics: Topics,
    /// The groups and what they committed.
    pub groups: Groups,
    /// The producer id that is given out next.
    pub next_producer_id: i64,
    /// What the transaction coordinators remember.
    pub transactions: Transactions,
    /// What lies on the disks beside the logs.
    pub disks: Disks,
    /// The metadata quorum.
    pub quorum: Quorum,
    /// What is hidden or refused.
    pub rights: Rights,
    /// How brokers are set up.
    pub settings: Settings,
}

impl State {
    /// A cluster without topics of its own, its brokers up.
    #[must_use]
    pub fn new(plan: &Plan, addresses: &[(BrokerId, SocketAddr)]) -> Self {
        let mut state = Self {
            cluster_id: Arc::from(plan.cluster_id.as_str()),
            brokers: Brokers::new(plan, addresses),
            topics: Topics::default(),
            groups: Groups::default(),
            next_producer_id: 1_000,
            transactions: Transactions::new(),
            disks: Disks::default(),
            quorum: Quorum::new(plan.clock.now_ms()),
            rights: Rights::default(),
            settings: Settings::of(plan),
        };
        if plan.offsets_partitions > 0 {
            state.ensure_offsets_topic(plan.clock.now_ms());
        }
        state
    }

    /// A number that changes whenever Metadata would tell something else.
    #[must_use]
    pub fn generation(&self) -> (u64, u64, u64) {
        (
            self.brokers.generation(),
            self.topics.generation(),
            self.rights.generation(),
        )
    }

    /// Makes `__consumer_offsets` if it is not there.
    pub fn ensure_offsets_topic(&mut self, now_ms: i64) {
        self.ensure_internal(OFFSETS_TOPIC, self.settings.offsets_partitions, now_ms);
    }

    /// The broker that coordinates this group: the leader of the partition of `__consumer_offsets` that its id hashes to.
    #[must_use]
    pub fn coordinator(&self, group: &GroupId) -> Option<BrokerId> {
        self.leader_by_hash(OFFSETS_TOPIC, group.as_str())
    }

    /// The broker that coordinates this transactional id.
    #[must_use]
    pub fn transaction_coordinator(&self, id: &str) -> Option<BrokerId> {
        self.leader_by_hash(TRANSACTIONS_TOPIC, id)
    }

    /// The partition of `__transaction_state` that this transactional id is kept in.
    #[must_use]
    pub fn transaction_partition(&self, id: &str) -> Option<i32> {
        self.by_hash(TRANSACTIONS_TOPIC, id)
    }

    fn leader_by_hash(&self, topic: &str, key: &str) -> Option<BrokerId> {
        let number = self.by_hash(topic, key)?;
        self.topics.get(topic)?.partition(number)?.leader
    }

    fn by_hash(&self, topic: &str, key: &str) -> Option<i32> {
        let count = u32::try_from(self.topics.get(topic)?.partitions.len()).ok();
        let count = count.filter(|count| *count > 0)?;
        i32::try_from(java_hash(key) % count).ok()
    }
}

/// `String.hashCode` of Java made positive, as Kafka does it.
fn java_hash(text: &str) -> u32 {
    let hash = text
        .encode_utf16()
        .fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
    match hash {
        i32::MIN => 0,
        hash => hash.unsigned_abs(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_hash_as_kafka_hashes_them() {
        assert_eq!(java_hash("hello"), 99_162_322);
        assert_eq!(java_hash(""), 0);
        // the most negative number has no positive one
        assert_eq!(java_hash("polygenelubricants"), 0);
        assert_eq!(java_hash("console-group"), 1742712183);
    }
}
