//! InitProducerId (key 22): ids for idempotent producers, and ids with epochs for transactional ones.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::{InitProducerIdRequest, InitProducerIdResponse};

use super::{Call, txn};
use crate::demo::state::State;

/// `transaction.max.timeout.ms`.
const LONGEST: i32 = 900_000;

pub(super) fn answer(call: &Call, state: &mut State, request: InitProducerIdRequest) -> InitProducerIdResponse {
    let answer = InitProducerIdResponse::default();
    let given = match &request.transactional_id {
        Some(id) => transactional(call, state, id, request.transaction_timeout_ms),
        None => {
            state.next_producer_id += 1;
            Ok((state.next_producer_id, 0))
        }
    };
    match given {
        Ok((id, epoch)) => answer.with_producer_id(id.into()).with_producer_epoch(epoch),
        Err(code) => answer
            .with_error_code(code)
            .with_producer_id((-1).into())
            .with_producer_epoch(-1),
    }
}

fn transactional(call: &Call, state: &mut State, id: &str, timeout_ms: i32) -> Result<(i64, i16), i16> {
    if id.is_empty() {
        return Err(E::InvalidRequest.code());
    }
    txn::coordinated(call, state, id)?;
    if !(1..=LONGEST).contains(&timeout_ms) {
        return Err(E::InvalidTransactionTimeout.code());
    }
    Ok(state.enlist(id, timeout_ms, call.now_ms))
}
