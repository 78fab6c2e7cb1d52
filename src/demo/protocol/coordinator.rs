//! FindCoordinator (key 10): who coordinates a group or a transactional id.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::find_coordinator_response::Coordinator;
use kafka_protocol::messages::{FindCoordinatorRequest, FindCoordinatorResponse};
use kafka_protocol::protocol::StrBytes;

use super::{Call, support};
use crate::demo::state::State;
use crate::demo::state::broker::Broker;
use crate::model::names::GroupId;

const GROUP: i8 = 0;
const TRANSACTION: i8 = 1;

pub(super) fn answer(call: &Call, state: &mut State, request: FindCoordinatorRequest) -> FindCoordinatorResponse {
    match request.key_type {
        TRANSACTION => state.ensure_transactions_topic(call.now_ms),
        _ => state.ensure_offsets_topic(call.now_ms),
    }
    let answer = FindCoordinatorResponse::default();
    if call.version >= 4 {
        let keys = request.coordinator_keys.into_iter();
        let coordinators = keys.map(|key| one(state, key, request.key_type));
        return answer.with_coordinators(coordinators.collect());
    }
    match find(state, &request.key, request.key_type) {
        Ok(broker) => answer
            .with_node_id(support::broker(Some(broker.id)))
            .with_host(support::text(&broker.host))
            .with_port(i32::from(broker.port)),
        Err(code) => answer.with_error_code(code).with_node_id((-1).into()).with_port(-1),
    }
}

fn one(state: &State, key: StrBytes, kind: i8) -> Coordinator {
    let found = find(state, &key, kind);
    // a slice of the request, which ends with this answer
    let coordinator = Coordinator::default().with_key(key);
    match found {
        Ok(broker) => coordinator
            .with_node_id(support::broker(Some(broker.id)))
            .with_host(support::text(&broker.host))
            .with_port(i32::from(broker.port)),
        Err(code) => coordinator
            .with_error_code(code)
            .with_node_id((-1).into())
            .with_port(-1),
    }
}

fn find<'a>(state: &'a State, key: &str, kind: i8) -> Result<&'a Broker, i16> {
    let coordinator = match kind {
        GROUP if !state.rights.sees_group(key) => return Err(E::GroupAuthorizationFailed.code()),
        GROUP => state.coordinator(&GroupId::from(key)),
        TRANSACTION => state.transaction_coordinator(key),
        _ => return Err(E::InvalidRequest.code()),
    };
    let broker = coordinator.and_then(|id| state.brokers.get(id));
    broker.ok_or(E::CoordinatorNotAvailable.code())
}
