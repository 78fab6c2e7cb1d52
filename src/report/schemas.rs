//! The schema registry's subjects and versions, one row each. Who reads the registry fills them.

use super::cell::Cell;
use super::column::{Column, Row, Unit};

/// A subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectRow {
    /// Its name.
    pub subject: String,
    /// The topic whose keys or values it describes, by the name; "orders" of "orders-value".
    pub topic: Option<String>,
    /// Language of the latest version.
    pub kind: Option<String>,
    /// The latest version.
    pub version: Option<i32>,
    /// The latest version's id.
    pub id: Option<u32>,
    /// How many schemas the latest version builds on.
    pub references: Option<usize>,
    /// Its level of compatibility, its own or the registry's.
    pub level: Option<String>,
}

static SUBJECTS: &[Column<SubjectRow>] = &[
    Column::new("subject", "SUBJECT", Unit::Text, 0, "name of the subject", |r| {
        Cell::text(&r.subject)
    }),
    Column::new(
        "type",
        "TYPE",
        Unit::Text,
        1,
        "language of the latest version: AVRO, PROTOBUF, JSON",
        |r| Cell::maybe(r.kind.as_deref()),
    ),
    Column::new("version", "VERSION", Unit::Id, 1, "the latest version", |r| {
        number(r.version)
    }),
    Column::new(
        "id",
        "ID",
        Unit::Id,
        2,
        "id of the latest version, which records carry",
        |r| number(r.id),
    ),
    Column::new(
        "references",
        "REFS",
        Unit::Count,
        4,
        "how many schemas the latest version builds on",
        |r| r.references.map_or(Cell::Nothing, Cell::count),
    ),
    Column::new(
        "compatibility",
        "COMPATIBILITY",
        Unit::Text,
        2,
        "level it is held to, its own or the registry's (with --wide)",
        |r| Cell::maybe(r.level.as_deref()),
    ),
    Column::new(
        "topic",
        "TOPIC",
        Unit::Text,
        3,
        "topic it describes, by the subject's name",
        |r| Cell::maybe(r.topic.as_deref()),
    ),
];

impl Row for SubjectRow {
    type Key = String;
    const NOUN: &'static str = "subjects";

    fn columns() -> &'static [Column<Self>] {
        SUBJECTS
    }

    fn key(&self) -> String {
        self.subject.clone()
    }
}

/// A version of a subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionRow {
    /// The subject.
    pub subject: String,
    /// The version.
    pub version: i32,
    /// The schema's id.
    pub id: u32,
    /// Its language.
    pub kind: String,
    /// What it describes: "Avro ecommerce.Order"; none when it cannot be read.
    pub name: Option<String>,
    /// What it builds on, each as "NAME=SUBJECT:VERSION".
    pub references: Vec<String>,
    /// The schema.
    pub schema: String,
}

static VERSIONS: &[Column<VersionRow>] = &[
    Column::new("subject", "SUBJECT", Unit::Text, 1, "name of the subject", |r| {
        Cell::text(&r.subject)
    }),
    Column::new("version", "VERSION", Unit::Id, 0, "version of the subject", |r| {
        number(Some(r.version))
    }),
    Column::new("id", "ID", Unit::Id, 0, "id of the schema, which records carry", |r| {
        number(Some(r.id))
    }),
    Column::new("type", "TYPE", Unit::Text, 1, "language: AVRO, PROTOBUF, JSON", |r| {
        Cell::text(&r.kind)
    }),
    Column::new("name", "NAME", Unit::Text, 1, "what it describes", |r| {
        Cell::maybe(r.name.as_deref())
    }),
    Column::new(
        "references",
        "REFERENCES",
        Unit::Texts,
        2,
        "what it builds on: NAME=SUBJECT:VERSION",
        |r| Cell::Texts((&r.references).into()),
    ),
    Column::new(
        "schema",
        "SCHEMA",
        Unit::Text,
        super::HIDDEN,
        "the schema, as it is registered",
        |r| Cell::text(&r.schema),
    ),
];

impl Row for VersionRow {
    type Key = (String, i32);
    const NOUN: &'static str = "versions";

    fn columns() -> &'static [Column<Self>] {
        VERSIONS
    }

    fn key(&self) -> Self::Key {
        (self.subject.clone(), self.version)
    }
}

fn number(value: Option<impl Into<i64>>) -> Cell<'static> {
    value.map_or(Cell::Nothing, |number| Cell::Int(number.into()))
}
