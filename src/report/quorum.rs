//! The KRaft quorum, one row a replica of the metadata log.

use crate::model::health::Thresholds;
use crate::model::known::{Known, Reason};
use crate::model::names::BrokerId;
use crate::model::quorum::{Quorum, QuorumReplica};
use crate::model::time::At;
use crate::model::view::View;

use super::cell::{Cell, Mark};
use super::column::{Column, Row, Unit};

/// One replica of the metadata log.
#[derive(Clone, Debug, PartialEq)]
pub struct QuorumRow {
    /// Its node id.
    pub node: BrokerId,
    /// `leader`, `voter` or `observer`.
    pub role: &'static str,
    /// The end of its copy; unknown while the leader has not heard from it.
    pub end: Known<i64>,
    /// Records behind the leader's copy.
    pub lag: Known<i64>,
    /// When it last fetched, by the leader's clock.
    pub last_fetch: Option<At>,
    /// When it was last caught up, by the leader's clock.
    pub caught_up: Option<At>,
    /// It was not caught up for longer than a voter may be.
    pub behind: bool,
}

static COLUMNS: &[Column<QuorumRow>] = &[
    Column::new("node", "NODE", Unit::Id, 0, "node id", |r| Cell::Int(r.node.0.into())),
    Column::new("role", "ROLE", Unit::Text, 0, "leader, voter or observer", |r| {
        Cell::text(r.role)
    }),
    Column::new(
        "log_end",
        "LOG END",
        Unit::Count,
        0,
        "end of its copy of the metadata log",
        |r| Cell::int(r.end),
    ),
    Column::new("lag", "LAG", Unit::Count, 0, "records behind the leader", |r| {
        Cell::int(r.lag)
    }),
    Column::new(
        "last_fetch",
        "FETCHED",
        Unit::Moment,
        1,
        "last fetch, by the leader's clock",
        |r| r.last_fetch.map_or(Cell::Nothing, Cell::At),
    ),
    Column::new(
        "caught_up",
        "CAUGHT UP",
        Unit::Moment,
        2,
        "last caught up, by the leader's clock",
        |r| r.caught_up.map_or(Cell::Nothing, Cell::At),
    ),
];

impl Row for QuorumRow {
    type Key = BrokerId;
    const NOUN: &'static str = "quorum";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> BrokerId {
        self.node
    }

    fn mark(&self) -> Mark {
        match (self.role, self.lag) {
            (_, Known::Unknown(_)) => Mark::Unknown,
            ("voter", _) if self.behind => Mark::Warning,
            _ => Mark::Ok,
        }
    }
}

/// The leader first, then voters, then observers; empty when the quorum is not known.
#[must_use]
pub fn rows(view: &View) -> Vec<QuorumRow> {
    let Known::Value(quorum) = view.quorum.as_ref() else {
        return Vec::new();
    };
    let mut rows: Vec<_> = quorum
        .voters
        .iter()
        .map(|r| row(quorum, r, "voter"))
        .chain(quorum.observers.iter().map(|r| row(quorum, r, "observer")))
        .collect();
    rows.sort_by_key(|r| (r.role != "leader", r.role != "voter", r.node));
    rows
}

fn row(quorum: &Quorum, replica: &QuorumReplica, role: &'static str) -> QuorumRow {
    let mut all = quorum.voters.iter().chain(&quorum.observers);
    let leader_end = all.find(|r| Some(r.id) == quorum.leader).map(|r| r.end);
    let end = Known::from_option((replica.end >= 0).then_some(replica.end), Reason::Unreachable);
    let leader_end = Known::from_option(leader_end, Reason::NoLeader);
    // by the leader's clock: the newest moment it told is its now
    let newest = quorum
        .voters
        .iter()
        .filter_map(|r| r.last_fetch.max(r.last_caught_up))
        .max();
    let late = newest
        .zip(replica.last_caught_up)
        .map(|(newest, caught_up)| newest.since(caught_up));
    QuorumRow {
        node: replica.id,
        role: if quorum.leader == Some(replica.id) {
            "leader"
        } else {
            role
        },
        end,
        lag: leader_end.and_then(|leader| end.map(|end| (leader - end).max(0))),
        last_fetch: replica.last_fetch,
        caught_up: replica.last_caught_up,
        behind: late.is_some_and(|late| late > Thresholds::default().voter_behind),
    }
}
