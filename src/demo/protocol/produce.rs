//! Produce (key 0): one batch a partition, stored as it came.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::produce_request::TopicProduceData;
use kafka_protocol::messages::produce_response::{
    LeaderIdAndEpoch, NodeEndpoint, PartitionProduceResponse, TopicProduceResponse,
};
use kafka_protocol::messages::{ProduceRequest, ProduceResponse};

use super::{Call, Reply, support};
use crate::demo::batch;
use crate::demo::state::State;
use crate::demo::state::log::{Appended, Terms};
use crate::model::names::TopicName;

pub(super) async fn answer(call: &Call, request: ProduceRequest) -> Reply<ProduceResponse> {
    let silent = request.acks == 0;
    let answer = call.shared.edit(|state| append(call, state, request));
    if silent { Reply::Silence } else { Reply::Say(answer) }
}

fn append(call: &Call, state: &mut State, request: ProduceRequest) -> ProduceResponse {
    let acks = request.acks;
    let topics = request
        .topic_data
        .into_iter()
        .map(|topic| one_topic(call, state, topic, acks));
    let topics: Vec<_> = topics.collect();
    let moved = E::NotLeaderOrFollower.code();
    let moved = topics
        .iter()
        .flat_map(|topic| &topic.partition_responses)
        .any(|part| part.error_code == moved);
    let endpoints = if moved && call.version >= 10 {
        endpoints(state)
    } else {
        Vec::new()
    };
    ProduceResponse::default()
        .with_responses(topics)
        .with_node_endpoints(endpoints)
}

fn one_topic(call: &Call, state: &mut State, topic: TopicProduceData, acks: i16) -> TopicProduceResponse {
    let name = support::named(state, &topic.name, topic.topic_id);
    let partitions = topic.partition_data.iter().map(|part| {
        let records = part.records.as_deref().unwrap_or_default();
        let appended = match &name {
            Ok(name) => one(call, state, name, part.index, records, acks),
            Err(code) => Err(*code),
        };
        let leader = name
            .as_ref()
            .ok()
            .and_then(|name| leader(call, state, name, part.index));
        told(part.index, appended, leader)
    });
    let partitions = partitions.collect();
    TopicProduceResponse::default()
        .with_name(topic.name)
        .with_topic_id(topic.topic_id)
        .with_partition_responses(partitions)
}

/// Where the batch went, the log's start, and the time it was stamped with (−1 unless LogAppendTime).
type Written = (Appended, i64, i64);

fn one(
    call: &Call,
    state: &mut State,
    name: &TopicName,
    number: i32,
    records: &[u8],
    acks: i16,
) -> Result<Written, i16> {
    let (topic, partition) = support::led(call, state, name.as_str(), number, -1)?;
    if !matches!(acks, -1..=1) {
        return Err(E::InvalidRequiredAcks.code());
    }
    let most = topic
        .number("max.message.bytes")
        .and_then(|most| usize::try_from(most).ok());
    if records.len() > most.unwrap_or(state.settings.max_message_bytes) {
        return Err(E::MessageTooLarge.code());
    }
    let least = topic
        .number("min.insync.replicas")
        .and_then(|least| usize::try_from(least).ok());
    if acks == -1 && partition.isr.len() < least.unwrap_or(1).min(partition.replicas.len()) {
        return Err(E::NotEnoughReplicas.code());
    }
    if topic.is("cleanup.policy", "compact") && batch::lacks_key(records) {
        return Err(E::InvalidRecord.code());
    }
    let terms = Terms {
        epoch: partition.leader_epoch,
        now_ms: call.now_ms,
        append_time: topic.is("message.timestamp.type", "LogAppendTime"),
        keep: state.settings.log_bytes,
    };
    if let Ok(header) = batch::header(records)
        && header.is_transactional()
    {
        state.writes((header.producer_id, header.producer_epoch), name, number, call.now_ms)?;
    }
    let log = state.topics.log_mut(name.as_str(), number);
    let log = log.ok_or(E::UnknownTopicOrPartition.code())?;
    let appended = log.append(records, terms)?;
    let stamp = if terms.append_time { terms.now_ms } else { -1 };
    Ok((appended, log.start(), stamp))
}

fn told(index: i32, appended: Result<Written, i16>, leader: Option<LeaderIdAndEpoch>) -> PartitionProduceResponse {
    let part = PartitionProduceResponse::default().with_index(index);
    match appended {
        Ok((appended, start, stamp)) => part
            .with_base_offset(appended.base)
            .with_log_append_time_ms(stamp)
            .with_log_start_offset(start),
        Err(code) => part
            .with_error_code(code)
            .with_base_offset(-1)
            .with_log_append_time_ms(-1)
            .with_log_start_offset(-1)
            .with_current_leader(leader.unwrap_or_default()),
    }
}

/// Who leads now, for a client that asked another (KIP-951).
fn leader(call: &Call, state: &State, name: &TopicName, number: i32) -> Option<LeaderIdAndEpoch> {
    let partition = state.topics.get(name.as_str())?.partition(number)?;
    (call.version >= 10 && partition.leader != Some(call.broker)).then(|| {
        LeaderIdAndEpoch::default()
            .with_leader_id(support::broker(partition.leader))
            .with_leader_epoch(partition.leader_epoch)
    })
}

fn endpoints(state: &State) -> Vec<NodeEndpoint> {
    let endpoint = |broker: &crate::demo::state::broker::Broker| {
        NodeEndpoint::default()
            .with_node_id(support::broker(Some(broker.id)))
            .with_host(support::text(&broker.host))
            .with_port(i32::from(broker.port))
            .with_rack(broker.rack.as_deref().map(support::text))
    };
    state.brokers.live().map(endpoint).collect()
}
