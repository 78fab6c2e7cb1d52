//! LeaveGroup (key 13): one member, from version 3 on several.

use kafka_protocol::messages::leave_group_request::MemberIdentity;
use kafka_protocol::messages::leave_group_response::MemberResponse;
use kafka_protocol::messages::{LeaveGroupRequest, LeaveGroupResponse};

use super::{classic, optional};
use crate::demo::protocol::Call;
use crate::demo::state::State;

pub(in super::super) fn answer(call: &Call, state: &mut State, request: LeaveGroupRequest) -> LeaveGroupResponse {
    let answer = LeaveGroupResponse::default();
    let group = match classic(call, state, &request.group_id) {
        Ok(group) => group,
        Err(code) => return answer.with_error_code(code),
    };
    if call.version < 3 {
        let left = group.leave(&request.member_id, None, call.now_ms);
        return answer.with_error_code(left.err().unwrap_or(0));
    }
    let members = request.members.into_iter().map(|member: MemberIdentity| {
        let instance = optional(member.group_instance_id.as_ref());
        let left = group.leave(&member.member_id, instance.as_deref(), call.now_ms);
        MemberResponse::default()
            .with_member_id(member.member_id)
            .with_group_instance_id(member.group_instance_id)
            .with_error_code(left.err().unwrap_or(0))
    });
    answer.with_members(members.collect())
}
