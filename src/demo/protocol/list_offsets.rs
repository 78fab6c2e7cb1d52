//! ListOffsets (key 2): starts, ends, and offsets by time.

use std::collections::HashSet;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::list_offsets_request::ListOffsetsPartition;
use kafka_protocol::messages::list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse};
use kafka_protocol::messages::{ListOffsetsRequest, ListOffsetsResponse};

use super::{Call, support};
use crate::demo::state::State;
use crate::demo::state::topic::Topic;

const LATEST: i64 = -1;
const EARLIEST: i64 = -2;
const MAX_TIMESTAMP: i64 = -3;
const EARLIEST_LOCAL: i64 = -4;
const LATEST_TIERED: i64 = -5;

/// Offset, timestamp, leader epoch.
type Told = (i64, i64, i32);

pub(super) fn answer(call: &Call, state: &State, request: ListOffsetsRequest) -> ListOffsetsResponse {
    let committed = request.isolation_level == 1;
    let topics = request.topics.into_iter().map(|topic| {
        let twice = twice(&topic.partitions);
        let seen = support::seen(state, &topic.name);
        let partitions = topic.partitions.iter().map(|part| {
            let told = match twice.contains(&part.partition_index) {
                true => Err(E::InvalidRequest.code()),
                false => seen.and_then(|topic| find(call, topic, part, committed)),
            };
            response(call, part.partition_index, told)
        });
        let partitions = partitions.collect();
        ListOffsetsTopicResponse::default()
            .with_name(topic.name)
            .with_partitions(partitions)
    });
    ListOffsetsResponse::default().with_topics(topics.collect())
}

/// Partitions that are asked for more than once: none of their questions is answered.
fn twice(parts: &[ListOffsetsPartition]) -> HashSet<i32> {
    if parts.is_sorted_by(|a, b| a.partition_index < b.partition_index) {
        return HashSet::new();
    }
    let mut seen = HashSet::new();
    let again = parts.iter().filter(|part| !seen.insert(part.partition_index));
    again.map(|part| part.partition_index).collect()
}

fn find(call: &Call, topic: &Topic, part: &ListOffsetsPartition, committed: bool) -> Result<Told, i16> {
    let partition = support::led_of(call, topic, part.partition_index, part.current_leader_epoch)?;
    let (log, current) = (&partition.log, partition.leader_epoch);
    let found = |found: Option<(crate::demo::batch::Found, i32)>| match found {
        Some((found, epoch)) => (found.offset, found.timestamp, epoch),
        None => (-1, -1, -1),
    };
    match part.timestamp {
        LATEST if committed => Ok((log.stable(), -1, current)),
        LATEST => Ok((log.end(), -1, current)),
        EARLIEST | EARLIEST_LOCAL => Ok((log.start(), -1, log.epoch_at(log.start()).unwrap_or(current))),
        MAX_TIMESTAMP => Ok(found(log.newest())),
        LATEST_TIERED => Ok((-1, -1, -1)),
        at if at >= 0 => Ok(found(
            log.at_time(at)
                .filter(|(found, _)| !committed || found.offset < log.stable()),
        )),
        _ => Err(E::UnsupportedVersion.code()),
    }
}

fn response(call: &Call, index: i32, told: Result<Told, i16>) -> ListOffsetsPartitionResponse {
    let part = ListOffsetsPartitionResponse::default().with_partition_index(index);
    match told {
        Err(code) => part.with_error_code(code).with_offset(-1).with_timestamp(-1),
        Ok((offset, timestamp, epoch)) => part
            .with_offset(offset)
            .with_timestamp(timestamp)
            .with_leader_epoch(if call.version >= 4 { epoch } else { -1 }),
    }
}
