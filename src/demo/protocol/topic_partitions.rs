//! DescribeTopicPartitions (KIP-966): eligible leader replicas, in pages.

use std::collections::BTreeSet;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::describe_topic_partitions_response::{
    Cursor, DescribeTopicPartitionsResponsePartition, DescribeTopicPartitionsResponseTopic,
};
use kafka_protocol::messages::{
    BrokerId as WireBroker, DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse, TopicName,
};
use kafka_protocol::protocol::StrBytes;

use super::Call;
use crate::demo::state::State;
use crate::demo::state::rights::operations;
use crate::demo::state::topic::{Partition, Topic};
use crate::model::names::BrokerId;

/// `max.request.partition.size.limit`.
const MOST: usize = 2_000;

pub(super) fn answer(
    _call: &Call,
    state: &State,
    request: DescribeTopicPartitionsRequest,
) -> DescribeTopicPartitionsResponse {
    let asked: BTreeSet<String> = match request.topics.is_empty() {
        true => state.topics.iter().map(|(name, _)| name.as_str().to_owned()).collect(),
        false => request.topics.iter().map(|topic| topic.name.0.to_string()).collect(),
    };
    let (from, first) = match &request.cursor {
        Some(cursor) => (cursor.topic_name.0.to_string(), cursor.partition_index.max(0)),
        None => (String::new(), 0),
    };
    let mut left = usize::try_from(request.response_partition_limit)
        .unwrap_or(0)
        .clamp(1, MOST);
    let mut topics = Vec::new();
    for name in asked.range(from.clone()..) {
        let skip = if *name == from { first } else { 0 };
        if left == 0 {
            return page(topics, Some((name, skip)));
        }
        let told = DescribeTopicPartitionsResponseTopic::default().with_name(Some(wire(name)));
        if !state.rights.sees_topic(name) {
            topics.push(told.with_error_code(E::TopicAuthorizationFailed.code()));
            continue;
        }
        let Some(topic) = state.topics.get(name) else {
            topics.push(told.with_error_code(E::UnknownTopicOrPartition.code()));
            continue;
        };
        let parts: Vec<_> = (0..)
            .zip(&topic.partitions)
            .skip(usize::try_from(skip).unwrap_or(0))
            .take(left)
            .map(|(number, part)| partition(state, number, part))
            .collect();
        left -= parts.len();
        let next = skip + i32::try_from(parts.len()).unwrap_or(i32::MAX);
        topics.push(described(told, topic, parts));
        if usize::try_from(next).is_ok_and(|next| next < topic.partitions.len()) {
            return page(topics, Some((name, next)));
        }
    }
    page(topics, None)
}

fn page(
    topics: Vec<DescribeTopicPartitionsResponseTopic>,
    next: Option<(&String, i32)>,
) -> DescribeTopicPartitionsResponse {
    let cursor = next.map(|(name, index)| {
        Cursor::default()
            .with_topic_name(wire(name))
            .with_partition_index(index)
    });
    DescribeTopicPartitionsResponse::default()
        .with_topics(topics)
        .with_next_cursor(cursor)
}

fn described(
    told: DescribeTopicPartitionsResponseTopic,
    topic: &Topic,
    parts: Vec<DescribeTopicPartitionsResponsePartition>,
) -> DescribeTopicPartitionsResponseTopic {
    told.with_topic_id(topic.id)
        .with_is_internal(topic.internal)
        .with_topic_authorized_operations(operations::TOPIC)
        .with_partitions(parts)
}

fn partition(state: &State, number: i32, part: &Partition) -> DescribeTopicPartitionsResponsePartition {
    let ids = |list: &[BrokerId]| list.iter().map(|id| WireBroker(id.0)).collect::<Vec<_>>();
    let offline: Vec<BrokerId> = part
        .replicas
        .iter()
        .copied()
        .filter(|id| !state.brokers.is_up(*id))
        .collect();
    let error = match part.leader {
        Some(_) => 0,
        None => E::LeaderNotAvailable.code(),
    };
    DescribeTopicPartitionsResponsePartition::default()
        .with_error_code(error)
        .with_partition_index(number)
        .with_leader_id(WireBroker(part.leader.map_or(-1, |id| id.0)))
        .with_leader_epoch(part.leader_epoch)
        .with_replica_nodes(ids(&part.replicas))
        .with_isr_nodes(ids(&part.isr))
        .with_eligible_leader_replicas(Some(ids(&part.elr)))
        .with_last_known_elr(Some(ids(&part.last_known_elr)))
        .with_offline_replicas(ids(&offline))
}

fn wire(name: &str) -> TopicName {
    TopicName(StrBytes::from_string(name.to_owned()))
}
