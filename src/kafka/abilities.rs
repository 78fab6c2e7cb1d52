//! What a broker can do, as ApiVersions told when the connection was made.

use std::collections::BTreeMap;
use std::sync::Arc;

/// One broker's APIs and features (API key 18, KIP-35, KIP-584).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// API key → lowest and highest version the broker speaks.
    pub apis: BTreeMap<i16, (i16, i16)>,
    /// Features the cluster has finalised, such as `metadata.version`, by name; none when the broker tells none
    /// (before 2.7, or no features yet).
    pub features: Option<Arc<BTreeMap<String, i16>>>,
    /// The least version of Apache Kafka that speaks like this, such as "3.9": no API tells the true one.
    pub software: Option<&'static str>,
}

impl Abilities {
    /// Whether the broker has this API at all.
    #[must_use]
    pub fn has(&self, api: i16) -> bool {
        self.apis.contains_key(&api)
    }
}

/// API key, its highest version from this release on, the release: newest first, the first that holds is the answer.
const SIGNS: [(i16, i16, &str); 19] = [
    (88, 0, "4.1"), // StreamsGroupHeartbeat (KIP-1071)
    (90, 0, "4.1"), // DescribeShareGroupOffsets
    (2, 10, "4.0"), // ListOffsets, remote log (KIP-1005)
    (80, 0, "3.9"), // AddRaftVoter (KIP-853)
    (75, 0, "3.8"), // DescribeTopicPartitions (KIP-966)
    (16, 5, "3.8"), // ListGroups by type (KIP-848)
    (69, 0, "3.7"), // ConsumerGroupDescribe (KIP-848)
    (1, 15, "3.5"), // Fetch with the replica's state (KIP-903)
    (35, 4, "3.3"), // DescribeLogDirs with the disk's size (KIP-827)
    (1, 13, "3.1"), // Fetch by topic id (KIP-516)
    (10, 4, "3.0"), // FindCoordinator, many at once (KIP-699)
    (60, 0, "2.8"), // DescribeCluster (KIP-700)
    (50, 0, "2.7"), // DescribeUserScramCredentials (KIP-554)
    (48, 0, "2.6"), // DescribeClientQuotas (KIP-546)
    (46, 0, "2.4"), // ListPartitionReassignments (KIP-455)
    (44, 0, "2.3"), // IncrementalAlterConfigs (KIP-339)
    (43, 0, "2.2"), // ElectLeaders (KIP-183)
    (23, 2, "2.1"), // OffsetForLeaderEpoch (KIP-320)
    (42, 0, "1.1"), // DeleteGroups (KIP-229)
];

/// The oldest release of Apache Kafka that speaks these versions.
pub(super) fn software(apis: &BTreeMap<i16, (i16, i16)>) -> Option<&'static str> {
    SIGNS
        .iter()
        .find(|(key, version, _)| apis.get(key).is_some_and(|(_, most)| most >= version))
        .map(|sign| sign.2)
}
