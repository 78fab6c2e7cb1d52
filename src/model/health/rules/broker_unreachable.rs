//! The cluster counts on a broker that does not answer us: perhaps it is about to be fenced, perhaps only our way is shut.

use super::super::Rule;
use super::super::draft::Draft;
use super::super::effects::effects;
use super::super::facts::{Condition, Facts};
use crate::model::cluster::Reach;
use crate::model::finding::{Severity, Subject};
use crate::model::time::Since;
use crate::model::words::broker;
use crate::text::escape;

pub(super) const RULE: Rule = Rule {
    name: "broker-unreachable",
    ready: |facts| facts.view.cluster.stamp.at.is_some(),
    run,
};

fn run(facts: &Facts<'_>, out: &mut Vec<Draft>) {
    for known in &facts.view.cluster.brokers {
        let (Condition::Unreachable, Reach::Lost { since, trouble }) = (facts.condition(known.id), &known.reach) else {
            continue;
        };
        let bucket = facts.buckets.unreachable.get(&known.id).cloned().unwrap_or_default();
        let severity = if bucket.stops() {
            Severity::Critical
        } else {
            Severity::Warning
        };
        let title = format!(
            "{} does not answer from here: {}",
            broker(&facts.view.cluster, known.id),
            escape(&trouble.cause.to_string())
        );
        let seen = if bucket.len() == 0 {
            "the cluster still counts on it: its numbers here are stale, its partitions are served"
        } else {
            "the cluster has not fenced it, but its replicas fall out of the ISR"
        };
        let next = trouble.hint.as_ref().map_or_else(
            || {
                format!(
                    "ask broker {} from another host; if it hangs, the cluster will fence it",
                    known.id
                )
            },
            ToString::to_string,
        );
        out.push(
            Draft::new("broker-unreachable", Subject::Broker(known.id), severity, title)
                .effect("cluster", seen)
                .effects(effects(facts, &bucket, Some(known.id)))
                .since(Some(Since::At(*since)))
                .next(next)
                .partitions(bucket.all()),
        );
    }
}
