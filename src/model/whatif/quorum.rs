//! Whether the KRaft quorum keeps its majority.

use std::collections::BTreeSet;

use super::NOT_KNOWN;
use crate::model::cluster::{BrokerState, Kind};
use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::quorum::{Quorum, QuorumReplica};
use crate::model::time::Span;
use crate::model::view::View;
use crate::model::words::count;

/// A voter that has not fetched for this long (by the leader's clock) is not counted on.
const SILENT: Span = Span::seconds(10);

/// Why stopping these nodes is not safe for the quorum, if it is not.
pub(super) fn reason(view: &View, stopping: &BTreeSet<BrokerId>) -> Option<String> {
    let quorum = match &view.quorum.data {
        Known::Value(quorum) => quorum,
        Known::Unknown(reason) if view.cluster.kind == Kind::KRaft => {
            return Some(format!("{NOT_KNOWN}whether it is a voter of the quorum ({reason})"));
        }
        Known::Unknown(_) => return None,
    };
    if !quorum.voters.iter().any(|voter| stopping.contains(&voter.id)) {
        return None;
    }
    let left = quorum
        .voters
        .iter()
        .filter(|voter| !stopping.contains(&voter.id) && alive(view, quorum, voter))
        .count();
    let needed = quorum.voters.len() / 2 + 1;
    (left < needed).then(|| {
        format!(
            "the controller quorum would lose its majority: {left} of {} left, {needed} needed",
            count(quorum.voters.len(), "voter")
        )
    })
}

fn alive(view: &View, quorum: &Quorum, voter: &QuorumReplica) -> bool {
    if let Some(broker) = view.cluster.broker(voter.id) {
        return broker.state == BrokerState::Up;
    }
    let newest = quorum.voters.iter().filter_map(|voter| voter.last_fetch).max();
    match (newest, voter.last_fetch) {
        (Some(newest), Some(at)) => newest.since(at) <= SILENT,
        _ => true,
    }
}
