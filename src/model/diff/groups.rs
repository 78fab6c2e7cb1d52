//! Groups: created, deleted, state, members. A silent coordinator deletes no group.

use std::collections::BTreeSet;

use super::Out;
use crate::model::event::EventKind;
use crate::model::finding::{Severity, Subject};
use crate::model::group::{Group, GroupState};
use crate::model::health::coordinator::of_group;
use crate::model::known::Known;
use crate::model::view::View;
use crate::text::escape;

pub(super) fn diff(before: &View, after: &View, out: &mut Out) {
    if before.groups.stamp.at.is_none() {
        return;
    }
    for group in &after.groups.list {
        let subject = || Subject::Group(group.id.clone());
        let name = escape(group.id.as_str());
        match before.groups.get(group.id.as_str()) {
            None if !before.groups.partial => {
                out.push(
                    EventKind::GroupCreated,
                    subject(),
                    Severity::Ok,
                    format!("group {name} appeared"),
                );
            }
            None => {}
            Some(was) if std::sync::Arc::ptr_eq(was, group) => {}
            Some(was) => {
                state(was, group, out);
                members(was, group, out);
            }
        }
    }
    for group in &before.groups.list {
        if after.groups.get(group.id.as_str()).is_none() && owner_answered(group, before, after) {
            let text = format!("group {} is gone", escape(group.id.as_str()));
            out.push(
                EventKind::GroupDeleted,
                Subject::Group(group.id.clone()),
                Severity::Warning,
                text,
            );
        }
    }
}

/// Whether the broker that keeps the group now has answered since: the leader of its partition of
/// `__consumer_offsets`, or, where that is not visible, every broker.
fn owner_answered(group: &Group, before: &View, after: &View) -> bool {
    if !after.groups.partial {
        return true;
    }
    let owner = of_group(&after.topology, group.id.as_str())
        .and_then(|index| after.topology.get(index))
        .and_then(|row| row.leader);
    owner
        .and_then(|owner| after.groups.coordinators.get(&owner).map(|stamp| (owner, stamp)))
        .is_some_and(|(owner, stamp)| {
            let then = before.groups.coordinators.get(&owner).and_then(|stamp| stamp.at);
            stamp.trouble.is_none() && stamp.at > then
        })
}

fn state(was: &Group, is: &Group, out: &mut Out) {
    let (Known::Value(old), Known::Value(new)) = (was.state, is.state) else {
        return;
    };
    if old == new {
        return;
    }
    let severity = match new {
        GroupState::Stable => Severity::Ok,
        GroupState::Dead | GroupState::Empty | GroupState::NotReady => Severity::Warning,
        _ => Severity::Moving,
    };
    let text = format!("group {}: {} → {}", escape(is.id.as_str()), old.words(), new.words());
    out.push(EventKind::GroupState, Subject::Group(is.id.clone()), severity, text);
}

fn members(was: &Group, is: &Group, out: &mut Out) {
    let (Known::Value(old), Known::Value(new)) = (&was.members, &is.members) else {
        return;
    };
    // a static member that restarts has a new member id, and is the same member
    let ids = |members: &[crate::model::group::Member]| -> BTreeSet<std::sync::Arc<str>> {
        members
            .iter()
            .map(|member| member.instance.clone().unwrap_or_else(|| member.id.clone()))
            .collect()
    };
    let (old, new) = (ids(old), ids(new));
    let (left, joined) = (old.difference(&new).count(), new.difference(&old).count());
    let change = match (left, joined) {
        (0, 0) => return,
        (0, joined) => format!("{joined} joined"),
        (left, 0) => format!("{left} left"),
        (left, joined) => format!("{left} left, {joined} joined"),
    };
    let noun = if new.len() == 1 { "member" } else { "members" };
    let text = format!("group {}: {change}; {} {noun} now", escape(is.id.as_str()), new.len());
    let severity = if left > 0 { Severity::Warning } else { Severity::Ok };
    out.push(EventKind::GroupMembers, Subject::Group(is.id.clone()), severity, text);
}
