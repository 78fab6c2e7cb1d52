//! The timeline, one row an event.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use crate::model::event::Event;
use crate::model::finding::{Severity, Subject};
use crate::model::view::View;

use super::cell::{Cell, Mark};
use super::column::{Column, HIDDEN, Row, Unit};

/// One event; shared with the view.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow(pub Arc<Event>);

static COLUMNS: &[Column<EventRow>] = &[
    Column::new("number", "NO", Unit::Id, HIDDEN, "its number, up from 1", |r| {
        Cell::Int(i64::try_from(r.0.number).unwrap_or(i64::MAX))
    }),
    Column::new("at", "AGO", Unit::Moment, 0, "when it was seen", |r| Cell::At(r.0.at)),
    Column::new(
        "severity",
        "",
        Unit::State,
        HIDDEN,
        "critical, warning, moving or ok",
        |r| Cell::State {
            mark: r.0.severity.into(),
            code: severity(r.0.severity),
            words: Cow::Borrowed(""),
        },
    ),
    Column::new("kind", "KIND", Unit::Text, 2, "what kind of event", |r| {
        Cell::Text(word(&r.0.kind))
    }),
    Column::new("subject_kind", "ON", Unit::Text, HIDDEN, "what it is about", |r| {
        Cell::text(subject_kind(&r.0.subject))
    }),
    Column::new("subject", "SUBJECT", Unit::Text, 1, "its name", |r| {
        subject_name(&r.0.subject).map_or(Cell::Nothing, Cell::Text)
    }),
    Column::new("text", "EVENT", Unit::Text, 0, "what happened", |r| {
        Cell::text(&r.0.text)
    }),
    Column::new("count", "COUNT", Unit::Count, 3, "changes of this one cause", |r| {
        Cell::Int(r.0.count.into())
    }),
    Column::new(
        "parts",
        "PARTS",
        Unit::Texts,
        HIDDEN,
        "the single changes; not all of a large burst",
        |r| Cell::Texts(r.0.parts.as_slice().into()),
    ),
];

impl Row for EventRow {
    type Key = u64;
    const NOUN: &'static str = "events";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> u64 {
        self.0.number
    }

    fn mark(&self) -> Mark {
        self.0.severity.into()
    }
}

/// Every event that is kept, the latest first.
#[must_use]
pub fn rows(view: &View) -> Vec<EventRow> {
    view.events
        .iter()
        .rev()
        .map(|event| EventRow(Arc::clone(event)))
        .collect()
}

/// The stable word of a severity.
#[must_use]
pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::Warning => "warning",
        Severity::Moving => "moving",
        Severity::Ok => "ok",
    }
}

/// What kind of thing a subject is.
#[must_use]
pub const fn subject_kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Cluster => "cluster",
        Subject::Broker(_) => "broker",
        Subject::Topic(_) => "topic",
        Subject::Group(_) => "group",
        Subject::Quorum => "quorum",
    }
}

/// A subject's own name, where it has one.
#[must_use]
pub fn subject_name(subject: &Subject) -> Option<Cow<'_, str>> {
    match subject {
        Subject::Cluster | Subject::Quorum => None,
        Subject::Broker(id) => Some(Cow::Owned(id.to_string())),
        Subject::Topic(name) => Some(Cow::Borrowed(name.as_str())),
        Subject::Group(id) => Some(Cow::Borrowed(id.as_str())),
    }
}

/// The word serde writes for a plain variant.
fn word(kind: &impl Serialize) -> Cow<'static, str> {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => Cow::Owned(word),
        _ => Cow::Borrowed(""),
    }
}
