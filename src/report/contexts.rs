//! The contexts of the configuration, one row each. Who reads the configuration fills them.

use super::cell::Cell;
use super::column::{Column, Row, Unit};

/// One context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextRow {
    /// Its name.
    pub name: String,
    /// Whether it is the one in use.
    pub current: bool,
    /// Its environment.
    pub environment: Option<String>,
    /// Whether nothing may be changed through it.
    pub read_only: bool,
    /// The brokers to start from, with commas.
    pub bootstrap: String,
    /// How it is secured: "PLAINTEXT", "SASL_SSL SCRAM-SHA-512".
    pub security: String,
}

static COLUMNS: &[Column<ContextRow>] = &[
    Column::new("name", "CONTEXT", Unit::Text, 0, "name of the context", |r| {
        Cell::text(&r.name)
    }),
    Column::new(
        "current",
        "IN USE",
        Unit::Flag,
        0,
        "whether it is used when none is named",
        |r| Cell::Flag(r.current),
    ),
    Column::new("environment", "ENV", Unit::Text, 1, "its environment", |r| {
        Cell::maybe(r.environment.as_deref())
    }),
    Column::new(
        "read_only",
        "READ-ONLY",
        Unit::Flag,
        2,
        "nothing may be changed through it",
        |r| Cell::Flag(r.read_only),
    ),
    Column::new(
        "security",
        "SECURITY",
        Unit::Text,
        3,
        "security protocol and SASL mechanism",
        |r| Cell::text(&r.security),
    ),
    Column::new("bootstrap", "BOOTSTRAP", Unit::Path, 0, "brokers to start from", |r| {
        Cell::text(&r.bootstrap)
    }),
];

impl Row for ContextRow {
    type Key = String;
    const NOUN: &'static str = "contexts";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> String {
        self.name.clone()
    }
}
