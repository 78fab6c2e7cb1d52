//! Members, states and epochs of groups of every kind, each by the call for its kind.

use std::sync::Arc;

use futures_util::future::join_all;

use super::{CHUNK, NOT_FOUND, UNSUPPORTED, classic, consumer, share};
use crate::kafka::Client;
use crate::model::group::{GroupKind, GroupState, Member};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId};
use crate::model::rights::Rights;
use crate::model::trouble::{Cause, Trouble};

/// What its coordinator tells of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The kind it turned out to be: a group may be upgraded while it runs.
    pub kind: GroupKind,
    /// Its state.
    pub state: Known<GroupState>,
    /// The classic protocol type; none for the other kinds.
    pub protocol_type: Option<Arc<str>>,
    /// The assignor; unknown for a classic group without members.
    pub assignor: Known<Arc<str>>,
    /// The group epoch.
    pub epoch: Known<i32>,
    /// The epoch of the target assignment.
    pub assignment_epoch: Known<i32>,
    /// Its members.
    pub members: Known<Vec<Member>>,
    /// What the user may do with it.
    pub rights: Known<Rights>,
}

/// Of each group what was told, or why not.
pub(super) type Answers = Vec<(GroupId, Result<Described, Trouble>)>;

/// Asks a coordinator for these groups, 500 a request, by the call for each one's kind. A group that is not there by that
/// call is tried by the other one of classic and consumer: listings of Kafka < 3.8 do not tell the kind, and groups are
/// upgraded while they run. Streams groups (KIP-1071) are not asked: their members are unknown.
///
/// # Errors
/// When the coordinator answered none of the requests. If it answered some, the trouble of another is told beside each
/// of its groups.
pub async fn describe(
    client: &Client,
    coordinator: BrokerId,
    groups: &[(GroupId, GroupKind)],
) -> Result<Vec<(GroupId, Result<Described, Trouble>)>, Trouble> {
    let of = |kind| {
        groups
            .iter()
            .filter(move |(_, one)| *one == kind)
            .map(|(id, _)| id.clone())
    };
    let mut requests = Vec::new();
    for kind in [GroupKind::Classic, GroupKind::Consumer, GroupKind::Share] {
        let ids: Vec<GroupId> = of(kind).collect();
        requests.extend(ids.chunks(CHUNK).map(|chunk| (kind, chunk.to_vec())));
    }
    let streams: Answers = of(GroupKind::Streams).map(|id| (id, Ok(streams()))).collect();
    let asked = requests
        .into_iter()
        .map(|(kind, ids)| ask(client, coordinator, kind, ids));
    merge(streams, join_all(asked).await)
}

async fn ask(
    client: &Client,
    to: BrokerId,
    kind: GroupKind,
    ids: Vec<GroupId>,
) -> (Vec<GroupId>, Result<Answers, Trouble>) {
    let first = once(client, to, kind, &ids).await;
    let other = match kind {
        GroupKind::Classic => GroupKind::Consumer,
        _ => GroupKind::Classic,
    };
    let mut answers = match first {
        Ok(answers) => answers,
        Err(trouble) => return (ids, Err(trouble)),
    };
    let missing: Vec<GroupId> = answers
        .iter()
        .filter(|(_, told)| not_found(told))
        .map(|(id, _)| id.clone())
        .collect();
    // A trouble of the second try is no news: by the first the group is not there.
    if kind != GroupKind::Share
        && !missing.is_empty()
        && let Ok(second) = once(client, to, other, &missing).await
    {
        for (id, told) in second.into_iter().filter(|(_, told)| told.is_ok()) {
            if let Some(slot) = answers.iter_mut().find(|(other, _)| *other == id) {
                slot.1 = told;
            }
        }
    }
    (ids, Ok(answers))
}

async fn once(client: &Client, to: BrokerId, kind: GroupKind, ids: &[GroupId]) -> Result<Answers, Trouble> {
    match kind {
        GroupKind::Consumer => consumer::describe(client, to, ids).await,
        GroupKind::Share => share::describe(client, to, ids).await,
        GroupKind::Classic | GroupKind::Streams => classic::describe(client, to, ids).await,
    }
}

/// Not there by the call that was tried, or a call that the coordinator lists and cannot answer: 3.9 without the new
/// coordinator (KIP-848) does so.
fn not_found(told: &Result<Described, Trouble>) -> bool {
    told.as_ref().is_err_and(|trouble| {
        matches!(
            trouble.cause,
            Cause::Kafka {
                code: NOT_FOUND | UNSUPPORTED,
                ..
            }
        )
    })
}

fn merge(mut all: Answers, asked: Vec<(Vec<GroupId>, Result<Answers, Trouble>)>) -> Result<Answers, Trouble> {
    let answered = !all.is_empty() || asked.iter().any(|(_, answers)| answers.is_ok());
    for (ids, answers) in asked {
        match answers {
            Ok(answers) => all.extend(answers),
            Err(trouble) if answered => all.extend(ids.into_iter().map(|id| (id, Err(trouble.clone())))),
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(all)
}

/// The codec has no call for them yet; the listing tells the state, and OffsetFetch the commits.
fn streams() -> Described {
    Described {
        kind: GroupKind::Streams,
        state: Known::Unknown(Reason::NotSupported),
        protocol_type: None,
        assignor: Known::Unknown(Reason::NotSupported),
        epoch: Known::Unknown(Reason::NotSupported),
        assignment_epoch: Known::Unknown(Reason::NotSupported),
        members: Known::Unknown(Reason::NotSupported),
        rights: Known::Unknown(Reason::NotSupported),
    }
}
