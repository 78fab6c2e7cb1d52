//! Configs of an opened topic or broker, one row each.

use crate::model::settings::{ConfigEntry, ConfigSource};

use super::cell::{Cell, Mark};
use super::column::{Column, HIDDEN, Row, Unit};

/// One config.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigRow {
    /// Its name.
    pub name: String,
    /// Its value; none when it is sensitive.
    pub value: Option<String>,
    /// Where the value comes from.
    pub source: ConfigSource,
    /// Its type.
    pub kind: &'static str,
    /// Cannot be altered.
    pub read_only: bool,
    /// Kept secret by the broker.
    pub sensitive: bool,
    /// Where else it is set: "broker (file) log.retention.hours=168".
    pub synonyms: Vec<String>,
    /// Kafka's documentation.
    pub doc: String,
}

static COLUMNS: &[Column<ConfigRow>] = &[
    Column::new("name", "CONFIG", Unit::Text, 0, "name of the config", |r| {
        Cell::text(&r.name)
    }),
    Column::new(
        "value",
        "VALUE",
        Unit::Text,
        0,
        "its value; null when the broker keeps it secret",
        |r| Cell::maybe(r.value.as_deref()),
    ),
    Column::new("source", "SOURCE", Unit::Text, 1, "where the value comes from", |r| {
        Cell::text(r.source.words())
    }),
    Column::new("type", "TYPE", Unit::Text, 3, "its type", |r| {
        Cell::maybe((!r.kind.is_empty()).then_some(r.kind))
    }),
    Column::new("read_only", "READ-ONLY", Unit::Flag, 4, "cannot be altered", |r| {
        Cell::Flag(r.read_only)
    }),
    Column::new(
        "sensitive",
        "SENSITIVE",
        Unit::Flag,
        HIDDEN,
        "kept secret by the broker",
        |r| Cell::Flag(r.sensitive),
    ),
    Column::new(
        "synonyms",
        "ALSO SET",
        Unit::Texts,
        HIDDEN,
        "where else it is set, in order of precedence",
        |r| Cell::Texts(r.synonyms.as_slice().into()),
    ),
    Column::new("doc", "DOC", Unit::Text, HIDDEN, "Kafka's documentation", |r| {
        Cell::maybe((!r.doc.is_empty()).then_some(r.doc.as_str()))
    }),
];

impl Row for ConfigRow {
    type Key = String;
    const NOUN: &'static str = "configs";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> String {
        self.name.clone()
    }

    fn mark(&self) -> Mark {
        Mark::None
    }
}

impl ConfigRow {
    /// Whether somebody set it: its value is not Kafka's default.
    #[must_use]
    pub fn set(&self) -> bool {
        self.source != ConfigSource::Default
    }
}

/// The configs, by name.
#[must_use]
pub fn rows(entries: &[ConfigEntry]) -> Vec<ConfigRow> {
    let mut rows: Vec<_> = entries.iter().map(row).collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    rows
}

fn row(entry: &ConfigEntry) -> ConfigRow {
    let synonym = |(source, name, value): &(ConfigSource, String, Option<String>)| {
        format!("{} {name}={}", source.words(), value.as_deref().unwrap_or("(secret)"))
    };
    ConfigRow {
        name: entry.name.clone(),
        value: entry.value.clone(),
        source: entry.source,
        kind: entry.kind,
        read_only: entry.read_only,
        sensitive: entry.sensitive,
        synonyms: entry.synonyms.iter().map(synonym).collect(),
        doc: entry.doc.clone(),
    }
}
