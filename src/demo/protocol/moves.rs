//! AlterPartitionReassignments, ListPartitionReassignments (KIP-455) and ElectLeaders (KIP-460).

use std::collections::BTreeMap;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::alter_partition_reassignments_response::{
    ReassignablePartitionResponse, ReassignableTopicResponse,
};
use kafka_protocol::messages::elect_leaders_response::{PartitionResult, ReplicaElectionResult};
use kafka_protocol::messages::list_partition_reassignments_response::{
    OngoingPartitionReassignment, OngoingTopicReassignment,
};
use kafka_protocol::messages::{
    AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse, BrokerId as WireBroker,
    ElectLeadersRequest, ElectLeadersResponse, ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse,
    TopicName,
};
use kafka_protocol::protocol::StrBytes;

use super::Call;
use crate::demo::state::State;
use crate::model::names::BrokerId;

pub(super) fn list(
    _call: &Call,
    state: &State,
    request: ListPartitionReassignmentsRequest,
) -> ListPartitionReassignmentsResponse {
    let answer = ListPartitionReassignmentsResponse::default();
    if !state.rights.cluster() {
        return answer.with_error_code(E::ClusterAuthorizationFailed.code());
    }
    let asked = |name: &str, number: i32| match &request.topics {
        None => true,
        Some(topics) => topics
            .iter()
            .any(|topic| topic.name.as_str() == name && topic.partition_indexes.contains(&number)),
    };
    let ids = |list: &[BrokerId]| list.iter().map(|id| WireBroker(id.0)).collect::<Vec<_>>();
    let mut topics: Vec<OngoingTopicReassignment> = Vec::new();
    for (name, number) in state
        .moving()
        .into_iter()
        .filter(|(name, number)| asked(name.as_str(), *number))
    {
        let Some(part) = state
            .topics
            .get(name.as_str())
            .and_then(|topic| topic.partition(number))
        else {
            continue;
        };
        let told = OngoingPartitionReassignment::default()
            .with_partition_index(number)
            .with_replicas(ids(&part.replicas))
            .with_adding_replicas(ids(&part.adding))
            .with_removing_replicas(ids(&part.removing));
        match topics.last_mut() {
            Some(last) if last.name.as_str() == name.as_str() => last.partitions.push(told),
            _ => topics.push(
                OngoingTopicReassignment::default()
                    .with_name(wire(name.as_str()))
                    .with_partitions(vec![told]),
            ),
        }
    }
    answer.with_topics(topics)
}

pub(super) fn alter(
    call: &Call,
    state: &mut State,
    request: AlterPartitionReassignmentsRequest,
) -> AlterPartitionReassignmentsResponse {
    let answer = AlterPartitionReassignmentsResponse::default();
    if !state.rights.cluster() {
        return answer.with_error_code(E::ClusterAuthorizationFailed.code());
    }
    let fixed = call.version >= 1 && !request.allow_replication_factor_change;
    let mut responses = Vec::new();
    for topic in request.topics {
        let name = topic.name.as_str();
        let mut parts = Vec::new();
        for part in topic.partitions {
            let told = ReassignablePartitionResponse::default().with_partition_index(part.partition_index);
            let target = part
                .replicas
                .map(|list| list.iter().map(|id| BrokerId(id.0)).collect::<Vec<_>>());
            let now = state
                .topics
                .get(name)
                .and_then(|topic| topic.partition(part.partition_index));
            let replicas = now.map_or(0, |now| now.replicas.len() - now.adding.len());
            let outcome = match target {
                None => state
                    .cancel(name, part.partition_index)
                    .map_err(|no| (no.code, no.message)),
                Some(target) if fixed && now.is_some() && target.len() != replicas => {
                    let words = format!("The replication factor is changed from {replicas} to {}", target.len());
                    Err((E::InvalidReplicationFactor.code(), words))
                }
                Some(target) => state
                    .reassign(name, part.partition_index, &target)
                    .map_err(|no| (no.code, no.message)),
            };
            parts.push(match outcome {
                Ok(()) => told,
                Err((code, words)) => told
                    .with_error_code(code)
                    .with_error_message(Some(StrBytes::from_string(words))),
            });
        }
        responses.push(
            ReassignableTopicResponse::default()
                .with_name(wire(name))
                .with_partitions(parts),
        );
    }
    answer.with_responses(responses)
}

pub(super) fn elect(call: &Call, state: &mut State, request: ElectLeadersRequest) -> ElectLeadersResponse {
    let answer = ElectLeadersResponse::default();
    if !state.rights.cluster() {
        return match call.version {
            1.. => answer.with_error_code(E::ClusterAuthorizationFailed.code()),
            _ => answer,
        };
    }
    let unclean = call.version >= 1 && request.election_type == 1;
    let wanted: BTreeMap<String, Vec<i32>> = match request.topic_partitions {
        Some(topics) => topics
            .into_iter()
            .map(|topic| (topic.topic.as_str().to_owned(), topic.partitions))
            .collect(),
        None => state
            .topics
            .iter()
            .map(|(name, topic)| (name.as_str().to_owned(), (0..).take(topic.partitions.len()).collect()))
            .collect(),
    };
    let mut results = Vec::new();
    for (name, numbers) in wanted {
        let mut parts = Vec::new();
        for number in numbers {
            let error = state.elect(&name, number, unclean).err();
            parts.push(
                PartitionResult::default()
                    .with_partition_id(number)
                    .with_error_code(error.map_or(0, |error| error.code())),
            );
        }
        results.push(
            ReplicaElectionResult::default()
                .with_topic(wire(&name))
                .with_partition_result(parts),
        );
    }
    answer.with_replica_election_results(results)
}

fn wire(name: &str) -> TopicName {
    TopicName(StrBytes::from_string(name.to_owned()))
}
