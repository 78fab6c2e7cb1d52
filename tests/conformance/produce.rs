//! Produce: where batches go, and which are refused.

use anyhow::Result;
use bytes::Bytes;
use kafka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kafka_protocol::messages::produce_response::PartitionProduceResponse;
use kafka_protocol::messages::{InitProducerIdRequest, ProduceRequest};
use kconsole::demo::batch::{Batch, Record, write};

use super::place::{describe, named};
use super::raw::Raw;
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[
    ("batches-lie-end-to-end", end_to_end),
    ("by-topic-id", by_topic_id),
    ("refused-batches", refused),
    ("refused-partitions", refused_partitions),
    ("each-batch-once", once),
    ("no-answer-is-due", no_answer),
];

/// A batch of records of a minute ago: so recent that no retention takes them.
pub fn batch(count: usize) -> Vec<u8> {
    batch_from(count, now_ms() - 60_000)
}

/// A batch of records with these timestamps, 1 ms apart from `from_ms` on.
pub fn batch_from(count: usize, from_ms: i64) -> Vec<u8> {
    let records: Vec<Record<'_>> = (0..count)
        .map(|at| Record {
            timestamp: from_ms + i64::try_from(at).unwrap_or(0),
            key: Some(b"key"),
            value: Some(b"value"),
            ..Record::default()
        })
        .collect();
    write(&Batch::of(&records))
}

/// The time, in milliseconds since 1970.
pub fn now_ms() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A request with one batch for one partition.
pub fn request(topic: &str, partition: i32, acks: i16, batch: Vec<u8>) -> ProduceRequest {
    let part = PartitionProduceData::default()
        .with_index(partition)
        .with_records(Some(Bytes::from(batch)));
    let topic = TopicProduceData::default()
        .with_name(named(topic))
        .with_partition_data(vec![part]);
    ProduceRequest::default()
        .with_acks(acks)
        .with_timeout_ms(10_000)
        .with_topic_data(vec![topic])
}

/// Produces one batch in this version.
pub fn produce(raw: &mut Raw, version: i16, request: &ProduceRequest) -> Result<PartitionProduceResponse> {
    Ok(raw
        .ask(version, request)?
        .responses
        .remove(0)
        .partition_responses
        .remove(0))
}

fn end_to_end(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    let mut end = 0;
    for version in 3..=12 {
        for acks in [-1, 1] {
            let told = produce(&mut leader, version, &request(&topic, 0, acks, batch(3)))?;
            says(&format!("Produce v{version}"), told.error_code, "NONE")?;
            same("the offset", told.base_offset, end)?;
            same("the time", told.log_append_time_ms, -1)?;
            end += 3;
        }
    }
    Ok(())
}

fn by_topic_id(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    let id = describe(&mut leader, 12, &topic)?.topic_id;
    let mut wanted = request("", 0, -1, batch(1));
    wanted.topic_data[0].topic_id = id;
    says("by id", produce(&mut leader, 13, &wanted)?.error_code, "NONE")?;
    wanted.topic_data[0].topic_id = uuid::Uuid::from_u128(9);
    says(
        "by an unknown id",
        produce(&mut leader, 13, &wanted)?.error_code,
        "UNKNOWN_TOPIC_ID",
    )
}

fn refused(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    let mut send = |topic: &str, batch: Vec<u8>| -> Result<i16> {
        Ok(produce(&mut leader, 9, &request(topic, 0, -1, batch))?.error_code)
    };
    let mut broken = batch(2);
    broken[70] ^= 0x10;
    says("a broken CRC", send(&topic, broken)?, "CORRUPT_MESSAGE")?;
    let big = vec![b'x'; 1_100_000];
    let record = Record {
        value: Some(&big),
        ..Record::default()
    };
    says(
        "a large batch",
        send(&topic, write(&Batch::of(&[record])))?,
        "MESSAGE_TOO_LARGE",
    )?;
    says("nothing was taken", send(&topic, batch(1))?, "NONE")?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    let told = produce(&mut leader, 9, &request(&topic, 0, 5, batch(1)))?;
    says("strange acks", told.error_code, "INVALID_REQUIRED_ACKS")?;

    let compacted = place.topic(1, &[("cleanup.policy", "compact")])?;
    let (mut leader, _) = place.leader(&compacted, 0)?;
    let keyless = write(&Batch::of(&[Record::default()]));
    let told = produce(&mut leader, 9, &request(&compacted, 0, -1, keyless))?;
    says("no key where keys are kept", told.error_code, "INVALID_RECORD")?;

    let stamped = place.topic(1, &[("message.timestamp.type", "LogAppendTime")])?;
    let (mut leader, _) = place.leader(&stamped, 0)?;
    let told = produce(&mut leader, 9, &request(&stamped, 0, -1, batch(1)))?;
    says("stamped", told.error_code, "NONE")?;
    same(
        "with the broker's time",
        told.log_append_time_ms > 1_600_000_000_000,
        true,
    )
}

fn refused_partitions(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, mut other) = place.leader(&topic, 0)?;
    let told = produce(&mut leader, 9, &request(&topic, 7, -1, batch(1)))?;
    says("no such partition", told.error_code, "UNKNOWN_TOPIC_OR_PARTITION")?;
    let told = produce(&mut leader, 9, &request(&place.name(), 0, -1, batch(1)))?;
    says("no such topic", told.error_code, "UNKNOWN_TOPIC_OR_PARTITION")?;
    let answer = other.ask(10, &request(&topic, 0, -1, batch(1)))?;
    let told = &answer.responses[0].partition_responses[0];
    says("led elsewhere", told.error_code, "NOT_LEADER_OR_FOLLOWER")?;
    // KIP-951: who leads instead
    let leads = describe(&mut leader, 7, &topic)?.partitions[0].leader_id;
    same("who leads", told.current_leader.leader_id, leads)?;
    same(
        "where",
        answer.node_endpoints.iter().any(|node| node.node_id == leads),
        true,
    )
}

fn once(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    let init = InitProducerIdRequest::default()
        .with_transactional_id(None)
        .with_transaction_timeout_ms(60_000);
    let producer = place.eventually("a producer id", || {
        let answer = leader.ask(4, &init)?;
        says("InitProducerId", answer.error_code, "NONE")?;
        Ok(answer)
    })?;
    let record = Record {
        value: Some(b"once"),
        timestamp: now_ms(),
        ..Record::default()
    };
    let mut send = |epoch: i16, sequence: i32| -> Result<(i16, i64)> {
        let batch = write(&Batch {
            records: &[record.clone(), record.clone()],
            producer: Some((producer.producer_id.0, epoch, sequence)),
            transactional: false,
        });
        let told = produce(&mut leader, 9, &request(&topic, 0, -1, batch))?;
        Ok((told.error_code, told.base_offset))
    };
    let epoch = producer.producer_epoch;
    same("the first", send(epoch, 0)?, (0, 0))?;
    same("the next", send(epoch, 2)?, (0, 2))?;
    same("the first again", send(epoch, 0)?, (0, 0))?;
    says("one that skips", send(epoch, 9)?.0, "OUT_OF_ORDER_SEQUENCE_NUMBER")?;
    same("the next", send(epoch, 4)?, (0, 4))?;
    same("of a new epoch", send(epoch + 1, 0)?, (0, 6))?;
    says("of the old epoch", send(epoch, 6)?.0, "INVALID_PRODUCER_EPOCH")
}

fn no_answer(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    leader.send(9, &request(&topic, 0, 0, batch(4)))?;
    // the next request's answer is the first that comes
    let told = produce(&mut leader, 9, &request(&topic, 0, 1, batch(1)))?;
    same("the offset", (told.error_code, told.base_offset), (0, 4))
}
