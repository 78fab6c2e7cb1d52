//! Lag, exactly: `end − max(committed, log start)`, with what was lost, what is ahead and what is unknown kept apart.
//!
//! Kafka's own `kafka-consumer-groups` shows `end − committed`: it counts records that retention has already deleted
//! as lag, and goes negative when a commit lies beyond the end. Where the two differ, [`Lag::lost`] or [`Lag::ahead`]
//! says by how much.

mod group;

pub use group::{GroupLag, Row, rows};

use super::group::GroupOffset;
use super::known::{Known, Reason};

/// Which end a consumer reads to (`isolation.level`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Isolation {
    /// To the high watermark.
    #[default]
    ReadUncommitted,
    /// To the last stable offset: an open transaction holds it back.
    ReadCommitted,
}

/// The lag of one group in one partition, in records (offsets: compaction and markers make it an upper bound).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    /// The committed offset (share groups: the share-partition start offset).
    pub committed: Known<i64>,
    /// The log start offset.
    pub start: Known<i64>,
    /// The end the lag is counted to, by isolation.
    pub end: Known<i64>,
    /// `end − max(committed, start)`, at least 0. While the log start is unknown it is `end − committed`.
    pub lag: Known<i64>,
    /// How large the lag can be at most when there is no commit: the whole log, `end − start`.
    pub at_most: Known<i64>,
    /// Records that were deleted before the group read them: `max(0, start − committed)`.
    pub lost: Known<i64>,
    /// How far the commit lies beyond the high watermark: the log was truncated, or the topic recreated. 0 is usual.
    pub ahead: i64,
    /// `high watermark − last stable offset`: what open transactions keep from readers of committed records.
    pub blocked: Known<i64>,
}

impl Lag {
    /// The lag from a commit and the ends read after it.
    #[must_use]
    pub fn of(row: &GroupOffset, isolation: Isolation) -> Self {
        Self::new(row.committed(), row.start(), row.high(), row.stable(), isolation)
    }

    /// The lag from its four parts.
    #[must_use]
    pub fn new(
        committed: Known<i64>,
        start: Known<i64>,
        high: Known<i64>,
        stable: Known<i64>,
        isolation: Isolation,
    ) -> Self {
        let end = match isolation {
            Isolation::ReadUncommitted => high,
            Isolation::ReadCommitted => stable,
        };
        let lag = committed.and_then(|committed| {
            end.map(|end| {
                let from = start.value().map_or(committed, |start| committed.max(start));
                end.saturating_sub(from).max(0)
            })
        });
        let at_most = match committed {
            Known::Unknown(Reason::NoCommit) => end.and_then(|end| start.map(|start| end.saturating_sub(start).max(0))),
            Known::Unknown(reason) => Known::Unknown(reason),
            Known::Value(_) => lag,
        };
        Self {
            committed,
            start,
            end,
            lag,
            at_most,
            lost: committed.and_then(|committed| start.map(|start| start.saturating_sub(committed).max(0))),
            ahead: match (committed, high) {
                (Known::Value(committed), Known::Value(high)) => committed.saturating_sub(high).max(0),
                _ => 0,
            },
            blocked: high.and_then(|high| stable.map(|stable| high.saturating_sub(stable).max(0))),
        }
    }

    /// Whether nothing is left to read. On a transactional topic the last offset is a marker that no consumer commits
    /// past, so a finished one keeps a lag of 1 (KAFKA-10683).
    #[must_use]
    pub fn caught_up(&self, transactional: bool) -> Known<bool> {
        self.lag.map(|lag| lag <= i64::from(transactional))
    }
}

/// A sum that does not count the unknown as 0: with any unknown in it, it reads "≥".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// The sum of what is known.
    pub known: i64,
    /// Something was unknown: the true sum is at least `known`.
    pub at_least: bool,
}

impl Total {
    /// Adds one more number, or that it is unknown.
    pub fn add(&mut self, value: Known<i64>) {
        match value {
            Known::Value(value) => self.known = self.known.saturating_add(value),
            Known::Unknown(_) => self.at_least = true,
        }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            known: self.known.saturating_add(other.known),
            at_least: self.at_least || other.at_least,
        }
    }
}

impl FromIterator<Known<i64>> for Total {
    fn from_iter<I: IntoIterator<Item = Known<i64>>>(values: I) -> Self {
        let mut total = Self::default();
        for value in values {
            total.add(value);
        }
        total
    }
}

#[cfg(test)]
mod tests;
