//! Where groups are in the partitions they read, one row a group and partition.

use std::sync::Arc;

use crate::model::group::{Group, GroupOffset, Member};
use crate::model::history::Eta;
use crate::model::known::Known;
use crate::model::lag::{self, Isolation, Lag};
use crate::model::names::{GroupId, Partition, TopicName};
use crate::model::time::At;
use crate::model::view::View;

use super::cell::{Cell, Mark};
use super::column::{Column, HIDDEN, Row, Unit};

/// The columns of `kconsole lag`, in its order.
pub const LAG: &[&str] = &["group", "topic", "partition", "committed", "end", "lag", "lost"];

/// One group in one partition.
#[derive(Clone, Debug, PartialEq)]
pub struct LagRow {
    /// The group.
    pub group: GroupId,
    /// The topic.
    pub topic: TopicName,
    /// The partition.
    pub partition: Partition,
    /// Committed offset and the ends read after it.
    pub lag: Lag,
    /// A commit on a topic that the group does not read any longer: in no total.
    pub stale: bool,
    /// The member that reads it: its id, client.id and host.
    pub member: Option<Reader>,
    /// When its commit was last seen to change.
    pub changed: Option<At>,
    /// Records a second the group gets through.
    pub rate: Known<f64>,
    /// When the group is done, if the rates stay.
    pub eta: Known<Eta>,
}

/// The member that reads a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Its member id.
    pub id: Arc<str>,
    /// Its `client.id`.
    pub client: Arc<str>,
    /// The host it connects from.
    pub host: Arc<str>,
}

static COLUMNS: &[Column<LagRow>] = &[
    Column::new("group", "GROUP", Unit::Text, 0, "id of the group", |r| {
        Cell::text(r.group.as_str())
    }),
    Column::new("topic", "TOPIC", Unit::Text, 0, "name of the topic", |r| {
        Cell::text(r.topic.as_str())
    }),
    Column::new("partition", "PART", Unit::Id, 0, "number of the partition", |r| {
        Cell::Int(r.partition.0.into())
    }),
    Column::new("committed", "COMMITTED", Unit::Count, 4, "committed offset", |r| {
        Cell::int(r.lag.committed)
    }),
    Column::new("end", "END", Unit::Count, 3, "high watermark", |r| Cell::int(r.lag.end)),
    Column::new("lag", "LAG", Unit::Count, 0, "end − max(committed, log start)", |r| {
        Cell::int(r.lag.lag)
    }),
    Column::new(
        "lost",
        "LOST",
        Unit::Count,
        2,
        "records deleted before the group read them",
        |r| Cell::int(r.lag.lost),
    ),
    Column::new(
        "records_per_second",
        "OUT/S",
        Unit::PerSecond,
        2,
        "records the group gets through",
        |r| Cell::float(r.rate),
    ),
    Column::new(
        "eta_ms",
        "ETA",
        Unit::Millis,
        2,
        "until it is done at this rate",
        |r| match r.eta {
            Known::Value(Eta::Done) => Cell::Nothing,
            Known::Value(Eta::In(span)) => Cell::About(span.0),
            Known::Value(Eta::Never) => Cell::Never,
            Known::Unknown(reason) => Cell::Unknown(reason),
        },
    ),
    Column::new(
        "committed_at",
        "COMMIT",
        Unit::Moment,
        5,
        "when its commit was last seen to change",
        |r| r.changed.map_or(Cell::Nothing, Cell::At),
    ),
    Column::new("member", "MEMBER", Unit::Path, 1, "member that reads it", |r| {
        r.reader(|m| &m.id)
    }),
    Column::new("client_id", "CLIENT", Unit::Path, 7, "client.id of that member", |r| {
        r.reader(|m| &m.client)
    }),
    Column::new("host", "HOST", Unit::Path, 6, "host of that member", |r| {
        r.reader(|m| &m.host)
    }),
    Column::new("log_start", "START", Unit::Count, HIDDEN, "log start offset", |r| {
        Cell::int(r.lag.start)
    }),
    Column::new(
        "lag_at_most",
        "AT MOST",
        Unit::Count,
        HIDDEN,
        "without a commit: the whole log",
        |r| Cell::int(r.lag.at_most),
    ),
    Column::new(
        "ahead",
        "AHEAD",
        Unit::Count,
        HIDDEN,
        "how far the commit is beyond the end",
        |r| Cell::Int(r.lag.ahead),
    ),
    Column::new(
        "blocked",
        "BLOCKED",
        Unit::Count,
        HIDDEN,
        "records behind open transactions",
        |r| Cell::int(r.lag.blocked),
    ),
    Column::new(
        "stale",
        "STALE",
        Unit::Flag,
        HIDDEN,
        "the group does not read this topic any longer",
        |r| Cell::Flag(r.stale),
    ),
];

impl Row for LagRow {
    type Key = (GroupId, TopicName, Partition);
    const NOUN: &'static str = "lag";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> Self::Key {
        (self.group.clone(), self.topic.clone(), self.partition)
    }

    fn mark(&self) -> Mark {
        match (self.lag.lag, self.lag.lost) {
            (_, Known::Value(1..)) => Mark::Bad,
            (Known::Unknown(_), _) => Mark::Unknown,
            _ if self.lag.ahead > 0 => Mark::Warning,
            _ => Mark::Ok,
        }
    }
}

impl LagRow {
    fn reader(&self, field: impl FnOnce(&Reader) -> &Arc<str>) -> Cell<'_> {
        Cell::maybe(self.member.as_ref().map(|m| &**field(m)))
    }
}

/// Every group of the view in every partition, by group, topic and partition.
#[must_use]
pub fn rows(view: &View, isolation: Isolation) -> Vec<LagRow> {
    let mut rows = Vec::new();
    for group in &view.groups.list {
        rows.extend(of(view, group, isolation));
    }
    rows
}

/// One group in every partition, by topic and partition; none while its offsets are unknown.
pub fn of<'a>(view: &'a View, group: &'a Group, isolation: Isolation) -> impl Iterator<Item = LagRow> + 'a {
    lag::rows(group, isolation).map(move |row| {
        let rate = super::rates::records_out(view, group, row.offset);
        LagRow {
            group: group.id.clone(),
            topic: row.offset.topic.clone(),
            partition: row.offset.partition,
            lag: row.lag,
            stale: row.stale,
            member: member(group, row.offset).map(|m| Reader {
                id: Arc::clone(&m.id),
                client: Arc::clone(&m.client),
                host: Arc::clone(&m.host),
            }),
            changed: row.offset.changed,
            rate,
            eta: super::rates::eta(view, row.offset, row.lag.lag, rate),
        }
    })
}

fn member<'a>(group: &'a Group, offset: &GroupOffset) -> Option<&'a Member> {
    match &group.members {
        Known::Value(members) => members.get(offset.member? as usize),
        Known::Unknown(_) => None,
    }
}
