//! The control plane reads. What could change a cluster is refused here, before it is encoded.
//!
//! There is no way round it yet: the jobs that will change a cluster come with a `Permit` of `plan`'s gate, and this
//! file is where it will be asked for.

use std::any::Any;

use kafka_protocol::messages::MetadataRequest;

use super::cause::Fault;
use crate::model::trouble::Cause;
use crate::wire::{self, Guarded};

/// The APIs known as reading, and those a connection itself needs (versions, SASL). A list of what may pass, not of
/// what may not: an API that nobody thought of is refused.
const READING: [i16; 27] = [
    1,  // Fetch
    2,  // ListOffsets
    3,  // Metadata, with topic auto-creation off
    9,  // OffsetFetch
    10, // FindCoordinator
    15, // DescribeGroups
    16, // ListGroups
    17, // SaslHandshake
    18, // ApiVersions
    23, // OffsetForLeaderEpoch
    29, // DescribeAcls
    32, // DescribeConfigs
    35, // DescribeLogDirs
    36, // SaslAuthenticate
    46, // ListPartitionReassignments
    48, // DescribeClientQuotas
    50, // DescribeUserScramCredentials
    55, // DescribeQuorum
    60, // DescribeCluster
    61, // DescribeProducers
    65, // DescribeTransactions
    66, // ListTransactions
    69, // ConsumerGroupDescribe
    75, // DescribeTopicPartitions
    77, // ShareGroupDescribe
    89, // StreamsGroupDescribe
    90, // DescribeShareGroupOffsets
];

/// Lets a request pass that only reads at this version.
pub(super) fn reading<R: Guarded + 'static>(request: &R, version: i16) -> Result<(), Fault> {
    if !READING.contains(&R::KEY) {
        return Err(refused(wire::api_name(R::KEY)));
    }
    match (request as &dyn Any).downcast_ref::<MetadataRequest>() {
        // Before version 4 nothing can forbid it: brokers that are set to create do so.
        Some(metadata) if metadata.allow_auto_topic_creation || version < 4 => {
            Err(refused("Metadata with topic auto-creation allowed"))
        }
        _ => Ok(()),
    }
}

fn refused(what: &str) -> Fault {
    Fault::new(Cause::Config(format!(
        "{what} changes the cluster; this connection only reads"
    )))
}

#[cfg(test)]
mod tests {
    use kafka_protocol::messages::{CreateTopicsRequest, DeleteTopicsRequest, ListGroupsRequest};

    use super::*;

    #[test]
    fn what_changes_a_cluster_is_refused() {
        assert!(reading(&ListGroupsRequest::default(), 4).is_ok());
        let words = |refused: Result<(), Fault>| refused.unwrap_err().cause.to_string();
        assert_eq!(
            words(reading(&CreateTopicsRequest::default(), 7)),
            "CreateTopics changes the cluster; this connection only reads"
        );
        assert!(reading(&DeleteTopicsRequest::default(), 6).is_err());
    }

    #[test]
    fn metadata_may_not_create_topics() {
        // The codec's default allows it: the very mistake this is for.
        assert!(reading(&MetadataRequest::default(), 12).is_err());
        let forbidden = MetadataRequest::default().with_allow_auto_topic_creation(false);
        assert!(reading(&forbidden, 4).is_ok());
        assert!(reading(&forbidden, 3).is_err());
    }

    #[test]
    fn the_list_is_sorted_and_named() {
        assert!(READING.is_sorted());
        assert!(READING.iter().all(|&key| wire::api_name(key) != "UNKNOWN"));
    }
}
