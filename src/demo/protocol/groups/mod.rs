//! Groups: joining and syncing for real, commits, and what an operator asks.

pub(super) mod commit;
pub(super) mod committed;
pub(super) mod delete;
pub(super) mod describe;
pub(super) mod forget;
pub(super) mod heartbeat;
pub(super) mod join;
pub(super) mod leave;
pub(super) mod list;
pub(super) mod modern;
pub(super) mod sync;

use bytes::Bytes;
use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages;
use kafka_protocol::protocol::StrBytes;

use super::{Call, support};
use crate::demo::state::State;
use crate::demo::state::group::Body;
use crate::demo::state::group::classic::Classic;

/// The classic group that a member names at its coordinator.
///
/// # Errors
/// As [`support::coordinated`], INVALID_GROUP_ID, UNKNOWN_MEMBER_ID.
fn classic<'a>(call: &Call, state: &'a mut State, id: &messages::GroupId) -> Result<&'a mut Classic, i16> {
    if id.is_empty() {
        return Err(E::InvalidGroupId.code());
    }
    support::coordinated(call, state, &support::group(id))?;
    match state.groups.get_mut(id).map(|group| &mut group.body) {
        Some(Body::Classic(classic)) => Ok(classic),
        Some(Body::Modern(_)) => Err(E::UnknownMemberId.code()),
        None => Err(E::UnknownMemberId.code()),
    }
}

/// A copy that does not keep the request's frame.
fn own(bytes: &Bytes) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

fn optional(text: Option<&StrBytes>) -> Option<String> {
    text.map(ToString::to_string)
}
