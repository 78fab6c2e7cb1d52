//! What happened, the latest first.

use super::{Cx, Reply, Screen, TableOf};
use crate::text::Thousands;
use crate::tui::action::{Id, Scope};
use crate::tui::panes::listing::from;
use crate::tui::panes::timeline::{self, Timeline};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::Line;
use crate::tui::widgets::table::{self, TableState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The timeline.
pub(super) struct Events {
    table: TableState,
    timeline: Timeline,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            table: timeline::table(),
            timeline: Timeline::default(),
        }
    }
}

impl Screen for Events {
    fn place(&self) -> Place {
        Place::Events
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Events, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        self.timeline.read(&cx.view.events, None, cx.zone);
        self.table.prepare(&self.timeline);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let events = Thousands(i64::try_from(self.timeline.events()).unwrap_or(i64::MAX));
        let says = format!("{events} · the latest first");
        table::draw_heading(&self.table, "EVENTS", &says, area, buffer, cx.theme);
        let below = from(area, 1);
        if self.timeline.events() == 0 {
            let line = Rect {
                y: below.y.saturating_add(1),
                height: below.height.min(2) / 2,
                ..below
            };
            Line::new(buffer, line, cx.theme)
                .skip(1)
                .put(Role::Faint, "nothing has happened since the console began to look");
            return;
        }
        table::draw(&self.table, &self.timeline, below, buffer, cx.theme);
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(TableOf {
            state: &mut self.table,
            source: &self.timeline,
        })
    }

    fn act(&mut self, id: Id, _cx: &Cx<'_>) -> Reply {
        let (Id::Open, Some(row)) = (id, self.table.selected()) else {
            return Reply::NotMine;
        };
        if self.timeline.toggle(row) {
            return Reply::Done;
        }
        match self.timeline.subject(row).map(Place::of) {
            Some(place) => Reply::Go(place),
            None => Reply::NotMine,
        }
    }
}
