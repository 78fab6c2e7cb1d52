//! Producing and consuming with librdkafka, with every compression it has.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::{Check, Place, same};

pub const CHECKS: &[Check] = &[
    ("uncompressed", |place| through(place, "none", false)),
    ("gzip", |place| through(place, "gzip", false)),
    ("snappy", |place| through(place, "snappy", false)),
    ("lz4", |place| through(place, "lz4", false)),
    ("zstd", |place| through(place, "zstd", false)),
    ("zstd-idempotent", |place| through(place, "zstd", true)),
];

const RECORDS: usize = 300;
const PATIENCE: Duration = Duration::from_secs(30);

/// Every record comes back as it went: key, value (also none), headers, timestamp, in order.
fn through(place: &Place, codec: &str, idempotent: bool) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", &place.bootstrap)
        .set("compression.codec", codec)
        .set("enable.idempotence", if idempotent { "true" } else { "false" })
        .set("batch.num.messages", "100")
        .create()?;
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed()?.as_millis())?;
    for at in 0..RECORDS {
        let (key, value) = (format!("key-{at}"), format!("value-{at}").repeat(20));
        let headers = OwnedHeaders::new()
            .insert(Header {
                key: "trace",
                value: Some(&key),
            })
            .insert(Header {
                key: "nothing",
                value: None::<&str>,
            });
        let record = BaseRecord::to(&topic)
            .key(&key)
            .headers(headers)
            .timestamp(now + i64::try_from(at)?);
        let sent = match at % 10 {
            // a tombstone
            9 => producer.send(record),
            _ => producer.send(record.payload(&value)),
        };
        sent.map_err(|(why, _)| why)?;
    }
    producer.flush(PATIENCE)?;
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &place.bootstrap)
        .set("group.id", "conformance-reads-back")
        .set("enable.auto.commit", "false")
        .set("check.crcs", "true")
        .create()?;
    let mut all = TopicPartitionList::new();
    all.add_partition_offset(&topic, 0, Offset::Beginning)?;
    consumer.assign(&all)?;
    let begun = Instant::now();
    let mut next = 0;
    while next < RECORDS {
        ensure!(begun.elapsed() < PATIENCE, "{next} records came back");
        let Some(message) = consumer.poll(Duration::from_millis(200)) else {
            continue;
        };
        let message = message?;
        let (key, value) = (format!("key-{next}"), format!("value-{next}").repeat(20));
        same("the offset", message.offset(), i64::try_from(next)?)?;
        same("the key", message.key(), Some(key.as_bytes()))?;
        same(
            "the value",
            message.payload(),
            (next % 10 != 9).then_some(value.as_bytes()),
        )?;
        same(
            "the time",
            message.timestamp().to_millis(),
            Some(now + i64::try_from(next)?),
        )?;
        let headers = message
            .headers()
            .map(|headers| (headers.count(), headers.get(0).value, headers.get(1).value));
        same("the headers", headers, Some((2, Some(key.as_bytes()), None)))?;
        next += 1;
    }
    Ok(())
}
