//! DeleteGroups (key 42): groups that nobody is in.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::delete_groups_response::DeletableGroupResult;
use kafka_protocol::messages::{DeleteGroupsRequest, DeleteGroupsResponse};

use crate::demo::protocol::{Call, support};
use crate::demo::state::State;

pub(in super::super) fn answer(call: &Call, state: &mut State, request: DeleteGroupsRequest) -> DeleteGroupsResponse {
    let results = request.groups_names.into_iter().map(|id| {
        let done = one(call, state, &id);
        DeletableGroupResult::default()
            .with_group_id(id)
            .with_error_code(done.err().unwrap_or(0))
    });
    DeleteGroupsResponse::default().with_results(results.collect())
}

fn one(call: &Call, state: &mut State, id: &kafka_protocol::messages::GroupId) -> Result<(), i16> {
    support::coordinated(call, state, &support::group(id))?;
    let group = state.groups.get(id).ok_or(E::GroupIdNotFound.code())?;
    if !group.is_empty() {
        return Err(E::NonEmptyGroup.code());
    }
    state.groups.remove(id);
    Ok(())
}
