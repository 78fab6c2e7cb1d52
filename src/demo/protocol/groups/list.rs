//! ListGroups (key 16): the groups that this broker coordinates, by state and type if asked.

use kafka_protocol::messages::list_groups_response::ListedGroup;
use kafka_protocol::messages::{ListGroupsRequest, ListGroupsResponse};
use kafka_protocol::protocol::StrBytes;

use crate::demo::protocol::{Call, support};
use crate::demo::state::State;
use crate::demo::state::group::Group;

pub(in super::super) fn answer(call: &Call, state: &State, request: ListGroupsRequest) -> ListGroupsResponse {
    let wanted =
        |list: &[StrBytes], word: &str| list.is_empty() || list.iter().any(|one| one.eq_ignore_ascii_case(word));
    let here = state
        .groups
        .iter()
        .filter(|group| support::coordinated(call, state, &group.id).is_ok());
    let wanted = here
        .filter(|group| wanted(&request.states_filter, group.phase()) && wanted(&request.types_filter, group.kind()));
    ListGroupsResponse::default().with_groups(wanted.map(|group| listed(call, group)).collect())
}

fn listed(call: &Call, group: &Group) -> ListedGroup {
    let listed = ListedGroup::default()
        .with_group_id(kafka_protocol::messages::GroupId(support::text(group.id.as_str())))
        .with_protocol_type(support::text(group.protocol_type()));
    let listed = match call.version {
        ..4 => listed,
        _ => listed.with_group_state(group.phase().into()),
    };
    match call.version {
        ..5 => listed,
        _ => listed.with_group_type(group.kind().into()),
    }
}
