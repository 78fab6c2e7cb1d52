//! Brokers, one row each.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::cluster::{Broker, BrokerState, Kind, Reach};
use crate::model::known::{Known, Reason};
use crate::model::names::BrokerId;
use crate::model::storage::LogDir;
use crate::model::time::Since;
use crate::model::view::View;
use crate::model::whatif::{self, Verdict};

use super::cell::{Cell, Mark};
use super::column::{Column, HIDDEN, Row, Unit};
use super::if_stopped::Stop;

/// One broker.
#[derive(Clone, Debug, PartialEq)]
pub struct BrokerRow {
    /// Its id.
    pub broker: BrokerId,
    /// Advertised `host:port`.
    pub address: String,
    /// Its rack.
    pub rack: Option<Arc<str>>,
    /// What the cluster says of it.
    pub state: BrokerState,
    /// Since when.
    pub since: Since,
    /// Whether it answers us: microseconds, or why not in a few words.
    pub reach: Result<Option<u32>, String>,
    /// Whether it is the active controller; on KRaft a dedicated controller is no broker.
    pub controller: Known<bool>,
    /// Partitions it leads.
    pub leaders: Known<u32>,
    /// Replicas it has.
    pub replicas: Known<u32>,
    /// How full its fullest log dir's file system is, 0…1.
    pub fullest: Known<f64>,
    /// Bytes of its replicas in all log dirs.
    pub size: Known<i64>,
    /// Log dirs that are offline.
    pub offline_dirs: Known<u32>,
    /// What stops if it stops, in a few words; unknown while the topics are, and for a broker that is down.
    pub if_stopped: Known<Stop>,
    /// The least version of Kafka it must run.
    pub software: Known<Arc<str>>,
}

static COLUMNS: &[Column<BrokerRow>] = &[
    Column::new("broker", "ID", Unit::Id, 0, "node id", |r| Cell::Int(r.broker.0.into())),
    Column::new("address", "HOST", Unit::Path, 0, "advertised address", |r| {
        Cell::text(&r.address)
    }),
    Column::new("rack", "RACK", Unit::Text, 3, "broker.rack", |r| {
        Cell::maybe(r.rack.as_deref())
    }),
    Column::new(
        "state",
        "STATE",
        Unit::State,
        0,
        "what the cluster says, and whether it answers here",
        |r| {
            let (mark, code) = r.state();
            Cell::state(mark, code)
        },
    ),
    Column::new("leaders", "LEADERS", Unit::Count, 1, "partitions it leads", |r| {
        Cell::int(r.leaders)
    }),
    Column::new("replicas", "REPLICAS", Unit::Count, 2, "replicas it has", |r| {
        Cell::int(r.replicas)
    }),
    Column::new(
        "fullest_dir",
        "DISK",
        Unit::Share,
        1,
        "how full its fullest log dir is",
        |r| Cell::float(r.fullest),
    ),
    Column::new(
        "size_bytes",
        "SIZE",
        Unit::Bytes,
        4,
        "its replicas on all log dirs",
        |r| Cell::int(r.size),
    ),
    Column::new(
        "controller",
        "CONTROLLER",
        Unit::Flag,
        6,
        "whether it is the active controller",
        |r| match r.controller {
            Known::Value(is) => Cell::Flag(is),
            Known::Unknown(reason) => Cell::Unknown(reason),
        },
    ),
    Column::new(
        "since",
        "SINCE",
        Unit::Moment,
        5,
        "since when it is in this state",
        |r| Cell::Since(r.since),
    ),
    Column::new(
        "since_exact",
        "EXACT",
        Unit::Flag,
        HIDDEN,
        "false: it was so at the first look already",
        |r| Cell::Flag(matches!(r.since, Since::At(_))),
    ),
    Column::new(
        "safe_to_stop",
        "SAFE TO STOP",
        Unit::State,
        1,
        "whether nothing stops if it stops",
        |r| match &r.if_stopped {
            Known::Value(stop) => stop.cell(),
            Known::Unknown(reason) => Cell::Unknown(*reason),
        },
    ),
    Column::new(
        "software",
        "KAFKA",
        Unit::Text,
        7,
        "least version its APIs tell of",
        |r| match &r.software {
            Known::Value(version) => Cell::text(version),
            Known::Unknown(reason) => Cell::Unknown(*reason),
        },
    ),
    Column::new(
        "offline_dirs",
        "BAD DIRS",
        Unit::Count,
        HIDDEN,
        "log dirs that are offline",
        |r| Cell::int(r.offline_dirs),
    ),
    Column::new(
        "round_trip_us",
        "RTT",
        Unit::Count,
        HIDDEN,
        "microseconds of the last answer",
        |r| match &r.reach {
            Ok(Some(rtt)) => Cell::Int((*rtt).into()),
            Ok(None) => Cell::Unknown(Reason::NotYet),
            Err(_) => Cell::Unknown(Reason::Unreachable),
        },
    ),
    Column::new(
        "unreachable",
        "UNREACHABLE",
        Unit::Text,
        HIDDEN,
        "why it does not answer here",
        |r| match &r.reach {
            Ok(_) => Cell::Nothing,
            Err(why) => Cell::Text(Cow::Borrowed(why)),
        },
    ),
];

impl Row for BrokerRow {
    type Key = BrokerId;
    const NOUN: &'static str = "brokers";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> BrokerId {
        self.broker
    }

    fn mark(&self) -> Mark {
        self.state().0
    }
}

impl BrokerRow {
    fn state(&self) -> (Mark, &'static str) {
        match (self.state, &self.reach) {
            (BrokerState::Fenced, _) => (Mark::Bad, "fenced"),
            (BrokerState::Missing, _) => (Mark::Bad, "missing"),
            (BrokerState::Up, Err(_)) => (Mark::Warning, "unreachable"),
            (BrokerState::Up, Ok(_)) if matches!(self.offline_dirs, Known::Value(1..)) => (Mark::Bad, "dir-offline"),
            (BrokerState::Up, Ok(_)) => (Mark::Ok, "ok"),
        }
    }
}

/// Every broker of the view, by id.
#[must_use]
pub fn rows(view: &View) -> Vec<BrokerRow> {
    let counts = counts(view);
    let stops = if counts.is_known() {
        whatif::stop_each(view)
    } else {
        BTreeMap::new()
    };
    view.cluster
        .brokers
        .iter()
        .map(|broker| row(view, broker, counts.as_ref(), stops.get(&broker.id)))
        .collect()
}

type Counts = BTreeMap<BrokerId, (u32, u32)>;

/// Leaders and replicas by broker; none before the first Metadata.
fn counts(view: &View) -> Known<Counts> {
    if view.topology.version == 0 {
        let trouble = view.topology.stamp.trouble.as_ref();
        return Known::Unknown(trouble.map_or(Reason::NotYet, |t| t.reason()));
    }
    let mut counts = Counts::new();
    for partition in view.topology.iter() {
        if let Some(leader) = partition.leader {
            counts.entry(leader).or_default().0 += 1;
        }
        for replica in partition.replicas {
            counts.entry(*replica).or_default().1 += 1;
        }
    }
    Known::Value(counts)
}

fn row(view: &View, broker: &Broker, counts: Known<&Counts>, stop: Option<&Verdict>) -> BrokerRow {
    let if_stopped = counts.and_then(|_| Known::from_option(stop.map(Stop::of), Reason::Unreachable));
    let count = counts.map(|counts| counts.get(&broker.id).copied().unwrap_or_default());
    let dirs = match view.storage.brokers.get(&broker.id) {
        Some(dirs) => dirs.as_ref(),
        None => Known::Unknown(Reason::NotYet),
    };
    BrokerRow {
        broker: broker.id,
        address: broker.address(),
        rack: broker.rack.clone(),
        state: broker.state,
        since: broker.since,
        reach: match &broker.reach {
            Reach::NotTried => Ok(None),
            Reach::Answers { rtt } => Ok(Some(*rtt)),
            Reach::Lost { trouble, .. } => Err(trouble.cause.to_string()),
        },
        controller: match (view.cluster.controller, view.cluster.kind) {
            (Known::Value(id), Kind::KRaft | Kind::ZooKeeper) => Known::Value(id == broker.id),
            (Known::Value(_), Kind::Unknown) => Known::Unknown(Reason::NotYet),
            (Known::Unknown(reason), _) => Known::Unknown(reason),
        },
        leaders: count.map(|c| c.0),
        replicas: count.map(|c| c.1),
        fullest: dirs.and_then(|dirs| {
            let shares = dirs.iter().filter(|d| d.error == 0).map(LogDir::fullness);
            shares
                .reduce(|a, b| if b.value() > a.value() { b } else { a })
                .unwrap_or_default()
        }),
        size: dirs.map(|dirs| dirs.iter().map(LogDir::used).sum()),
        offline_dirs: dirs.map(|dirs| u32::try_from(dirs.iter().filter(|d| d.error != 0).count()).unwrap_or(u32::MAX)),
        if_stopped,
        software: broker.software.clone(),
    }
}
