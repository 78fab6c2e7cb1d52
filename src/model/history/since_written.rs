//! Lag in time: how long ago the record at a commit was written, read off our own samples of the end offset.

use super::History;
use crate::model::known::{Known, Reason};
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
        let known = |at: usize| {
            self.ends
                .get(at)
                .and_then(|(at, sample)| Some((at, sample.end(place)?)))
        };
        let known_before = |at: usize| (0..at).rev().find_map(|at| Some((at, known(at)?)));
        let Some((newest, (_, end))) = known_before(self.ends.len()) else {
            return unknown;
        };
        if offset >= end {
            return Known::Value(TimeLag::About(Span(0)));
        }
        // ends only grow: the first sample past the offset by bisection, with unknown samples stepped over
        let (mut low, mut high) = (0, newest);
        while low < high {
            let middle = usize::midpoint(low, high);
            match (low..=middle).rev().find_map(|at| Some((at, known(at)?))) {
                Some((at, (_, end))) if end > offset => high = at,
                _ => low = middle + 1,
            }
        }
        let Some((after_at, after)) = known(high) else {
            return unknown;
        };
        Known::Value(match known_before(high) {
            None => TimeLag::AtLeast(now.since(after_at)),
            Some((_, (before_at, before))) => {
                TimeLag::About(now.since(between(before_at, before, after_at, after, offset)))
            }
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "an interpolation")]
#[expect(clippy::cast_possible_truncation, reason = "a share of a span fits it")]
fn between(from: At, low: i64, to: At, high: i64, offset: i64) -> At {
    let share = (offset.saturating_sub(low)) as f64 / (high.saturating_sub(low)).max(1) as f64;
    from.plus(Span((to.since(from).0 as f64 * share.clamp(0.0, 1.0)) as i64))
}
