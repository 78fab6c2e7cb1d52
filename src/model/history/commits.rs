//! How often a group commits on a partition, and when it last did: learnt from the commits that were seen to change.

use std::sync::Arc;

use super::History;
use super::groups::{GroupLayout, GroupSample, fresh, offsets};
use crate::model::group::{GroupOffset, Groups};
use crate::model::known::{Known, Reason};
use crate::model::names::Partition;
use crate::model::time::{At, Span};

/// How many intervals between changes are remembered.
const REMEMBERED: usize = 8;

/// With fewer intervals than this nothing is called usual.
const ENOUGH: usize = 3;

/// The commits of one group on one partition, as far as we saw them. We see commits, not reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commits {
    /// When the commit was first seen.
    pub seen: At,
    /// When it was last seen to change; none while it never was.
    pub changed: Option<At>,
    /// The high watermark when it last changed (or was first seen); −1 when it was not known.
    pub end_then: i64,
    /// Since when at most there is more to commit: the last look that saw no two offsets more than then (one may be a
    /// transaction's marker).
    pub waiting: Option<At>,
    looked: At,
    last: i64,
    intervals: [u32; REMEMBERED],
    count: u32,
}

impl Commits {
    /// The usual interval between commits: the median of the last ones that were seen.
    #[must_use]
    pub fn usual(&self) -> Known<Span> {
        let n = (self.count as usize).min(REMEMBERED);
        if n < ENOUGH {
            return Known::Unknown(Reason::TooFewSamples);
        }
        let mut sorted = self.intervals;
        let known = &mut sorted[..n];
        known.sort_unstable();
        Known::Value(Span(i64::from(known[n / 2])))
    }

    fn first(row: &GroupOffset, at: At) -> Self {
        Self {
            seen: at,
            looked: at,
            end_then: row.high_raw,
            last: row.committed_raw,
            ..Self::default()
        }
    }

    fn see(&mut self, row: &GroupOffset, at: At) {
        if row.committed_raw < 0 || row.committed_raw == self.last {
            if self.waiting.is_none() && self.end_then >= 0 && row.high_raw - self.end_then > 1 {
                self.waiting = Some(self.looked);
            }
            self.looked = at;
            return;
        }
        if self.last >= 0 {
            if let Some(changed) = self.changed {
                let interval = u32::try_from(at.since(changed).0).unwrap_or(u32::MAX);
                self.intervals[self.count as usize % REMEMBERED] = interval;
                self.count = self.count.saturating_add(1);
            }
            self.changed = Some(at);
        } else if self.seen.0 > 0 {
            // the first commit ever of an assigned partition is a change too
            self.changed = Some(at);
        }
        self.last = row.committed_raw;
        self.end_then = row.high_raw;
        self.waiting = None;
        self.looked = at;
    }
}

/// The rows of the next sample: what was learnt goes with the partition.
pub(super) fn follow(
    rows: &Arc<Vec<Commits>>,
    before: Option<&GroupSample>,
    layout: &Arc<GroupLayout>,
    groups: &Groups,
    at: At,
) -> Arc<Vec<Commits>> {
    let same = before.is_some_and(|before| Arc::ptr_eq(&before.layout, layout));
    let mut out = if same {
        rows.to_vec()
    } else {
        Vec::with_capacity(layout.rows())
    };
    let mut index = 0;
    for group in &groups.list {
        let new = fresh(group, before);
        let at = group.read_at.unwrap_or(at);
        for row in offsets(group) {
            if !same {
                let old = before
                    .and_then(|b| b.layout.row(group.id.as_str(), row.topic.as_str(), row.partition))
                    .and_then(|old| rows.get(old).copied());
                out.push(old.unwrap_or_else(|| Commits::first(row, at)));
            }
            if new && let Some(commits) = out.get_mut(index) {
                commits.see(row, at);
            }
            index += 1;
        }
    }
    Arc::new(out)
}

/// The last known commit of every row.
pub(super) fn latest(rows: &[Commits]) -> Vec<i64> {
    rows.iter().map(|row| row.last).collect()
}

impl History {
    /// How a group commits on a partition; none before it was seen.
    #[must_use]
    pub fn commits(&self, group: &str, topic: &str, partition: Partition) -> Option<&Commits> {
        let (_, sample) = self.groups.last()?;
        self.commits.get(sample.layout.row(group, topic, partition)?)
    }
}
