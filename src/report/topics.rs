//! Topics, one row each.

use std::borrow::Cow;

use crate::model::finding::PartitionState;
use crate::model::known::{Known, Reason};
use crate::model::names::{TopicId, TopicName};
use crate::model::topology::Topic;
use crate::model::view::View;

use super::cell::{Cell, Mark};
use super::column::{Column, HIDDEN, Row, Unit};
use super::partitions::{mark_of, state_of};
use super::sizes::Sizes;

/// One topic.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicRow {
    /// Its name.
    pub topic: TopicName,
    /// Its id.
    pub id: Option<TopicId>,
    /// Kafka's own.
    pub internal: bool,
    /// How many partitions.
    pub partitions: u32,
    /// Replicas of a partition; the most of any.
    pub replication: u32,
    /// `min.insync.replicas`.
    pub min_isr: Known<i32>,
    /// The state of its worst partition.
    pub state: PartitionState,
    /// How many partitions are in each [`PartitionState`].
    pub states: [u32; 7],
    /// Partitions with fewer replicas in the ISR than they should have, whatever else they are.
    pub under_replicated: u32,
    /// Metadata's error code for the topic; 0 for none.
    pub error: i16,
    /// Records a second that arrive.
    pub rate: Known<f64>,
    /// Records that are kept: sum of end − log start.
    pub records: Known<i64>,
    /// Bytes of one copy: the leaders' logs.
    pub size: Known<i64>,
    /// Bytes of all copies.
    pub size_all: Known<i64>,
}

static COLUMNS: &[Column<TopicRow>] = &[
    Column::new("topic", "TOPIC", Unit::Text, 0, "name of the topic", |r| {
        Cell::text(r.topic.as_str())
    }),
    Column::new("partition_count", "PART", Unit::Count, 0, "number of partitions", |r| {
        Cell::Int(r.partitions.into())
    }),
    Column::new(
        "replication_factor",
        "RF",
        Unit::Count,
        0,
        "replicas of each partition",
        |r| Cell::Int(r.replication.into()),
    ),
    Column::new("min_isr", "MIN", Unit::Count, 4, "min.insync.replicas", |r| {
        Cell::int(r.min_isr)
    }),
    Column::new(
        "state",
        "STATE",
        Unit::State,
        0,
        "state of the worst partition",
        TopicRow::state_cell,
    ),
    Column::new(
        "records_per_second",
        "REC/S",
        Unit::PerSecond,
        2,
        "records that arrive",
        |r| Cell::float(r.rate),
    ),
    Column::new(
        "size_bytes",
        "SIZE×1",
        Unit::Bytes,
        3,
        "one copy: the leaders' logs",
        |r| Cell::int(r.size),
    ),
    Column::new(
        "records",
        "RECORDS",
        Unit::Count,
        6,
        "offsets between log start and end",
        |r| Cell::int(r.records),
    ),
    Column::new("size_all_bytes", "ON DISK", Unit::Bytes, 7, "all copies on disk", |r| {
        Cell::int(r.size_all)
    }),
    Column::new(
        "offline",
        "OFFLINE",
        Unit::Count,
        HIDDEN,
        "partitions without a leader",
        |r| r.of(PartitionState::Offline),
    ),
    Column::new(
        "under_min_isr",
        "<MIN",
        Unit::Count,
        HIDDEN,
        "partitions that refuse writes with acks=all",
        |r| r.of(PartitionState::UnderMinIsr),
    ),
    Column::new(
        "at_min_isr",
        "=MIN",
        Unit::Count,
        HIDDEN,
        "partitions that one more loss stops",
        |r| r.of(PartitionState::AtMinIsr),
    ),
    Column::new(
        "under_replicated",
        "URP",
        Unit::Count,
        HIDDEN,
        "partitions with replicas out of the ISR",
        |r| Cell::Int(r.under_replicated.into()),
    ),
    Column::new("internal", "INTERNAL", Unit::Flag, HIDDEN, "Kafka's own topic", |r| {
        Cell::Flag(r.internal)
    }),
    Column::new("topic_id", "ID", Unit::Text, HIDDEN, "topic id (KIP-516)", |r| {
        r.id.map_or(Cell::Nothing, |id| Cell::Text(Cow::Owned(id.to_string())))
    }),
];

impl Row for TopicRow {
    type Key = TopicName;
    const NOUN: &'static str = "topics";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> TopicName {
        self.topic.clone()
    }

    fn mark(&self) -> Mark {
        if self.error != 0 {
            Mark::Unknown
        } else {
            mark_of(self.state)
        }
    }
}

impl TopicRow {
    fn of(&self, state: PartitionState) -> Cell<'_> {
        Cell::Int(self.states[state as usize].into())
    }

    fn state_cell(&self) -> Cell<'_> {
        if self.error != 0 {
            return Cell::State {
                mark: Mark::Unknown,
                code: "error",
                words: Cow::Owned(format!("error {}", self.error)),
            };
        }
        let count = self.states[self.state as usize];
        Cell::State {
            mark: mark_of(self.state),
            code: code_of(self.state),
            words: match self.state {
                PartitionState::Ok => Cow::Borrowed("ok"),
                PartitionState::Offline => Cow::Owned(format!("{count} offline")),
                PartitionState::UnderMinIsr => Cow::Owned(format!("{count} under min ISR (no writes)")),
                PartitionState::AtMinIsr => Cow::Owned(format!("{count} at min ISR")),
                PartitionState::UnderReplicated => Cow::Owned(format!("{count} under-replicated")),
                PartitionState::Moving => Cow::Owned(format!("{count} moving")),
                PartitionState::NonPreferred => Cow::Owned(format!("{count} not led by preferred")),
            },
        }
    }
}

/// The stable word of a partition's state.
#[must_use]
pub const fn code_of(state: PartitionState) -> &'static str {
    match state {
        PartitionState::Offline => "offline",
        PartitionState::UnderMinIsr => "under-min-isr",
        PartitionState::AtMinIsr => "at-min-isr",
        PartitionState::UnderReplicated => "under-replicated",
        PartitionState::Moving => "moving",
        PartitionState::NonPreferred => "non-preferred",
        PartitionState::Ok => "ok",
    }
}

/// Every topic of the view, by name.
#[must_use]
pub fn rows(view: &View) -> Vec<TopicRow> {
    rows_sized(view, &Sizes::of(view))
}

/// Every topic of the view, by name, with sizes gathered before: they change far less often than the rest.
#[must_use]
pub fn rows_sized(view: &View, sizes: &Sizes) -> Vec<TopicRow> {
    let topics = view.topology.topics().iter();
    topics.map(|topic| row(view, topic, sizes)).collect()
}

/// One topic; none when it is not there.
#[must_use]
pub fn one(view: &View, name: &TopicName) -> Option<TopicRow> {
    let topic = view.topology.topic(name.as_str())?;
    Some(row(view, topic, &Sizes::of_topic(view, topic)))
}

fn row(view: &View, topic: &Topic, sizes: &Sizes) -> TopicRow {
    let mut states = [0; 7];
    let (mut under_replicated, mut replication) = (0, 0);
    for partition in view.topology.of(topic) {
        states[state_of(view, &partition) as usize] += 1;
        under_replicated += u32::from(super::partitions::lacks_replicas(view, &partition));
        replication = replication.max(partition.replicas.len());
    }
    let worst = PARTITION_STATES.into_iter().find(|s| states[*s as usize] > 0);
    TopicRow {
        topic: topic.name.clone(),
        id: topic.id,
        internal: topic.internal,
        partitions: topic.len,
        replication: u32::try_from(replication).unwrap_or(u32::MAX),
        min_isr: min_isr(view, topic),
        state: worst.unwrap_or(PartitionState::Ok),
        states,
        under_replicated,
        error: topic.error,
        rate: super::rates::records_in(view, topic.range()),
        records: kept(view, topic),
        size: sizes.leaders(topic.range()),
        size_all: sizes.all(topic.range()),
    }
}

const PARTITION_STATES: [PartitionState; 7] = [
    PartitionState::Offline,
    PartitionState::UnderMinIsr,
    PartitionState::AtMinIsr,
    PartitionState::UnderReplicated,
    PartitionState::Moving,
    PartitionState::NonPreferred,
    PartitionState::Ok,
];

fn min_isr(view: &View, topic: &Topic) -> Known<i32> {
    match view.settings.topics.get(&topic.name) {
        Some(settings) => Known::Value(settings.min_isr),
        None => Known::Unknown(view.settings.topics_known.reason().unwrap_or(Reason::NotYet)),
    }
}

fn kept(view: &View, topic: &Topic) -> Known<i64> {
    if view.offsets.layout != view.topology.layout {
        return Known::Unknown(Reason::NotYet);
    }
    let mut sum = 0;
    for at in topic.range() {
        match (view.offsets.high.get(at), view.offsets.start.get(at)) {
            (Known::Value(end), Known::Value(start)) => sum += (end - start).max(0),
            (Known::Unknown(reason), _) | (_, Known::Unknown(reason)) => return Known::Unknown(reason),
        }
    }
    Known::Value(sum)
}
