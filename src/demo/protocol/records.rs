//! DeleteRecords (key 21): moves the start of a log.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::delete_records_response::{DeleteRecordsPartitionResult, DeleteRecordsTopicResult};
use kafka_protocol::messages::{DeleteRecordsRequest, DeleteRecordsResponse};

use super::{Call, support};
use crate::demo::state::State;

const TO_THE_END: i64 = -1;

pub(super) fn delete(call: &Call, state: &mut State, request: DeleteRecordsRequest) -> DeleteRecordsResponse {
    let topics = request.topics.into_iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|part| {
            let told = DeleteRecordsPartitionResult::default().with_partition_index(part.partition_index);
            match one(call, state, &topic.name, part.partition_index, part.offset) {
                Ok(start) => told.with_low_watermark(start),
                Err(code) => told.with_error_code(code).with_low_watermark(-1),
            }
        });
        let partitions = partitions.collect();
        DeleteRecordsTopicResult::default()
            .with_name(topic.name)
            .with_partitions(partitions)
    });
    DeleteRecordsResponse::default().with_topics(topics.collect())
}

fn one(call: &Call, state: &mut State, name: &str, number: i32, offset: i64) -> Result<i64, i16> {
    let (topic, partition) = support::led(call, state, name, number, -1)?;
    let end = partition.log.end();
    let offset = if offset == TO_THE_END { end } else { offset };
    if topic.is("cleanup.policy", "compact") {
        return Err(E::PolicyViolation.code());
    }
    if !(0..=end).contains(&offset) {
        return Err(E::OffsetOutOfRange.code());
    }
    let log = state
        .topics
        .log_mut(name, number)
        .ok_or(E::UnknownTopicOrPartition.code())?;
    Ok(log.delete_before(offset))
}
