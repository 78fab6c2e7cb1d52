//! Offset columns across changes of the topology, and a group's commits joined with them.

use std::sync::Arc;
use std::time::Instant;

use crate::kafka::calls::offsets::OffsetAt;
use crate::model::column::{Column, encode};
use crate::model::group::{Group, GroupOffset};
use crate::model::known::{Known, Reason};
use crate::model::offsets::Offsets;
use crate::model::time::At;
use crate::model::topology::Topology;

/// Columns for a new layout: what was known of a partition stays with it, by topic (and its id) and number.
pub(super) fn relay(old: &Offsets, before: &Topology, after: &Topology) -> Offsets {
    let len = after.partitions();
    let mut new = Offsets {
        layout: after.layout,
        high: Column::unknown(len, Reason::NotYet),
        stable: Column::unknown(len, Reason::NotYet),
        start: Column::unknown(len, Reason::NotYet),
        from: vec![-1; len],
        brokers: old.brokers.clone(),
    };
    if old.layout != before.layout {
        return new;
    }
    for topic in after.topics() {
        let Some(was) = before.topic(topic.name.as_str()).filter(|was| was.id == topic.id) else {
            continue;
        };
        for (to, at) in topic.range().zip(was.range()) {
            new.high.set(to, old.high.get(at));
            new.stable.set(to, old.stable.get(at));
            new.start.set(to, old.start.get(at));
            if let Some(&from) = old.from.get(at) {
                new.from[to] = from;
            }
        }
    }
    new
}

/// Codes after which the last value still stands: the leader moved or is just elected; the next sweep will tell.
const PASSING: [i16; 6] = [3, 5, 6, 74, 75, 78];

/// Puts one leader's answers into a column; true when Metadata should be asked again because the leader moved.
pub(super) fn fill(
    column: &mut Column,
    answers: &[(u32, Result<OffsetAt, i16>)],
    asked: &Topology,
    now: &Topology,
) -> bool {
    let mut moved = false;
    for &(index, answer) in answers {
        let Some(index) = translate(index as usize, asked, now) else {
            continue;
        };
        match answer {
            Ok(at) => column.set(index, Known::Value(at.offset)),
            Err(29) => column.set(index, Known::Unknown(Reason::NotAuthorised)),
            Err(code) if PASSING.contains(&code) => moved = true,
            Err(code) => column.set(index, Known::Unknown(Reason::Failed(code))),
        }
    }
    moved
}

/// The dense index of the same partition in a newer topology.
fn translate(index: usize, asked: &Topology, now: &Topology) -> Option<usize> {
    if asked.layout == now.layout {
        return Some(index);
    }
    let row = asked.get(index)?;
    let topic = now.topic(row.topic.name.as_str()).filter(|t| t.id == row.topic.id)?;
    now.index_of(topic.name.as_str(), row.partition)
}

/// A group with the log's ends beside its commits. The offsets must come from a sweep that began after the commits
/// were read, so that lag is never negative by a race.
pub(super) fn join(
    mut group: Group,
    topology: &Topology,
    offsets: &Offsets,
    before: Option<&Group>,
    now: At,
) -> Arc<Group> {
    let Known::Value(rows) = &mut group.offsets else {
        return Arc::new(group);
    };
    let old = before
        .and_then(|b| b.offsets.as_ref().value())
        .map_or(&[][..], Vec::as_slice);
    let mut finder = topology.finder();
    for (at, row) in rows.iter_mut().enumerate() {
        let topic = finder.topic(row.topic.as_str());
        let index = topic.and_then(|topic| topology.index_in(topic, row.partition));
        if let Some(topic) = topic {
            // one text serves all that name the topic
            row.topic = topic.name.clone();
        }
        row.index = index.and_then(|i| u32::try_from(i).ok());
        let read = |column: &Column| match index {
            Some(index) => encode(column.get(index)),
            None => encode(Known::Unknown(Reason::NoSuchPartition)),
        };
        row.high_raw = read(&offsets.high);
        row.stable_raw = read(&offsets.stable);
        row.start_raw = read(&offsets.start);
        row.changed = changed(row, at, old, now);
    }
    Arc::new(group)
}

/// When the row's commit was last seen to change; none while it stands as it was at the first look. `at` is its place
/// among its group's rows, where it most likely was before.
fn changed(row: &GroupOffset, at: usize, old: &[GroupOffset], now: At) -> Option<At> {
    let same = |o: &&GroupOffset| o.partition == row.partition && o.topic == row.topic;
    let was = old.get(at).filter(same).or_else(|| {
        let found = old.binary_search_by(|o| o.topic.cmp(&row.topic).then(o.partition.cmp(&row.partition)));
        found.ok().map(|at| &old[at])
    });
    match was {
        Some(was) if was.committed_raw == row.committed_raw => was.changed,
        Some(_) => Some(now),
        None if old.is_empty() => None,
        None => Some(now),
    }
}

/// Group sweeps that wait for the ends: published with the first end-offset sweep of each leader that began after them.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The groups, commits read, ends missing.
    pub groups: Vec<Arc<Group>>,
    /// Their coordinator.
    pub coordinator: crate::model::names::BrokerId,
    /// When the sweep began.
    pub began: At,
    /// When the commits had been read.
    pub read: Instant,
}

impl Waiting {
    /// The leaders whose ends are needed, without duplicates.
    pub(super) fn leaders(&self, topology: &Topology) -> std::collections::BTreeSet<crate::model::names::BrokerId> {
        let mut finder = topology.finder();
        let rows = self.groups.iter().filter_map(|g| g.offsets.as_ref().value()).flatten();
        rows.filter_map(|row| finder.index_of(row.topic.as_str(), row.partition))
            .filter_map(|index| topology.get(index).and_then(|p| p.leader))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::topology::{PartitionPart, TopicPart};

    fn topic(name: &str, id: u128, partitions: i32) -> TopicPart {
        let partitions = (0..partitions).map(|partition| PartitionPart {
            partition,
            leader: 1,
            ..PartitionPart::default()
        });
        TopicPart {
            name: name.into(),
            id: uuid::Uuid::from_u128(id),
            partitions: partitions.collect(),
            ..TopicPart::default()
        }
    }

    fn ok(offset: i64) -> Result<OffsetAt, i16> {
        Ok(OffsetAt {
            offset,
            timestamp: -1,
            epoch: -1,
        })
    }

    #[test]
    fn offsets_follow_their_partition_and_never_a_recreated_topic() {
        let before = Topology::build(vec![topic("a", 1, 2), topic("b", 2, 2)], &Arc::default());
        let mut offsets = relay(&Offsets::default(), &Topology::default(), &before);
        fill(
            &mut offsets.high,
            &[(0, ok(10)), (1, ok(11)), (2, ok(20)), (3, ok(21))],
            &before,
            &before,
        );
        let after = Topology::build(vec![topic("a", 9, 2), topic("aa", 3, 1), topic("b", 2, 3)], &before);
        let moved = relay(&offsets, &before, &after);
        let values: Vec<_> = (0..6).map(|i| moved.high.get(i).value()).collect();
        assert_eq!(values, [None, None, None, Some(20), Some(21), None]);
    }

    #[test]
    fn an_answer_to_an_older_layout_lands_on_the_right_partition() {
        let before = Topology::build(vec![topic("b", 2, 2)], &Arc::default());
        let after = Topology::build(vec![topic("a", 1, 3), topic("b", 2, 2)], &before);
        let mut column = Column::unknown(5, Reason::NotYet);
        let moved = fill(&mut column, &[(0, ok(7)), (1, Err(6))], &before, &after);
        assert!(moved, "NOT_LEADER_OR_FOLLOWER asks for Metadata");
        assert_eq!(column.get(3), Known::Value(7));
        assert_eq!(column.get(4), Known::Unknown(Reason::NotYet), "the old value stands");
    }
}
