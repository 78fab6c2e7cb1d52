//! Reassignments: under way, or stuck because a target replica cannot come in sync.

use std::collections::BTreeSet;

use super::super::Rule;
use super::super::draft::Draft;
use super::super::facts::{Condition, Facts};
use crate::model::finding::{Severity, Subject};
use crate::model::names::BrokerId;
use crate::model::words::{brokers, count, partitions};
use crate::text::Ago;

pub(super) const RULE: Rule = Rule {
    name: "moves",
    ready: |facts| facts.view.moves.data.is_known(),
    run,
};

fn run(facts: &Facts<'_>, out: &mut Vec<Draft>) {
    if facts.moving.is_empty() {
        return;
    }
    let (mut all, mut blocked, mut by) = (Vec::new(), Vec::new(), BTreeSet::<BrokerId>::new());
    for (&index, to) in &facts.moving {
        all.push(index);
        let Some(row) = facts.topology().get(index as usize) else {
            continue;
        };
        // it ends only when every target replica is in sync, those that were there before included
        let down = row
            .replicas
            .iter()
            .filter(|id| !to.removing.contains(id) && facts.condition(**id) <= Condition::Fenced);
        if down.clone().next().is_some() {
            by.extend(down);
            blocked.push(index);
        }
    }
    all.sort_unstable();
    blocked.sort_unstable();
    if !blocked.is_empty() {
        let title = format!(
            "{} cannot end: broker {} is down",
            count(blocked.len(), "reassignment"),
            brokers(by.iter().copied())
        );
        out.push(
            Draft::new("reassignment-stuck", Subject::Cluster, Severity::Warning, title)
                .effect("partitions", partitions(facts.topology(), &blocked))
                .next("start the broker, or cancel these reassignments")
                .partitions(blocked),
        );
    }
    out.push(running(facts, all));
}

/// Under way; a warning once the same reassignments have stood still in our sight for too long.
fn running(facts: &Facts<'_>, all: Vec<u32>) -> Draft {
    let subject = Subject::Cluster;
    let before = facts.previous.find("reassignment", &subject);
    // the memory starts anew with every reassignment that ends or begins
    let since = before
        .filter(|finding| finding.partitions == all)
        .map(|finding| finding.since);
    let still = since.map(|since| facts.now.since(since.at()));
    let slow = still.filter(|still| *still > facts.thresholds.move_stuck);
    let n = count(all.len(), "reassignment");
    let (severity, title) = match slow {
        Some(still) => (
            Severity::Warning,
            format!("{n} under way, none ended for {}", Ago(still.0)),
        ),
        None => (Severity::Moving, format!("{n} under way")),
    };
    let fresh = before.map(|_| crate::model::time::Since::At(facts.now));
    Draft::new("reassignment", subject, severity, title)
        .effect("partitions", partitions(facts.topology(), &all))
        .since(since.or(fresh))
        .next(match slow {
            Some(_) => "a throttle below what is written to the partitions never lets them end: check the throttle, then the disks",
            None => "watch it end; remove the throttle afterwards",
        })
        .partitions(all)
}
