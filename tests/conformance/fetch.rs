//! Fetch: what comes, how much of it, how long it is waited for.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kafka_protocol::messages::FetchRequest;
use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kafka_protocol::messages::fetch_response::PartitionData;
use kconsole::demo::batch::header;

use super::place::{describe, named};
use super::produce::{batch, produce, request as to_produce};
use super::raw::Raw;
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[
    ("batches-come-as-they-went", as_they_went),
    ("limits-of-size", limits),
    ("refused-offsets", refused),
    ("waiting-for-more", waiting),
];

fn request(topic: &str, part: FetchPartition) -> FetchRequest {
    let topic = FetchTopic::default()
        .with_topic(named(topic))
        .with_partitions(vec![part]);
    FetchRequest::default()
        .with_replica_id((-1).into())
        .with_max_wait_ms(500)
        .with_min_bytes(1)
        .with_max_bytes(50_000_000)
        .with_session_id(0)
        .with_session_epoch(-1)
        .with_topics(vec![topic])
}

/// From this offset on.
fn from(offset: i64) -> FetchPartition {
    FetchPartition::default()
        .with_fetch_offset(offset)
        .with_current_leader_epoch(-1)
        .with_log_start_offset(-1)
        .with_partition_max_bytes(10_000_000)
}

fn fetch(raw: &mut Raw, version: i16, request: &FetchRequest) -> Result<PartitionData> {
    let mut answer = raw.ask(version, request)?;
    says("Fetch", answer.error_code, "NONE")?;
    same("the session", answer.session_id, 0)?;
    Ok(answer.responses.remove(0).partitions.remove(0))
}

/// Base and last offsets of the batches.
fn offsets(part: &PartitionData) -> Result<Vec<(i64, i64)>> {
    let mut rest = part.records.clone().unwrap_or_default();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let top = header(&rest).map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        found.push((top.base_offset, top.last_offset()));
        let _one = rest.split_to(top.len);
    }
    Ok(found)
}

/// A topic with three batches of two records, and its leader.
fn three(place: &Place) -> Result<(String, Raw, Raw)> {
    let topic = place.topic(1, &[])?;
    let (mut leader, other) = place.leader(&topic, 0)?;
    for _ in 0..3 {
        says(
            "Produce",
            produce(&mut leader, 9, &to_produce(&topic, 0, -1, batch(2)))?.error_code,
            "NONE",
        )?;
    }
    Ok((topic, leader, other))
}

fn as_they_went(place: &Place) -> Result<()> {
    let (topic, mut leader, _) = three(place)?;
    let id = describe(&mut leader, 12, &topic)?.topic_id;
    for version in 4..=17 {
        let mut wanted = request(&topic, from(0));
        if version >= 13 {
            wanted.topics[0] = std::mem::take(&mut wanted.topics[0])
                .with_topic(named(""))
                .with_topic_id(id);
        }
        if version >= 15 {
            wanted.replica_id = kafka_protocol::messages::FetchRequest::default().replica_id;
        }
        let part = fetch(&mut leader, version, &wanted)?;
        let what = format!("Fetch v{version}");
        says(&what, part.error_code, "NONE")?;
        same(&what, offsets(&part)?, vec![(0, 1), (2, 3), (4, 5)])?;
        same(&what, (part.high_watermark, part.last_stable_offset), (6, 6))?;
        same(&what, part.log_start_offset, if version >= 5 { 0 } else { -1 })?;
    }
    let part = fetch(&mut leader, 12, &request(&topic, from(3)))?;
    same("from the middle of a batch", offsets(&part)?, vec![(2, 3), (4, 5)])?;
    let part = fetch(&mut leader, 12, &request(&topic, from(6)).with_max_wait_ms(0))?;
    same("from the end", (offsets(&part)?, part.error_code), (Vec::new(), 0))
}

fn limits(place: &Place) -> Result<()> {
    let (topic, mut leader, _) = three(place)?;
    let one = batch(2).len();
    let bytes = |count: usize| i32::try_from(one * count).unwrap_or(0);
    let part = fetch(
        &mut leader,
        12,
        &request(&topic, from(0).with_partition_max_bytes(bytes(2))),
    )?;
    same("room for two", offsets(&part)?, vec![(0, 1), (2, 3)])?;
    let part = fetch(&mut leader, 12, &request(&topic, from(0).with_partition_max_bytes(1)))?;
    same("room for none brings one", offsets(&part)?.first(), Some(&(0, 1)))?;
    let part = fetch(&mut leader, 12, &request(&topic, from(2)).with_max_bytes(1))?;
    same("nor for one in all", offsets(&part)?.first(), Some(&(2, 3)))
}

fn refused(place: &Place) -> Result<()> {
    let (topic, mut leader, mut other) = three(place)?;
    let mut code = |topic: &str, part: FetchPartition| -> Result<i16> {
        Ok(fetch(&mut leader, 12, &request(topic, part))?.error_code)
    };
    says("beyond the end", code(&topic, from(7))?, "OFFSET_OUT_OF_RANGE")?;
    says("before the start", code(&topic, from(-5))?, "OFFSET_OUT_OF_RANGE")?;
    says(
        "no such partition",
        code(&topic, from(0).with_partition(9))?,
        "UNKNOWN_TOPIC_OR_PARTITION",
    )?;
    says(
        "no such topic",
        code(&place.name(), from(0))?,
        "UNKNOWN_TOPIC_OR_PARTITION",
    )?;
    says(
        "an epoch to come",
        code(&topic, from(0).with_current_leader_epoch(99))?,
        "UNKNOWN_LEADER_EPOCH",
    )?;
    let session = request(&topic, from(0))
        .with_session_id(1_234_567)
        .with_session_epoch(3);
    says(
        "a session that is not",
        leader.ask(12, &session)?.error_code,
        "FETCH_SESSION_ID_NOT_FOUND",
    )?;
    // only replicas may be read from, and there are two of three
    let part = fetch(&mut other, 9, &request(&topic, from(0)))?;
    says("led elsewhere", part.error_code, "NOT_LEADER_OR_FOLLOWER")
}

fn waiting(place: &Place) -> Result<()> {
    const WAIT: Duration = Duration::from_millis(700);
    let (topic, mut leader, _) = three(place)?;
    let patient = request(&topic, from(6)).with_max_wait_ms(700);
    let begun = Instant::now();
    let part = fetch(&mut leader, 12, &patient)?;
    let waited = begun.elapsed();
    ensure!(waited >= WAIT, "it came after {waited:?}");
    same("nothing came", offsets(&part)?, Vec::new())?;

    let patient = request(&topic, from(6)).with_max_wait_ms(20_000);
    leader.send(12, &patient)?;
    let (mut writer, _) = place.leader(&topic, 0)?;
    produce(&mut writer, 9, &to_produce(&topic, 0, -1, batch(1)))?;
    let begun = Instant::now();
    let mut answer = leader.receive::<FetchRequest>(12)?;
    ensure!(
        begun.elapsed() < Duration::from_secs(10),
        "it came after {:?}",
        begun.elapsed()
    );
    let part = answer.responses.remove(0).partitions.remove(0);
    same("what came", offsets(&part)?, vec![(6, 6)])
}
