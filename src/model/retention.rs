//! When retention overtakes a commit, where that can be known.

use super::group::GroupOffset;
use super::history::TimeLag;
use super::known::{Known, Reason};
use super::storage::LogDir;
use super::time::{At, Span};
use super::view::View;

/// The window for the rate at which a partition is written.
const WINDOW: Span = Span::seconds(300);

/// About how long until the record at a group's commit is deleted, if the group commits no further: the nearer of
/// `retention.ms` (from when it was written, by our own samples) and `retention.bytes` (from the leader's size on disk and
/// the rate of writing). Kafka deletes whole segments, so this is the earliest it can be. Unknown without a limit, without
/// `delete` in `cleanup.policy`, or with a commit older than our samples.
#[must_use]
pub fn until_lost(view: &View, row: &GroupOffset, now: At) -> Known<Span> {
    let Some(settings) = view.settings.topics.get(&row.topic).filter(|settings| settings.delete) else {
        return Known::Unknown(Reason::NotYet);
    };
    let by_time = (settings.retention_ms >= 0).then(|| by_time(view, row, settings.retention_ms, now));
    let by_size = (settings.retention_bytes >= 0).then(|| by_size(view, row, settings.retention_bytes));
    let known = [by_time, by_size].into_iter().flatten().flatten().min();
    Known::from_option(known, Reason::TooFewSamples)
}

fn by_time(view: &View, row: &GroupOffset, retention_ms: i64, now: At) -> Option<Span> {
    let committed = row.committed().value()?;
    match view
        .history
        .time_lag(row.topic.as_str(), row.partition, committed, now)
        .value()?
    {
        TimeLag::About(age) => Some(Span((retention_ms - age.0).max(0))),
        TimeLag::AtLeast(_) => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
fn by_size(view: &View, row: &GroupOffset, retention_bytes: i64) -> Option<Span> {
    let (committed, start, high) = (row.committed().value()?, row.start().value()?, row.high().value()?);
    let size = leader_size(view, row)?;
    let records = (high > start).then(|| (high - start) as f64)?;
    let rate = view
        .history
        .written_rate(row.topic.as_str(), row.partition, WINDOW)
        .value()
        .filter(|rate| *rate > 0.0)?;
    let mean = size as f64 / records;
    let left = retention_bytes as f64 - (high - committed) as f64 * mean;
    Some(Span(
        (left.max(0.0) / (rate * mean).max(f64::MIN_POSITIVE) * 1000.0) as i64,
    ))
}

fn leader_size(view: &View, row: &GroupOffset) -> Option<i64> {
    let leader = view
        .topology
        .get(view.topology.index_of(row.topic.as_str(), row.partition)?)?
        .leader?;
    let Known::Value(dirs) = view.storage.brokers.get(&leader)? else {
        return None;
    };
    dirs.iter()
        .flat_map(|dir: &LogDir| dir.replicas.of(row.topic.as_str()))
        .find(|replica| !replica.future && replica.partition == row.partition)
        .map(|replica| replica.size)
}
