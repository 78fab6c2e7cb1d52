//! `throttle_time_ms`: how long the broker asks a client to wait (KIP-124, KIP-219).

use std::time::Duration;

/// No quota asks for more than this by default (10 windows of a second): a broker cannot lock the console out.
const LONGEST: Duration = Duration::from_secs(30);
/// Bytes of the correlation id.
const CORRELATION: usize = 4;

/// For each API whose answer begins with `throttle_time_ms`: the first version from which the *client* is to wait
/// (before it, the broker had waited already), and the first whose header has tagged fields.
const PLACES: [(i16, i16, i16); 20] = [
    (1, 8, 12), // Fetch
    (2, 3, 6),  // ListOffsets
    (3, 6, 9),  // Metadata
    (9, 4, 6),  // OffsetFetch
    (10, 2, 3), // FindCoordinator
    (15, 2, 5), // DescribeGroups
    (16, 2, 3), // ListGroups
    (23, 3, 4), // OffsetForLeaderEpoch
    (29, 1, 2), // DescribeAcls
    (32, 2, 4), // DescribeConfigs
    (35, 1, 2), // DescribeLogDirs
    (46, 0, 0), // ListPartitionReassignments
    (48, 0, 1), // DescribeClientQuotas
    (60, 0, 0), // DescribeCluster
    (61, 0, 0), // DescribeProducers
    (65, 0, 0), // DescribeTransactions
    (66, 0, 0), // ListTransactions
    (69, 0, 0), // ConsumerGroupDescribe
    (75, 0, 0), // DescribeTopicPartitions
    (90, 0, 0), // DescribeShareGroupOffsets
];

/// How long this answer asks to wait; zero when it does not, or the API does not say at this version.
pub(super) fn asked(key: i16, version: i16, frame: &[u8]) -> Duration {
    let Some(&(_, from, tagged)) = PLACES.iter().find(|place| place.0 == key) else {
        return Duration::ZERO;
    };
    if version < from {
        return Duration::ZERO;
    }
    // A header with tagged fields ends in their count; a broker that sends any (none does) is not believed here.
    let body = match frame.get(CORRELATION..) {
        Some([0, body @ ..]) if version >= tagged => body,
        Some(body) if version < tagged => body,
        _ => return Duration::ZERO,
    };
    let ms = body.first_chunk().map_or(0, |ms| i32::from_be_bytes(*ms));
    Duration::from_millis(u64::try_from(ms).unwrap_or(0)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use kafka_protocol::messages::*;
    use kafka_protocol::protocol::{Encodable, HeaderVersion, Request};

    use super::*;

    /// The waiting time read from an answer that the codec wrote.
    fn read<R: Request>(answer: &R::Response, version: i16) -> u128
    where
        R::Response: Encodable + HeaderVersion,
    {
        let mut frame = BytesMut::new();
        let header = ResponseHeader::default().with_correlation_id(7);
        header.encode(&mut frame, R::Response::header_version(version)).unwrap();
        answer.encode(&mut frame, version).unwrap();
        asked(R::KEY, version, &frame).as_millis()
    }

    macro_rules! every_version {
        ($($request:ident $response:ident),* $(,)?) => {$({
            let answer = $response::default().with_throttle_time_ms(1234);
            let (_, from, _) = PLACES.iter().find(|place| place.0 == $request::KEY).unwrap();
            let both = <$request as kafka_protocol::protocol::Message>::VERSIONS;
            for version in (*from).max(both.min)..=both.max {
                assert_eq!(read::<$request>(&answer, version), 1234, "{} v{version}", stringify!($request));
            }
            for version in both.min..*from {
                let silent = $response::default();
                assert_eq!(read::<$request>(&silent, version), 0, "{} v{version}", stringify!($request));
            }
        })*};
    }

    #[test]
    fn it_is_found_in_every_answer_the_codec_writes() {
        every_version!(
            FetchRequest FetchResponse,
            ListOffsetsRequest ListOffsetsResponse,
            MetadataRequest MetadataResponse,
            OffsetFetchRequest OffsetFetchResponse,
            FindCoordinatorRequest FindCoordinatorResponse,
            DescribeGroupsRequest DescribeGroupsResponse,
            ListGroupsRequest ListGroupsResponse,
            OffsetForLeaderEpochRequest OffsetForLeaderEpochResponse,
            DescribeAclsRequest DescribeAclsResponse,
            DescribeConfigsRequest DescribeConfigsResponse,
            DescribeLogDirsRequest DescribeLogDirsResponse,
            ListPartitionReassignmentsRequest ListPartitionReassignmentsResponse,
            DescribeClientQuotasRequest DescribeClientQuotasResponse,
            DescribeClusterRequest DescribeClusterResponse,
            DescribeProducersRequest DescribeProducersResponse,
            DescribeTransactionsRequest DescribeTransactionsResponse,
            ListTransactionsRequest ListTransactionsResponse,
            ConsumerGroupDescribeRequest ConsumerGroupDescribeResponse,
            DescribeTopicPartitionsRequest DescribeTopicPartitionsResponse,
            DescribeShareGroupOffsetsRequest DescribeShareGroupOffsetsResponse,
        );
    }

    #[test]
    fn nonsense_is_bounded() {
        assert_eq!(asked(3, 6, &[0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xff]), LONGEST);
        assert_eq!(asked(3, 6, &[0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]), Duration::ZERO);
        assert_eq!(
            asked(3, 9, &[0, 0, 0, 1, 1, 0, 0, 0, 9]),
            Duration::ZERO,
            "tagged fields in the header"
        );
        assert_eq!(asked(3, 9, &[0, 0]), Duration::ZERO);
        assert_eq!(
            asked(55, 2, &[0, 0, 0, 1, 0, 0, 0, 4, 210]),
            Duration::ZERO,
            "DescribeQuorum has none"
        );
    }
}
