//! DescribeProducers, ListTransactions and DescribeTransactions (KIP-664).

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::describe_producers_response::{PartitionResponse, ProducerState, TopicResponse};
use kafka_protocol::messages::describe_transactions_response::{TopicData, TransactionState as Described};
use kafka_protocol::messages::list_transactions_response::TransactionState as Listed;
use kafka_protocol::messages::{
    DescribeProducersRequest, DescribeProducersResponse, DescribeTransactionsRequest, DescribeTransactionsResponse,
    ListTransactionsRequest, ListTransactionsResponse, ProducerId, TopicName, TransactionalId,
};
use kafka_protocol::protocol::StrBytes;

use super::Call;
use crate::demo::state::State;
use crate::demo::state::transactions::Transaction;

pub(super) fn producers(call: &Call, state: &State, request: DescribeProducersRequest) -> DescribeProducersResponse {
    let topics = request.topics.into_iter().map(|topic| {
        let name = topic.name.as_str().to_owned();
        let parts = topic.partition_indexes.into_iter().map(|number| {
            let told = PartitionResponse::default().with_partition_index(number);
            match active(call, state, &name, number) {
                Ok(active) => told.with_active_producers(active),
                Err(error) => told.with_error_code(error.code()),
            }
        });
        TopicResponse::default()
            .with_name(TopicName(StrBytes::from_string(name.clone())))
            .with_partitions(parts.collect())
    });
    DescribeProducersResponse::default().with_topics(topics.collect())
}

fn active(call: &Call, state: &State, topic: &str, number: i32) -> Result<Vec<ProducerState>, E> {
    if !state.rights.sees_topic(topic) {
        return Err(E::TopicAuthorizationFailed);
    }
    let part = state.topics.get(topic).and_then(|topic| topic.partition(number));
    let part = part.ok_or(E::UnknownTopicOrPartition)?;
    // any replica knows them: an operator may ask one broker for all it holds
    if !part.replicas.contains(&call.broker) {
        return Err(E::NotLeaderOrFollower);
    }
    let told = |(id, producer): (i64, &crate::demo::state::producer::Producer)| {
        ProducerState::default()
            .with_producer_id(ProducerId(id))
            .with_producer_epoch(i32::from(producer.epoch))
            .with_last_sequence(producer.last_sequence)
            .with_last_timestamp(producer.last_ms)
            .with_current_txn_start_offset(producer.open_since.unwrap_or(-1))
    };
    Ok(part
        .log
        .producers()
        .map(|all| all.iter().map(told).collect())
        .unwrap_or_default())
}

pub(super) fn list(call: &Call, state: &State, request: ListTransactionsRequest) -> ListTransactionsResponse {
    let passes = |(id, one): &(&String, &Transaction)| {
        let stages = &request.state_filters;
        let producers = &request.producer_id_filters;
        let old =
            request.duration_filter < 0 || one.began_ms >= 0 && call.now_ms - one.began_ms > request.duration_filter;
        state.transaction_coordinator(id) == Some(call.broker)
            && (stages.is_empty() || stages.iter().any(|stage| stage.as_str() == one.stage.words()))
            && (producers.is_empty() || producers.contains(&ProducerId(one.producer)))
            && (call.version < 1 || old)
    };
    let listed = state.transactions.iter().filter(passes).map(|(id, one)| {
        Listed::default()
            .with_transactional_id(transactional(id))
            .with_producer_id(ProducerId(one.producer))
            .with_transaction_state(StrBytes::from_static_str(one.stage.words()))
    });
    ListTransactionsResponse::default().with_transaction_states(listed.collect())
}

pub(super) fn describe(
    call: &Call,
    state: &State,
    request: DescribeTransactionsRequest,
) -> DescribeTransactionsResponse {
    let described = request.transactional_ids.into_iter().map(|id| {
        let id = id.0.to_string();
        let told = Described::default().with_transactional_id(transactional(&id));
        if state.transaction_coordinator(&id) != Some(call.broker) {
            return told.with_error_code(E::NotCoordinator.code());
        }
        match state.transactions.get(&id) {
            None => told.with_error_code(E::TransactionalIdNotFound.code()),
            Some(one) => of(told, one),
        }
    });
    DescribeTransactionsResponse::default().with_transaction_states(described.collect())
}

fn of(told: Described, one: &Transaction) -> Described {
    let mut topics: Vec<TopicData> = Vec::new();
    for (name, number) in &one.partitions {
        match topics.last_mut() {
            Some(last) if last.topic.as_str() == name.as_str() => last.partitions.push(*number),
            _ => topics.push(
                TopicData::default()
                    .with_topic(TopicName(StrBytes::from_string(name.as_str().to_owned())))
                    .with_partitions(vec![*number]),
            ),
        }
    }
    told.with_transaction_state(StrBytes::from_static_str(one.stage.words()))
        .with_transaction_timeout_ms(one.timeout_ms)
        .with_transaction_start_time_ms(one.began_ms)
        .with_producer_id(ProducerId(one.producer))
        .with_producer_epoch(one.epoch)
        .with_topics(topics)
}

fn transactional(id: &str) -> TransactionalId {
    TransactionalId(StrBytes::from_string(id.to_owned()))
}
