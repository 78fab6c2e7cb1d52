//! A group whose commits stopped while its partitions go on being written to, by its own cadence: 5 s, 30 s, 60 s or
//! what was seen. We see commits, not reads: it never says "reads nothing".

use super::super::draft::Draft;
use super::super::facts::Facts;
use super::super::{COMMITS_STOPPED, Rule};
use crate::model::finding::{Severity, Subject};
use crate::model::group::{Group, GroupKind, GroupOffset};
use crate::model::history::Commits;
use crate::model::known::Known;
use crate::model::lag::{Isolation, Row, rows};
use crate::model::time::{At, Since, Span};
use crate::model::words::{count, list, partition};
use crate::text::{Ago, Compact, escape};

pub(super) const RULE: Rule = Rule {
    name: COMMITS_STOPPED,
    ready: |facts| facts.view.groups.stamp.at.is_some(),
    run: |facts, out| {
        for group in &facts.view.groups.list {
            let has_members = matches!(&group.members, Known::Value(members) if !members.is_empty());
            // share groups do not commit; a group without members has nobody who could
            if has_members && group.kind != GroupKind::Share {
                out.extend(group_of(facts, group));
            }
        }
    },
};

struct Stopped<'a> {
    offset: &'a GroupOffset,
    /// When the last commit was seen, or the first look, if there was none since.
    last: At,
    exact: bool,
    usual: Option<Span>,
    lag: i64,
    /// Records beyond the last stable offset that the commit stands at: those an open transaction holds back.
    blocked: Option<i64>,
}

fn group_of(facts: &Facts<'_>, group: &Group) -> Option<Draft> {
    let all: Vec<_> = rows(group, Isolation::ReadUncommitted)
        .filter(|row| !row.stale)
        .collect();
    let stopped: Vec<_> = all.iter().filter_map(|row| stopped(facts, group, row)).collect();
    let oldest = stopped.iter().min_by_key(|row| row.last)?;
    let names = stopped
        .iter()
        .map(|row| partition(row.offset.topic.as_str(), row.offset.partition));
    let usual = match oldest.usual {
        Some(usual) => format!(" (usually every {})", Ago(usual.0)),
        None => String::new(),
    };
    let age = facts.now.since(oldest.last);
    let at_least = if oldest.exact { "" } else { "≥ " };
    let title = format!(
        "group {}: no commit for {at_least}{} on {} of {}{usual}",
        escape(group.id.as_str()),
        Ago(age.0),
        stopped.len(),
        count(all.len(), "partition"),
    );
    let lag: i64 = stopped.iter().map(|row| row.lag).fold(0, i64::saturating_add);
    let indices = stopped.iter().filter_map(|row| row.offset.index).collect();
    // without a known cadence it may only be slow
    let sure = stopped.len() == all.len() && oldest.usual.is_some();
    let severity = if sure { Severity::Critical } else { Severity::Warning };
    let since = if oldest.exact {
        Since::At(oldest.last)
    } else {
        Since::AtLeast(oldest.last)
    };
    let blocked: Vec<i64> = stopped.iter().filter_map(|row| row.blocked).collect();
    let held = (!blocked.is_empty()).then(|| {
        let records = blocked.iter().copied().fold(0, i64::saturating_add);
        (
            "transaction",
            format!(
                "an open one holds {} back on {} of them from read_committed",
                Compact(records),
                blocked.len()
            ),
        )
    });
    let next = match blocked.len() == stopped.len() {
        true => "end the transaction: its producer comes back, or kafka-transactions.sh find-hanging and abort",
        false => "look at the member that owns them: a poison record, a slow sink, or commits that fail",
    };
    Some(
        Draft::new(COMMITS_STOPPED, Subject::Group(group.id.clone()), severity, title)
            .effect("partitions", list(names, stopped.len()))
            .effect(
                "lag",
                format!("{} on them, and they are being written to", Compact(lag)),
            )
            .effects(held)
            .since(Some(since))
            .next(next)
            .partitions(indices),
    )
}

fn stopped<'a>(facts: &Facts<'_>, group: &'a Group, row: &Row<'a>) -> Option<Stopped<'a>> {
    let offset = row.offset;
    let lag = row.lag.lag.value().filter(|lag| *lag > 1)?;
    let commits = facts
        .view
        .history
        .commits(group.id.as_str(), offset.topic.as_str(), offset.partition)?;
    let (last, exact) = (commits.changed.unwrap_or(commits.seen), commits.changed.is_some());
    // a coordinator that is silent tells of no commits: only what was read counts
    let read = group.read_at.unwrap_or(facts.now);
    // without records there was nothing to commit: a quiet partition is given its time once they come
    let due = commits.waiting?.max(last);
    (read.since(due) > allowed(facts, commits)).then(|| Stopped {
        offset,
        last,
        exact,
        usual: commits.usual().value(),
        lag,
        blocked: blocked(row),
    })
}

fn blocked(row: &Row<'_>) -> Option<i64> {
    let (committed, stable) = (row.offset.committed().value()?, row.offset.stable().value()?);
    let blocked = row.lag.blocked.value().filter(|blocked| *blocked > 0)?;
    (committed >= stable).then_some(blocked)
}

fn allowed(facts: &Facts<'_>, commits: &Commits) -> Span {
    match commits.usual() {
        Known::Value(usual) => {
            Span(usual.0.saturating_mul(facts.thresholds.commit_intervals)).max(facts.thresholds.commit_floor)
        }
        Known::Unknown(_) => facts.thresholds.commit_unknown,
    }
}
