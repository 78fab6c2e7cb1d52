//! DescribeTopicPartitions (key 75, KIP-966): who may lead an offline partition without losing data.

use kafka_protocol::messages::describe_topic_partitions_request::{Cursor, TopicRequest};
use kafka_protocol::messages::describe_topic_partitions_response::DescribeTopicPartitionsResponsePartition;
use kafka_protocol::messages::{DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse};

use super::support::{self, Names};
use crate::kafka::{Ask, Client};
use crate::model::moves::{Eligible, EligibleReplicas};
use crate::model::names::{Partition, TopicName};
use crate::model::trouble::{Cause, Trouble};

const OPERATION: &str = "read eligible leader replicas";
/// The broker's own limit (`max.request.partition.size.limit`).
const PAGE: i32 = 2_000;
/// Topics in one request at most.
const CHUNK: usize = 500;
/// Answers read for one request at most: a million partitions.
const PAGES: usize = 500;

/// Asks any broker about these topics, in pages of 2,000 partitions: for topics with faulty partitions only, never for
/// the whole cluster. Partitions whose ISR is complete are left out.
///
/// # Errors
/// [`Cause::TooOld`] before Kafka 3.8 and on ZooKeeper; else when no broker answers.
pub async fn eligible(client: &Client, topics: &[TopicName]) -> Result<Eligible, Trouble> {
    let mut sorted: Vec<&TopicName> = topics.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut eligible = Eligible::new();
    for chunk in sorted.chunks(CHUNK) {
        read_all(client, chunk, &mut eligible).await?;
    }
    Ok(eligible)
}

async fn read_all(client: &Client, topics: &[&TopicName], eligible: &mut Eligible) -> Result<(), Trouble> {
    let mut cursor: Option<Cursor> = None;
    for _ in 0..PAGES {
        // A page that begins at a topic has no need of those before it.
        let from = cursor.as_ref().map_or("", |cursor| cursor.topic_name.as_str());
        let left = topics.iter().filter(|name| name.as_str() >= from);
        let names: Vec<TopicRequest> = left
            .map(|name| TopicRequest::default().with_name(support::topic(name)))
            .collect();
        let build = |_| {
            DescribeTopicPartitionsRequest::default()
                .with_topics(names.clone())
                .with_response_partition_limit(PAGE)
                .with_cursor(cursor.clone())
        };
        let reply = client.ask_any(Ask::any(OPERATION), build).await?;
        let Some(next) = collect(reply.body, eligible) else {
            return Ok(());
        };
        if cursor.as_ref().is_some_and(|before| place(before) >= place(&next)) {
            let why = "the cursor does not advance".to_owned();
            return Err(Trouble::new(OPERATION, Cause::Malformed(why)));
        }
        cursor = Some(next);
    }
    Ok(())
}

fn collect(body: DescribeTopicPartitionsResponse, eligible: &mut Eligible) -> Option<Cursor> {
    let mut names = Names::default();
    for topic in body.topics {
        let Some(name) = topic.name.map(|name| names.get(&name)) else {
            continue;
        };
        for part in topic.partitions {
            if part.isr_nodes.len() < part.replica_nodes.len() || part.leader_id.0 < 0 {
                let key = (name.clone(), Partition(part.partition_index));
                eligible.insert(key, replicas(part));
            }
        }
    }
    body.next_cursor.map(|next| {
        Cursor::default()
            .with_topic_name(next.topic_name)
            .with_partition_index(next.partition_index)
    })
}

fn place(cursor: &Cursor) -> (&str, i32) {
    (&cursor.topic_name, cursor.partition_index)
}

fn replicas(part: DescribeTopicPartitionsResponsePartition) -> EligibleReplicas {
    EligibleReplicas {
        eligible: support::brokers(part.eligible_leader_replicas.unwrap_or_default()),
        last_known: support::brokers(part.last_known_elr.unwrap_or_default()),
    }
}
