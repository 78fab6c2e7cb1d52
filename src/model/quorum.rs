//! The KRaft quorum (DescribeQuorum, KIP-595).

use super::names::BrokerId;
use super::time::At;

/// The metadata quorum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quorum {
    /// The active controller; none during an election.
    pub leader: Option<BrokerId>,
    /// Its epoch.
    pub epoch: i32,
    /// High watermark of the metadata log.
    pub high_watermark: i64,
    /// Voters.
    pub voters: Vec<QuorumReplica>,
    /// Observers: brokers that are no voters.
    pub observers: Vec<QuorumReplica>,
}

/// One replica of the metadata log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuorumReplica {
    /// Its node id.
    pub id: BrokerId,
    /// The end of its copy of the metadata log.
    pub end: i64,
    /// When it last fetched, by the leader's clock (Kafka ≥ 3.3).
    pub last_fetch: Option<At>,
    /// When it last was caught up, by the leader's clock (Kafka ≥ 3.3).
    pub last_caught_up: Option<At>,
}
