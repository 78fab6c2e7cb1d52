//! What one can go through and open: the findings, then the latest events.

use crate::model::event::Event;
use crate::model::finding::{Finding, Health, Subject};
use crate::model::view::View;
use crate::text::time::rfc3339;
use crate::tui::theme::Role;
use crate::tui::widgets::table::{Cell, Column, Filter, RowKey, TableSource};
use std::cmp::Ordering;
use std::sync::Arc;

/// How many events are gone through here; the events screen has all.
const EVENTS: usize = 30;

const COLUMNS: &[Column] = &[
    Column::text("what", "WHAT", 20, 60),
    Column::text("since", "SINCE", 8, 24),
    Column::text("effects", "EFFECTS", 20, 60),
];

/// The findings of a view and its latest events.
#[derive(Default)]
pub(super) struct Items {
    health: Arc<Health>,
    events: Vec<Arc<Event>>,
    version: u64,
}

/// One of them.
#[derive(Clone, Copy)]
pub(super) enum Item<'a> {
    /// Something is wrong, or under way.
    Finding(&'a Finding),
    /// Something happened.
    Event(&'a Event),
}

impl Items {
    pub(super) fn read(&mut self, view: &View) {
        self.health = Arc::clone(&view.health);
        self.events = view.events.iter().rev().take(EVENTS).map(Arc::clone).collect();
        self.version += 1;
    }

    pub(super) fn get(&self, row: usize) -> Option<Item<'_>> {
        let findings = &self.health.findings;
        match row.checked_sub(findings.len()) {
            None => findings.get(row).map(Item::Finding),
            Some(event) => self.events.get(event).map(|event| Item::Event(event)),
        }
    }
}

impl<'a> Item<'a> {
    pub(super) fn subject(self) -> &'a Subject {
        match self {
            Self::Finding(finding) => &finding.subject,
            Self::Event(event) => &event.subject,
        }
    }

    pub(super) fn title(self) -> &'a str {
        match self {
            Self::Finding(finding) => &finding.title,
            Self::Event(event) => &event.text,
        }
    }
}

impl TableSource for Items {
    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn len(&self) -> usize {
        self.health.findings.len() + self.events.len()
    }

    fn key(&self, row: usize) -> RowKey {
        match self.get(row) {
            Some(Item::Finding(finding)) => RowKey::of(&(finding.rule, &finding.subject)),
            Some(Item::Event(event)) => RowKey::of(&event.number),
            None => RowKey(u64::MAX),
        }
    }

    fn cell(&self, row: usize, column: usize, out: &mut Cell) {
        match (self.get(row), column) {
            (Some(item), 0) => out.put(Role::Text, item.title()),
            (Some(Item::Finding(finding)), 1) => out.put(Role::Text, &rfc3339(finding.since.at().0)),
            (Some(Item::Event(event)), 1) => out.put(Role::Text, &rfc3339(event.at.0)),
            (Some(Item::Finding(finding)), 2) => {
                for (at, (label, text)) in finding.effects.iter().enumerate() {
                    out.put(Role::Text, if at == 0 { "" } else { "; " })
                        .put(Role::Text, label)
                        .put(Role::Text, ": ")
                        .put(Role::Text, text);
                }
                out
            }
            _ => out,
        };
    }

    fn compare(&self, a: usize, b: usize, _column: usize) -> Ordering {
        let title = |row| self.get(row).map(Item::title);
        title(a).cmp(&title(b))
    }

    fn matches(&self, row: usize, filter: &Filter) -> bool {
        match self.get(row) {
            Some(Item::Finding(finding)) => {
                let effects = finding.effects.iter().map(|(_, text)| text.as_str());
                filter.accepts_any([finding.title.as_str(), finding.rule].into_iter().chain(effects))
            }
            Some(Item::Event(event)) => filter.accepts(&event.text),
            None => false,
        }
    }
}
