//! What moves while it is read: the log's start, its leader, the topic itself.

use super::seen::{PATIENCE, Stalled, call, fill, kconsole, name, topic};
use crate::clusters;
use crate::harness::process::until;
use crate::records;
use anyhow::{Context, Result, ensure};
use kafka_protocol::messages::delete_records_request::{DeleteRecordsPartition, DeleteRecordsTopic};
use kafka_protocol::messages::delete_topics_request::DeleteTopicState;
use kafka_protocol::messages::elect_leaders_request::TopicPartitions;
use kafka_protocol::messages::{DeleteRecordsRequest, DeleteTopicsRequest, ElectLeadersRequest};

/// More than is held of answers: what is not read waits at the broker.
const MANY: usize = 100_000;

pub fn deleted() -> Result<()> {
    const TOPIC: &str = "reading-deleted";
    const GONE: i64 = 90_000;
    let calm = clusters::calm()?;
    let brokers = topic(&calm, TOPIC, 1, 1, &[])?;
    fill(&brokers, TOPIC, MANY)?;
    let mut reading = Stalled::start(&["consume", "-b", &brokers, TOPIC])?;
    ensure!(reading.line()?.starts_with("000000 "), "not the first");
    let partition = DeleteRecordsPartition::default()
        .with_partition_index(0)
        .with_offset(GONE);
    let of = DeleteRecordsTopic::default()
        .with_name(name(TOPIC))
        .with_partitions(vec![partition]);
    let request = DeleteRecordsRequest::default()
        .with_topics(vec![of])
        .with_timeout_ms(30_000);
    let answer = call(&calm, records::leader(&brokers, TOPIC)?, &request)?;
    ensure!(answer.topics[0].partitions[0].error_code == 0, "{answer:?}");
    let said = reading.end()?;
    let read = said.stdout.lines().count() + 1;
    let skipped = MANY - read;
    ensure!(skipped > 0, "all was held: nothing was skipped");
    ensure!(said.code == 1, "exit {}: {}", said.code, said.stderr);
    let numbers = said.stderr.replace([',', '.', ' '], "");
    ensure!(
        numbers.contains(&skipped.to_string()) && said.stderr.contains("deleted"),
        "{skipped}: {}",
        said.stderr
    );
    let last = said.stdout.lines().last().context("nothing")?;
    ensure!(last.starts_with(&format!("{:06} ", MANY - 1)), "not to the end");
    // what is there now is a whole
    let said = kconsole(&["consume", "-b", &brokers, TOPIC])?;
    ensure!(
        said.code == 0 && said.stdout.lines().count() == MANY - usize::try_from(GONE)?,
        "{}",
        said.stderr
    );
    Ok(())
}

pub fn leader() -> Result<()> {
    const TOPIC: &str = "reading-leader";
    let storm = clusters::storm()?;
    let brokers = topic(&storm, TOPIC, 1, 3, &[])?;
    fill(&brokers, TOPIC, MANY)?;
    let first = records::leader(&brokers, TOPIC)?;
    let mut reading = Stalled::start(&["consume", "-b", &brokers, TOPIC])?;
    ensure!(reading.line()?.starts_with("000000 "), "not the first");
    storm.kill(first)?;
    let whole = |reading: Stalled| -> Result<()> {
        let said = reading.end()?;
        let numbers: Vec<&str> = said
            .stdout
            .lines()
            .map(|line| line.split(' ').next().unwrap_or_default())
            .collect();
        let wanted: Vec<String> = (1..MANY).map(|n| format!("{n:06}")).collect();
        ensure!(
            said.code == 0 && numbers == wanted,
            "exit {}, {} lines: {}",
            said.code,
            numbers.len(),
            said.stderr
        );
        Ok(())
    };
    whole(reading).context("its leader was killed")?;
    let other = until(PATIENCE, || {
        let other = records::leader(&brokers, TOPIC)?;
        ensure!(other >= 0 && other != first, "broker {other} leads");
        Ok(other)
    })?;
    storm.launch(first)?;
    // back to where it belongs, while it is read
    let mut reading = Stalled::start(&["consume", "-b", &brokers, TOPIC])?;
    ensure!(reading.line()?.starts_with("000000 "), "not the first");
    let of = TopicPartitions::default()
        .with_topic(name(TOPIC))
        .with_partitions(vec![0]);
    let elect = ElectLeadersRequest::default()
        .with_topic_partitions(Some(vec![of]))
        .with_timeout_ms(30_000);
    until(PATIENCE, || {
        // not before it is in sync again
        call(&storm, other, &elect)?;
        let leader = records::leader(&brokers, TOPIC)?;
        ensure!(leader == first, "broker {leader} leads");
        Ok(())
    })?;
    whole(reading).context("its leader was moved")
}

pub fn made_anew() -> Result<()> {
    const TOPIC: &str = "reading-anew";
    let calm = clusters::calm()?;
    let brokers = topic(&calm, TOPIC, 1, 1, &[])?;
    fill(&brokers, TOPIC, 10)?;
    let mut reading = Stalled::start(&["consume", "-b", &brokers, TOPIC, "-f", "--from", "earliest"])?;
    for n in 0..10 {
        ensure!(reading.line()?.starts_with(&format!("{n:06} ")), "not number {n}");
    }
    let delete = DeleteTopicsRequest::default()
        .with_topics(vec![DeleteTopicState::default().with_name(Some(name(TOPIC)))])
        .with_timeout_ms(30_000);
    let answer = call(&calm, 1, &delete)?;
    ensure!(
        answer.responses.len() == 1 && answer.responses[0].error_code == 0,
        "{answer:?}"
    );
    // shorter than it was
    topic(&calm, TOPIC, 1, 1, &[])?;
    fill(&brokers, TOPIC, 5)?;
    let said = reading.end()?;
    ensure!(
        said.code == 1 && said.stderr.contains("another of the same name is there now"),
        "{said:?}"
    );
    ensure!(said.stdout.is_empty(), "records of another topic: {}", said.stdout);
    Ok(())
}
