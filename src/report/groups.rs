//! Groups, one row each.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::finding::{Severity, Subject};
use crate::model::group::{Group, GroupKind, GroupState};
use crate::model::history::TimeLag;
use crate::model::known::{Known, Reason};
use crate::model::lag::{GroupLag, Isolation};
use crate::model::names::{BrokerId, GroupId};
use crate::model::time::Span;
use crate::model::view::View;

use super::cell::{Cell, Mark};
use super::column::{Column, HIDDEN, Row, Unit};

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRow {
    /// Its id.
    pub group: GroupId,
    /// Its protocol.
    pub kind: GroupKind,
    /// Its state.
    pub state: Known<GroupState>,
    /// The worst that a health rule found of it.
    pub severity: Option<Severity>,
    /// How many members.
    pub members: Known<usize>,
    /// Topics it has commits or assignments on.
    pub topics: Known<usize>,
    /// Partitions of these.
    pub partitions: Known<usize>,
    /// Its lag with what is lost, ahead and unknown.
    pub lag: Known<GroupLag>,
    /// By how much the lag grows a second.
    pub trend: Known<f64>,
    /// How old the oldest record is that it has not read, by our own samples.
    pub oldest: Known<TimeLag>,
    /// Its coordinator.
    pub coordinator: Known<BrokerId>,
    /// Its assignor.
    pub assignor: Known<Arc<str>>,
    /// Its epoch.
    pub epoch: Known<i32>,
    /// The classic protocol type.
    pub protocol_type: Arc<str>,
}

static COLUMNS: &[Column<GroupRow>] = &[
    Column::new("group", "GROUP", Unit::Text, 0, "id of the group", |r| {
        Cell::text(r.group.as_str())
    }),
    Column::new(
        "type",
        "TYPE",
        Unit::Text,
        3,
        "classic, consumer, share or streams",
        |r| Cell::text(r.kind.words()),
    ),
    Column::new(
        "state",
        "STATE",
        Unit::State,
        0,
        "Kafka's word for its state",
        GroupRow::state_cell,
    ),
    Column::new("members", "MEMBERS", Unit::Count, 2, "how many members", |r| {
        count(r.members)
    }),
    Column::new(
        "topics",
        "TOPICS",
        Unit::Count,
        4,
        "topics it reads or has commits on",
        |r| count(r.topics),
    ),
    Column::new(
        "lag",
        "LAG",
        Unit::Count,
        0,
        "sum of end − max(committed, log start) of what is known",
        |r| match &r.lag {
            Known::Value(lag) if lag.share => Cell::About(lag.lag.known),
            Known::Value(lag) => Cell::total(lag.lag),
            Known::Unknown(reason) => Cell::Unknown(*reason),
        },
    ),
    Column::new(
        "lag_per_second",
        "TREND",
        Unit::PerSecond,
        1,
        "by how much the lag grows",
        |r| Cell::float(r.trend),
    ),
    Column::new(
        "oldest_ms",
        "OLDEST",
        Unit::Millis,
        2,
        "age of the oldest unread record, an estimate",
        |r| match r.oldest {
            // at the first look nobody knows how old what is unread is
            Known::Value(age) if age.span() < Span::seconds(1) && r.behind() => Cell::Unknown(Reason::TooFewSamples),
            Known::Value(TimeLag::About(Span(0))) => Cell::Int(0),
            Known::Value(TimeLag::About(age)) => Cell::About(age.0),
            Known::Value(TimeLag::AtLeast(age)) => Cell::AtLeast(age.0),
            Known::Unknown(reason) => Cell::Unknown(reason),
        },
    ),
    Column::new(
        "lost",
        "LOST",
        Unit::Count,
        5,
        "records deleted before it read them",
        |r| r.sum(|lag| Cell::total(lag.lost)),
    ),
    Column::new("coordinator", "COORD", Unit::Id, 6, "broker that coordinates it", |r| {
        Cell::int(r.coordinator.map(|id| id.0))
    }),
    Column::new(
        "partition_count",
        "PART",
        Unit::Count,
        7,
        "partitions it reads or has commits on",
        |r| count(r.partitions),
    ),
    Column::new(
        "lag_partitions_unknown",
        "UNKNOWN",
        Unit::Count,
        HIDDEN,
        "partitions whose lag is unknown",
        |r| r.sum(|lag| Cell::Int(lag.unknown.into())),
    ),
    Column::new(
        "lag_stale",
        "STALE",
        Unit::Count,
        HIDDEN,
        "lag on topics it does not read any longer: not in lag",
        |r| r.sum(|lag| Cell::total(lag.stale)),
    ),
    Column::new(
        "largest_lag",
        "LARGEST",
        Unit::Count,
        HIDDEN,
        "largest lag of one partition",
        |r| r.sum(|lag| Cell::Int(lag.largest)),
    ),
    Column::new(
        "assignor",
        "ASSIGNOR",
        Unit::Text,
        HIDDEN,
        "who assigns partitions to members",
        |r| match &r.assignor {
            Known::Value(name) => Cell::text(name),
            Known::Unknown(reason) => Cell::Unknown(*reason),
        },
    ),
    Column::new("epoch", "EPOCH", Unit::Id, HIDDEN, "group epoch (KIP-848)", |r| {
        Cell::int(r.epoch)
    }),
    Column::new(
        "protocol_type",
        "PROTOCOL",
        Unit::Text,
        HIDDEN,
        "classic protocol type",
        |r| Cell::text(&r.protocol_type),
    ),
];

impl Row for GroupRow {
    type Key = GroupId;
    const NOUN: &'static str = "groups";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> GroupId {
        self.group.clone()
    }

    fn mark(&self) -> Mark {
        match (self.severity, self.state) {
            (Some(severity), _) => severity.into(),
            (None, Known::Unknown(_)) => Mark::Unknown,
            (None, Known::Value(GroupState::Dead)) => Mark::Bad,
            (None, Known::Value(state)) if state.rebalancing() => Mark::Moving,
            (None, Known::Value(_)) => Mark::Ok,
        }
    }
}

impl GroupRow {
    fn state_cell(&self) -> Cell<'_> {
        match self.state {
            Known::Value(state) => Cell::State {
                mark: self.mark(),
                code: state.words(),
                words: Cow::Borrowed(state.words()),
            },
            Known::Unknown(reason) => Cell::Unknown(reason),
        }
    }

    fn behind(&self) -> bool {
        matches!(&self.lag, Known::Value(lag) if lag.lag.known > 0)
    }

    fn sum<'a>(&'a self, field: impl FnOnce(&'a GroupLag) -> Cell<'a>) -> Cell<'a> {
        match &self.lag {
            Known::Value(lag) => field(lag),
            Known::Unknown(reason) => Cell::Unknown(*reason),
        }
    }
}

fn count(number: Known<usize>) -> Cell<'static> {
    match number {
        Known::Value(number) => Cell::count(number),
        Known::Unknown(reason) => Cell::Unknown(reason),
    }
}

/// Every group of the view, by id.
#[must_use]
pub fn rows(view: &View, isolation: Isolation) -> Vec<GroupRow> {
    view.groups
        .list
        .iter()
        .map(|group| row(view, group, isolation))
        .collect()
}

/// One group.
#[must_use]
pub fn row(view: &View, group: &Group, isolation: Isolation) -> GroupRow {
    let subject = Subject::Group(group.id.clone());
    let findings = view.health.findings.iter().filter(|f| f.subject == subject);
    let offsets = group.offsets.as_ref();
    GroupRow {
        group: group.id.clone(),
        kind: group.kind,
        state: group.state,
        severity: findings.map(|f| f.severity).min(),
        members: group.members.as_ref().map(Vec::len),
        topics: offsets.map(|rows| rows.chunk_by(|a, b| a.topic == b.topic).count()),
        partitions: offsets.map(Vec::len),
        lag: GroupLag::of(group, isolation),
        trend: super::rates::lag_trend(view, group),
        oldest: super::rates::oldest(view, group),
        coordinator: group.coordinator,
        assignor: group.assignor.clone(),
        epoch: group.epoch,
        protocol_type: Arc::clone(&group.protocol_type),
    }
}
