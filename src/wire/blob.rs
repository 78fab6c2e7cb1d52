//! Messages inside messages: what members of a classic consumer group tell each other through DescribeGroups.

use bytes::{Buf, Bytes};
use kafka_protocol::messages::{ConsumerProtocolAssignment, ConsumerProtocolSubscription};
use kafka_protocol::protocol::{Decodable, Message};

use super::WireError;
use super::shape::{ASSIGNMENT, SUBSCRIPTION, Shape, walk};

/// What a consumer was assigned: `member_assignment` of DescribeGroups, for groups whose protocol type is `consumer`
/// (Connect and others put bytes of their own there). An empty blob is a member without an assignment yet.
///
/// # Errors
/// [`WireError::Malformed`] by the shape, [`WireError::Decode`] for text that is not UTF-8.
pub fn decode_assignment(blob: Bytes) -> Result<ConsumerProtocolAssignment, WireError> {
    decode(ASSIGNMENT, blob)
}

/// What a consumer subscribes to: `member_metadata` of DescribeGroups, for groups whose protocol type is `consumer`.
/// An empty blob is a member of a group that still gathers its members.
///
/// # Errors
/// As [`decode_assignment`].
pub fn decode_subscription(blob: Bytes) -> Result<ConsumerProtocolSubscription, WireError> {
    decode(SUBSCRIPTION, blob)
}

fn decode<M: Message + Decodable + Default>(shape: &'static Shape, mut blob: Bytes) -> Result<M, WireError> {
    let Some(prefix) = blob.first_chunk() else {
        return match blob.is_empty() {
            true => Ok(M::default()),
            false => Err(broken(shape, 0, "longer than the bytes left")),
        };
    };
    let said = i16::from_be_bytes(*prefix);
    if said < M::VERSIONS.min {
        return Err(broken(shape, said, "no such version"));
    }
    // A newer version only adds at the end: Kafka's consumers read it as the newest they know.
    let version = said.min(M::VERSIONS.max);
    let extent = walk::check(shape, version, &blob, prefix.len(), false)?;
    blob.advance(extent.header);
    M::decode(&mut blob, version).map_err(|error| WireError::Decode {
        what: shape.name,
        version,
        why: error.to_string(),
    })
}

fn broken(shape: &Shape, version: i16, why: &'static str) -> WireError {
    WireError::Malformed {
        what: shape.name,
        version,
        at: 0,
        field: "version",
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::{BufMut, BytesMut};
    use kafka_protocol::messages::TopicName;
    use kafka_protocol::messages::consumer_protocol_assignment::TopicPartition;
    use kafka_protocol::protocol::{Encodable, StrBytes};

    fn blob<M: Encodable>(said: i16, written: i16, message: &M) -> Bytes {
        let mut blob = BytesMut::new();
        blob.put_i16(said);
        message.encode(&mut blob, written).unwrap();
        blob.freeze()
    }

    #[test]
    fn an_assignment_of_any_version_is_read() {
        let orders = TopicPartition::default()
            .with_topic(TopicName(StrBytes::from_static_str("orders")))
            .with_partitions(vec![0, 5]);
        let assigned = ConsumerProtocolAssignment::default().with_assigned_partitions(vec![orders]);
        for (said, written) in [(0, 0), (1, 1), (3, 3), (9, 3)] {
            assert_eq!(decode_assignment(blob(said, written, &assigned)), Ok(assigned.clone()));
        }
        let whole = blob(3, 3, &assigned);
        for cut in 1..whole.len() {
            let error = decode_assignment(whole.slice(..cut)).unwrap_err();
            assert!(matches!(error, WireError::Malformed { .. }), "{error}");
        }
    }

    #[test]
    fn a_subscription_of_any_version_is_read() {
        let subscribed = ConsumerProtocolSubscription::default()
            .with_topics(vec![StrBytes::from_static_str("orders")])
            .with_user_data(Some(Bytes::from_static(b"sticky")));
        for (said, written) in [(0, 0), (1, 1), (2, 2), (3, 3), (7, 3)] {
            assert_eq!(
                decode_subscription(blob(said, written, &subscribed)),
                Ok(subscribed.clone())
            );
        }
    }

    #[test]
    fn nothing_yet_is_empty_and_nonsense_is_refused() {
        assert_eq!(
            decode_assignment(Bytes::new()),
            Ok(ConsumerProtocolAssignment::default())
        );
        assert_eq!(
            decode_subscription(Bytes::new()),
            Ok(ConsumerProtocolSubscription::default())
        );
        for nonsense in [
            &b"\0"[..],
            b"\xff\xff\0\0\0\0",
            b"\0\0\x7f\xff\xff\xff",
            b"\0\x01\xff\xff\xff\xff",
        ] {
            let error = decode_subscription(Bytes::from_static(nonsense)).unwrap_err();
            assert!(matches!(error, WireError::Malformed { .. }), "{error}");
        }
    }
}
