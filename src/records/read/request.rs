//! One Fetch (key 1) for the partitions of one broker, outside of any session.

use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kafka_protocol::messages::{FetchRequest, TopicName};
use kafka_protocol::protocol::StrBytes;

use super::Ways;
use super::cursor::Wanted;
use crate::model::lag::Isolation;

/// 13 and later name topics by id only, which older topics do not have.
pub(super) const VERSIONS: (i16, i16) = (4, 12);

/// How long the broker waits when there is nothing yet, in milliseconds.
pub(super) const WAIT_MS: i32 = 500;

/// The request for these, in this order: only the first is sure to get a whole batch.
pub(super) fn request(wanted: Vec<Wanted>, ways: &Ways, rack: Option<&str>, version: i16) -> FetchRequest {
    let mut topics: Vec<FetchTopic> = Vec::new();
    for wanted in wanted {
        let partition = FetchPartition::default()
            .with_partition(wanted.partition)
            .with_fetch_offset(wanted.offset)
            .with_log_start_offset(-1)
            .with_current_leader_epoch(if version >= 9 { wanted.epoch } else { -1 })
            .with_partition_max_bytes(wanted.max_bytes);
        let name = wanted.topic.as_str();
        match topics.last_mut() {
            Some(topic) if topic.topic.as_str() == name => topic.partitions.push(partition),
            _ => topics.push(
                FetchTopic::default()
                    .with_topic(TopicName(StrBytes::from_string(name.to_owned())))
                    .with_partitions(vec![partition]),
            ),
        }
    }
    let mut request = FetchRequest::default()
        .with_replica_id((-1).into())
        .with_max_wait_ms(WAIT_MS)
        .with_min_bytes(1)
        .with_max_bytes(ways.answer_bytes)
        .with_isolation_level(i8::from(ways.isolation == Isolation::ReadCommitted))
        .with_session_id(0)
        .with_session_epoch(-1)
        .with_topics(topics);
    if let Some(rack) = rack.filter(|_| version >= 11) {
        request.rack_id = StrBytes::from_string(rack.to_owned());
    }
    request
}
