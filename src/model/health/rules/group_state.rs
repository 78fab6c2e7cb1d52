//! Groups whose state stops them: dead, not ready, or rebalancing for too long.

use super::super::Rule;
use super::super::draft::Draft;
use super::super::facts::Facts;
use crate::model::finding::{Severity, Subject};
use crate::model::group::{Group, GroupState};
use crate::model::known::Known;
use crate::model::time::Since;
use crate::model::words::count;
use crate::text::{Ago, escape};

/// A group that rebalances, remembered silently until it takes too long.
const REBALANCING: &str = "group-rebalancing";

pub(super) const RULE: Rule = Rule {
    name: "group-state",
    ready: |facts| facts.view.groups.stamp.at.is_some(),
    run: |facts, out| {
        for group in &facts.view.groups.list {
            match group.state {
                Known::Value(state) if state.rebalancing() => out.push(rebalancing(facts, group, state)),
                Known::Value(GroupState::Dead) => {
                    out.push(stopped(group, "is dead", "start its consumers, or delete it"));
                }
                Known::Value(GroupState::NotReady) => {
                    out.push(stopped(
                        group,
                        "is not ready: its internal topics are missing or wrong",
                        "see the broker's log",
                    ));
                }
                _ => {}
            }
        }
    },
};

fn rebalancing(facts: &Facts<'_>, group: &Group, state: GroupState) -> Draft {
    let subject = Subject::Group(group.id.clone());
    let since = facts.previous.find(REBALANCING, &subject).map(|finding| finding.since);
    let lasts = since.map_or(0, |since| facts.now.since(since.at()).0);
    let long = lasts > facts.thresholds.rebalance.0;
    let name = escape(group.id.as_str());
    let (severity, title) = if long {
        let at_least = if matches!(since, Some(Since::AtLeast(_))) {
            "≥ "
        } else {
            ""
        };
        (
            Severity::Critical,
            format!(
                "group {name} has been rebalancing for {at_least}{} ({})",
                Ago(lasts),
                state.words()
            ),
        )
    } else {
        (
            Severity::Moving,
            format!("group {name} is rebalancing ({})", state.words()),
        )
    };
    let members = match &group.members {
        Known::Value(members) => Some(("members", count(members.len(), "member"))),
        Known::Unknown(_) => None,
    };
    let draft = Draft::new(REBALANCING, subject, severity, title).effects(members);
    if long {
        draft.next("look for a member that does not rejoin: max.poll.interval.ms bounds how long all wait for it")
    } else {
        draft
    }
}

fn stopped(group: &Group, what: &str, next: &str) -> Draft {
    let title = format!("group {} {what}", escape(group.id.as_str()));
    Draft::new(
        "group-stopped",
        Subject::Group(group.id.clone()),
        Severity::Warning,
        title,
    )
    .next(next)
}
