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
            None if !before.groups.partial && is_news(before, group) => {
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

/// Whether its coordinator had ended a sweep before the one that read this group began: at a cold start the
/// coordinators answer one by one, and what they tell first has been there.
fn is_news(before: &View, group: &Group) -> bool {
    let Known::Value(coordinator) = group.coordinator else {
        return true;
    };
    let told = before.groups.coordinators.get(&coordinator).and_then(|stamp| stamp.at);
    told.is_some_and(|told| group.read_at.is_none_or(|read| read > told))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::group::Groups;
    use crate::model::names::BrokerId;
    use crate::model::stamp::{Section, Stamp};
    use crate::model::time::At;
    use std::sync::Arc;

    /// A view in which coordinator 1 ended a sweep at 100, and coordinator 2 at `second`.
    fn view(groups: &[(&str, i32, i64)], second: Option<i64>) -> View {
        let stamp = |at| Stamp { at, ..Stamp::default() };
        let list = groups.iter().map(|(id, coordinator, read)| {
            Arc::new(Group {
                id: (*id).into(),
                kind: crate::model::group::GroupKind::Classic,
                state: Known::default(),
                protocol_type: "".into(),
                assignor: Known::default(),
                coordinator: Known::Value(BrokerId(*coordinator)),
                epoch: Known::default(),
                assignment_epoch: Known::default(),
                members: Known::default(),
                offsets: Known::default(),
                rights: Known::default(),
                read_at: Some(At(*read)),
            })
        });
        let groups = Groups {
            list: list.collect(),
            coordinators: [(1, Some(100)), (2, second)]
                .map(|(id, at)| (BrokerId(id), stamp(at.map(At))))
                .into(),
            partial: false,
        };
        View {
            groups: Section {
                data: Arc::new(groups),
                stamp: stamp(Some(At(100))),
            },
            ..View::default()
        }
    }

    fn appeared(before: &View, after: &View) -> Vec<String> {
        let mut out = Out {
            now: At(300),
            events: Vec::new(),
        };
        diff(before, after, &mut out);
        out.events.into_iter().map(|event| event.text).collect()
    }

    #[test]
    fn what_a_coordinator_tells_first_has_been_there() {
        let one = ("a", 1, 50);
        let after = view(&[one, ("b", 2, 90)], Some(100));
        assert!(appeared(&view(&[one], None), &after).is_empty());
        assert!(
            appeared(&view(&[one], Some(100)), &after).is_empty(),
            "it was read before that sweep ended"
        );
        let later = view(&[one, ("b", 2, 190)], Some(200));
        assert_eq!(appeared(&view(&[one], Some(100)), &later), ["group b appeared"]);
    }
}
