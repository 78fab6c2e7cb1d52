//! `__consumer_offsets` and `__transaction_state` as brokers write them, beside what Kafka's own formatters say of them.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use serde_json::Value;

use super::seen::{PATIENCE, kconsole, topic};
use crate::clusters;
use crate::harness::process::until;
use crate::oracle;

const TOPIC: &str = "reading-own";

pub fn decoded() -> Result<()> {
    let calm = clusters::calm()?;
    let brokers = topic(&calm, TOPIC, 3, 1, &[])?;
    for protocol in ["classic", "consumer"] {
        member(&brokers, protocol)?;
    }
    transaction(&brokers)?;
    let lines = until(PATIENCE, || {
        let lines = read(&brokers, "__consumer_offsets")?;
        let of = |kind: &str, group: &str| commits(&lines).contains_key(&(kind.to_owned(), group.to_owned()));
        ensure!(
            of("classic", "reading-own-classic") || !commits(&lines).is_empty(),
            "no commit yet"
        );
        Ok(lines)
    })?;
    ensure!(troubles(&lines).is_empty(), "not decoded: {:?}", troubles(&lines));
    let states = read(&brokers, "__transaction_state")?;
    ensure!(troubles(&states).is_empty(), "not decoded: {:?}", troubles(&states));
    let ours = states.iter().filter(|line| line["key"]["transactional_id"] == TOPIC);
    let ended = ours.filter(|line| line["value"]["state"] == "CompleteCommit");
    ensure!(ended.count() == 1, "{states:?}");

    // the offsets by Kafka's own formatter
    let said = oracle::tool(
        &calm,
        "org.apache.kafka.tools.consumer.ConsoleConsumer",
        &[
            "--bootstrap-server",
            &brokers,
            "--topic",
            "__consumer_offsets",
            "--from-beginning",
            "--timeout-ms",
            "5000",
            "--formatter",
            "org.apache.kafka.tools.consumer.OffsetsMessageFormatter",
        ],
    )?;
    let mut theirs = BTreeMap::new();
    // it ends no line, and says at last that no more came
    let records = serde_json::Deserializer::from_str(&said).into_iter::<Value>();
    for record in records.map_while(Result::ok) {
        let (key, value) = (&record["key"]["data"], &record["value"]["data"]);
        let group = key["group"].as_str().context("no group")?;
        if group.starts_with("reading-own-") && !value.is_null() {
            theirs.insert(
                (group.to_owned(), key["partition"].to_string()),
                value["offset"].as_i64(),
            );
        }
    }
    let lines = read(&brokers, "__consumer_offsets")?;
    let mine = commits(&lines)
        .into_iter()
        .filter(|((group, _), _)| group.starts_with("reading-own-"));
    let mine: BTreeMap<_, _> = mine.collect();
    ensure!(mine == theirs && theirs.len() == 6, "{mine:?} instead of {theirs:?}");
    Ok(())
}

/// Group and partition → offset, the last of each.
fn commits(lines: &[Value]) -> BTreeMap<(String, String), Option<i64>> {
    let commit = |line: &&Value| line["key"]["partition"].is_i64() && !line["value"].is_null();
    let of = |line: &Value| {
        let group = line["key"]["group"].as_str().unwrap_or_default().to_owned();
        (
            (group, line["key"]["partition"].to_string()),
            line["value"]["offset"].as_i64(),
        )
    };
    lines.iter().filter(commit).map(of).collect()
}

fn read(brokers: &str, topic: &str) -> Result<Vec<Value>> {
    let said = kconsole(&["consume", "-b", brokers, topic, "--decode", "-o", "json"])?;
    ensure!(said.code == 0, "{}", said.stderr);
    Ok(said
        .stdout
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?)
}

/// Lines whose key or value was not read.
fn troubles(lines: &[Value]) -> Vec<&Value> {
    let wrong = |line: &&Value| line.get("key_error").is_some() || line.get("value_error").is_some();
    lines.iter().filter(wrong).take(3).collect()
}

/// Joins, commits an offset in each partition, and leaves.
fn member(brokers: &str, protocol: &str) -> Result<()> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", format!("{TOPIC}-{protocol}"))
        .set("group.protocol", protocol)
        .set("enable.auto.commit", "false")
        .set("log_level", "0")
        .create()?;
    consumer.subscribe(&[TOPIC])?;
    until(PATIENCE, || {
        consumer.poll(std::time::Duration::from_millis(100));
        ensure!(consumer.assignment()?.count() == 3, "not all assigned");
        Ok(())
    })?;
    let mut list = TopicPartitionList::new();
    for partition in 0..3 {
        list.add_partition_offset(TOPIC, partition, Offset::Offset(i64::from(partition) * 7))?;
    }
    Ok(consumer.commit(&list, CommitMode::Sync)?)
}

fn transaction(brokers: &str) -> Result<()> {
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("transactional.id", TOPIC)
        .set("log_level", "0")
        .create()?;
    producer.init_transactions(PATIENCE)?;
    producer.begin_transaction()?;
    let record = BaseRecord::<(), str>::to(TOPIC).partition(0).payload("one");
    producer.send(record).map_err(|(error, _)| error)?;
    Ok(producer.commit_transaction(PATIENCE)?)
}
