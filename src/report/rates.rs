//! Rates and what follows from them, out of the history of a view.

use std::ops::Range;

use crate::model::group::{Group, GroupOffset};
use crate::model::known::{Known, Reason};
use crate::model::view::View;

/// Records a second that arrive in these partitions.
#[must_use]
pub fn records_in(_view: &View, _range: Range<usize>) -> Known<f64> {
    Known::Unknown(Reason::TooFewSamples)
}

/// Records a second that a group gets through in one partition.
#[must_use]
pub fn records_out(_view: &View, _group: &Group, _offset: &GroupOffset) -> Known<f64> {
    Known::Unknown(Reason::TooFewSamples)
}

/// Milliseconds until a group has read one partition to its end.
#[must_use]
pub fn eta(_view: &View, _group: &Group, _offset: &GroupOffset, lag: Known<i64>) -> Known<i64> {
    match lag {
        Known::Value(0) => Known::Value(0),
        Known::Value(_) => Known::Unknown(Reason::TooFewSamples),
        Known::Unknown(reason) => Known::Unknown(reason),
    }
}

/// Records a second by which a group's lag grows; negative when it shrinks.
#[must_use]
pub fn lag_trend(_view: &View, _group: &Group) -> Known<f64> {
    Known::Unknown(Reason::TooFewSamples)
}

/// Milliseconds since the oldest record that a group has not read arrived, by our own samples.
#[must_use]
pub fn oldest(_view: &View, _group: &Group) -> Known<i64> {
    Known::Unknown(Reason::TooFewSamples)
}
