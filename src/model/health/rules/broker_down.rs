//! A broker is fenced or missing: the root cause of every partition that lacks it.

use super::super::Rule;
use super::super::cause::Bucket;
use super::super::draft::Draft;
use super::super::effects::effects;
use super::super::facts::{Condition, Facts};
use crate::model::cluster::Reach;
use crate::model::finding::{Severity, Subject};
use crate::model::names::BrokerId;
use crate::model::words::broker;
use crate::text::escape;

pub(super) const RULE: Rule = Rule {
    name: "broker-down",
    ready: |facts| facts.view.cluster.stamp.at.is_some(),
    run: |facts, out| {
        let empty = Bucket::default();
        for id in facts.brokers() {
            let bucket = facts.buckets.down.get(&id).unwrap_or(&empty);
            match facts.condition(id) {
                Condition::Fenced => out.push(draft(facts, id, bucket, "broker-fenced", "fenced")),
                Condition::Missing => out.push(draft(facts, id, bucket, "broker-missing", "not in the cluster")),
                Condition::Unreachable | Condition::Up => {}
            }
        }
    },
};

fn draft(facts: &Facts<'_>, id: BrokerId, bucket: &Bucket, rule: &'static str, state: &str) -> Draft {
    let known = facts.view.cluster.broker(id);
    let (from_here, next) = match known.map(|b| &b.reach) {
        Some(Reach::Lost { trouble, .. }) => (
            format!(", and from here: {}", escape(&trouble.cause.to_string())),
            format!("look at its host: is the process up? Start broker {id}, then watch its ISR return"),
        ),
        Some(Reach::Answers { .. }) => (
            ", though it answers from here".to_owned(),
            format!("its process lives: look in broker {id}'s log for why the controller does not hear it"),
        ),
        _ => (String::new(), format!("start broker {id}, then watch its ISR return")),
    };
    let severity = if bucket.stops() {
        Severity::Critical
    } else {
        Severity::Warning
    };
    Draft::new(
        rule,
        Subject::Broker(id),
        severity,
        format!("{} {state}{from_here}", broker(&facts.view.cluster, id)),
    )
    .effects(effects(facts, bucket, Some(id)))
    .since(known.map(|b| b.since))
    .next(next)
    .partitions(bucket.all())
}
