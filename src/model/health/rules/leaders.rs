//! Leadership in the wrong place: partitions led by another than the preferred leader, or one broker that leads too much.

use std::collections::BTreeMap;

use super::super::Rule;
use super::super::draft::Draft;
use super::super::facts::{Condition, Facts};
use crate::model::finding::{PartitionState, Severity, Subject};
use crate::model::names::BrokerId;
use crate::model::words::{broker, count};
use crate::text::{Percent, Thousands};

/// Below this many leaders a broker, skew is chance.
const FEW: usize = 10;

pub(super) const RULE: Rule = Rule {
    name: "leaders",
    ready: |facts| facts.view.topology.stamp.at.is_some(),
    run: |facts, out| {
        // while a broker is down the others lead for it: that is no fault of its own
        if facts.buckets.down.is_empty()
            && facts
                .view
                .cluster
                .brokers
                .iter()
                .all(|b| facts.condition(b.id) == Condition::Up)
        {
            non_preferred(facts, out);
            skew(facts, out);
        }
    },
};

#[expect(clippy::cast_precision_loss, reason = "a share of two counts")]
fn non_preferred(facts: &Facts<'_>, out: &mut Vec<Draft>) {
    let away: Vec<u32> = (0u32..)
        .zip(&facts.states)
        .filter(|(_, state)| **state == PartitionState::NonPreferred)
        .map(|(index, _)| index)
        .collect();
    let share = away.len() as f64 / facts.states.len().max(1) as f64;
    if away.len() < FEW || share < facts.thresholds.non_preferred {
        return;
    }
    let title = format!(
        "{} ({}) not led by the preferred leader",
        count(away.len(), "partition"),
        Percent(share)
    );
    out.push(
        Draft::new("non-preferred-leader", Subject::Cluster, Severity::Warning, title)
            .next("kafka-leader-election --election-type preferred, or wait for the controller to do it (auto.leader.rebalance.enable)")
            .partitions(away),
    );
}

#[expect(clippy::cast_precision_loss, reason = "a share of two counts")]
fn skew(facts: &Facts<'_>, out: &mut Vec<Draft>) {
    let mut leaders: BTreeMap<BrokerId, usize> = facts.view.cluster.brokers.iter().map(|b| (b.id, 0)).collect();
    for leader in facts.topology().iter().filter_map(|row| row.leader) {
        *leaders.entry(leader).or_default() += 1;
    }
    let mean = leaders.values().sum::<usize>() as f64 / leaders.len().max(1) as f64;
    let Some((&most, &n)) = leaders.iter().max_by_key(|(id, n)| (**n, std::cmp::Reverse(**id))) else {
        return;
    };
    if leaders.len() < 2 || mean < FEW as f64 || (n as f64) < mean * facts.thresholds.leader_skew {
        return;
    }
    let title = format!(
        "{} leads {} of {} partitions, {:.1} times the mean",
        broker(&facts.view.cluster, most),
        Thousands(i64::try_from(n).unwrap_or(i64::MAX)),
        Thousands(i64::try_from(facts.states.len()).unwrap_or(i64::MAX)),
        n as f64 / mean
    );
    out.push(
        Draft::new("leader-skew", Subject::Broker(most), Severity::Warning, title)
            .next("elect preferred leaders; if they are skewed too, reassign replicas so that each broker comes first equally often"),
    );
}
