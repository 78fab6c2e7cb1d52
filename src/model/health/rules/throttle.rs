//! A replication throttle that no reassignment uses: left behind, it slows a replica that falls out of the ISR.

use std::collections::BTreeSet;

use super::super::Rule;
use super::super::draft::Draft;
use super::super::facts::Facts;
use crate::model::finding::{Severity, Subject};
use crate::model::words::{brokers, count, list};
use crate::text::{Bytes, escape};

pub(super) const RULE: Rule = Rule {
    name: "throttle",
    ready: |facts| facts.view.settings.stamp.at.is_some() && facts.view.moves.data.is_known(),
    run: |facts, out| {
        on_brokers(facts, out);
        on_topics(facts, out);
    },
};

/// Rates on brokers that no reassignment touches.
fn on_brokers(facts: &Facts<'_>, out: &mut Vec<Draft>) {
    let mut used = BTreeSet::new();
    for (&index, to) in &facts.moving {
        used.extend(to.adding.iter().copied());
        used.extend(
            facts
                .topology()
                .get(index as usize)
                .into_iter()
                .flat_map(|row| row.replicas.iter().copied()),
        );
    }
    let left: Vec<_> = facts
        .view
        .settings
        .brokers
        .iter()
        .filter(|(id, _)| !used.contains(id))
        .filter_map(|(id, settings)| Some((*id, settings.leader_throttle.or(settings.follower_throttle)?)))
        .collect();
    let Some(slowest) = left.iter().map(|(_, rate)| *rate).min() else {
        return;
    };
    let title = format!(
        "a throttle is left on broker {}: no reassignment uses it",
        brokers(left.iter().map(|(id, _)| *id))
    );
    out.push(
        Draft::new("throttle-left", Subject::Cluster, Severity::Warning, title)
            .effect(
                "rate",
                format!("{}/s at the lowest", Bytes(slowest.max(0).unsigned_abs())),
            )
            .next("remove leader.replication.throttled.rate and follower.replication.throttled.rate from it"),
    );
}

/// Lists of throttled replicas on topics of which nothing moves.
fn on_topics(facts: &Facts<'_>, out: &mut Vec<Draft>) {
    let moving: BTreeSet<&str> = facts
        .moving
        .keys()
        .filter_map(|index| facts.topology().get(*index as usize))
        .map(|row| row.topic.name.as_str())
        .collect();
    let left: Vec<_> = facts
        .view
        .settings
        .topics
        .iter()
        .filter(|(name, settings)| {
            let listed = !settings.leader_throttled.is_empty() || !settings.follower_throttled.is_empty();
            listed && !moving.contains(name.as_str())
        })
        .map(|(name, _)| name)
        .collect();
    let subject = match left[..] {
        [] => return,
        [one] => Subject::Topic(one.clone()),
        _ => Subject::Cluster,
    };
    let names = list(left.iter().map(|name| escape(name.as_str()).into_owned()), left.len());
    let title = format!("throttled replicas are left on {}: {names}", count(left.len(), "topic"));
    let partitions = left.iter().filter_map(|name| facts.topology().topic(name.as_str()));
    let partitions = partitions
        .flat_map(|topic| topic.range().filter_map(|at| u32::try_from(at).ok()))
        .collect();
    out.push(
        Draft::new("throttled-replicas-left", subject, Severity::Warning, title)
            .effect(
                "risk",
                "with a rate on the brokers, these replicas are throttled when they fall out of the ISR",
            )
            .next("remove leader.replication.throttled.replicas and follower.replication.throttled.replicas")
            .partitions(partitions),
    );
}
