//! One file per family of Kafka calls: the request for the version at hand, and the answer as parts of the model.
//!
//! | file | APIs (key) |
//! |---|---|
//! | [`metadata`] | Metadata (3) |
//! | [`cluster`] | DescribeCluster (60), with the features and abilities of ApiVersions (18) |
//! | [`topic_partitions`] | DescribeTopicPartitions (75) |
//! | [`offsets`] | ListOffsets (2) |
//! | [`groups`] | ListGroups (16), FindCoordinator (10), DescribeGroups (15), ConsumerGroupDescribe (69), ShareGroupDescribe (77), OffsetFetch (9), DescribeShareGroupOffsets (90) |
//! | [`configs`] | DescribeConfigs (32) |
//! | [`log_dirs`] | DescribeLogDirs (35) |
//! | [`quorum`] | DescribeQuorum (55) |
//! | [`reassignments`] | ListPartitionReassignments (46) |
//! | [`versions`] | what the ranges of ApiVersions (18) tell of a broker's software |
//!
//! Rules of the house: a field is set only when the version has it (the codec refuses it otherwise); no request and no
//! loop is unbounded; a broker's error becomes a [`Trouble`], or stays a code beside the one item it concerns, so that
//! one refused item costs no other.

pub mod cluster;
pub mod configs;
pub mod groups;
pub mod log_dirs;
pub mod metadata;
pub mod offsets;
pub mod quorum;
pub mod reassignments;
mod support;
#[cfg(test)]
mod tests;
pub mod topic_partitions;
pub mod versions;

use crate::model::names::BrokerId;
use crate::model::trouble::Trouble;

/// What each broker said, in the order of their answers: a silent broker costs only its own.
pub type ByBroker<T> = Vec<(BrokerId, Result<T, Trouble>)>;
