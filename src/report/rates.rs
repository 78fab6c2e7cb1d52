//! Rates and what follows from them, out of the history of a view.

use std::ops::Range;

use crate::model::group::{Group, GroupOffset};
use crate::model::history::{Eta, Flow, TimeLag};
use crate::model::known::{Known, Reason};
use crate::model::time::Span;
use crate::model::view::View;

/// What a rate of records written is measured over.
const WRITTEN: Span = Span::seconds(10);

/// What a rate of commits is measured over: several intervals of the usual auto-commit (5 s).
const COMMITTED: Span = Span::seconds(30);

/// What a trend of the lag is measured over: a group that commits every 30 s still has one.
const TREND: Span = Span::seconds(60);

/// Records a second that arrive in these partitions.
#[must_use]
pub fn records_in(view: &View, range: Range<usize>) -> Known<f64> {
    range
        .filter_map(|index| view.history.rate(&view.topology, index, WRITTEN).value())
        .reduce(|a, b| a + b)
        .map_or(Known::Unknown(Reason::TooFewSamples), Known::Value)
}

/// Records a second that a group gets through in one partition.
#[must_use]
pub fn records_out(view: &View, group: &Group, offset: &GroupOffset) -> Known<f64> {
    let (group, topic) = (group.id.as_str(), offset.topic.as_str());
    view.history.committed_rate(group, topic, offset.partition, COMMITTED)
}

/// When a group will have read one partition to its end, if both rates stay.
#[must_use]
pub fn eta(view: &View, offset: &GroupOffset, lag: Known<i64>, outgoing: Known<f64>) -> Known<Eta> {
    let lag = match lag {
        Known::Value(lag) if lag > 0 => lag,
        Known::Value(_) => return Known::Value(Eta::Done),
        Known::Unknown(reason) => return Known::Unknown(reason),
    };
    let (topic, partition) = (offset.topic.as_str(), offset.partition);
    let incoming = view.history.written_rate(topic, partition, COMMITTED);
    incoming.and_then(|incoming| outgoing.map(|outgoing| Flow { incoming, outgoing }.eta(lag)))
}

/// Records a second by which a group's lag grows; negative when it shrinks.
#[must_use]
pub fn lag_trend(view: &View, group: &Group) -> Known<f64> {
    view.history.trend(group.id.as_str(), TREND)
}

/// How long ago the oldest record that a group has not read arrived, by our own samples.
#[must_use]
pub fn oldest(view: &View, group: &Group) -> Known<TimeLag> {
    view.history.oldest(group, view.at)
}
