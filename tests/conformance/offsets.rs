//! ListOffsets, DeleteRecords and OffsetForLeaderEpoch.

use anyhow::Result;
use kafka_protocol::messages::delete_records_request::{DeleteRecordsPartition, DeleteRecordsTopic};
use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kafka_protocol::messages::list_offsets_response::ListOffsetsPartitionResponse;
use kafka_protocol::messages::{DeleteRecordsRequest, ListOffsetsRequest};

use super::place::named;
use super::produce::{batch, batch_from, now_ms, produce, request as to_produce};
use super::raw::Raw;
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[
    ("ends-and-times", ends_and_times),
    ("an-empty-log", empty),
    ("refused-questions", refused),
    ("a-start-that-moves", moved),
];

const LATEST: i64 = -1;
const EARLIEST: i64 = -2;
const NEWEST: i64 = -3;

fn list(
    raw: &mut Raw,
    version: i16,
    topic: &str,
    parts: Vec<ListOffsetsPartition>,
) -> Result<Vec<ListOffsetsPartitionResponse>> {
    let topic = ListOffsetsTopic::default()
        .with_name(named(topic))
        .with_partitions(parts);
    let request = ListOffsetsRequest::default()
        .with_replica_id((-1).into())
        .with_topics(vec![topic]);
    Ok(raw.ask(version, &request)?.topics.remove(0).partitions)
}

fn part(partition: i32, timestamp: i64) -> ListOffsetsPartition {
    ListOffsetsPartition::default()
        .with_partition_index(partition)
        .with_current_leader_epoch(-1)
        .with_timestamp(timestamp)
}

/// Offset and timestamp.
fn at(raw: &mut Raw, version: i16, topic: &str, timestamp: i64) -> Result<(i64, i64)> {
    let told = list(raw, version, topic, vec![part(0, timestamp)])?.remove(0);
    says("ListOffsets", told.error_code, "NONE")?;
    Ok((told.offset, told.timestamp))
}

fn ends_and_times(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    // far apart and recent: nothing of it is taken by retention
    let now = now_ms() - 60_000;
    for from in [now, now + 20_000, now + 10_000] {
        says(
            "Produce",
            produce(&mut leader, 9, &to_produce(&topic, 0, -1, batch_from(4, from)))?.error_code,
            "NONE",
        )?;
    }
    for version in 1..=9 {
        let mut at = |timestamp| at(&mut leader, version, &topic, timestamp);
        same("the end", at(LATEST)?, (12, -1))?;
        same("the start", at(EARLIEST)?, (0, -1))?;
        same("long ago", at(0)?, (0, now))?;
        same("a record's time", at(now + 2)?, (2, now + 2))?;
        same("between two", at(now + 4)?, (4, now + 20_000))?;
        same("in the future", at(now + 90_000)?, (-1, -1))?;
        if version >= 7 {
            same("the newest", at(NEWEST)?, (7, now + 20_003))?;
        }
    }
    Ok(())
}

fn empty(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    let mut at = |timestamp| at(&mut leader, 7, &topic, timestamp);
    same("the end", at(LATEST)?, (0, -1))?;
    same("the start", at(EARLIEST)?, (0, -1))?;
    same("a time", at(5)?, (-1, -1))?;
    same("the newest", at(NEWEST)?, (-1, -1))
}

fn refused(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, mut other) = place.leader(&topic, 0)?;
    let mut code = |topic: &str, part| -> Result<i16> { Ok(list(&mut leader, 7, topic, vec![part])?[0].error_code) };
    says(
        "no such partition",
        code(&topic, part(8, LATEST))?,
        "UNKNOWN_TOPIC_OR_PARTITION",
    )?;
    says(
        "no such topic",
        code(&place.name(), part(0, LATEST))?,
        "UNKNOWN_TOPIC_OR_PARTITION",
    )?;
    let ahead = part(0, LATEST).with_current_leader_epoch(77);
    says("an epoch to come", code(&topic, ahead)?, "UNKNOWN_LEADER_EPOCH")?;
    let told = list(&mut other, 7, &topic, vec![part(0, LATEST)])?;
    says("led elsewhere", told[0].error_code, "NOT_LEADER_OR_FOLLOWER")?;
    let told = list(&mut leader, 7, &topic, vec![part(0, LATEST), part(0, EARLIEST)])?;
    says("a partition twice", told[0].error_code, "INVALID_REQUEST")
}

fn moved(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    produce(&mut leader, 9, &to_produce(&topic, 0, -1, batch(10)))?;
    let mut delete = |offset| -> Result<(i16, i64)> {
        let part = DeleteRecordsPartition::default().with_offset(offset);
        let topic = DeleteRecordsTopic::default()
            .with_name(named(&topic))
            .with_partitions(vec![part]);
        let request = DeleteRecordsRequest::default()
            .with_topics(vec![topic])
            .with_timeout_ms(30_000);
        let told = leader.ask(2, &request)?.topics.remove(0).partitions.remove(0);
        Ok((told.error_code, told.low_watermark))
    };
    same("the new start", delete(4)?, (0, 4))?;
    says("beyond the end", delete(11)?.0, "OFFSET_OUT_OF_RANGE")?;
    let start = at(&mut leader, 7, &topic, EARLIEST)?;
    same("the start", start, (4, -1))?;
    same("the end", at(&mut leader, 7, &topic, LATEST)?, (10, -1))
}
