//! A log dir failed (`KAFKA_STORAGE_ERROR`) on a broker that lives on: the replicas in it are offline.

use std::collections::BTreeMap;

use super::super::Rule;
use super::super::draft::Draft;
use super::super::effects::effects;
use super::super::facts::{Condition, Facts};
use crate::model::finding::{Severity, Subject};
use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::words::{broker, list};
use crate::text::escape;

pub(super) const RULE: Rule = Rule {
    name: "log-dir-offline",
    ready: |facts| facts.view.topology.stamp.at.is_some() || facts.view.storage.stamp.at.is_some(),
    run,
};

fn run(facts: &Facts<'_>, out: &mut Vec<Draft>) {
    let dirs = failed(facts);
    let mut brokers: Vec<BrokerId> = dirs
        .keys()
        .copied()
        .chain(facts.buckets.log_dir.keys().copied())
        .collect();
    brokers.sort_unstable();
    brokers.dedup();
    for id in brokers {
        if facts.condition(id) < Condition::Unreachable {
            continue;
        }
        let bucket = facts.buckets.log_dir.get(&id).cloned().unwrap_or_default();
        let severity = if bucket.stops() {
            Severity::Critical
        } else {
            Severity::Warning
        };
        let name = broker(&facts.view.cluster, id);
        let title = match dirs.get(&id) {
            Some(paths) => format!("{name} has an offline log dir: {}", list(paths.clone(), paths.len())),
            None => format!("{name} is up with offline replicas: a log dir of it has failed"),
        };
        out.push(
            Draft::new("log-dir-offline", Subject::Broker(id), severity, title)
                .effects(effects(facts, &bucket, Some(id)))
                .next(format!(
                    "check the disk of broker {id}; the dir comes back only with a restart of the broker"
                ))
                .partitions(bucket.all()),
        );
    }
}

fn failed(facts: &Facts<'_>) -> BTreeMap<BrokerId, Vec<String>> {
    const STORAGE_ERROR: i16 = 56;
    let mut out: BTreeMap<BrokerId, Vec<String>> = BTreeMap::new();
    for (&id, dirs) in &facts.view.storage.brokers {
        let Known::Value(dirs) = dirs else { continue };
        for dir in dirs.iter().filter(|dir| dir.error == STORAGE_ERROR) {
            out.entry(id).or_default().push(escape(&dir.path).into_owned());
        }
    }
    out
}
