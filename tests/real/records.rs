//! What a topic holds, read back by librdkafka's consumer.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Headers, Message};
use rdkafka::metadata::MetadataPartition;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

/// A record as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub partition: i32,
    pub offset: i64,
    pub key: Option<String>,
    pub value: Option<String>,
    pub headers: Vec<(String, String)>,
}

const PATIENCE: Duration = Duration::from_secs(60);

/// Every record of the topic that a reader of committed records sees now.
pub fn all(bootstrap: &str, topic: &str) -> Result<Vec<Stored>> {
    read(bootstrap, topic, true)
}

/// Every record that is there now, those of open and aborted transactions too unless only `committed` ones are wanted.
pub fn read(bootstrap: &str, topic: &str, committed: bool) -> Result<Vec<Stored>> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", bootstrap)
        .set("group.id", "reads-back")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .set(
            "isolation.level",
            if committed {
                "read_committed"
            } else {
                "read_uncommitted"
            },
        )
        .set("log_level", "0")
        .create()?;
    let metadata = consumer.fetch_metadata(Some(topic), PATIENCE)?;
    let topic_of = metadata.topics().first().context("no such topic")?;
    let mut assignment = TopicPartitionList::new();
    let mut left = BTreeSet::new();
    for partition in topic_of.partitions() {
        let (low, high) = consumer.fetch_watermarks(topic, partition.id(), PATIENCE)?;
        if high > low {
            left.insert(partition.id());
            assignment.add_partition_offset(topic, partition.id(), Offset::Beginning)?;
        }
    }
    consumer.assign(&assignment)?;
    let mut found = Vec::new();
    let begun = Instant::now();
    while !left.is_empty() {
        if begun.elapsed() > PATIENCE {
            bail!("{} records read, and these ends not reached: {left:?}", found.len());
        }
        let Some(message) = consumer.poll(Duration::from_millis(100)) else {
            continue;
        };
        match message {
            Ok(message) => found.push(stored(&message)),
            Err(KafkaError::PartitionEOF(partition)) => {
                left.remove(&partition);
            }
            // a broker is down, perhaps on purpose: the others answer, or the time is up
            Err(error) if unreachable(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}

fn unreachable(error: &KafkaError) -> bool {
    use RDKafkaErrorCode::{AllBrokersDown, BrokerTransportFailure, Resolve};
    matches!(
        error.rdkafka_error_code(),
        Some(AllBrokersDown | BrokerTransportFailure | Resolve)
    )
}

fn stored(message: &impl Message) -> Stored {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = message.headers().into_iter().flat_map(|headers| {
        let named = |at: usize| {
            let header = headers.get(at);
            (header.key.to_owned(), header.value.map(text).unwrap_or_default())
        };
        (0..headers.count()).map(named).collect::<Vec<_>>()
    });
    Stored {
        partition: message.partition(),
        offset: message.offset(),
        key: message.key().map(text),
        value: message.payload().map(text),
        headers: headers.collect(),
    }
}

/// The sum of the partitions' ends: the high watermarks, or (`committed`) the last stable offsets.
pub fn ends(bootstrap: &str, topic: &str, committed: bool) -> Result<i64> {
    let isolation = if committed {
        "read_committed"
    } else {
        "read_uncommitted"
    };
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", bootstrap)
        .set("isolation.level", isolation)
        .create()?;
    let metadata = consumer.fetch_metadata(Some(topic), PATIENCE)?;
    let topic_of = metadata.topics().first().context("no such topic")?;
    let end = |partition: &MetadataPartition| consumer.fetch_watermarks(topic, partition.id(), PATIENCE);
    let ends = topic_of.partitions().iter().map(|partition| Ok(end(partition)?.1));
    ends.sum()
}

/// The broker that leads partition 0.
pub fn leader(bootstrap: &str, topic: &str) -> Result<i32> {
    let consumer: BaseConsumer = ClientConfig::new().set("bootstrap.servers", bootstrap).create()?;
    let metadata = consumer.fetch_metadata(Some(topic), PATIENCE)?;
    let found = metadata.topics().first().and_then(|topic| topic.partitions().first());
    Ok(found.context("no such topic")?.leader())
}
