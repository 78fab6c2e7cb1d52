//! Transactions and shared work through librdkafka, as an application has them.

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::{Check, Place, same};

pub const CHECKS: &[Check] = &[
    ("committed", committed),
    ("aborted", aborted),
    ("fenced", fenced),
    ("two-members", two_members),
];

const RECORDS: usize = 20;
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(100);

fn producer(place: &Place, id: &str) -> Result<BaseProducer> {
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", &place.bootstrap)
        .set("transactional.id", id)
        .create()?;
    producer.init_transactions(PATIENCE)?;
    Ok(producer)
}

fn write(producer: &BaseProducer, topic: &str, what: &str) -> Result<()> {
    producer.begin_transaction()?;
    for _ in 0..RECORDS {
        let record = BaseRecord::<(), str>::to(topic).payload(what);
        producer.send(record).map_err(|(why, _)| why)?;
    }
    producer.flush(PATIENCE)?;
    Ok(())
}

/// All values of partition 0 up to its end at this isolation.
fn read(place: &Place, topic: &str, isolation: &str) -> Result<Vec<String>> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &place.bootstrap)
        .set("group.id", "conformance-reads-back")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .set("isolation.level", isolation)
        .create()?;
    let mut all = TopicPartitionList::new();
    all.add_partition_offset(topic, 0, Offset::Beginning)?;
    consumer.assign(&all)?;
    let begun = Instant::now();
    let mut values = Vec::new();
    while begun.elapsed() < PATIENCE {
        match consumer.poll(PAUSE) {
            None => {}
            Some(Err(KafkaError::PartitionEOF(_))) => return Ok(values),
            Some(message) => values.push(String::from_utf8_lossy(message?.payload().unwrap_or_default()).into_owned()),
        }
    }
    bail!("the end never came after {values:?}")
}

fn committed(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let producer = producer(place, &place.name())?;
    write(&producer, &topic, "first")?;
    same("read before the end", read(place, &topic, "read_committed")?.len(), 0)?;
    producer.commit_transaction(PATIENCE)?;
    write(&producer, &topic, "second")?;
    producer.commit_transaction(PATIENCE)?;
    let both = [vec!["first"; RECORDS], vec!["second"; RECORDS]].concat();
    same(
        "read after it",
        read(place, &topic, "read_committed")?,
        both.iter().map(|v| (*v).to_owned()).collect(),
    )
}

fn aborted(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let producer = producer(place, &place.name())?;
    write(&producer, &topic, "never")?;
    producer.abort_transaction(PATIENCE)?;
    write(&producer, &topic, "there")?;
    producer.commit_transaction(PATIENCE)?;
    same(
        "of committed ones",
        read(place, &topic, "read_committed")?,
        vec!["there".to_owned(); RECORDS],
    )?;
    same("of all", read(place, &topic, "read_uncommitted")?.len(), 2 * RECORDS)
}

/// A second producer of the same id ends the first one's transaction, and its right to write.
fn fenced(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let id = place.name();
    let first = producer(place, &id)?;
    write(&first, &topic, "old")?;
    let second = producer(place, &id)?;
    ensure!(
        first.commit_transaction(PATIENCE).is_err(),
        "the first one may still commit"
    );
    write(&second, &topic, "new")?;
    second.commit_transaction(PATIENCE)?;
    same(
        "of committed ones",
        read(place, &topic, "read_committed")?,
        vec!["new".to_owned(); RECORDS],
    )
}

/// Two members share a topic; what one leaves the other takes.
fn two_members(place: &Place) -> Result<()> {
    let topic = place.topic(4, &[])?;
    let group = place.name();
    let member = || -> Result<BaseConsumer> {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", &place.bootstrap)
            .set("group.id", &group)
            .set("session.timeout.ms", "6000")
            .set("heartbeat.interval.ms", "500")
            .create()?;
        consumer.subscribe(&[&topic])?;
        Ok(consumer)
    };
    let (first, second) = (member()?, member()?);
    let held = |consumer: &BaseConsumer| -> Result<usize> {
        if let Some(Err(error)) = consumer.poll(PAUSE) {
            bail!(error);
        }
        Ok(consumer.assignment()?.count())
    };
    let begun = Instant::now();
    while (held(&first)?, held(&second)?) != (2, 2) {
        ensure!(
            begun.elapsed() < PATIENCE,
            "two members do not have two partitions each"
        );
    }
    drop(second);
    while held(&first)? != 4 {
        ensure!(begun.elapsed() < PATIENCE, "the one that stays does not have all four");
    }
    Ok(())
}
