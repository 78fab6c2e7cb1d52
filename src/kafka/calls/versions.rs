//! What software a broker runs at least. No API tells it; the version ranges of ApiVersions (key 18) give it away.

use std::collections::BTreeMap;

use kafka_protocol::messages::ApiKey;

/// Release, and an API with the lowest version that it was the first to speak; newest first.
const FIRST: [(&str, ApiKey, i16); 24] = [
    ("4.2", ApiKey::DescribeShareGroupOffsets, 1),
    ("4.1", ApiKey::Fetch, 18),
    ("4.0", ApiKey::DescribeCluster, 2),
    ("3.9", ApiKey::Fetch, 17),
    ("3.8", ApiKey::ListGroups, 5),
    ("3.7", ApiKey::Fetch, 16),
    ("3.6", ApiKey::ListOffsets, 8),
    ("3.5", ApiKey::Fetch, 15),
    ("3.3", ApiKey::DescribeLogDirs, 4),
    ("3.2", ApiKey::JoinGroup, 8),
    ("3.1", ApiKey::Fetch, 13),
    ("3.0", ApiKey::ListOffsets, 7),
    ("2.8", ApiKey::DescribeCluster, 0),
    ("2.7", ApiKey::DescribeUserScramCredentials, 0),
    ("2.6", ApiKey::ListGroups, 4),
    ("2.5", ApiKey::OffsetFetch, 7),
    ("2.4", ApiKey::AlterPartitionReassignments, 0),
    ("2.3", ApiKey::IncrementalAlterConfigs, 0),
    ("2.2", ApiKey::ElectLeaders, 0),
    ("2.1", ApiKey::Fetch, 10),
    ("2.0", ApiKey::Fetch, 8),
    ("1.1", ApiKey::DeleteGroups, 0),
    ("1.0", ApiKey::CreatePartitions, 0),
    ("0.11", ApiKey::DescribeConfigs, 0),
];

/// The newest release of Apache Kafka whose mark is in the ranges (API key → lowest and highest version): the broker
/// runs this one or a later one. Other software that speaks the protocol is as "old" as its ranges are.
#[must_use]
pub fn software(apis: &BTreeMap<i16, (i16, i16)>) -> Option<&'static str> {
    let speaks = |api: ApiKey, version| apis.get(&(api as i16)).is_some_and(|&(_, highest)| highest >= version);
    FIRST
        .iter()
        .find(|&&(_, api, version)| speaks(api, version))
        .map(|&(release, ..)| release)
}
