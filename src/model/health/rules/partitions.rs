//! Faulty partitions that no broker explains: offline with its last ISR up (an election hangs), or with nobody known
//! who could bring it back.

use super::super::Rule;
use super::super::cause::Bucket;
use super::super::draft::Draft;
use super::super::effects::effects;
use super::super::facts::Facts;
use crate::model::finding::{Severity, Subject};
use crate::model::words::count;

pub(super) const RULE: Rule = Rule {
    name: "partitions",
    ready: |facts| facts.view.topology.stamp.at.is_some(),
    run: |facts, out| {
        let other = &facts.buckets.other;
        let offline = Bucket {
            offline: other.offline.clone(),
            ..Bucket::default()
        };
        push(
            facts,
            offline,
            "offline-partition",
            "offline, and no broker that is down explains it",
            out,
        );
        let under = Bucket {
            under_min: other.under_min.clone(),
            ..Bucket::default()
        };
        push(facts, under, "under-min-isr", "under min ISR", out);
        let thin = Bucket {
            at_min: other.at_min.clone(),
            under_replicated: other.under_replicated.clone(),
            ..Bucket::default()
        };
        push(facts, thin, "under-replicated", "under-replicated", out);
    },
};

fn push(facts: &Facts<'_>, bucket: Bucket, rule: &'static str, what: &str, out: &mut Vec<Draft>) {
    let all = bucket.all();
    if all.is_empty() {
        return;
    }
    let severity = if bucket.stops() {
        Severity::Critical
    } else {
        Severity::Warning
    };
    // the subject widens and narrows with the partitions: the memory goes by the rule
    let before = facts.previous.findings.iter().filter(|f| f.rule == rule);
    let next = if bucket.offline.is_empty() {
        "look at the leaders' logs: the ISR is short though all its brokers are up"
    } else {
        "look at the controller's log; unclean leader election would bring them back and lose records"
    };
    out.push(
        Draft::new(
            rule,
            subject(facts, &all),
            severity,
            format!("{} {what}", count(all.len(), "partition")),
        )
        .effects(effects(facts, &bucket, None))
        .since(before.map(|f| f.since).min_by_key(|since| since.at()))
        .next(next)
        .partitions(all),
    );
}

/// The topic of all of them, or the cluster.
fn subject(facts: &Facts<'_>, indices: &[u32]) -> Subject {
    let mut topics = indices
        .iter()
        .filter_map(|&index| facts.topology().get(index as usize))
        .map(|row| &row.topic.name);
    match topics.next() {
        Some(first) if topics.all(|topic| topic == first) => Subject::Topic(first.clone()),
        _ => Subject::Cluster,
    }
}
