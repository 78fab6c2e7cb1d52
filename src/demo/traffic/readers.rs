//! Who reads: every group's position in every partition, and its commits at their cadence.

use std::collections::BTreeMap;

use super::Made;
use super::commits::{self, Committed};
use super::producers::{Moment, append, seconds};
use crate::demo::scenario::Mood;
use crate::demo::state::State;
use crate::demo::state::group::offsets::Commit;
use crate::demo::story::groups::{GROUPS, GroupSpec, Protocol};
use crate::demo::story::topics::named;
use crate::model::health::coordinator::partition_of;
use crate::model::names::{GroupId, TopicName};

/// One partition as one group reads it.
#[derive(Debug)]
struct Seat {
    topic: TopicName,
    number: i32,
    /// How many records a second it can read.
    pace: f64,
    /// How far it has read; fractions count.
    at: f64,
    committed: i64,
    /// By how much its member's commits come later than those of the first.
    phase: i64,
}

/// The readers of the story.
#[derive(Debug, Default)]
pub struct Readers {
    seats: BTreeMap<&'static str, Vec<Seat>>,
}

impl Readers {
    /// Every group at the end of what it reads.
    #[must_use]
    pub fn new(state: &State) -> Self {
        let mut seats = BTreeMap::new();
        for group in GROUPS {
            seats.insert(group.id, self::seats(state, group));
        }
        Self { seats }
    }

    /// Reads and commits for one step.
    pub fn step(&mut self, state: &mut State, mood: &Mood, at: Moment) {
        for group in GROUPS {
            if let Some(seats) = self.seats.get_mut(group.id) {
                read(state, group, seats, mood, at);
                commit(state, group, seats, at);
            }
        }
    }

    /// Every group commits where it stands, whenever its next commit is due: before the story begins.
    pub fn settle(&mut self, state: &mut State, at: Moment) {
        for group in GROUPS {
            for seat in self.seats.get_mut(group.id).into_iter().flatten() {
                if let Some(end) = end(state, group, seat) {
                    seat.at = exact(end);
                }
                store(state, group, seat, at);
            }
        }
    }
}

fn seats(state: &State, group: &GroupSpec) -> Vec<Seat> {
    let mut seats = Vec::new();
    for name in group.topics {
        let (Some(spec), Some(topic)) = (named(name), state.topics.get(name)) else {
            continue;
        };
        let share = spec.rate / f64::from(spec.partitions.max(1));
        for (number, partition) in (0..).zip(&topic.partitions) {
            let members = i64::try_from(group.members.max(1)).unwrap_or(1);
            seats.push(Seat {
                topic: TopicName::from(*name),
                number,
                pace: (share * group.capacity).max(1.0),
                at: exact(partition.log.end()),
                committed: -1,
                phase: i64::from(number) % members * group.commits / members,
            });
        }
    }
    seats
}

/// Up to where the group may read.
fn end(state: &State, group: &GroupSpec, seat: &Seat) -> Option<i64> {
    let log = &state.topics.get(seat.topic.as_str())?.partition(seat.number)?.log;
    Some(if group.committed_only { log.stable() } else { log.end() })
}

fn read(state: &State, group: &GroupSpec, seats: &mut [Seat], mood: &Mood, at: Moment) {
    for seat in seats {
        let Some(mut end) = end(state, group, seat) else {
            continue;
        };
        if let Some(stuck) = &mood.stuck
            && stuck.group == group.id
            && stuck.topic == seat.topic.as_str()
            && stuck.partition == seat.number
        {
            end = end.min(stuck.offset);
        }
        let pace = if mood.eager {
            f64::MAX
        } else {
            seat.pace * seconds(at.long)
        };
        let left = (exact(end) - seat.at).max(0.0);
        seat.at += pace.min(left);
    }
}

fn commit(state: &mut State, group: &GroupSpec, seats: &mut [Seat], at: Moment) {
    for seat in seats {
        let due = |story: i64| (story + seat.phase).div_euclid(group.commits);
        if due(at.story) != due(at.story - at.long) {
            store(state, group, seat, at);
        }
    }
}

fn store(state: &mut State, group: &GroupSpec, seat: &mut Seat, at: Moment) {
    #[expect(clippy::cast_possible_truncation, reason = "an offset")]
    let offset = seat.at as i64;
    if offset == seat.committed || state.coordinator(&GroupId::from(group.id)).is_none() {
        return;
    }
    let part = state
        .topics
        .get(seat.topic.as_str())
        .and_then(|topic| topic.partition(seat.number));
    let epoch = part.map_or(-1, |part| part.leader_epoch);
    if !write(state, group, seat, offset, epoch, at.now) {
        return;
    }
    seat.committed = offset;
    if let Some(group) = state.groups.get_mut(group.id) {
        let commit = Commit {
            offset,
            epoch,
            metadata: None,
            at_ms: at.now,
        };
        group.offsets.commit(&seat.topic, seat.number, commit);
    }
}

/// The commit as a record; a coordinator whose log refuses it refuses the commit.
fn write(state: &mut State, group: &GroupSpec, seat: &Seat, offset: i64, epoch: i32, now: i64) -> bool {
    let Some(topic) = commits::topic() else { return false };
    if group.protocol == Protocol::Share {
        return true;
    }
    let count = state.topics.get(topic.name).map_or(0, |topic| topic.partitions.len());
    let Some(number) = partition_of(group.id, u32::try_from(count).unwrap_or(0)) else {
        return false;
    };
    let record: Made = Committed {
        group: group.id,
        topic: seat.topic.as_str(),
        partition: seat.number,
        offset,
        epoch,
        at_ms: now,
    }
    .record();
    append(
        state,
        topic.name,
        topic.keep,
        i32::try_from(number).unwrap_or(0),
        &[record],
        now,
        None,
    )
    .is_some()
}

#[expect(clippy::cast_precision_loss, reason = "an offset of a demo")]
fn exact(offset: i64) -> f64 {
    offset as f64
}
