//! Disks: the fullest log dir of each broker, and disks filled unevenly. Two dirs may share a file system: nothing is
//! summed, the worst dir counts.

use super::super::Rule;
use super::super::draft::Draft;
use super::super::facts::Facts;
use crate::model::finding::{Severity, Subject};
use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::storage::LogDir;
use crate::model::words::broker;
use crate::text::{Bytes, Percent, escape};

pub(super) const RULE: Rule = Rule {
    name: "disk",
    ready: |facts| facts.view.storage.stamp.at.is_some(),
    run: |facts, out| {
        let worst = worst(facts);
        for (id, dir, share) in &worst {
            full(facts, *id, dir, *share, out);
        }
        skew(facts, &worst, out);
    },
};

type Worst<'a> = (BrokerId, &'a LogDir, f64);

/// The fullest dir of each broker.
fn worst<'a>(facts: &Facts<'a>) -> Vec<Worst<'a>> {
    let fullest = |(id, dirs): (&BrokerId, &'a Known<std::sync::Arc<Vec<LogDir>>>)| {
        let Known::Value(dirs) = dirs else { return None };
        dirs.iter()
            .filter_map(|dir| Some((*id, dir, dir.fullness().value()?)))
            .max_by(|a, b| a.2.total_cmp(&b.2))
    };
    facts.view.storage.brokers.iter().filter_map(fullest).collect()
}

fn full(facts: &Facts<'_>, id: BrokerId, dir: &LogDir, share: f64, out: &mut Vec<Draft>) {
    if share < facts.thresholds.disk_warning {
        return;
    }
    let severity = if share < facts.thresholds.disk_critical {
        Severity::Warning
    } else {
        Severity::Critical
    };
    let title = format!(
        "{}: disk {} full, {}",
        broker(&facts.view.cluster, id),
        Percent(share),
        escape(&dir.path)
    );
    let left = dir
        .usable
        .value()
        .map(|n| format!("{} left", Bytes(n.max(0).unsigned_abs())));
    out.push(
        Draft::new("disk-full", Subject::Broker(id), severity, title)
            .effects(left.map(|left| ("space", left)))
            .next("shorten the retention of the largest topics on it, move replicas away, or add space: a full disk stops the broker"),
    );
}

#[expect(clippy::cast_precision_loss, reason = "a mean of a few brokers")]
fn skew(facts: &Facts<'_>, worst: &[Worst<'_>], out: &mut Vec<Draft>) {
    let mean = worst.iter().map(|(_, _, share)| share).sum::<f64>() / worst.len().max(1) as f64;
    let Some((id, _, share)) = worst.iter().max_by(|a, b| a.2.total_cmp(&b.2)) else {
        return;
    };
    if worst.len() < 2 || share - mean < facts.thresholds.disk_skew {
        return;
    }
    let title = format!(
        "{}: disk {} full while the brokers' mean is {}",
        broker(&facts.view.cluster, *id),
        Percent(*share),
        Percent(mean)
    );
    out.push(
        Draft::new("disk-skew", Subject::Broker(*id), Severity::Warning, title)
            .next("move replicas to emptier brokers"),
    );
}
