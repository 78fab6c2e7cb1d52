//! Every answer that the console reads, at every version.

use bytes::Bytes;
use kafka_protocol::messages::*;

use crate::wire::{Guarded, WireError, check, decode, range};

/// What a frame may cost in memory, whatever it says: so much, and so many times its bytes.
const ROOM: usize = 1024 * 1024;
const TIMES: usize = 32;

type Judge = fn(u8, &[u8]);

/// The answers with a shape; src/wire/shape has the same.
const ALL: &[Judge] = &[
    judge::<ApiVersionsRequest>,
    judge::<ConsumerGroupDescribeRequest>,
    judge::<CreateTopicsRequest>,
    judge::<DeleteTopicsRequest>,
    judge::<DescribeClusterRequest>,
    judge::<DescribeConfigsRequest>,
    judge::<DescribeGroupsRequest>,
    judge::<DescribeLogDirsRequest>,
    judge::<DescribeQuorumRequest>,
    judge::<DescribeShareGroupOffsetsRequest>,
    judge::<DescribeTopicPartitionsRequest>,
    judge::<FetchRequest>,
    judge::<FindCoordinatorRequest>,
    judge::<ListGroupsRequest>,
    judge::<ListOffsetsRequest>,
    judge::<ListPartitionReassignmentsRequest>,
    judge::<MetadataRequest>,
    judge::<OffsetFetchRequest>,
    judge::<SaslAuthenticateRequest>,
    judge::<SaslHandshakeRequest>,
    judge::<ShareGroupDescribeRequest>,
];

/// The first byte chooses the answer, the second its version; the rest is its frame.
pub fn answer(data: &[u8]) {
    let [which, version, frame @ ..] = data else { return };
    ALL[usize::from(*which) % ALL.len()](*version, frame);
}

fn judge<R: Guarded>(version: u8, frame: &[u8]) {
    let (min, max) = range::<R>();
    let version = min + i16::from(version) % (max - min + 1);
    let extent = check::<R>(frame, version);
    if let Ok(extent) = &extent {
        assert!(extent.end <= frame.len());
        assert!(extent.memory <= ROOM + TIMES * frame.len(), "{extent:?}");
    }
    match decode::<R>(Bytes::copy_from_slice(frame), version) {
        Ok(_) => assert!(extent.is_ok()),
        Err(error @ WireError::Malformed { .. }) => assert_eq!(extent, Err(error)),
        // the codec may find nothing but text that is none: the shape was walked before
        Err(WireError::Decode { why, .. }) => assert!(why.contains("utf-8"), "{why}"),
        Err(other) => panic!("{other}"),
    }
}
