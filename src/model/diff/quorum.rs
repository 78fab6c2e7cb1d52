//! The active controller: by DescribeQuorum on KRaft, by Metadata on ZooKeeper.

use super::Out;
use crate::model::event::EventKind;
use crate::model::finding::{Severity, Subject};
use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::view::View;

pub(super) fn diff(before: &View, after: &View, out: &mut Out) {
    let (Some(was), Some(is)) = (controller(before), controller(after)) else {
        return;
    };
    if was == is {
        return;
    }
    let (severity, text) = match (was, is) {
        (Some(was), Some(is)) => (Severity::Moving, format!("the controller moved from {was} to {is}")),
        (None, Some(is)) => (Severity::Ok, format!("{is} is the controller")),
        (_, None) => (Severity::Critical, "the quorum has no leader".to_owned()),
    };
    out.push(EventKind::ControllerChanged, Subject::Quorum, severity, text);
}

/// The controller; none while nobody has told, `Some(None)` when the quorum says there is none.
fn controller(view: &View) -> Option<Option<BrokerId>> {
    match &view.quorum.data {
        Known::Value(quorum) => Some(quorum.leader),
        Known::Unknown(_) => view.cluster.controller.value().map(Some),
    }
}
