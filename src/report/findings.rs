//! What is wrong, one row a root cause.

use crate::model::finding::{Finding, Severity, Subject};
use crate::model::time::Since;
use crate::model::view::View;

use super::cell::{Cell, Mark};
use super::column::{Column, HIDDEN, Row, Unit};
use super::events::{severity, subject_kind, subject_name};

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingRow {
    /// The rule that found it.
    pub rule: &'static str,
    /// What it is about.
    pub subject: Subject,
    /// How bad.
    pub severity: Severity,
    /// What is wrong.
    pub title: String,
    /// What stops or suffers, each with its label before it.
    pub effects: Vec<String>,
    /// Since when.
    pub since: Since,
    /// How many partitions it affects.
    pub partitions: usize,
    /// What to do.
    pub next: Option<String>,
}

static COLUMNS: &[Column<FindingRow>] = &[
    Column::new(
        "severity",
        "STATE",
        Unit::State,
        0,
        "critical, warning, moving or ok",
        |r| Cell::state(r.severity.into(), severity(r.severity)),
    ),
    Column::new("rule", "RULE", Unit::Text, 3, "name of the rule that found it", |r| {
        Cell::text(r.rule)
    }),
    Column::new(
        "subject_kind",
        "ON",
        Unit::Text,
        HIDDEN,
        "cluster, broker, topic, group or quorum",
        |r| Cell::text(subject_kind(&r.subject)),
    ),
    Column::new("subject", "SUBJECT", Unit::Text, HIDDEN, "its name", |r| {
        subject_name(&r.subject).map_or(Cell::Nothing, Cell::Text)
    }),
    Column::new("title", "WHAT", Unit::Text, 0, "the root cause", |r| {
        Cell::text(&r.title)
    }),
    Column::new("effects", "EFFECTS", Unit::Texts, 2, "what stops or suffers", |r| {
        Cell::Texts(r.effects.as_slice().into())
    }),
    Column::new(
        "partition_count",
        "PART",
        Unit::Count,
        1,
        "partitions it affects",
        |r| Cell::count(r.partitions),
    ),
    Column::new("since", "SINCE", Unit::Moment, 0, "since when", |r| {
        Cell::Since(r.since)
    }),
    Column::new(
        "since_exact",
        "EXACT",
        Unit::Flag,
        HIDDEN,
        "false: it was so at the first look already",
        |r| Cell::Flag(matches!(r.since, Since::At(_))),
    ),
    Column::new("next", "NEXT", Unit::Text, HIDDEN, "the suggested next step", |r| {
        Cell::maybe(r.next.as_deref())
    }),
];

impl Row for FindingRow {
    type Key = (&'static str, Subject);
    const NOUN: &'static str = "findings";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> Self::Key {
        (self.rule, self.subject.clone())
    }

    fn mark(&self) -> Mark {
        self.severity.into()
    }
}

/// Every finding, worst first.
#[must_use]
pub fn rows(view: &View) -> Vec<FindingRow> {
    view.health.findings.iter().map(row).collect()
}

fn row(finding: &Finding) -> FindingRow {
    FindingRow {
        rule: finding.rule,
        subject: finding.subject.clone(),
        severity: finding.severity,
        title: finding.title.clone(),
        effects: finding
            .effects
            .iter()
            .map(|(label, text)| format!("{label}: {text}"))
            .collect(),
        since: finding.since,
        partitions: finding.partitions.len(),
        next: finding.next.clone(),
    }
}
