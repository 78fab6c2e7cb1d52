//! What fires, and since when.

use std::collections::BTreeMap;

use super::{Fare, all, number};
use crate::demo::prometheus::Alert;
use crate::demo::state::State;

struct Rule {
    name: &'static str,
    severity: &'static str,
    /// What it counts, in words.
    what: &'static str,
    count: fn(&State) -> usize,
}

const RULES: [Rule; 4] = [
    Rule {
        name: "KafkaOfflinePartitions",
        severity: "critical",
        what: "partitions without a leader",
        count: |state| with(state, |fare| fare.offline),
    },
    Rule {
        name: "KafkaUnderMinIsr",
        severity: "critical",
        what: "partitions under their min ISR",
        count: |state| with(state, |fare| fare.under_min),
    },
    Rule {
        name: "KafkaUnderReplicated",
        severity: "warning",
        what: "under-replicated partitions",
        count: |state| with(state, |fare| fare.under_replicated),
    },
    Rule {
        name: "KafkaBrokerDown",
        severity: "critical",
        what: "brokers down",
        count: |state| state.brokers.iter().filter(|broker| !broker.up).count(),
    },
];

fn with(state: &State, is: impl Fn(Fare) -> bool) -> usize {
    all(state)
        .filter(|(_, topic, _, partition)| is(Fare::of(topic, partition)))
        .count()
}

/// Notes which begin to fire and which are over.
pub(super) fn follow(state: &State, firing: &mut BTreeMap<&'static str, i64>, now: i64) {
    for rule in RULES {
        if (rule.count)(state) > 0 {
            firing.entry(rule.name).or_insert(now);
        } else {
            firing.remove(rule.name);
        }
    }
}

pub(super) fn told(state: &State, firing: &BTreeMap<&'static str, i64>) -> Vec<Alert> {
    let told = RULES.iter().filter_map(|rule| {
        let count = (rule.count)(state);
        Some(Alert {
            name: rule.name,
            labels: vec![("severity", rule.severity.to_owned())],
            summary: format!("{count} {}", rule.what),
            active_at: *firing.get(rule.name)?,
            value: number(count),
        })
    });
    told.collect()
}
