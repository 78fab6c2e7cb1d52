//! Records into partition 0 of every topic: one batch a partition, many partitions a request.

use std::collections::BTreeMap;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::produce_request::{PartitionProduceData, ProduceRequest, TopicProduceData};

use super::topics::{Layout, topic_name};
use super::{Brokers, Load, PATIENCE};
use crate::harness::raw;

/// The last version that names topics by name, not by id.
const BY_NAME: i16 = 12;
const PARTITIONS_A_REQUEST: usize = 100;
const RECORDS_A_BATCH: u64 = 2_000;

/// The end offset of partition 0, by topic, after the writing.
pub type Ends = BTreeMap<String, i64>;

/// Writes the records of `load`, acks=all.
pub fn produce(load: &Load, layout: &Layout, brokers: &mut Brokers) -> Result<Ends> {
    let mut by_leader: BTreeMap<i32, Vec<(&str, u64)>> = BTreeMap::new();
    let topics = layout.len().max(1) as u64;
    for (at, (topic, leaders)) in (0..).zip(layout) {
        let share = load.records / topics + u64::from(at < load.records % topics);
        let leader = leaders.first().context("a topic without partitions")?;
        by_leader.entry(*leader).or_default().push((topic, share));
    }
    let mut ends = Ends::new();
    for (leader, mut left) in by_leader {
        let mut last = Instant::now();
        loop {
            left.retain(|(_, records)| *records > 0);
            if left.is_empty() {
                break;
            }
            for batch in left.chunks_mut(PARTITIONS_A_REQUEST) {
                if write(leader, batch, brokers, &mut ends)? {
                    last = Instant::now();
                }
            }
            if last.elapsed() > PATIENCE {
                bail!("broker {leader} takes no records for {}", left[0].0);
            }
        }
    }
    Ok(ends)
}

/// Writes at most one batch into each partition and takes what was written off its share;
/// tells whether anything was written.
fn write(leader: i32, batch: &mut [(&str, u64)], brokers: &mut Brokers, ends: &mut Ends) -> Result<bool> {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let topics = batch.iter().map(|(topic, left)| {
        let count = (*left).min(RECORDS_A_BATCH);
        let records = raw::batch((0..count).map(|at| record(topic, at)), now)?;
        let partition = PartitionProduceData::default()
            .with_index(0)
            .with_records(Some(records));
        Ok(TopicProduceData::default()
            .with_name(topic_name(topic))
            .with_partition_data(vec![partition]))
    });
    let topics = topics.collect::<Result<_>>()?;
    let request = ProduceRequest::default()
        .with_acks(-1)
        .with_timeout_ms(30_000)
        .with_topic_data(topics);
    let mut any = false;
    for answer in brokers.of(leader)?.call_at_most(&request, BY_NAME)?.responses {
        let name = answer.name.as_str();
        let (_, left) = batch
            .iter_mut()
            .find(|(topic, _)| *topic == name)
            .context("an answer to nothing asked")?;
        for partition in answer.partition_responses {
            match ResponseError::try_from_code(partition.error_code) {
                None => {
                    let written = (*left).min(RECORDS_A_BATCH);
                    *left -= written;
                    any = true;
                    ends.insert(name.to_owned(), partition.base_offset + i64::try_from(written)?);
                }
                // A fresh leader that has not heard of its election yet: offered again in the next round.
                Some(error) if error.is_retriable() => {}
                Some(error) => bail!("cannot write to {name}: {error}"),
            }
        }
    }
    Ok(any)
}

/// A record of about 170 bytes, as a shop might write it.
fn record(topic: &str, at: u64) -> (Bytes, Bytes) {
    let value = format!(
        "{{\"order\":{at},\"customer\":\"c-{:05}\",\"state\":\"{}\",\"amount\":{}.{:02},\"topic\":\"{topic}\",\"note\":\"{:64}\"}}",
        at * 7919 % 99_991,
        ["placed", "paid", "packed", "shipped"][(at % 4) as usize],
        at % 900 + 10,
        at % 100,
        "thanks"
    );
    (Bytes::from(format!("k-{at}")), Bytes::from(value))
}
