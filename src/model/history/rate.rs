//! Rates, trends and the time until a group is done.

use super::History;
use super::ends::Place;
use super::groups::Seat;
use crate::model::known::{Known, Reason};
use crate::model::names::Partition;
use crate::model::time::{At, Span};
use crate::model::topology::{Topic, Topology};

/// Records a second into a group's partitions, and committed out of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Written to the partitions the group has commits on.
    pub incoming: f64,
    /// Committed by the group.
    pub outgoing: f64,
}

/// When a group will have read what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eta {
    /// Nothing is left.
    Done,
    /// In about this time, if both rates stay.
    In(Span),
    /// Never: no faster than what comes in.
    Never,
}

impl Flow {
    /// When a lag of `lag` records is read up.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
    pub fn eta(&self, lag: i64) -> Eta {
        let gain = self.outgoing - self.incoming;
        if lag <= 0 {
            Eta::Done
        } else if gain <= f64::EPSILON {
            Eta::Never
        } else {
            Eta::In(Span((lag as f64 / gain * 1000.0) as i64))
        }
    }
}

impl History {
    /// Records a second written to the partition at dense `index` of `topology`, over the last `window`.
    #[must_use]
    pub fn rate(&self, topology: &Topology, index: usize, window: Span) -> Known<f64> {
        let Some(row) = topology.get(index) else {
            return Known::Unknown(Reason::NoSuchPartition);
        };
        let place = Place {
            topic: row.topic.name.as_str(),
            id: row.topic.id,
            position: index - row.topic.first as usize,
            hint: Some((topology.layout, index)),
        };
        self.rate_of(place, window)
    }

    /// Records a second written to all partitions of a topic; those without samples (no leader) count nothing.
    #[must_use]
    pub fn topic_rate(&self, topic: &Topic, window: Span) -> Known<f64> {
        let places = (0..topic.len as usize).map(|position| Place {
            topic: topic.name.as_str(),
            id: topic.id,
            position,
            hint: None,
        });
        sum(places.map(|place| self.rate_of(place, window)))
    }

    /// Records a second written to the whole cluster (of what the user may see).
    #[must_use]
    pub fn cluster_rate(&self, window: Span) -> Known<f64> {
        per_second(self.written.span(window, |sum| Some(*sum)))
    }

    /// Records a second that a group commits on a partition.
    #[must_use]
    pub fn committed_rate(&self, group: &str, topic: &str, partition: Partition, window: Span) -> Known<f64> {
        per_second(
            self.groups
                .span(window, |sample| sample.committed(group, topic, partition)),
        )
    }

    /// Records a second into and out of a group's partitions.
    #[must_use]
    pub fn flow(&self, group: &str, window: Span) -> Known<Flow> {
        let Some((_, sample)) = self.groups.last() else {
            return Known::Unknown(Reason::TooFewSamples);
        };
        let keys = sample.layout.keys(group);
        let outgoing = sum(keys
            .iter()
            .map(|(t, p)| self.committed_rate(group, t.as_str(), *p, window)));
        let incoming = sum(keys
            .iter()
            .map(|(topic, partition)| self.written_rate(topic.as_str(), *partition, window)));
        incoming.and_then(|incoming| outgoing.map(|outgoing| Flow { incoming, outgoing }))
    }

    /// Records a second written to a partition of the topic that now has this name.
    #[must_use]
    pub fn written_rate(&self, topic: &str, partition: Partition, window: Span) -> Known<f64> {
        match self.place(topic, partition) {
            Some(place) => self.rate_of(place, window),
            None => Known::Unknown(Reason::NoSuchPartition),
        }
    }

    /// How fast a group's lag grows (negative: shrinks), in records a second.
    #[must_use]
    pub fn trend(&self, group: &str, window: Span) -> Known<f64> {
        let exact = |sum: crate::model::lag::Total| (!sum.at_least).then_some(sum.known);
        let seat = Seat::of(group);
        let span = self.groups.span(window, |sample| seat.lag(sample).and_then(exact));
        slope(span)
    }

    /// Whether a group's lag grew over each half of the last `window`, which must be covered by samples.
    #[must_use]
    pub fn grew_throughout(&self, group: &str, window: Span) -> bool {
        let Some((newest, _)) = self.groups.last() else {
            return false;
        };
        let seat = Seat::of(group);
        let lags: Vec<_> = self
            .groups
            .iter()
            .filter(|(at, _)| newest.since(*at) <= window)
            .filter_map(|(at, sample)| Some((at, seat.lag(sample)?.known)))
            .collect();
        let (Some(first), Some(middle), Some(last)) = (lags.first(), lags.get(lags.len() / 2), lags.last()) else {
            return false;
        };
        let covered = last.0.since(first.0).0 >= window.0 * 4 / 5;
        covered && lags.len() > 2 && first.1 < middle.1 && middle.1 < last.1
    }

    /// How fast the lag of all groups grows, in records a second.
    #[must_use]
    pub fn lag_trend(&self, window: Span) -> Known<f64> {
        slope(self.lag.span(window, |sum| Some(sum.known)))
    }

    /// Where a partition of the topic that now has this name stands.
    pub(super) fn place<'a>(&self, topic: &'a str, partition: Partition) -> Option<Place<'a>> {
        let (_, sample) = self.ends.last()?;
        let known = sample.layout.topic(topic)?;
        let position = usize::try_from(partition.0)
            .ok()
            .filter(|at| *at < known.len as usize)?;
        Some(Place {
            topic,
            id: known.id,
            position,
            hint: Some((sample.layout.number, known.first as usize + position)),
        })
    }

    fn rate_of(&self, place: Place<'_>, window: Span) -> Known<f64> {
        per_second(self.ends.span(window, |sample| sample.end(place)))
    }
}

/// A sum of what is known; unknown when nothing is.
fn sum(rates: impl Iterator<Item = Known<f64>>) -> Known<f64> {
    rates
        .filter_map(Known::value)
        .reduce(|a, b| a + b)
        .map_or(Known::Unknown(Reason::TooFewSamples), Known::Value)
}

/// Growth a second. What shrank was truncated or reset: that is no rate.
fn per_second(span: Option<((At, i64), (At, i64))>) -> Known<f64> {
    match slope(span) {
        Known::Value(rate) if rate < 0.0 => Known::Unknown(Reason::TooFewSamples),
        other => other,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a difference of offsets, for a rate")]
fn slope(span: Option<((At, i64), (At, i64))>) -> Known<f64> {
    match span {
        Some(((from, before), (to, after))) if to > from => {
            Known::Value(after.saturating_sub(before) as f64 / to.since(from).as_seconds())
        }
        _ => Known::Unknown(Reason::TooFewSamples),
    }
}
