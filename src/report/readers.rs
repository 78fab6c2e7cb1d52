//! The groups that read a topic, one row each: what of their lag lies on it.

use crate::model::finding::Subject;
use crate::model::group::Group;
use crate::model::known::Known;
use crate::model::lag::{self, Isolation, Total};
use crate::model::names::{GroupId, TopicName};
use crate::model::time::At;
use crate::model::view::View;

use super::cell::{Cell, Mark};
use super::column::{Column, Row, Unit};

/// One group on one topic.
#[derive(Clone, Debug, PartialEq)]
pub struct ReaderRow {
    /// The group.
    pub group: GroupId,
    /// Its protocol.
    pub kind: &'static str,
    /// Its state.
    pub state: Known<&'static str>,
    /// How it is as a whole.
    pub mark: Mark,
    /// Members that read partitions of the topic.
    pub members: Known<usize>,
    /// Partitions it has commits or assignments on.
    pub partitions: usize,
    /// Its lag on the topic.
    pub lag: Total,
    /// Records deleted before it read them.
    pub lost: Total,
    /// When a commit on the topic was last seen to change.
    pub changed: Option<At>,
}

static COLUMNS: &[Column<ReaderRow>] = &[
    Column::new("group", "GROUP", Unit::Text, 0, "id of the group", |r| {
        Cell::text(r.group.as_str())
    }),
    Column::new(
        "type",
        "TYPE",
        Unit::Text,
        4,
        "classic, consumer, share or streams",
        |r| Cell::text(r.kind),
    ),
    Column::new(
        "state",
        "STATE",
        Unit::State,
        0,
        "Kafka's word for its state",
        |r| match r.state {
            Known::Value(state) => Cell::state(r.mark, state),
            Known::Unknown(reason) => Cell::Unknown(reason),
        },
    ),
    Column::new(
        "members",
        "READERS",
        Unit::Count,
        2,
        "members that read this topic",
        |r| match r.members {
            Known::Value(members) => Cell::count(members),
            Known::Unknown(reason) => Cell::Unknown(reason),
        },
    ),
    Column::new(
        "partition_count",
        "PART",
        Unit::Count,
        1,
        "partitions it has commits on",
        |r| Cell::count(r.partitions),
    ),
    Column::new("lag", "LAG", Unit::Count, 0, "its lag on this topic", |r| {
        Cell::total(r.lag)
    }),
    Column::new(
        "lost",
        "LOST",
        Unit::Count,
        3,
        "records deleted before it read them",
        |r| Cell::total(r.lost),
    ),
    Column::new(
        "committed_at",
        "COMMIT",
        Unit::Moment,
        5,
        "when a commit was last seen to change",
        |r| r.changed.map_or(Cell::Nothing, Cell::At),
    ),
];

impl Row for ReaderRow {
    type Key = GroupId;
    const NOUN: &'static str = "groups";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> GroupId {
        self.group.clone()
    }

    fn mark(&self) -> Mark {
        self.mark
    }
}

/// The groups with commits or members on a topic, by id.
#[must_use]
pub fn rows(view: &View, topic: &TopicName, isolation: Isolation) -> Vec<ReaderRow> {
    let groups = view.groups.list.iter();
    groups.filter_map(|group| row(view, group, topic, isolation)).collect()
}

fn row(view: &View, group: &Group, topic: &TopicName, isolation: Isolation) -> Option<ReaderRow> {
    let reads = |(name, _): &(TopicName, _)| name == topic;
    let members = group.members.as_ref().map(|members| {
        members
            .iter()
            .filter(|member| member.assigned.iter().any(reads))
            .count()
    });
    let (mut partitions, mut lag, mut lost, mut changed) = (0, Total::default(), Total::default(), None);
    for row in lag::rows(group, isolation).filter(|row| row.offset.topic == *topic) {
        partitions += 1;
        lag.add(row.lag.lag);
        lost.add(row.lag.lost);
        changed = changed.max(row.offset.changed);
    }
    if partitions == 0 && !matches!(members, Known::Value(1..)) {
        return None;
    }
    let subject = Subject::Group(group.id.clone());
    let worst = view
        .health
        .findings
        .iter()
        .filter(|f| f.subject == subject)
        .map(|f| f.severity)
        .min();
    let mark = match (worst, group.state) {
        (Some(severity), _) => severity.into(),
        (None, Known::Unknown(_)) => Mark::Unknown,
        (None, Known::Value(state)) if state.rebalancing() => Mark::Moving,
        (None, Known::Value(_)) => Mark::Ok,
    };
    Some(ReaderRow {
        group: group.id.clone(),
        kind: group.kind.words(),
        state: group.state.map(crate::model::group::GroupState::words),
        mark,
        members,
        partitions,
        lag,
        lost,
        changed,
    })
}
