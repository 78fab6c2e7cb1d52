//! InitProducerId (key 22): ids for idempotent producers. Transactional ids are the scenario's, not a client's.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::{InitProducerIdRequest, InitProducerIdResponse};

use super::Call;
use crate::demo::state::State;

pub(super) fn answer(_call: &Call, state: &mut State, request: InitProducerIdRequest) -> InitProducerIdResponse {
    let answer = InitProducerIdResponse::default();
    if request.transactional_id.is_some() {
        return answer
            .with_error_code(E::TransactionalIdAuthorizationFailed.code())
            .with_producer_id((-1).into())
            .with_producer_epoch(-1);
    }
    state.next_producer_id += 1;
    answer
        .with_producer_id(state.next_producer_id.into())
        .with_producer_epoch(0)
}
