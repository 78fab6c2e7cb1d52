//! Samples of committed offsets, and where a group's partition stands in each.

use std::cell::Cell;
use std::sync::Arc;

use super::packed::Packed;
use super::ring::UNKNOWN;
use crate::model::group::{Group, GroupOffset, Groups};
use crate::model::known::Known;
use crate::model::lag::Total;
use crate::model::names::{GroupId, Partition, TopicName};
use crate::model::time::At;

/// The rows of a sample: groups by id, each with its partitions.
#[derive(Debug, Default)]
pub(super) struct GroupLayout {
    slots: Box<[Slot]>,
    rows: usize,
}

#[derive(Debug)]
struct Slot {
    id: GroupId,
    keys: Arc<[(TopicName, Partition)]>,
    first: usize,
}

/// The commits of one sweep; unknown where a coordinator did not answer anew.
#[derive(Debug)]
pub(super) struct GroupSample {
    pub layout: Arc<GroupLayout>,
    /// When each group's commits were read.
    pub read: Box<[Option<At>]>,
    pub committed: Packed,
    /// Each group's lag.
    pub lag: Box<[Known<Total>]>,
}

impl GroupLayout {
    /// The layout of `groups`; the very same as `before` when nothing in it changed.
    pub(super) fn of(groups: &Groups, before: Option<&Arc<Self>>) -> Arc<Self> {
        if let Some(before) = before
            && before.slots.len() == groups.list.len()
            && before
                .slots
                .iter()
                .zip(&groups.list)
                .all(|(slot, group)| slot.fits(group))
        {
            return Arc::clone(before);
        }
        let mut rows = 0;
        let slots = groups
            .list
            .iter()
            .map(|group| {
                let first = rows;
                rows += offsets(group).len();
                let old = before.and_then(|before| before.slot(group.id.as_str()));
                let keys = match old {
                    Some((_, slot)) if slot.fits(group) => Arc::clone(&slot.keys),
                    _ => offsets(group)
                        .iter()
                        .map(|row| (row.topic.clone(), row.partition))
                        .collect(),
                };
                Slot {
                    id: group.id.clone(),
                    keys,
                    first,
                }
            })
            .collect();
        Arc::new(Self { slots, rows })
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    fn slot(&self, group: &str) -> Option<(usize, &Slot)> {
        let at = self.slots.binary_search_by(|slot| slot.id.as_str().cmp(group)).ok()?;
        Some((at, self.slots.get(at)?))
    }

    /// The position of a group.
    pub(super) fn position(&self, group: &str) -> Option<usize> {
        self.slot(group).map(|(at, _)| at)
    }

    /// The row of a group's partition.
    pub(super) fn row(&self, group: &str, topic: &str, partition: Partition) -> Option<usize> {
        let (_, slot) = self.slot(group)?;
        let key = |(name, number): &(TopicName, Partition)| name.as_str().cmp(topic).then(number.cmp(&partition));
        slot.keys.binary_search_by(key).ok().map(|at| slot.first + at)
    }

    /// A group's partitions.
    pub(super) fn keys(&self, group: &str) -> &[(TopicName, Partition)] {
        self.slot(group).map_or(&[], |(_, slot)| &slot.keys)
    }
}

impl Slot {
    fn fits(&self, group: &Group) -> bool {
        let rows = offsets(group);
        self.id == group.id
            && self.keys.len() == rows.len()
            && self
                .keys
                .iter()
                .zip(rows)
                .all(|(key, row)| key.1 == row.partition && key.0 == row.topic)
    }
}

impl GroupSample {
    /// A group's committed offset.
    pub(super) fn committed(&self, group: &str, topic: &str, partition: Partition) -> Option<i64> {
        self.committed.get(self.layout.row(group, topic, partition)?)
    }

    /// When the commits of a group were read.
    pub(super) fn read(&self, group: &str) -> Option<At> {
        *self.read.get(self.layout.position(group)?)?
    }
}

/// One group in sample after sample: searched for again only where the layout changed.
pub(super) struct Seat<'a> {
    group: &'a str,
    found: Cell<(*const GroupLayout, Option<usize>)>,
}

impl<'a> Seat<'a> {
    pub(super) fn of(group: &'a str) -> Self {
        Self {
            group,
            found: Cell::new((std::ptr::null(), None)),
        }
    }

    /// The group's lag.
    pub(super) fn lag(&self, sample: &GroupSample) -> Option<Total> {
        let layout = Arc::as_ptr(&sample.layout);
        if self.found.get().0 != layout {
            self.found.set((layout, sample.layout.position(self.group)));
        }
        sample.lag.get(self.found.get().1?)?.value()
    }
}

/// A group's rows; none while they are unknown.
pub(super) fn offsets(group: &Group) -> &[GroupOffset] {
    match &group.offsets {
        Known::Value(offsets) => offsets,
        Known::Unknown(_) => &[],
    }
}

/// Whether a group's commits were read anew since the sample before.
pub(super) fn fresh(group: &Group, before: Option<&GroupSample>) -> bool {
    let then = before.and_then(|sample| sample.read(group.id.as_str()));
    group.read_at.is_none() || then.is_none() || group.read_at > then
}

/// The committed offsets in the order of the layout.
pub(super) fn committed(groups: &Groups, layout: &GroupLayout, before: Option<&GroupSample>) -> Vec<i64> {
    let mut out = Vec::with_capacity(layout.rows);
    for group in &groups.list {
        let fresh = fresh(group, before);
        out.extend(
            offsets(group)
                .iter()
                .map(|row| if fresh { row.committed_raw } else { UNKNOWN }),
        );
    }
    out
}
