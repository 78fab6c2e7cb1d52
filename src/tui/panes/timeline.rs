//! Events as a table, the latest first. A burst of one cause is one line that opens.

use crate::model::event::{Event, Events};
use crate::model::finding::{Severity, Subject};
use crate::text::time::{hms, rfc3339};
use crate::tui::theme::Role;
use crate::tui::widgets::State;
use crate::tui::widgets::table::{Cell, Column, Filter, RowKey, Sort, TableSource, TableState};
use jiff::tz::TimeZone;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

const COLUMNS: &[Column] = &[
    Column::text("at", "TIME", 8, 8).letter('T'),
    Column::text("event", "EVENT", 20, 70).grow(400).letter('E'),
    Column::number("changes", "CHANGES", 7).priority(3).letter('C'),
];

/// A table of events: ordered by time, the latest first.
#[must_use]
pub fn table() -> TableState {
    TableState::new(Sort {
        column: Some(0),
        descending: true,
    })
}

/// The events that are shown.
pub struct Timeline {
    events: Vec<Arc<Event>>,
    /// Each line's event, and which of its parts; none for the event itself.
    lines: Vec<(usize, Option<usize>)>,
    /// The numbers of the bursts that are open.
    open: BTreeSet<u64>,
    last: Option<u64>,
    version: u64,
    zone: TimeZone,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            events: Vec::new(),
            lines: Vec::new(),
            open: BTreeSet::new(),
            last: None,
            version: 0,
            zone: TimeZone::UTC,
        }
    }
}

impl Timeline {
    /// Takes the events about `subject` (all of them without one) when there are new ones.
    pub fn read(&mut self, events: &Events, subject: Option<&Subject>, zone: &TimeZone) {
        if self.last == Some(events.last()) {
            return;
        }
        self.last = Some(events.last());
        self.zone = zone.clone();
        let mine = |event: &&Arc<Event>| subject.is_none_or(|subject| event.subject == *subject);
        self.events = events.iter().rev().filter(mine).map(Arc::clone).collect();
        self.lay_out();
    }

    fn lay_out(&mut self) {
        self.lines.clear();
        for (at, event) in self.events.iter().enumerate() {
            self.lines.push((at, None));
            if self.open.contains(&event.number) {
                self.lines.extend((0..event.parts.len()).map(|part| (at, Some(part))));
            }
        }
        self.version += 1;
    }

    /// How many events there are.
    #[must_use]
    pub fn events(&self) -> usize {
        self.events.len()
    }

    /// Opens or closes the burst of a line; false when the line is no burst.
    pub fn toggle(&mut self, row: usize) -> bool {
        let Some((event, None)) = self.line(row) else {
            return false;
        };
        if event.parts.len() < 2 {
            return false;
        }
        let number = event.number;
        if !self.open.remove(&number) {
            self.open.insert(number);
        }
        self.lay_out();
        true
    }

    /// What the event of a line is about.
    #[must_use]
    pub fn subject(&self, row: usize) -> Option<&Subject> {
        self.line(row).map(|(event, _)| &event.subject)
    }

    fn line(&self, row: usize) -> Option<(&Event, Option<usize>)> {
        let (event, part) = self.lines.get(row)?;
        Some((self.events.get(*event)?, *part))
    }

    fn text(&self, row: usize) -> &str {
        match self.line(row) {
            Some((event, Some(part))) => event.parts.get(part).map_or("", String::as_str),
            Some((event, None)) => &event.text,
            None => "",
        }
    }
}

impl TableSource for Timeline {
    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn len(&self) -> usize {
        self.lines.len()
    }

    fn key(&self, row: usize) -> RowKey {
        self.line(row)
            .map_or(RowKey(u64::MAX), |(event, part)| RowKey::of(&(event.number, part)))
    }

    fn cell(&self, row: usize, column: usize, out: &mut Cell) {
        let Some((event, part)) = self.line(row) else {
            return;
        };
        match (column, part) {
            (0, None) => out.put(Role::Dim, &hms(event.at.0, &self.zone)),
            (1, None) => {
                if event.parts.len() > 1 {
                    let open = self.open.contains(&event.number);
                    out.put(Role::Accent, if open { "▾ " } else { "▸ " });
                }
                out.put(Role::Text, &event.text)
            }
            (1, Some(_)) => out.put(Role::Text, "    ").put(Role::Dim, self.text(row)),
            (2, None) if event.count > 1 => out.plain(event.count),
            _ => out,
        };
    }

    /// The parts of a burst stay below it, so that there is no order but that of time.
    fn compare(&self, a: usize, b: usize, column: usize) -> Ordering {
        let event = |row: usize| self.lines.get(row).map(|(event, _)| *event);
        let (Some(a), Some(b)) = (event(a), event(b)) else {
            return Ordering::Equal;
        };
        match (column, self.events.get(a), self.events.get(b)) {
            (1, Some(one), Some(other)) => one.text.cmp(&other.text).then(b.cmp(&a)),
            (2, Some(one), Some(other)) => one.count.cmp(&other.count).then(b.cmp(&a)),
            _ => b.cmp(&a),
        }
    }

    fn matches(&self, row: usize, filter: &Filter) -> bool {
        filter.accepts(self.text(row))
    }

    fn state(&self, row: usize) -> Option<State> {
        self.line(row).map(|(event, _)| state(event.severity))
    }

    fn copy(&self, row: usize) -> String {
        let at = self.line(row).map(|(event, _)| rfc3339(event.at.0)).unwrap_or_default();
        format!("{at}  {}", self.text(row))
    }

    fn value(&self, row: usize, column: usize) -> serde_json::Value {
        match (self.line(row), column) {
            (Some((event, _)), 0) => rfc3339(event.at.0).into(),
            (Some(_), 1) => self.text(row).into(),
            (Some((event, None)), _) => event.count.into(),
            _ => serde_json::Value::Null,
        }
    }
}

/// How a severity shows.
#[must_use]
pub const fn state(severity: Severity) -> State {
    match severity {
        Severity::Critical => State::Bad,
        Severity::Warning => State::Warn,
        Severity::Moving => State::Moving,
        Severity::Ok => State::Ok,
    }
}
