//! Records, one row each; and as lines that lose nothing.

pub mod csv;
pub mod export;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::model::record::{Record, Says};

use crate::report::cell::{Cell, Mark};
use crate::report::column::{Column, HIDDEN, Row, Unit};

/// One record.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordRow {
    /// What it is.
    pub record: Arc<Record>,
    /// Its timestamp as a time of the day, in the zone of the person.
    pub time: String,
}

static COLUMNS: &[Column<RecordRow>] = &[
    Column::new("time", "TIME", Unit::Text, 1, "its timestamp, in the local zone", |r| {
        Cell::text(&r.time)
    }),
    Column::new(
        "timestamp",
        "TIMESTAMP",
        Unit::Count,
        HIDDEN,
        "its timestamp in ms since 1970",
        |r| r.record.at.map_or(Cell::Nothing, |at| Cell::Int(at.0)),
    ),
    Column::new("partition", "PART", Unit::Id, 2, "its partition", |r| {
        Cell::Int(r.record.partition.0.into())
    }),
    Column::new("offset", "OFFSET", Unit::Id, 2, "its offset", |r| {
        Cell::Int(r.record.offset)
    }),
    Column::new("key", "KEY", Unit::Text, 0, "its key", |r| {
        says(&r.record.key.says, &r.record.key.line)
    }),
    Column::new("value", "VALUE", Unit::Text, 0, "the beginning of its value", |r| {
        says(&r.record.value.says, &r.record.value.line)
    }),
    Column::new("format", "FORMAT", Unit::Text, 4, "what its value is written in", |r| {
        Cell::text(r.record.value.format)
    }),
    Column::new(
        "size_bytes",
        "SIZE",
        Unit::Bytes,
        3,
        "bytes of key, value and headers",
        |r| Cell::count(r.record.size()),
    ),
    Column::new(
        "header_count",
        "HEADERS",
        Unit::Count,
        HIDDEN,
        "how many headers it has",
        |r| Cell::count(r.record.headers.len()),
    ),
];

fn says<'a>(says: &Says, line: &'a str) -> Cell<'a> {
    match says {
        Says::Null => Cell::Nothing,
        _ => Cell::text(line),
    }
}

impl Row for RecordRow {
    type Key = (i32, i64);
    const NOUN: &'static str = "records";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> Self::Key {
        (self.record.partition.0, self.record.offset)
    }

    fn mark(&self) -> Mark {
        let troubled = self.record.key.trouble.is_some() || self.record.value.trouble.is_some();
        if troubled { Mark::Warning } else { Mark::None }
    }
}
