//! What software a broker runs at least. No API tells it; the version ranges of ApiVersions (key 18) give it away.

use std::collections::BTreeMap;

use kafka_protocol::messages::ApiKey;

/// Release, and an API with the lowest version that it was the first to speak; newest first.
const FIRST: [(&str, ApiKey, i16); 25] = [
    ("4.3", ApiKey::DescribeLogDirs, 5),
    ("4.2", ApiKey::ListOffsets, 11),
    ("4.1", ApiKey::Fetch, 18),
    ("4.0", ApiKey::DescribeCluster, 2),
    ("3.9", ApiKey::Fetch, 17),
    ("3.8", ApiKey::ListGroups, 5),
    ("3.7", ApiKey::Fetch, 16),
    ("3.6", ApiKey::AddPartitionsToTxn, 4),
    ("3.5", ApiKey::Fetch, 15),
    ("3.3", ApiKey::DescribeLogDirs, 4),
    ("3.2", ApiKey::DescribeLogDirs, 3),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The highest versions of Fetch, ListOffsets, ListGroups, AddPartitionsToTxn, DescribeLogDirs and DescribeCluster.
    fn ranges(highest: [i16; 6]) -> BTreeMap<i16, (i16, i16)> {
        let keys = [1, 2, 16, 24, 35, 60].into_iter();
        keys.zip(highest)
            .filter(|&(_, highest)| highest >= 0)
            .map(|(key, highest)| (key, (0, highest)))
            .collect()
    }

    #[test]
    fn each_release_is_told_by_its_mark() {
        assert_eq!(software(&ranges([12, 6, 4, 3, 2, 0])), Some("2.8"));
        assert_eq!(software(&ranges([15, 8, 4, 3, 4, 0])), Some("3.5"));
        assert_eq!(software(&ranges([15, 8, 4, 4, 4, 0])), Some("3.6"));
        assert_eq!(software(&ranges([17, 9, 5, 5, 4, 1])), Some("3.9"));
        assert_eq!(software(&ranges([17, 10, 5, 5, 4, 2])), Some("4.0"));
        assert_eq!(software(&ranges([18, 11, 5, 5, 5, 2])), Some("4.3"));
        assert_eq!(software(&ranges([10, 4, 2, 1, 1, -1])), Some("2.1"));
        assert_eq!(software(&BTreeMap::new()), None);
    }

    #[test]
    fn the_releases_are_in_order() {
        let number = |release: &str| {
            let (major, minor) = release.split_once('.').unwrap();
            (major.parse::<u8>().unwrap(), minor.parse::<u8>().unwrap())
        };
        assert!(FIRST.is_sorted_by(|a, b| number(a.0) > number(b.0)));
    }
}
