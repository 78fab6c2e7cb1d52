//! A group's lag: its rows, and their totals without commits that nobody reads on from.

use std::collections::BTreeSet;

use super::{Isolation, Lag, Total};
use crate::model::group::{Group, GroupKind, GroupOffset, GroupState};
use crate::model::known::Known;

/// One partition of a group with its lag.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The commit and the ends read after it.
    pub offset: &'a GroupOffset,
    /// The lag that follows.
    pub lag: Lag,
    /// A commit on a topic that no member of a stable group reads any longer: listed, and kept out of the total.
    pub stale: bool,
}

/// The totals of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupLag {
    /// A share group: there is no commit, and the lag is the distance from the share-partition start offsets, so that
    /// records in flight or already acknowledged out of order are counted too.
    pub share: bool,
    /// The lag of all rows that are not stale.
    pub lag: Total,
    /// Records deleted before the group read them, of the same rows.
    pub lost: Total,
    /// The lag of the stale rows, which is in no other total.
    pub stale: Total,
    /// Rows counted.
    pub rows: u32,
    /// Of those, rows whose lag is unknown.
    pub unknown: u32,
    /// Of those, rows that are assigned and were never committed.
    pub uncommitted: u32,
    /// Rows left out as stale.
    pub stale_rows: u32,
    /// The largest lag of one row.
    pub largest: i64,
    /// How far commits lie beyond the end, summed.
    pub ahead: i64,
    /// What open transactions hold back, summed over the rows.
    pub blocked: Total,
}

impl GroupLag {
    /// The totals of `group`; unknown as a whole when its offsets are.
    #[must_use]
    pub fn of(group: &Group, isolation: Isolation) -> Known<Self> {
        group.offsets.as_ref().map(|_| {
            let mut sum = Self {
                share: group.kind == GroupKind::Share,
                ..Self::default()
            };
            for row in rows(group, isolation) {
                sum.add(&row);
            }
            sum
        })
    }

    fn add(&mut self, row: &Row<'_>) {
        if row.stale {
            self.stale_rows += 1;
            self.stale.add(row.lag.lag);
            return;
        }
        self.rows += 1;
        self.unknown += u32::from(!row.lag.lag.is_known());
        self.uncommitted += u32::from(row.lag.committed.reason() == Some(crate::model::known::Reason::NoCommit));
        self.lag.add(row.lag.lag);
        self.lost.add(row.lag.lost);
        self.blocked.add(row.lag.blocked);
        self.largest = self.largest.max(row.lag.lag.value().unwrap_or(0));
        self.ahead = self.ahead.saturating_add(row.lag.ahead);
    }
}

/// The rows of a group in the order of topic and partition; none while its offsets are unknown.
pub fn rows(group: &Group, isolation: Isolation) -> impl Iterator<Item = Row<'_>> {
    let assigned = assigned_topics(group);
    let offsets: &[GroupOffset] = match &group.offsets {
        Known::Value(offsets) => offsets,
        Known::Unknown(_) => &[],
    };
    offsets.iter().map(move |offset| Row {
        offset,
        lag: Lag::of(offset, isolation),
        stale: assigned
            .as_ref()
            .is_some_and(|topics| !topics.contains(offset.topic.as_str())),
    })
}

/// The topics that members read, when that tells which commits are stale: a stable group whose assignment we can
/// read. An empty or rebalancing group keeps reporting all of them.
fn assigned_topics(group: &Group) -> Option<BTreeSet<&str>> {
    if group.state != Known::Value(GroupState::Stable) {
        return None;
    }
    let Known::Value(members) = &group.members else {
        return None;
    };
    let assigned = members.iter().flat_map(|member| &member.assigned);
    let mut topics = BTreeSet::new();
    let mut last = "";
    // partitions of one topic come together: most need no look into the set
    for (topic, _) in assigned {
        if topic.as_str() != last {
            last = topic.as_str();
            topics.insert(last);
        }
    }
    (!topics.is_empty()).then_some(topics)
}
