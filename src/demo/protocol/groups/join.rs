//! JoinGroup (key 11): answered when the generation begins.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::join_group_response::JoinGroupResponseMember;
use kafka_protocol::messages::{JoinGroupRequest, JoinGroupResponse};

use super::{optional, own};
use crate::demo::protocol::{Call, Reply, support};
use crate::demo::state::State;
use crate::demo::state::group::Body;
use crate::demo::state::group::classic::{Joined, Joining, Request};

pub(in super::super) async fn answer(call: &Call, request: JoinGroupRequest) -> Reply<JoinGroupResponse> {
    let kind = request.protocol_type.to_string();
    let joined = match call.shared.edit(|state| join(call, state, request)) {
        Joining::Now(joined) => joined,
        // the group let go of the member without a word: it asks again
        Joining::Later(promise) => promise
            .await
            .unwrap_or_else(|_| Joined::refused(E::RebalanceInProgress, "")),
    };
    Reply::Say(told(call, joined, &kind))
}

fn join(call: &Call, state: &mut State, request: JoinGroupRequest) -> Joining {
    let member = request.member_id.to_string();
    let refuse = |error| Joining::Now(Joined::refused(error, &member));
    let id = support::group(&request.group_id);
    if id.as_str().is_empty() {
        return refuse(E::InvalidGroupId);
    }
    if let Err(code) = support::coordinated(call, state, &id) {
        let refused = Joined::refused(E::NotCoordinator, &member);
        return Joining::Now(Joined { code, ..refused });
    }
    let settings = &state.settings;
    if !(settings.min_session_ms..=settings.max_session_ms).contains(&request.session_timeout_ms) {
        return refuse(E::InvalidSessionTimeout);
    }
    let delay_ms = settings.rebalance_delay_ms;
    let known = state.groups.get(id.as_str()).is_some();
    if !known && !member.is_empty() {
        return refuse(E::UnknownMemberId);
    }
    let protocols = request
        .protocols
        .iter()
        .map(|one| (one.name.to_string(), own(&one.metadata)));
    let wish = Request {
        version: call.version,
        new_id: state.groups.new_member_id(&call.client_id),
        instance: optional(request.group_instance_id.as_ref()),
        client_id: call.client_id.clone(),
        client_host: call.client_host.clone(),
        session_ms: request.session_timeout_ms,
        // version 0 has but one time-out
        rebalance_ms: if call.version == 0 {
            request.session_timeout_ms
        } else {
            request.rebalance_timeout_ms
        },
        protocol_type: request.protocol_type.to_string(),
        protocols: protocols.collect(),
        delay_ms,
        now_ms: call.now_ms,
        member: member.clone(),
    };
    match &mut state.groups.ensure(&id).body {
        Body::Classic(classic) => classic.join(wish),
        _ => refuse(E::InconsistentGroupProtocol),
    }
}

fn told(call: &Call, joined: Joined, kind: &str) -> JoinGroupResponse {
    let members = joined.members.into_iter().map(|(id, instance, metadata)| {
        JoinGroupResponseMember::default()
            .with_member_id(id.into())
            .with_group_instance_id(instance.filter(|_| call.version >= 5).map(Into::into))
            .with_metadata(metadata)
    });
    // null is for refusals, and only from version 7 on
    let protocol = if joined.code == 0 || call.version < 7 {
        Some(joined.protocol.into())
    } else {
        None
    };
    JoinGroupResponse::default()
        .with_error_code(joined.code)
        .with_generation_id(joined.generation)
        .with_protocol_type((joined.code == 0).then(|| support::text(kind)))
        .with_protocol_name(protocol)
        .with_leader(joined.leader.into())
        .with_skip_assignment(joined.skip_assignment)
        .with_member_id(joined.member.into())
        .with_members(members.collect())
}
