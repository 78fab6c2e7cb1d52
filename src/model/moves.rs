//! Reassignments under way (ListPartitionReassignments), and eligible leaders (DescribeTopicPartitions, KIP-966).

use std::collections::BTreeMap;

use super::names::{BrokerId, Partition, TopicName};

/// Every reassignment under way, by topic and partition.
pub type Moves = BTreeMap<(TopicName, Partition), Move>;

/// One partition's reassignment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Move {
    /// All replicas, including those being added and removed.
    pub replicas: Vec<BrokerId>,
    /// Being added: not counted as missing from the ISR.
    pub adding: Vec<BrokerId>,
    /// Being removed.
    pub removing: Vec<BrokerId>,
}

/// For faulty partitions only: who may lead without losing data.
pub type Eligible = BTreeMap<(TopicName, Partition), EligibleReplicas>;

/// Eligible leader replicas of one partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EligibleReplicas {
    /// Eligible leader replicas: not in the ISR, and yet complete to the high watermark.
    pub eligible: Vec<BrokerId>,
    /// The last known eligible leader replicas.
    pub last_known: Vec<BrokerId>,
}
