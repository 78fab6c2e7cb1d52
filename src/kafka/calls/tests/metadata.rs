//! Metadata never creates a topic.

use bytes::{Buf, Bytes};
use kafka_protocol::messages::{MetadataRequest, RequestHeader};
use kafka_protocol::protocol::{Decodable, HeaderVersion};

use crate::kafka::calls::metadata::{VERSIONS, request};
use crate::model::names::TopicName;
use crate::wire;

/// The bytes of a request after its header.
fn body(version: i16, topics: Option<&[TopicName]>) -> Bytes {
    let mut frame = wire::encode(&request(version, topics), version, 7, "test").unwrap();
    frame.advance(4);
    RequestHeader::decode(&mut frame, MetadataRequest::header_version(version)).unwrap();
    frame
}

#[test]
fn auto_creation_is_off_at_every_version() {
    let named = [TopicName::from("orders")];
    assert_eq!(VERSIONS.1, wire::range::<MetadataRequest>().1);
    for version in VERSIONS.0..=VERSIONS.1 {
        for topics in [None, Some(&named[..]), Some(&[])] {
            let bytes = body(version, topics);
            // After the topics: the flag, then from 8 on the rights of the cluster (to 10) and of topics, then tags (from 9).
            let after = match version {
                4..8 => 0,
                8 => 2,
                9 | 10 => 3,
                _ => 2,
            };
            assert_eq!(bytes[bytes.len() - after - 1], 0, "v{version} {topics:?}");
            let read = MetadataRequest::decode(&mut bytes.clone(), version).unwrap();
            assert!(!read.allow_auto_topic_creation, "v{version}");
            assert_eq!(read.include_topic_authorized_operations, version >= 8);
            assert_eq!(
                read.topics.map(|topics| topics.len()),
                topics.map(<[_]>::len),
                "v{version}"
            );
        }
    }
}
