//! From where on something is worth a finding.

use crate::model::time::Span;

/// What the rules compare with; every number has a default that a context may change.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// A file system this full (0…1) is a warning.
    pub disk_warning: f64,
    /// A file system this full is critical.
    pub disk_critical: f64,
    /// The fullest disk may be this much (0…1) above the mean of all.
    pub disk_skew: f64,
    /// Leaders of the busiest broker relative to the mean; beyond it is skew.
    pub leader_skew: f64,
    /// The share of partitions (0…1) led by another than the preferred leader that is worth a warning.
    pub non_preferred: f64,
    /// A voter this far behind in time lags.
    pub voter_behind: Span,
    /// A reassignment whose partition has not changed for this long is stuck.
    pub move_stuck: Span,
    /// A group may rebalance this long.
    pub rebalance: Span,
    /// A lag below this many records is never falling behind.
    pub lag_floor: i64,
    /// A lag that grows for this long is falling behind.
    pub behind_for: Span,
    /// Commits have stopped after this many of their usual intervals…
    pub commit_intervals: i64,
    /// …and at least this long…
    pub commit_floor: Span,
    /// …or this long while their usual interval is not known.
    pub commit_unknown: Span,
    /// Retention overtakes a group within this time.
    pub retention_margin: Span,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            disk_warning: 0.80,
            disk_critical: 0.90,
            disk_skew: 0.25,
            leader_skew: 1.5,
            non_preferred: 0.10,
            voter_behind: Span::seconds(5),
            move_stuck: Span::seconds(600),
            rebalance: Span::seconds(60),
            lag_floor: 1_000,
            behind_for: Span::seconds(120),
            commit_intervals: 4,
            commit_floor: Span::seconds(30),
            commit_unknown: Span::seconds(120),
            retention_margin: Span::seconds(6 * 3_600),
        }
    }
}
