//! OffsetForLeaderEpoch (key 23): where an epoch ended, by which a consumer notices that its log was truncated.

use kafka_protocol::messages::offset_for_leader_epoch_response::{EpochEndOffset, OffsetForLeaderTopicResult};
use kafka_protocol::messages::{OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse};

use super::{Call, support};
use crate::demo::state::State;

pub(super) fn answer(call: &Call, state: &State, request: OffsetForLeaderEpochRequest) -> OffsetForLeaderEpochResponse {
    let topics = request.topics.into_iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|part| {
            let led = support::led(call, state, &topic.topic, part.partition, part.current_leader_epoch);
            let told = EpochEndOffset::default().with_partition(part.partition);
            match led {
                Ok((_, partition)) => {
                    let (epoch, end) = partition.log.epoch_end(part.leader_epoch, partition.leader_epoch);
                    told.with_leader_epoch(epoch).with_end_offset(end)
                }
                Err(code) => told.with_error_code(code),
            }
        });
        let partitions = partitions.collect();
        OffsetForLeaderTopicResult::default()
            .with_topic(topic.topic)
            .with_partitions(partitions)
    });
    OffsetForLeaderEpochResponse::default().with_topics(topics.collect())
}
