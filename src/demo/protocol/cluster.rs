//! DescribeCluster (key 60): the brokers, fenced ones too if they are asked for.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::describe_cluster_response::DescribeClusterBroker;
use kafka_protocol::messages::{DescribeClusterRequest, DescribeClusterResponse};

use super::{Call, support};
use crate::demo::state::State;

const BROKERS: i8 = 1;

pub(super) fn answer(call: &Call, state: &State, request: DescribeClusterRequest) -> DescribeClusterResponse {
    let answer = DescribeClusterResponse::default();
    if call.version >= 1 && request.endpoint_type != BROKERS {
        return answer
            .with_error_code(E::MismatchedEndpointType.code())
            .with_error_message(Some(support::text("This is a broker, not a controller.")))
            .with_controller_id((-1).into());
    }
    let fenced = call.version >= 2 && request.include_fenced_brokers;
    let told = state.brokers.iter().filter(|broker| broker.up || fenced);
    let brokers = told.map(|broker| {
        DescribeClusterBroker::default()
            .with_broker_id(support::broker(Some(broker.id)))
            .with_host(support::text(&broker.host))
            .with_port(i32::from(broker.port))
            .with_rack(broker.rack.as_deref().map(support::text))
            .with_is_fenced(!broker.up)
    });
    let answer = answer
        .with_cluster_id(support::text(&state.cluster_id))
        .with_controller_id(support::broker(state.brokers.told_controller()))
        .with_brokers(brokers.collect());
    match request.include_cluster_authorized_operations {
        true => answer.with_cluster_authorized_operations(state.rights.cluster_operations()),
        false => answer,
    }
}
