//! Series for sparklines, on a fixed grid of time: between two steps a quiet screen has nothing to draw.

use super::History;
use super::groups::Seat;
use crate::model::names::Partition;
use crate::model::time::{At, Span};
use crate::model::topology::Topic;

/// What a series is of.
#[derive(Clone, Copy, Debug)]
pub enum Series<'a> {
    /// Records a second written to the cluster.
    Written,
    /// Records a second written to a topic.
    Topic(&'a Topic),
    /// Records a second written to a partition.
    Partition(&'a str, Partition),
    /// The lag of all groups, in records.
    Lag,
    /// The lag of a group, in records.
    GroupLag(&'a str),
    /// Records a second committed by a group on a partition.
    Committed(&'a str, &'a str, Partition),
}

type Points = Vec<(At, f64)>;

impl History {
    /// `n` values over the last `span`, oldest first; none where there were no samples yet.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "sparklines are drawn in eighths")]
    pub fn series(&self, what: Series<'_>, span: Span, n: usize) -> Vec<Option<f64>> {
        match what {
            Series::Written => growth(
                &self.written.iter().map(|(at, sum)| (at, *sum as f64)).collect(),
                span,
                n,
            ),
            Series::Topic(topic) => self.topic_series(topic, span, n),
            Series::Partition(topic, partition) => growth(&self.partition_points(topic, partition), span, n),
            Series::Lag => gauge(
                &self.lag.iter().map(|(at, sum)| (at, sum.known as f64)).collect(),
                span,
                n,
            ),
            Series::GroupLag(group) => {
                let seat = Seat::of(group);
                let lag = |(at, sample): (At, &std::sync::Arc<_>)| Some((at, seat.lag(sample)?.known as f64));
                let points = self.groups.iter().filter_map(lag);
                gauge(&points.collect(), span, n)
            }
            Series::Committed(group, topic, partition) => {
                let committed = |(at, sample): (At, &std::sync::Arc<super::GroupSample>)| {
                    Some((at, sample.committed(group, topic, partition)? as f64))
                };
                growth(&self.groups.iter().filter_map(committed).collect(), span, n)
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "sparklines are drawn in eighths")]
    fn partition_points(&self, topic: &str, partition: Partition) -> Points {
        let Some(place) = self.place(topic, partition) else {
            return Vec::new();
        };
        self.ends
            .iter()
            .filter_map(|(at, sample)| Some((at, sample.end(place)? as f64)))
            .collect()
    }

    fn topic_series(&self, topic: &Topic, span: Span, n: usize) -> Vec<Option<f64>> {
        let mut out = vec![None; n];
        for partition in 0..i32::try_from(topic.len).unwrap_or(0) {
            let points = self.partition_points(topic.name.as_str(), Partition(partition));
            for (sum, value) in out.iter_mut().zip(growth(&points, span, n)) {
                if let Some(value) = value {
                    *sum = Some(sum.unwrap_or(0.0) + value);
                }
            }
        }
        out
    }
}

/// The grid: its last edge is the newest sample's time, rounded down to a step.
fn edges(points: &Points, span: Span, n: usize) -> Option<(i64, i64)> {
    let step = span.0.checked_div(i64::try_from(n).ok()?)?.max(1);
    let newest = points.last()?.0.0;
    Some((newest.div_euclid(step) * step, step))
}

/// Growth a second within each cell; none where it shrank (a truncation) or is not covered by samples.
fn growth(points: &Points, span: Span, n: usize) -> Vec<Option<f64>> {
    cells(points, span, n, |from, to| {
        let rate = (at(points, to)? - at(points, from)?) / to.since(from).as_seconds();
        (rate >= 0.0).then_some(rate)
    })
}

/// The value at the end of each cell.
fn gauge(points: &Points, span: Span, n: usize) -> Vec<Option<f64>> {
    cells(points, span, n, |_, to| at(points, to))
}

fn cells(points: &Points, span: Span, n: usize, value: impl Fn(At, At) -> Option<f64>) -> Vec<Option<f64>> {
    let Some((last, step)) = edges(points, span, n) else {
        return vec![None; n];
    };
    (0..n)
        .rev()
        .map(|back| {
            let to = last - step * i64::try_from(back).unwrap_or(0);
            value(At(to - step), At(to))
        })
        .collect()
}

/// The value at a moment between two samples; none before the first and after the last.
#[expect(clippy::cast_precision_loss, reason = "sparklines are drawn in eighths")]
fn at(points: &Points, when: At) -> Option<f64> {
    let next = points.partition_point(|(at, _)| *at < when);
    let &(after_at, after) = points.get(next)?;
    if after_at == when {
        return Some(after);
    }
    let &(before_at, before) = points.get(next.checked_sub(1)?)?;
    let share = when.since(before_at).0 as f64 / after_at.since(before_at).0.max(1) as f64;
    Some(before + (after - before) * share)
}
