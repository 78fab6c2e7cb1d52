//! A producer's transaction: AddPartitionsToTxn (key 24), AddOffsetsToTxn (25), EndTxn (26), TxnOffsetCommit (28), and
//! WriteTxnMarkers (27), with which an operator ends one that hangs (KIP-664).

use std::collections::BTreeSet;
use std::sync::Arc;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::add_partitions_to_txn_response::{
    AddPartitionsToTxnPartitionResult, AddPartitionsToTxnTopicResult,
};
use kafka_protocol::messages::txn_offset_commit_response::{
    TxnOffsetCommitResponsePartition, TxnOffsetCommitResponseTopic,
};
use kafka_protocol::messages::write_txn_markers_response::{
    WritableTxnMarkerPartitionResult, WritableTxnMarkerResult, WritableTxnMarkerTopicResult,
};
use kafka_protocol::messages::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse, AddPartitionsToTxnRequest, AddPartitionsToTxnResponse,
    EndTxnRequest, EndTxnResponse, TxnOffsetCommitRequest, TxnOffsetCommitResponse, WriteTxnMarkersRequest,
    WriteTxnMarkersResponse,
};

use super::{Call, support};
use crate::demo::state::State;
use crate::demo::state::group::offsets::Commit;
use crate::model::names::TopicName;

/// From this version of EndTxn on every transaction has an epoch of its own (KIP-890).
const RENEWS: i16 = 5;

/// Whether this broker coordinates the transactional id.
///
/// # Errors
/// NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE.
pub(super) fn coordinated(call: &Call, state: &mut State, id: &str) -> Result<(), i16> {
    state.expire_transactions(call.now_ms);
    match state.transaction_coordinator(id) {
        Some(broker) if broker == call.broker => Ok(()),
        Some(_) => Err(E::NotCoordinator.code()),
        None => Err(E::CoordinatorNotAvailable.code()),
    }
}

pub(super) fn partitions(
    call: &Call,
    state: &mut State,
    request: AddPartitionsToTxnRequest,
) -> AddPartitionsToTxnResponse {
    let id = request.v3_and_below_transactional_id.0.as_str();
    let producer = (request.v3_and_below_producer_id.0, request.v3_and_below_producer_epoch);
    let topics = &request.v3_and_below_topics;
    let known = |topic: &str, number: i32| {
        let held = state.topics.get(topic);
        held.is_some_and(|topic| topic.partition(number).is_some())
    };
    let all: Vec<(TopicName, i32)> = topics
        .iter()
        .flat_map(|topic| {
            let name = TopicName::from(topic.name.as_str());
            topic.partitions.iter().map(move |number| (name.clone(), *number))
        })
        .collect();
    let strange: BTreeSet<(TopicName, i32)> = all
        .iter()
        .filter(|(topic, number)| !known(topic.as_str(), *number))
        .cloned()
        .collect();
    let done = coordinated(call, state, id).and_then(|()| match strange.is_empty() {
        true => state.join(id, producer, all, call.now_ms),
        // all or none
        false => Err(E::OperationNotAttempted.code()),
    });
    let results = topics.iter().map(|topic| {
        let name = TopicName::from(topic.name.as_str());
        let parts = topic.partitions.iter().map(|number| {
            let code = match strange.contains(&(name.clone(), *number)) {
                true => E::UnknownTopicOrPartition.code(),
                false => done.err().unwrap_or(0),
            };
            AddPartitionsToTxnPartitionResult::default()
                .with_partition_index(*number)
                .with_partition_error_code(code)
        });
        AddPartitionsToTxnTopicResult::default()
            .with_name(support::topic(&name))
            .with_results_by_partition(parts.collect())
    });
    AddPartitionsToTxnResponse::default().with_results_by_topic_v3_and_below(results.collect())
}

pub(super) fn offsets(call: &Call, state: &mut State, request: AddOffsetsToTxnRequest) -> AddOffsetsToTxnResponse {
    let id = request.transactional_id.0.as_str();
    let producer = (request.producer_id.0, request.producer_epoch);
    let done = coordinated(call, state, id).and_then(|()| state.join(id, producer, [], call.now_ms));
    AddOffsetsToTxnResponse::default().with_error_code(done.err().unwrap_or(0))
}

pub(super) fn commit(call: &Call, state: &mut State, request: TxnOffsetCommitRequest) -> TxnOffsetCommitResponse {
    let id = request.transactional_id.0.to_string();
    let producer = (request.producer_id.0, request.producer_epoch);
    let group = support::group(&request.group_id);
    let allowed = support::coordinated(call, state, &group);
    let topics = request.topics.into_iter().map(|topic| {
        let name = TopicName::from(topic.name.as_str());
        let parts = topic.partitions.into_iter().map(|part| {
            let commit = Commit {
                offset: part.committed_offset,
                epoch: part.committed_leader_epoch,
                metadata: part
                    .committed_metadata
                    .filter(|text| !text.is_empty())
                    .map(|text| Arc::from(text.as_str())),
                at_ms: call.now_ms,
            };
            let at = (&group, &name, part.partition_index);
            let done = allowed.and_then(|()| state.promise(&id, producer, at, commit, call.now_ms));
            TxnOffsetCommitResponsePartition::default()
                .with_partition_index(part.partition_index)
                .with_error_code(done.err().unwrap_or(0))
        });
        let parts = parts.collect();
        TxnOffsetCommitResponseTopic::default()
            .with_name(support::topic(&name))
            .with_partitions(parts)
    });
    TxnOffsetCommitResponse::default().with_topics(topics.collect())
}

pub(super) fn end(call: &Call, state: &mut State, request: EndTxnRequest) -> EndTxnResponse {
    let id = request.transactional_id.0.as_str();
    let producer = (request.producer_id.0, request.producer_epoch);
    let renew = call.version >= RENEWS;
    let done =
        coordinated(call, state, id).and_then(|()| state.conclude(id, producer, request.committed, renew, call.now_ms));
    let answer = EndTxnResponse::default();
    match done {
        Ok((id, epoch)) if renew => answer.with_producer_id(id.into()).with_producer_epoch(epoch),
        Ok(_) => answer,
        Err(code) => answer.with_error_code(code),
    }
}

pub(super) fn markers(call: &Call, state: &mut State, request: WriteTxnMarkersRequest) -> WriteTxnMarkersResponse {
    let markers = request.markers.into_iter().map(|marker| {
        let producer = (marker.producer_id.0, marker.producer_epoch);
        let topics = marker.topics.into_iter().map(|topic| {
            let name = TopicName::from(topic.name.as_str());
            let parts = topic.partition_indexes.into_iter().map(|number| {
                let led = support::led(call, state, name.as_str(), number, -1).map(drop);
                if led.is_ok() {
                    let at = BTreeSet::from([(name.clone(), number)]);
                    state.mark(&at, producer, marker.transaction_result, call.now_ms);
                }
                WritableTxnMarkerPartitionResult::default()
                    .with_partition_index(number)
                    .with_error_code(led.err().unwrap_or(0))
            });
            let parts = parts.collect();
            WritableTxnMarkerTopicResult::default()
                .with_name(support::topic(&name))
                .with_partitions(parts)
        });
        let topics = topics.collect();
        WritableTxnMarkerResult::default()
            .with_producer_id(marker.producer_id)
            .with_topics(topics)
    });
    WriteTxnMarkersResponse::default().with_markers(markers.collect())
}
