//! Log dirs of the brokers, one row each.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::storage::LogDir;
use crate::model::view::View;

use super::cell::{Cell, Mark};
use super::column::{Column, HIDDEN, Row, Unit};

/// One log dir.
#[derive(Clone, Debug, PartialEq)]
pub struct LogDirRow {
    /// Its broker.
    pub broker: BrokerId,
    /// Its path.
    pub path: Arc<str>,
    /// Kafka's error code; 0 for none.
    pub error: i16,
    /// Bytes of its file system, which other log dirs may share.
    pub total: Known<i64>,
    /// Usable bytes of its file system.
    pub usable: Known<i64>,
    /// How full its file system is, 0…1.
    pub fullness: Known<f64>,
    /// Bytes of the replicas in it.
    pub size: i64,
    /// How many replicas are in it.
    pub replicas: usize,
    /// How many of them are being moved into it.
    pub future: usize,
}

static COLUMNS: &[Column<LogDirRow>] = &[
    Column::new("broker", "BROKER", Unit::Id, 0, "its broker", |r| {
        Cell::Int(r.broker.0.into())
    }),
    Column::new("path", "DIR", Unit::Path, 0, "path on the broker", |r| {
        Cell::text(&r.path)
    }),
    Column::new(
        "state",
        "STATE",
        Unit::State,
        0,
        "online, or Kafka's error",
        |r| match r.error {
            0 => Cell::state(Mark::Ok, "ok"),
            56 => Cell::state(Mark::Bad, "offline"),
            code => Cell::State {
                mark: Mark::Bad,
                code: "error",
                words: Cow::Owned(format!("error {code}")),
            },
        },
    ),
    Column::new("size_bytes", "SIZE", Unit::Bytes, 1, "the replicas in it", |r| {
        Cell::Int(r.size)
    }),
    Column::new("replicas", "REPLICAS", Unit::Count, 2, "how many replicas", |r| {
        Cell::count(r.replicas)
    }),
    Column::new("fullness", "DISK", Unit::Share, 0, "how full its file system is", |r| {
        Cell::float(r.fullness)
    }),
    Column::new(
        "usable_bytes",
        "USABLE",
        Unit::Bytes,
        3,
        "usable bytes of its file system",
        |r| Cell::int(r.usable),
    ),
    Column::new(
        "total_bytes",
        "TOTAL",
        Unit::Bytes,
        4,
        "its file system, which others may share",
        |r| Cell::int(r.total),
    ),
    Column::new(
        "future_replicas",
        "FUTURE",
        Unit::Count,
        HIDDEN,
        "replicas on their way into it",
        |r| Cell::count(r.future),
    ),
];

impl Row for LogDirRow {
    type Key = (BrokerId, Arc<str>);
    const NOUN: &'static str = "log-dirs";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> Self::Key {
        (self.broker, Arc::clone(&self.path))
    }

    fn mark(&self) -> Mark {
        if self.error == 0 { Mark::Ok } else { Mark::Bad }
    }
}

/// The log dirs of one broker, or of all.
#[must_use]
pub fn rows(view: &View, only: Option<BrokerId>) -> Vec<LogDirRow> {
    let mut rows = Vec::new();
    for (&broker, dirs) in &view.storage.brokers {
        if only.is_none_or(|only| only == broker)
            && let Known::Value(dirs) = dirs
        {
            rows.extend(dirs.iter().map(|dir| row(broker, dir)));
        }
    }
    rows
}

fn row(broker: BrokerId, dir: &LogDir) -> LogDirRow {
    LogDirRow {
        broker,
        path: Arc::clone(&dir.path),
        error: dir.error,
        total: dir.total,
        usable: dir.usable,
        fullness: dir.fullness(),
        size: dir.used(),
        replicas: dir.replicas.len(),
        future: dir.replicas.iter().filter(|r| r.future).count(),
    }
}
