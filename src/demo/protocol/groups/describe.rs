//! DescribeGroups (key 15): classic groups with their members. A group of another kind is Dead here, as Kafka says.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::describe_groups_response::{DescribedGroup, DescribedGroupMember};
use kafka_protocol::messages::{DescribeGroupsRequest, DescribeGroupsResponse, GroupId};

use crate::demo::protocol::{Call, support};
use crate::demo::state::State;
use crate::demo::state::group::classic::{Classic, Member, Phase};
use crate::demo::state::group::{Body, Group};
use crate::demo::state::rights::operations;

pub(in super::super) fn answer(call: &Call, state: &State, request: DescribeGroupsRequest) -> DescribeGroupsResponse {
    let asked = request.include_authorized_operations;
    let groups = request.groups.into_iter().map(|id| {
        let coordinated = support::coordinated(call, state, &support::group(&id));
        let found = state.groups.get(&id);
        let group = match coordinated {
            Err(code) => blank(id).with_error_code(code),
            Ok(()) => one(call, id, found),
        };
        match asked && group.error_code == 0 && call.version >= 3 {
            true => group.with_authorized_operations(operations::GROUP),
            false => group,
        }
    });
    DescribeGroupsResponse::default().with_groups(groups.collect())
}

fn blank(id: GroupId) -> DescribedGroup {
    DescribedGroup::default().with_group_id(id)
}

fn one(call: &Call, id: GroupId, found: Option<&Group>) -> DescribedGroup {
    match found.map(|group| &group.body) {
        Some(Body::Classic(classic)) => described(call, id, classic),
        Some(Body::Modern(_)) => dead(call, id, "is not a classic group"),
        None => dead(call, id, "not found"),
    }
}

/// An unknown group is an error from version 6 on (KIP-1043).
fn dead(call: &Call, id: GroupId, why: &str) -> DescribedGroup {
    let message = format!("Group {} {why}.", id.as_str());
    let dead = blank(id).with_group_state("Dead".into());
    match call.version {
        ..6 => dead,
        _ => dead
            .with_error_code(E::GroupIdNotFound.code())
            .with_error_message(Some(message.into())),
    }
}

fn described(call: &Call, id: GroupId, group: &Classic) -> DescribedGroup {
    let members = group.members.iter().map(|(member_id, member)| {
        DescribedGroupMember::default()
            .with_member_id(support::text(member_id))
            .with_group_instance_id(
                member
                    .instance
                    .as_deref()
                    .filter(|_| call.version >= 4)
                    .map(support::text),
            )
            .with_client_id(support::text(&member.client_id))
            .with_client_host(support::text(&member.client_host))
            .with_member_metadata(metadata(group, member))
            .with_member_assignment(member.assignment.clone())
    });
    // between generations no protocol stands
    let settled = matches!(group.phase, Phase::Stable | Phase::CompletingRebalance);
    blank(id)
        .with_group_state(group.phase.word().into())
        .with_protocol_type(support::text(&group.protocol_type))
        .with_protocol_data(support::text(if settled { &group.protocol } else { "" }))
        .with_members(members.collect())
}

fn metadata(group: &Classic, member: &Member) -> bytes::Bytes {
    match group.phase {
        Phase::Stable => member.metadata(&group.protocol).unwrap_or_default(),
        _ => bytes::Bytes::new(),
    }
}
