//! SyncGroup (key 14): the leader says who reads what, and everybody is told.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::{SyncGroupRequest, SyncGroupResponse};

use super::{classic, optional, own};
use crate::demo::protocol::{Call, Reply, support};

pub(in super::super) async fn answer(call: &Call, request: SyncGroupRequest) -> Reply<SyncGroupResponse> {
    let promised = call.shared.edit(|state| {
        let group = classic(call, state, &request.group_id)?;
        let differs =
            |said: Option<&kafka_protocol::protocol::StrBytes>, is: &str| said.is_some_and(|said| said.as_str() != is);
        if differs(request.protocol_type.as_ref(), &group.protocol_type)
            || differs(request.protocol_name.as_ref(), &group.protocol)
        {
            return Err(E::InconsistentGroupProtocol.code());
        }
        let all = request
            .assignments
            .iter()
            .map(|one| (one.member_id.to_string(), own(&one.assignment)));
        let instance = optional(request.group_instance_id.as_ref());
        let promise = group.sync(
            &request.member_id,
            instance.as_deref(),
            request.generation_id,
            all.collect(),
            call.now_ms,
        )?;
        Ok((promise, group.protocol_type.clone(), group.protocol.clone()))
    });
    let answer = SyncGroupResponse::default();
    let (promise, kind, protocol) = match promised {
        Ok(promised) => promised,
        Err(code) => return Reply::Say(answer.with_error_code(code)),
    };
    Reply::Say(match promise.await {
        Ok(Ok(assignment)) => answer
            .with_protocol_type(Some(support::text(&kind)))
            .with_protocol_name(Some(support::text(&protocol)))
            .with_assignment(assignment),
        Ok(Err(code)) => answer.with_error_code(code),
        Err(_let_go) => answer.with_error_code(E::RebalanceInProgress.code()),
    })
}
