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
    /// The level is its own.
    pub own_level: Option<bool>,
    /// It is softly deleted.
    pub deleted: bool,
    /// Not all of it may be seen.
    pub unread: bool,
}

impl SubjectRow {
    /// A subject of which nothing but the name is known yet.
    #[must_use]
    pub fn named(subject: String) -> Self {
        Self {
            topic: topic(&subject).map(|(topic, _)| topic.to_owned()),
            subject,
            ..Self::default()
        }
    }
}

/// The topic that a subject's name tells of (TopicNameStrategy), and whether it is of its keys or its values.
#[must_use]
pub fn topic(subject: &str) -> Option<(&str, &'static str)> {
    let value = subject.strip_suffix("-value").map(|topic| (topic, "values"));
    value.or_else(|| subject.strip_suffix("-key").map(|topic| (topic, "keys")))
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
    Column::new(
        "deleted",
        "DELETED",
        Unit::Flag,
        super::HIDDEN,
        "it is softly deleted (with --deleted)",
        |r| Cell::Flag(r.deleted),
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
    /// The schema's id; 0 when it is not told.
    pub id: u32,
    /// Its language; empty when it is not told.
    pub kind: String,
    /// What it describes: "Avro ecommerce.Order"; none when it cannot be read.
    pub name: Option<String>,
    /// What it builds on, each as "NAME=SUBJECT:VERSION".
    pub references: Vec<String>,
    /// The schema; empty when it is not told: not every registry shows what is softly deleted.
    pub schema: String,
}

impl VersionRow {
    /// The schema as a person lays it out: JSON a field a line, Protobuf as it was written.
    #[must_use]
    pub fn pretty(&self) -> String {
        let json: Option<serde_json::Value> = serde_json::from_str(&self.schema).ok();
        json.and_then(|json| serde_json::to_string_pretty(&json).ok())
            .unwrap_or_else(|| self.schema.clone())
    }

    /// What two versions are compared by: the schema, and below it what it builds on, which may change alone.
    #[must_use]
    pub fn compared(&self) -> String {
        let mut text = self.pretty();
        if !self.references.is_empty() {
            text.push_str("\n\nbuilds on:");
        }
        for one in &self.references {
            text.push_str("\n  ");
            text.push_str(one);
        }
        text
    }
}

static VERSIONS: &[Column<VersionRow>] = &[
    Column::new("subject", "SUBJECT", Unit::Text, 1, "name of the subject", |r| {
        Cell::text(&r.subject)
    }),
    Column::new("version", "VERSION", Unit::Id, 0, "version of the subject", |r| {
        number(Some(r.version))
    }),
    Column::new("id", "ID", Unit::Id, 0, "id of the schema, which records carry", |r| {
        number(Some(r.id).filter(|id| *id > 0))
    }),
    Column::new("type", "TYPE", Unit::Text, 1, "language: AVRO, PROTOBUF, JSON", |r| {
        Cell::maybe(Some(r.kind.as_str()).filter(|kind| !kind.is_empty()))
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

/// A schema that a version builds on, or that builds on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferenceRow {
    /// The version of the subject that is looked at.
    pub of: i32,
    /// It builds on the other; else the other builds on it.
    pub on: bool,
    /// How the schema names the other; empty when that is not known.
    pub name: String,
    /// The other's subject.
    pub subject: String,
    /// The other's version.
    pub version: i32,
}

impl ReferenceRow {
    /// What a version builds on.
    pub fn of(row: &VersionRow) -> impl Iterator<Item = Self> {
        row.references.iter().filter_map(|text| {
            let (name, rest) = text.split_once('=')?;
            let (subject, version) = rest.rsplit_once(':')?;
            Some(Self {
                of: row.version,
                on: true,
                name: name.to_owned(),
                subject: subject.to_owned(),
                version: version.parse().ok()?,
            })
        })
    }
}

static REFERENCES: &[Column<ReferenceRow>] = &[
    Column::new("of", "VERSION", Unit::Id, 0, "version that is looked at", |r| {
        number(Some(r.of))
    }),
    Column::new(
        "direction",
        "WHICH",
        Unit::Text,
        0,
        "whether it builds on the other",
        |r| Cell::text(if r.on { "builds on" } else { "is built on by" }),
    ),
    Column::new("subject", "SUBJECT", Unit::Text, 0, "the other's subject", |r| {
        Cell::text(&r.subject)
    }),
    Column::new("other", "ITS VERSION", Unit::Id, 0, "the other's version", |r| {
        number(Some(r.version))
    }),
    Column::new(
        "name",
        "NAMED",
        Unit::Text,
        1,
        "how the schema names the other",
        |r| match r.name.as_str() {
            "" => Cell::Nothing,
            name => Cell::text(name),
        },
    ),
];

impl Row for ReferenceRow {
    type Key = (i32, bool, String, i32, String);
    const NOUN: &'static str = "references";

    fn columns() -> &'static [Column<Self>] {
        REFERENCES
    }

    fn key(&self) -> Self::Key {
        (self.of, self.on, self.subject.clone(), self.version, self.name.clone())
    }
}

fn number(value: Option<impl Into<i64>>) -> Cell<'static> {
    value.map_or(Cell::Nothing, |number| Cell::Int(number.into()))
}
