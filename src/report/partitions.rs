//! Partitions of a topic, one row each.

use crate::model::finding::PartitionState;
use crate::model::known::{Known, Reason};
use crate::model::moves::{EligibleReplicas, Move};
use crate::model::names::{BrokerId, Partition, TopicName};
use crate::model::topology::PartitionRef;
use crate::model::view::View;

use super::cell::{Cell, Mark};
use super::column::{Column, HIDDEN, Row, Unit};
use super::sizes::Sizes;
use super::topics::code_of;

/// One partition.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionRow {
    /// Its topic.
    pub topic: TopicName,
    /// Its number.
    pub partition: Partition,
    /// Its leader; none when it is offline.
    pub leader: Option<BrokerId>,
    /// Its leader epoch, where the broker tells.
    pub epoch: Option<i32>,
    /// Its replicas, the preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Those in sync.
    pub isr: Vec<BrokerId>,
    /// Those that are not, without those being added.
    pub out: Vec<BrokerId>,
    /// Log start offset.
    pub start: Known<i64>,
    /// High watermark.
    pub end: Known<i64>,
    /// Last stable offset.
    pub stable: Known<i64>,
    /// Records a second that arrive.
    pub rate: Known<f64>,
    /// Bytes of the leader's log.
    pub size: Known<i64>,
    /// How it is.
    pub state: PartitionState,
    /// Replicas being added.
    pub adding: Vec<BrokerId>,
    /// Replicas being removed.
    pub removing: Vec<BrokerId>,
    /// Who may lead without loss though out of the ISR (KIP-966); asked for faulty partitions only.
    pub eligible: Option<EligibleReplicas>,
}

static COLUMNS: &[Column<PartitionRow>] = &[
    Column::new("topic", "TOPIC", Unit::Text, HIDDEN, "name of the topic", |r| {
        Cell::text(r.topic.as_str())
    }),
    Column::new("partition", "PART", Unit::Id, 0, "number of the partition", |r| {
        Cell::Int(r.partition.0.into())
    }),
    Column::new("leader", "LEADER", Unit::Id, 0, "broker that leads it", |r| {
        r.leader
            .map_or(Cell::Unknown(Reason::NoLeader), |id| Cell::Int(id.0.into()))
    }),
    Column::new(
        "replicas",
        "REPLICAS",
        Unit::Ids,
        0,
        "its replicas, the preferred leader first",
        |r| Cell::Ids(&r.replicas),
    ),
    Column::new("isr", "ISR", Unit::Ids, 0, "replicas in sync", |r| Cell::Ids(&r.isr)),
    Column::new(
        "out_of_sync",
        "OUT",
        Unit::Ids,
        1,
        "replicas that lack in the ISR",
        |r| Cell::Ids(&r.out),
    ),
    Column::new("log_start", "START", Unit::Count, 5, "log start offset", |r| {
        Cell::int(r.start)
    }),
    Column::new("end", "END", Unit::Count, 2, "high watermark", |r| Cell::int(r.end)),
    Column::new(
        "records_per_second",
        "REC/S",
        Unit::PerSecond,
        3,
        "records that arrive",
        |r| Cell::float(r.rate),
    ),
    Column::new("size_bytes", "SIZE", Unit::Bytes, 4, "the leader's log", |r| {
        Cell::int(r.size)
    }),
    Column::new("state", "STATE", Unit::State, 0, "how it is", PartitionRow::state_cell),
    Column::new(
        "last_stable",
        "STABLE",
        Unit::Count,
        HIDDEN,
        "last stable offset (read_committed's end)",
        |r| Cell::int(r.stable),
    ),
    Column::new("leader_epoch", "EPOCH", Unit::Id, HIDDEN, "leader epoch", |r| {
        r.epoch
            .map_or(Cell::Unknown(Reason::TooOld), |epoch| Cell::Int(epoch.into()))
    }),
    Column::new(
        "adding",
        "ADDING",
        Unit::Ids,
        HIDDEN,
        "replicas a reassignment adds",
        |r| Cell::Ids(&r.adding),
    ),
    Column::new(
        "removing",
        "REMOVING",
        Unit::Ids,
        HIDDEN,
        "replicas a reassignment removes",
        |r| Cell::Ids(&r.removing),
    ),
    Column::new(
        "eligible",
        "ELR",
        Unit::Ids,
        HIDDEN,
        "out of the ISR and yet complete (KIP-966)",
        |r| r.eligible.as_ref().map_or(Cell::Nothing, |e| Cell::Ids(&e.eligible)),
    ),
];

impl Row for PartitionRow {
    type Key = (TopicName, Partition);
    const NOUN: &'static str = "partitions";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> Self::Key {
        (self.topic.clone(), self.partition)
    }

    fn mark(&self) -> Mark {
        mark_of(self.state)
    }
}

impl PartitionRow {
    fn state_cell(&self) -> Cell<'_> {
        Cell::State {
            mark: mark_of(self.state),
            code: code_of(self.state),
            words: words_of(self.state).into(),
        }
    }
}

/// How bad a partition's state is.
#[must_use]
pub const fn mark_of(state: PartitionState) -> Mark {
    match state {
        PartitionState::Offline | PartitionState::UnderMinIsr => Mark::Bad,
        PartitionState::AtMinIsr | PartitionState::UnderReplicated => Mark::Warning,
        PartitionState::Moving => Mark::Moving,
        PartitionState::NonPreferred | PartitionState::Ok => Mark::Ok,
    }
}

/// A partition's state in words.
#[must_use]
pub const fn words_of(state: PartitionState) -> &'static str {
    match state {
        PartitionState::Offline => "offline",
        PartitionState::UnderMinIsr => "<min ISR",
        PartitionState::AtMinIsr => "=min ISR",
        PartitionState::UnderReplicated => "under-replicated",
        PartitionState::Moving => "moving",
        PartitionState::NonPreferred => "not preferred",
        PartitionState::Ok => "ok",
    }
}

/// The partitions of one topic, by number; empty when the topic is not there.
#[must_use]
pub fn rows(view: &View, topic: &TopicName) -> Vec<PartitionRow> {
    let Some(topic) = view.topology.topic(topic.as_str()) else {
        return Vec::new();
    };
    let sizes = Sizes::of_topic(view, topic);
    view.topology.of(topic).map(|p| row(view, &p, &sizes)).collect()
}

fn row(view: &View, partition: &PartitionRef<'_>, sizes: &Sizes) -> PartitionRow {
    let at = partition.index;
    let fits = view.offsets.layout == view.topology.layout;
    let offset = |column: &crate::model::column::Column| match column.get(at) {
        found if fits && !column.is_empty() => found,
        _ if partition.leader.is_none() => Known::Unknown(Reason::NoLeader),
        _ => Known::Unknown(Reason::NotYet),
    };
    let name = (partition.topic.name.clone(), partition.partition);
    let going = going(view, partition);
    PartitionRow {
        leader: partition.leader,
        epoch: (partition.epoch >= 0).then_some(partition.epoch),
        replicas: partition.replicas.to_vec(),
        isr: partition.isr.to_vec(),
        out: out_of_sync(partition, going),
        start: offset(&view.offsets.start),
        end: offset(&view.offsets.high),
        stable: offset(&view.offsets.stable),
        rate: super::rates::records_in(view, at..at + 1),
        size: sizes.leaders(at..at + 1),
        state: state_of(view, partition),
        adding: going.map(|m| m.adding.clone()).unwrap_or_default(),
        removing: going.map(|m| m.removing.clone()).unwrap_or_default(),
        eligible: view.eligible.get(&name).cloned(),
        topic: name.0,
        partition: name.1,
    }
}

fn going<'v>(view: &'v View, partition: &PartitionRef<'_>) -> Option<&'v Move> {
    let moves = view.moves.as_ref().value()?;
    if moves.is_empty() {
        return None;
    }
    moves.get(&(partition.topic.name.clone(), partition.partition))
}

fn out_of_sync(partition: &PartitionRef<'_>, going: Option<&Move>) -> Vec<BrokerId> {
    let added = |id: &BrokerId| going.is_some_and(|m| m.adding.contains(id));
    partition
        .replicas
        .iter()
        .filter(|id| !partition.isr.contains(id) && !added(id))
        .copied()
        .collect()
}

/// Whether replicas lack in the ISR as the broker counts it: |replicas| − |adding| > |ISR|.
#[must_use]
pub fn lacks_replicas(view: &View, partition: &PartitionRef<'_>) -> bool {
    partition.replicas.len() > partition.isr.len()
        && partition.replicas.len() - going(view, partition).map_or(0, |m| m.adding.len()) > partition.isr.len()
}

/// How a partition is: as the health rules found it, or from Metadata alone when they did not run.
#[must_use]
pub fn state_of(view: &View, partition: &PartitionRef<'_>) -> PartitionState {
    if view.health.partitions.len() == view.topology.partitions()
        && let Some(state) = view.health.partitions.get(partition.index)
    {
        return *state;
    }
    if partition.leader.is_none() {
        return PartitionState::Offline;
    }
    if lacks_replicas(view, partition) {
        return PartitionState::UnderReplicated;
    }
    if partition.preferred() != partition.leader {
        return PartitionState::NonPreferred;
    }
    PartitionState::Ok
}
