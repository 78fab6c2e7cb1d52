//! DescribeQuorum (KIP-595, KIP-836).

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::describe_quorum_response::{Listener, Node, PartitionData, ReplicaState, TopicData};
use kafka_protocol::messages::{BrokerId, DescribeQuorumRequest, DescribeQuorumResponse, TopicName};
use kafka_protocol::protocol::StrBytes;

use super::Call;
use crate::demo::state::State;
use crate::demo::state::broker::Broker;
use crate::demo::state::quorum::Replica;

const TOPIC: &str = "__cluster_metadata";

pub(super) fn answer(call: &Call, state: &State, _request: DescribeQuorumRequest) -> DescribeQuorumResponse {
    let answer = DescribeQuorumResponse::default();
    if !state.rights.cluster() {
        return answer.with_error_code(E::ClusterAuthorizationFailed.code());
    }
    let told = state.quorum.told(&state.brokers, call.now_ms);
    let list = |replicas: &[Replica]| replicas.iter().map(|one| replica(call.version, one)).collect();
    let part = PartitionData::default()
        .with_leader_id(BrokerId(told.leader.map_or(-1, |id| id.0)))
        .with_leader_epoch(told.epoch)
        .with_high_watermark(told.high_watermark)
        .with_current_voters(list(&told.voters))
        .with_observers(list(&told.observers));
    let topic = TopicData::default()
        .with_topic_name(TopicName(StrBytes::from_static_str(TOPIC)))
        .with_partitions(vec![part]);
    let answer = answer.with_topics(vec![topic]);
    match call.version {
        2.. => answer.with_nodes(state.brokers.iter().map(node).collect()),
        _ => answer,
    }
}

fn replica(version: i16, replica: &Replica) -> ReplicaState {
    let told = ReplicaState::default()
        .with_replica_id(BrokerId(replica.id.0))
        .with_log_end_offset(replica.end);
    match version {
        1.. => told
            .with_last_fetch_timestamp(replica.fetched)
            .with_last_caught_up_timestamp(replica.caught_up),
        _ => told,
    }
}

fn node(broker: &Broker) -> Node {
    let listener = Listener::default()
        .with_name(StrBytes::from_static_str("CONTROLLER"))
        .with_host(StrBytes::from_string(broker.host.clone()))
        .with_port(broker.port);
    Node::default()
        .with_node_id(BrokerId(broker.id.0))
        .with_listeners(vec![listener])
}
