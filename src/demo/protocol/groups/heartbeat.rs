//! Heartbeat (key 12).

use kafka_protocol::messages::{HeartbeatRequest, HeartbeatResponse};

use super::{classic, optional};
use crate::demo::protocol::Call;
use crate::demo::state::State;

pub(in super::super) fn answer(call: &Call, state: &mut State, request: HeartbeatRequest) -> HeartbeatResponse {
    let instance = optional(request.group_instance_id.as_ref());
    let beat = classic(call, state, &request.group_id).and_then(|group| {
        group.heartbeat(
            &request.member_id,
            instance.as_deref(),
            request.generation_id,
            call.now_ms,
        )
    });
    HeartbeatResponse::default().with_error_code(beat.err().unwrap_or(0))
}
