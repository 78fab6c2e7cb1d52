//! A broker is up and out of the ISR of partitions it holds: it cannot keep up, or is catching up after a start.

use super::super::Rule;
use super::super::draft::Draft;
use super::super::effects::effects;
use super::super::facts::Facts;
use crate::model::finding::{Severity, Subject};
use crate::model::words::{broker, count};

pub(super) const RULE: Rule = Rule {
    name: "replica-behind",
    ready: |facts| facts.view.topology.stamp.at.is_some(),
    run,
};

fn run(facts: &Facts<'_>, out: &mut Vec<Draft>) {
    for (&id, bucket) in &facts.buckets.behind {
        let severity = if bucket.stops() {
            Severity::Critical
        } else {
            Severity::Warning
        };
        let title = format!(
            "{} is up, and behind on {}",
            broker(&facts.view.cluster, id),
            count(bucket.len(), "partition")
        );
        out.push(
            Draft::new("replica-behind", Subject::Broker(id), severity, title)
                .effects(effects(facts, bucket, Some(id)))
                .next(format!(
                    "if it has just started it is catching up; else look at broker {id}'s disk, network and fetcher threads"
                ))
                .partitions(bucket.all()),
        );
    }
}
