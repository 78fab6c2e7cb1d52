//! Lag in time: how long ago the record at a commit was written, read off our own samples of the end offset.

use super::History;
use super::ends::Place;
use crate::model::group::Group;
use crate::model::known::{Known, Reason};
use crate::model::lag::{self, Isolation};
use crate::model::names::Partition;
use crate::model::time::{At, Span};

/// A lag in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeLag {
    /// Interpolated between two samples: shown with "~".
    About(Span),
    /// Older than our oldest sample: shown with "≥".
    AtLeast(Span),
}

impl TimeLag {
    /// The span, interpolated or the least.
    #[must_use]
    pub fn span(self) -> Span {
        match self {
            Self::About(span) | Self::AtLeast(span) => span,
        }
    }
}

impl History {
    /// How long ago the record at `offset` was written to the partition: 0 when it is at or beyond the end.
    #[must_use]
    pub fn time_lag(&self, topic: &str, partition: Partition, offset: i64, now: At) -> Known<TimeLag> {
        let unknown = Known::Unknown(Reason::TooFewSamples);
        let Some(place) = self.place(topic, partition) else {
            return unknown;
        };
        let Some((newest, end)) = self.end_before(place, self.ends.len()) else {
            return unknown;
        };
        if offset >= end {
            return Known::Value(TimeLag::About(Span(0)));
        }
        self.written(place, offset, self.first_past(place, offset, newest), now)
    }

    /// How long ago the oldest record arrived that a group has not read, over all its partitions but those it reads no
    /// longer: 0 when nothing is left. Of partitions whose oldest record fell between the same two samples one stands
    /// for all.
    #[must_use]
    pub fn oldest(&self, group: &Group, now: At) -> Known<TimeLag> {
        let mut oldest: Option<(usize, TimeLag)> = None;
        let mut unknown = None;
        for row in lag::rows(group, Isolation::ReadUncommitted).filter(|row| !row.stale) {
            let Some((lag, committed)) = row.lag.lag.value().zip(row.lag.committed.value()) else {
                unknown = row.lag.lag.reason();
                continue;
            };
            let from = committed.max(row.lag.start.value().unwrap_or(committed));
            let (topic, partition) = (row.offset.topic.as_str(), row.offset.partition);
            let Some(place) = (lag > 0).then(|| self.place(topic, partition)).flatten() else {
                continue;
            };
            // it is younger when the sample before the oldest record's did not hold it yet
            if let Some((past, _)) = oldest
                && past.checked_sub(1).is_none_or(|before| {
                    let end = self.ends.get(before).and_then(|(_, sample)| sample.end(place));
                    end.is_some_and(|end| end <= from)
                })
            {
                continue;
            }
            let Some((newest, end)) = self.end_before(place, self.ends.len()) else {
                continue;
            };
            if from >= end {
                continue;
            }
            let past = self.first_past(place, from, newest);
            if let Known::Value(age) = self.written(place, from, past, now)
                && oldest.is_none_or(|(_, before)| age.span() > before.span())
            {
                oldest = Some((past, age));
            }
        }
        match (oldest, unknown) {
            (Some((_, age)), _) => Known::Value(age),
            (None, Some(reason)) => Known::Unknown(reason),
            (None, None) if group.offsets.is_known() => Known::Value(TimeLag::About(Span(0))),
            (None, None) => Known::Unknown(group.offsets.reason().unwrap_or(Reason::NotYet)),
        }
    }

    /// The last known end before sample `at`, and the number of its sample.
    fn end_before(&self, place: Place<'_>, at: usize) -> Option<(usize, i64)> {
        (0..at)
            .rev()
            .find_map(|at| Some((at, self.ends.get(at)?.1.end(place)?)))
    }

    /// The first sample whose end lies past `offset`; the one at `newest` does.
    fn first_past(&self, place: Place<'_>, offset: i64, newest: usize) -> usize {
        // ends only grow: by bisection, with unknown samples stepped over
        let (mut low, mut high) = (0, newest);
        while low < high {
            let middle = usize::midpoint(low, high);
            let known = (low..=middle)
                .rev()
                .find_map(|at| Some((at, self.ends.get(at)?.1.end(place)?)));
            match known {
                Some((at, end)) if end > offset => high = at,
                _ => low = middle + 1,
            }
        }
        high
    }

    /// How long ago the record at `offset` was written: between sample `past` and the known one before it.
    fn written(&self, place: Place<'_>, offset: i64, past: usize, now: At) -> Known<TimeLag> {
        let known = |at: usize| {
            let (at, sample) = self.ends.get(at)?;
            Some((at, sample.end(place)?))
        };
        let Some((after_at, after)) = known(past) else {
            return Known::Unknown(Reason::TooFewSamples);
        };
        Known::Value(
            match self.end_before(place, past).and_then(|(before, _)| known(before)) {
                None => TimeLag::AtLeast(now.since(after_at)),
                Some((before_at, before)) => {
                    TimeLag::About(now.since(between(before_at, before, after_at, after, offset)))
                }
            },
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "an interpolation")]
#[expect(clippy::cast_possible_truncation, reason = "a share of a span fits it")]
fn between(from: At, low: i64, to: At, high: i64, offset: i64) -> At {
    let share = (offset.saturating_sub(low)) as f64 / (high.saturating_sub(low)).max(1) as f64;
    from.plus(Span((to.since(from).0 as f64 * share.clamp(0.0, 1.0)) as i64))
}
