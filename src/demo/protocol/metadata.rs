//! Metadata (key 3): brokers, topics, and who leads what. All topics of a large cluster are encoded once and sent again
//! until something changes.

use std::sync::{Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use kafka_protocol::messages::{MetadataRequest, MetadataResponse};
use kafka_protocol::protocol::Encodable;
use uuid::Uuid;

use super::{Call, Reply, support};
use crate::demo::state::State;
use crate::demo::state::placement::{Wish, is_legal};
use crate::demo::state::rights::operations;
use crate::demo::state::topic::{Partition, Topic};
use crate::model::names::TopicName;

/// Bodies of answers about all topics, of one generation of the state.
#[derive(Debug, Default)]
pub(in crate::demo) struct Cache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    generation: (u64, u64, u64),
    bodies: Vec<(Asked, Bytes)>,
}

/// What makes two requests for all topics alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    version: i16,
    topic_operations: bool,
    cluster_operations: bool,
}

pub(super) async fn answer(call: &Call, request: MetadataRequest) -> Reply<MetadataResponse> {
    let asked = Asked {
        version: call.version,
        topic_operations: request.include_topic_authorized_operations,
        cluster_operations: request.include_cluster_authorized_operations,
    };
    // version 0 has no null: an empty list stands for all
    let named = request.topics.filter(|topics| call.version > 0 || !topics.is_empty());
    match named {
        Some(topics) => {
            let told = call.shared.read(|state| {
                let named = topics.iter().map(|topic| one(call, state, topic, asked));
                let answer = whole(state, asked).with_topics(named.collect());
                (answer, missing(state, &topics))
            });
            let (answer, missing) = told;
            // before version 4 every request allows it
            if !missing.is_empty() && (request.allow_auto_topic_creation || call.version < 4) {
                call.shared.edit(|state| create(state, &missing, call.now_ms));
            }
            Reply::Say(answer)
        }
        None if call.is_spoilt() => Reply::Say(call.shared.read(|state| everything(state, asked))),
        None => match call.shared.read(|state| call.shared.metadata.body(state, asked)) {
            Some(body) => Reply::Raw(body),
            None => Reply::Say(call.shared.read(|state| everything(state, asked))),
        },
    }
}

impl Cache {
    /// The encoded answer; `None` if it cannot be encoded.
    fn body(&self, state: &State, asked: Asked) -> Option<Bytes> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.generation != state.generation() {
            *kept = Kept {
                generation: state.generation(),
                bodies: Vec::new(),
            };
        }
        if let Some((_, body)) = kept.bodies.iter().find(|(other, _)| *other == asked) {
            return Some(body.clone());
        }
        let mut body = BytesMut::new();
        everything(state, asked).encode(&mut body, asked.version).ok()?;
        let body = body.freeze();
        kept.bodies.push((asked, body.clone()));
        Some(body)
    }
}

fn everything(state: &State, asked: Asked) -> MetadataResponse {
    let seen = state
        .topics
        .iter()
        .filter(|(name, _)| state.rights.sees_topic(name.as_str()));
    whole(state, asked).with_topics(seen.map(|(name, topic)| described(state, name, topic, asked)).collect())
}

/// The answer without its topics.
fn whole(state: &State, asked: Asked) -> MetadataResponse {
    let brokers = state.brokers.live().map(|broker| {
        MetadataResponseBroker::default()
            .with_node_id(support::broker(Some(broker.id)))
            .with_host(support::text(&broker.host))
            .with_port(i32::from(broker.port))
            .with_rack(broker.rack.as_deref().map(support::text))
    });
    let answer = MetadataResponse::default()
        .with_brokers(brokers.collect())
        .with_cluster_id(Some(support::text(&state.cluster_id)))
        .with_controller_id(support::broker(state.brokers.told_controller()));
    if asked.cluster_operations && (8..=10).contains(&asked.version) {
        return answer.with_cluster_authorized_operations(state.rights.cluster_operations());
    }
    answer
}

fn described(state: &State, name: &TopicName, topic: &Topic, asked: Asked) -> MetadataResponseTopic {
    let partitions = (0..).zip(&topic.partitions);
    let partitions = partitions.map(|(number, partition)| described_partition(state, number, partition));
    let operations = operations::told(asked.topic_operations && asked.version >= 8, operations::TOPIC);
    MetadataResponseTopic::default()
        .with_name(Some(support::topic(name)))
        .with_topic_id(topic.id)
        .with_is_internal(topic.internal)
        .with_partitions(partitions.collect())
        .with_topic_authorized_operations(operations)
}

fn described_partition(state: &State, number: i32, partition: &Partition) -> MetadataResponsePartition {
    let offline = partition.replicas.iter().filter(|id| !state.brokers.is_up(**id));
    let code = if partition.leader.is_none() {
        E::LeaderNotAvailable.code()
    } else {
        0
    };
    MetadataResponsePartition::default()
        .with_error_code(code)
        .with_partition_index(number)
        .with_leader_id(support::broker(partition.leader))
        .with_leader_epoch(partition.leader_epoch)
        .with_replica_nodes(support::brokers(&partition.replicas))
        .with_isr_nodes(support::brokers(&partition.isr))
        .with_offline_replicas(support::brokers(offline))
}

/// A topic that was asked for by its name, or by its id (version 10 on).
fn one(call: &Call, state: &State, asked: &MetadataRequestTopic, how: Asked) -> MetadataResponseTopic {
    let blank = MetadataResponseTopic::default();
    let name = match &asked.name {
        Some(name) => TopicName::from(name.as_str()),
        None => match state.topics.by_id(asked.topic_id) {
            Some(name) => name.clone(),
            None => {
                let unnamed = if call.version >= 12 {
                    None
                } else {
                    Some(Default::default())
                };
                let unknown = blank.with_topic_id(asked.topic_id).with_name(unnamed);
                return unknown.with_error_code(E::UnknownTopicId.code());
            }
        },
    };
    let failed = |code: i16| {
        blank
            .with_name(Some(support::topic(&name)))
            .with_topic_id(Uuid::nil())
            .with_error_code(code)
    };
    if !is_legal(name.as_str()) {
        return failed(E::InvalidTopicException.code());
    }
    match support::seen(state, name.as_str()) {
        Ok(topic) => described(state, &name, topic, how),
        Err(code) => failed(code),
    }
}

/// Topics that were named, may be made, and are not there.
fn missing(state: &State, topics: &[MetadataRequestTopic]) -> Vec<TopicName> {
    let unknown = E::UnknownTopicOrPartition.code();
    let names = topics.iter().filter_map(|topic| topic.name.as_ref());
    let missing = names.filter(|name| support::seen(state, name).err() == Some(unknown));
    let names = missing.map(|name| TopicName::from(name.as_str()));
    names.filter(|name| is_legal(name.as_str())).collect()
}

/// As `auto.create.topics.enable`: the client was told that there is no such topic, and finds it when it asks again.
fn create(state: &mut State, names: &[TopicName], now_ms: i64) {
    if state.settings.auto_create {
        for name in names {
            // somebody else may have made it meanwhile
            let _ = state.create_topic(name.as_str(), &Wish::of(-1, -1), now_ms);
        }
    }
}
