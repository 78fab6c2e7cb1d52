//! The overview: what is wrong, what stops, since when, what brings it back; and below it the pulse of the cluster.
//!
//! What is wrong takes the room it needs; a quiet cluster says so in one line and gives the room to throughput, lag and
//! events. While no broker has answered yet, the doors that were tried are shown instead.

mod items;
mod plan;
mod pulse;
mod wrong;

use super::{Cx, Reply, Screen, TableOf};
use crate::model::finding::{Finding, Severity};
use crate::text::time::hms;
use crate::tui::action::{Id, Scope};
use crate::tui::panes::listing::from;
use crate::tui::panes::parts::{Part, Seen};
use crate::tui::panes::{connect, pending, timeline};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::table::TableState;
use crate::tui::widgets::{Line, State, heading};
use items::{Item, Items};
use plan::Plan;
use pulse::Pulse;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cell::RefCell;

/// What the pulse reads.
const PULSE: &[Part] = &[Part::Topology, Part::Offsets, Part::Groups, Part::Storage, Part::Quorum];

/// The overview.
#[derive(Default)]
pub(super) struct Overview {
    table: TableState,
    items: Items,
    pulse: Pulse,
    items_seen: Seen,
    last_event: Option<u64>,
    pulse_seen: Seen,
    /// Which row was drawn on which lines: what a click hits. Memory of the screen, no decision.
    places: RefCell<Vec<(u16, u16, usize)>>,
}

impl Screen for Overview {
    fn place(&self) -> Place {
        Place::Overview
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Overview, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        let events = Some(cx.view.events.last());
        if self.items_seen.changed(cx.view, &[Part::Findings]) || self.last_event != events {
            self.last_event = events;
            self.items.read(cx.view);
        }
        if self.pulse_seen.changed(cx.view, PULSE) {
            self.pulse = Pulse::read(cx.view);
        }
        self.table.prepare(&self.items);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        self.places.borrow_mut().clear();
        if connect::is_shut(cx.view) {
            connect::draw(cx.view, cx.contexts, cx.now, area, buffer, cx.theme);
            return;
        }
        let (wrong, moving) = (self.findings(false), self.findings(true));
        let notes = pending::notes(cx.view, wrong.is_empty(), cx.now);
        let full = |findings: &[(usize, &Finding)]| {
            let lines = findings.iter().map(|(_, finding)| wrong::lines(finding, area.width));
            lines.fold(0u16, u16::saturating_add)
        };
        let notes_rows = u16::try_from(notes.len()).unwrap_or(u16::MAX);
        let plan = Plan::new(
            area,
            notes_rows.saturating_add(full(&wrong)),
            full(&moving),
            wrong.is_empty(),
        );
        let causes = match wrong.len() {
            0 => String::new(),
            1 => "1 cause".to_owned(),
            n => format!("{n} causes"),
        };
        let title = if wrong.is_empty() { "NOW" } else { "WRONG NOW" };
        heading::draw(title, "", &causes, plan.wrong, buffer, cx.theme);
        let mut y = plan.wrong.y.saturating_add(1);
        for ((state, text), at) in notes.iter().zip(y..plan.wrong.bottom()) {
            let line = Rect {
                y: at,
                height: 1,
                ..area
            };
            Line::new(buffer, line, cx.theme)
                .skip(1)
                .put(state.role(), state.sign(&cx.theme.glyphs))
                .skip(1)
                .put(if *state == State::Ok { state.role() } else { Role::Text }, text);
            y = at.saturating_add(1);
        }
        let rest = Rect {
            y,
            height: plan.wrong.bottom().saturating_sub(y),
            ..plan.wrong
        };
        self.blocks(&wrong, rest, buffer, cx);
        if plan.moving.height > 1 {
            heading::draw("UNDER WAY", "", "", plan.moving, buffer, cx.theme);
            self.blocks(&moving, from(plan.moving, 1), buffer, cx);
        }
        if plan.pulse.height > 1 {
            self.pulse.draw(plan.pulse, buffer, cx);
        }
        if plan.events.height > 1 {
            heading::draw("EVENTS", "", "", plan.events, buffer, cx.theme);
            self.events(from(plan.events, 1), buffer, cx);
        }
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(TableOf {
            state: &mut self.table,
            source: &self.items,
        })
    }

    fn act(&mut self, id: Id, _cx: &Cx<'_>) -> Reply {
        match id {
            Id::Open => self.open(),
            _ => Reply::NotMine,
        }
    }

    fn why_not(&self, id: Id, _cx: &Cx<'_>) -> Option<String> {
        match id {
            Id::Faults => Some("only faults and events are listed here".to_owned()),
            Id::SortLetter | Id::SortLeft | Id::SortRight | Id::SortUp | Id::SortDown | Id::Sort => {
                Some("the worst always comes first here".to_owned())
            }
            _ => None,
        }
    }

    fn click(&mut self, _column: u16, row: u16, _cx: &Cx<'_>) -> Reply {
        let hit = self
            .places
            .borrow()
            .iter()
            .find(|(from, to, _)| (*from..*to).contains(&row))
            .copied();
        let Some((_, _, item)) = hit else {
            return Reply::NotMine;
        };
        if self.table.selected() == Some(item) {
            return self.open();
        }
        let key = crate::tui::widgets::table::TableSource::key(&self.items, item);
        self.table.select(key, &self.items);
        Reply::Done
    }

    fn wake_at(&self, cx: &Cx<'_>) -> Option<crate::model::time::At> {
        connect::wake_at(cx.view, cx.now)
    }
}

impl Overview {
    /// Opens the subject of what is under the cursor; what concerns the cluster as a whole is explained by its events.
    fn open(&self) -> Reply {
        let Some(item) = self.table.selected().and_then(|row| self.items.get(row)) else {
            return Reply::NotMine;
        };
        match (Place::of(item.subject()), item) {
            (Place::Overview, Item::Finding(finding)) if !finding.partitions.is_empty() => Reply::Go(Place::Topics),
            (Place::Overview, _) => Reply::Go(Place::Events),
            (place, _) => Reply::Go(place),
        }
    }

    /// The findings that pass the filter, with their rows: what is wrong, or what is under way.
    fn findings(&self, moving: bool) -> Vec<(usize, &Finding)> {
        let finding = |row| match self.items.get(row) {
            Some(Item::Finding(finding)) => Some((row, finding)),
            _ => None,
        };
        let found = self.table.rows().filter_map(finding);
        found
            .filter(|(_, finding)| (finding.severity >= Severity::Moving) == moving)
            .collect()
    }

    fn blocks(&self, findings: &[(usize, &Finding)], area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let selected = self.table.selected();
        let at = findings.iter().position(|(row, _)| Some(*row) == selected);
        // so many that not each has a line: begin where the cursor shows
        let rows = usize::from(area.height);
        let first = at.map_or(0, |at| (at + 1).saturating_sub(rows));
        let shown: Vec<&Finding> = findings.iter().skip(first).map(|(_, finding)| *finding).collect();
        let mut y = area.y;
        let heights = wrong::share(&shown, at.map(|at| at.saturating_sub(first)), area.width, area.height);
        for (height, (row, finding)) in heights.iter().zip(findings.iter().skip(first)) {
            let place = Rect {
                y,
                height: *height,
                ..area
            };
            wrong::draw(finding, place, buffer, cx);
            self.drawn(*row, place, buffer, cx);
            y = y.saturating_add(*height);
        }
        let left = shown.len().saturating_sub(heights.len());
        if left > 0 && area.height > 0 {
            let says = format!(" {left} more ");
            let columns = u16::try_from(says.len()).unwrap_or(0);
            let corner = Rect {
                x: area.right().saturating_sub(columns).max(area.x),
                y: area.bottom().saturating_sub(1),
                width: columns.min(area.width),
                height: 1,
            };
            Line::new(buffer, corner, cx.theme).put(Role::Accent, &says);
        }
    }

    fn events(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let rows: Vec<usize> = self
            .table
            .rows()
            .filter(|row| matches!(self.items.get(*row), Some(Item::Event(_))))
            .collect();
        if rows.is_empty() && area.height > 0 {
            Line::new(buffer, Rect { height: 1, ..area }, cx.theme)
                .skip(1)
                .put(Role::Faint, "nothing has happened since the console began to look");
        }
        let at = rows
            .iter()
            .position(|row| Some(*row) == self.table.selected())
            .unwrap_or(0);
        let first = (at + 1).saturating_sub(usize::from(area.height));
        for (row, y) in rows.iter().skip(first).zip(area.y..area.bottom()) {
            let Some(Item::Event(event)) = self.items.get(*row) else {
                continue;
            };
            let state = timeline::state(event.severity);
            let place = Rect { y, height: 1, ..area };
            Line::new(buffer, place, cx.theme)
                .skip(1)
                .put(Role::Dim, &hms(event.at.0, cx.zone))
                .skip(2)
                .put(state.role(), state.sign(&cx.theme.glyphs))
                .skip(1)
                .put(Role::Text, &event.text);
            self.drawn(*row, place, buffer, cx);
        }
    }

    /// Notes where a row was drawn, and lays the cursor over its first line.
    fn drawn(&self, row: usize, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        self.places.borrow_mut().push((area.y, area.bottom(), row));
        if self.table.selected() == Some(row) {
            let first = Rect {
                height: area.height.min(1),
                ..area
            };
            buffer.set_style(first.intersection(buffer.area), cx.theme.style(Role::TableSelected));
        }
    }
}
