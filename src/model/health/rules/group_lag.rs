//! Groups that fall behind, have lost records to retention, or are about to.

use super::super::Rule;
use super::super::draft::Draft;
use super::super::facts::Facts;
use crate::model::finding::{Severity, Subject};
use crate::model::group::{Group, GroupKind};
use crate::model::known::Known;
use crate::model::lag::{GroupLag, Isolation, Row, rows};
use crate::model::retention::until_lost;
use crate::model::time::Span;
use crate::model::words::{count, list, partition};
use crate::text::{Ago, Compact, Precise, Rate, escape};

pub(super) const RULE: Rule = Rule {
    name: "group-lag",
    ready: |facts| facts.view.groups.stamp.at.is_some(),
    run: |facts, out| {
        for group in &facts.view.groups.list {
            if group.kind == GroupKind::Share {
                continue;
            }
            lost(group, out);
            let left = retention(facts, group, out);
            behind(facts, group, left, out);
        }
    },
};

/// The lag grew over the whole of the time that counts as falling behind.
fn behind(facts: &Facts<'_>, group: &Group, left: Option<Span>, out: &mut Vec<Draft>) {
    let (history, id) = (&facts.view.history, group.id.as_str());
    let Known::Value(sum) = GroupLag::of(group, Isolation::ReadUncommitted) else {
        return;
    };
    let window = facts.thresholds.behind_for;
    if sum.lag.known < facts.thresholds.lag_floor || !history.grew_throughout(id, window) {
        return;
    }
    let Known::Value(trend) = history.trend(id, window) else {
        return;
    };
    let more = if sum.lag.at_least { "≥ " } else { "" };
    let mut title = format!(
        "group {} falls behind: lag {more}{}, +{}/s",
        escape(id),
        Precise(sum.lag.known),
        Rate(trend)
    );
    if let Some(left) = left {
        title.push_str(&format!(", retention in ~{}", Ago(left.0)));
    }
    let flow = history.flow(id, window).value();
    let flow = flow.map(|flow| {
        (
            "flow",
            format!("in {}/s, out {}/s", Rate(flow.incoming), Rate(flow.outgoing)),
        )
    });
    let indices = rows(group, Isolation::ReadUncommitted)
        .filter(|row| !row.stale && row.lag.lag.value().is_some_and(|lag| lag > 0))
        .filter_map(|row| row.offset.index);
    let skew = skew(group, sum.lag.known);
    let next = match skew {
        Some(_) => "more consumers do not help one partition: look at the keys that go there, and at who reads it",
        None => "add consumers up to the number of partitions, or look at what slows them",
    };
    out.push(
        Draft::new(
            "group-falls-behind",
            Subject::Group(group.id.clone()),
            Severity::Warning,
            title,
        )
        .effects(flow)
        .effects(skew.map(|skew| ("skew", skew)))
        .next(next)
        .partitions(indices.collect()),
    );
}

/// The partition that most of the lag is on, where a group reads enough of them for that to be odd.
fn skew(group: &Group, sum: i64) -> Option<String> {
    /// Of fewer partitions one has much of the lag anyway.
    const ENOUGH: usize = 4;
    let rows: Vec<_> = rows(group, Isolation::ReadUncommitted)
        .filter(|row| !row.stale)
        .filter_map(|row| Some((row.lag.lag.value()?, row)))
        .collect();
    let (most, row) = rows.iter().max_by_key(|(lag, _)| *lag)?;
    let share = most.saturating_mul(100) / sum.max(1);
    (rows.len() >= ENOUGH && share >= 60).then(|| {
        let name = partition(row.offset.topic.as_str(), row.offset.partition);
        format!("{share} % of it on one partition: {name}")
    })
}

/// Records deleted before the group read them.
fn lost(group: &Group, out: &mut Vec<Draft>) {
    let gone: Vec<_> = rows(group, Isolation::ReadUncommitted)
        .filter(|row| !row.stale && row.lag.lost.value().is_some_and(|lost| lost > 0))
        .collect();
    if gone.is_empty() {
        return;
    }
    let n: i64 = gone
        .iter()
        .filter_map(|row| row.lag.lost.value())
        .fold(0, i64::saturating_add);
    let title = format!(
        "group {} lost {} records on {}: deleted before it read them",
        escape(group.id.as_str()),
        Compact(n),
        count(gone.len(), "partition")
    );
    out.push(
        Draft::new("group-lost", Subject::Group(group.id.clone()), Severity::Critical, title)
            .effect("partitions", names(&gone))
            .next("it goes on at the log start or the end, by its auto.offset.reset; raise the retention until it has caught up")
            .partitions(gone.iter().filter_map(|row| row.offset.index).collect()),
    );
}

/// Retention overtakes a commit within the margin. The time left, where it is known.
fn retention(facts: &Facts<'_>, group: &Group, out: &mut Vec<Draft>) -> Option<Span> {
    let mut near = Vec::new();
    let mut least: Option<Span> = None;
    for row in rows(group, Isolation::ReadUncommitted).filter(|row| !row.stale) {
        if row.lag.lost.value().is_none_or(|lost| lost > 0) || row.lag.lag.value().is_none_or(|lag| lag == 0) {
            continue;
        }
        if !may_be_near(facts, &row) {
            continue;
        }
        let Known::Value(left) = until_lost(facts.view, row.offset, facts.now) else {
            continue;
        };
        least = Some(least.map_or(left, |least| least.min(left)));
        if left < facts.thresholds.retention_margin {
            near.push(row);
        }
    }
    if let Some(least) = least.filter(|_| !near.is_empty()) {
        let title = format!(
            "retention overtakes group {} in ~{} on {}",
            escape(group.id.as_str()),
            Ago(least.0),
            count(near.len(), "partition")
        );
        out.push(
            Draft::new(
                "group-retention-near",
                Subject::Group(group.id.clone()),
                Severity::Warning,
                title,
            )
            .effect("partitions", names(&near))
            .next("raise retention.ms or retention.bytes of the topic until the group has caught up")
            .partitions(near.iter().filter_map(|row| row.offset.index).collect()),
        );
    }
    least
}

/// A cheap look first: our samples reach back an hour, and size deletes from the log's old half on.
fn may_be_near(facts: &Facts<'_>, row: &Row<'_>) -> bool {
    const SAMPLED: i64 = 3_600_000;
    let Some(settings) = facts.view.settings.topics.get(&row.offset.topic) else {
        return false;
    };
    let by_time = (0..=facts.thresholds.retention_margin.0 + SAMPLED).contains(&settings.retention_ms);
    let (committed, start, high) = (row.offset.committed(), row.offset.start(), row.offset.high());
    let old_half = match (committed, start, high) {
        (Known::Value(committed), Known::Value(start), Known::Value(high)) => committed < i64::midpoint(start, high),
        _ => false,
    };
    settings.delete && (by_time || settings.retention_bytes >= 0 && old_half)
}

fn names(rows: &[Row<'_>]) -> String {
    let names = rows
        .iter()
        .map(|row| partition(row.offset.topic.as_str(), row.offset.partition));
    list(names, rows.len())
}
