//! One broker: what stops with it, what it leads and keeps, its disks, its configs, what it speaks.

mod facts;

use super::{Cx, Reply, Screen, TableOf};
use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::view::Opened;
use crate::report::log_dirs::{self, LogDirRow};
use crate::text::Thousands;
use crate::tui::action::{Id, Scope};
use crate::tui::panes::apis::Apis;
use crate::tui::panes::configs::Configs;
use crate::tui::panes::listing::{Listing, from};
use crate::tui::panes::parts::{Part, Seen};
use crate::tui::panes::replicas::Replicas;
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::panes::stops::Stops;
use crate::tui::panes::tabbed::Tabbed;
use crate::tui::panes::{disk, hollow, prose};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::table::{self, TableState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const DIRS: &[Fit] = &[
    Fit::new("path").wide(24, 40).grow(60).searched(),
    Fit::new("state").wide(12, 12),
    Fit::new("fullness").wide(disk::COLUMNS, disk::COLUMNS),
    Fit::new("size_bytes"),
    Fit::new("replicas"),
    Fit::new("usable_bytes"),
    Fit::new("total_bytes"),
    Fit::new("future_replicas").priority(6),
];

/// The broker screen.
pub(super) struct Broker {
    id: BrokerId,
    tabs: Tabbed,
    stops: Stops,
    stops_seen: Seen,
    replicas: (TableState, Replicas),
    replicas_seen: Seen,
    dirs: Listing<LogDirRow>,
    configs: Configs,
    apis: (TableState, Apis),
    apis_seen: Seen,
}

impl Broker {
    pub(super) fn new(id: BrokerId) -> Self {
        let dirs = Rows::new(DIRS).painted(|row: &LogDirRow, column, glyphs, cell| match (column, row.fullness) {
            ("fullness", Known::Value(share)) => {
                disk::put(share, glyphs, cell);
                true
            }
            _ => false,
        });
        Self {
            id,
            tabs: Tabbed::default(),
            stops: Stops::default(),
            stops_seen: Seen::default(),
            replicas: (TableState::default(), Replicas::new(id)),
            replicas_seen: Seen::default(),
            dirs: Listing::new(dirs),
            configs: Configs::default(),
            apis: (TableState::default(), Apis::default()),
            apis_seen: Seen::default(),
        }
    }

    fn titles(&self) -> Vec<(&'static str, String)> {
        let count = |word, n: usize| match n {
            0 => (word, String::new()),
            n => (word, Thousands(i64::try_from(n).unwrap_or(i64::MAX)).to_string()),
        };
        vec![
            self.stops.title(),
            count("replicas", table::TableSource::len(&self.replicas.1)),
            count("log dirs", self.dirs.rows.all().len()),
            self.configs.title(),
            count("APIs", table::TableSource::len(&self.apis.1)),
        ]
    }
}

impl Screen for Broker {
    fn place(&self) -> Place {
        Place::Broker(self.id)
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Broker, Scope::Tabs, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        let (view, id) = (cx.view, self.id);
        let stops = [
            Part::Topology,
            Part::Settings,
            Part::Cluster,
            Part::Quorum,
            Part::Groups,
        ];
        if self.stops_seen.changed(view, &stops) && view.topology.stamp.at.is_some() {
            self.stops.set(view, id);
        }
        if self
            .replicas_seen
            .changed(view, &[Part::Topology, Part::States, Part::Moves])
        {
            self.replicas.1.set(view);
        }
        if self.apis_seen.changed(view, &[Part::Opened]) {
            self.apis.1.set(view, id);
        }
        self.replicas.0.prepare(&self.replicas.1);
        self.apis.0.prepare(&self.apis.1);
        self.dirs.prepare(view, cx.now, cx.theme, &[Part::Storage], |view| {
            log_dirs::rows(view, Some(id))
        });
        let stale = view.storage.stamp.stale(cx.now);
        self.dirs.rows.age(|_| stale);
        let mine = |opened: &Opened| matches!(opened, Opened::Broker { id: of, .. } if *of == id);
        self.configs.prepare(view, cx.now, cx.theme, mine);
        let titles = self.titles();
        self.tabs.set(titles);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let top = facts::draw(
            cx.view,
            self.id,
            self.replicas.1.leads(),
            cx.now,
            area,
            buffer,
            cx.theme,
        );
        let area = from(area, top);
        self.tabs.draw(area, buffer, cx.theme);
        let below = from(area, 1);
        match self.tabs.open() {
            0 if cx.view.topology.stamp.at.is_none() => {
                let waits = [(Role::Dim, "waiting for the first answer".to_owned())];
                prose::draw(&waits, from(below, 1), buffer, cx.theme);
            }
            0 => self.stops.draw(below, buffer, cx.theme),
            1 => {
                let (state, rows) = &self.replicas;
                table::draw(state, rows, below, buffer, cx.theme);
                let all = table::TableSource::len(rows);
                if let Some(lines) = hollow::why(&cx.view.topology.stamp, all, state, "replicas") {
                    hollow::draw(&lines, below, buffer, cx.theme);
                }
            }
            2 => match cx.view.storage.brokers.get(&self.id) {
                Some(Known::Unknown(reason)) => {
                    let text = format!("its log dirs are not known: {reason}");
                    prose::draw(&[(Role::StateUnknown, text)], from(below, 1), buffer, cx.theme);
                }
                _ => self.dirs.draw_rows(&cx.view.storage.stamp, below, buffer, cx.theme),
            },
            3 => self.configs.draw(cx.view, below, buffer, cx.theme),
            _ => {
                let rest = facts::speaks(cx.view, self.id, below, buffer, cx.theme);
                let (state, source) = &self.apis;
                table::draw(state, source, rest, buffer, cx.theme);
                let all = table::TableSource::len(source);
                if let Some(lines) = hollow::why(&cx.view.opened.stamp, all, state, "APIs") {
                    hollow::draw(&lines, rest, buffer, cx.theme);
                }
            }
        }
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(match self.tabs.open() {
            1 => TableOf {
                state: &mut self.replicas.0,
                source: &self.replicas.1,
            },
            2 => TableOf {
                state: &mut self.dirs.table,
                source: &self.dirs.rows,
            },
            3 => TableOf {
                state: &mut self.configs.listing.table,
                source: &self.configs.listing.rows,
            },
            4 => TableOf {
                state: &mut self.apis.0,
                source: &self.apis.1,
            },
            _ => return None,
        })
    }

    fn act(&mut self, id: Id, _cx: &Cx<'_>) -> Reply {
        match (id, self.tabs.open()) {
            (Id::NextTab | Id::PreviousTab, _) => self.tabs.step(id == Id::NextTab),
            (Id::Open, 1) => {
                let topic = self.replicas.0.selected().and_then(|row| self.replicas.1.topic(row));
                return topic.map_or(Reply::Done, |topic| Reply::Go(Place::Topic(topic.clone())));
            }
            (Id::Open, _) => {}
            _ => return Reply::NotMine,
        }
        Reply::Done
    }

    fn why_not(&self, id: Id, _cx: &Cx<'_>) -> Option<String> {
        let behind = match (id, self.tabs.open()) {
            (Id::Open, 2..) => "there is nothing behind it",
            (Id::Filter | Id::Faults, 0) => "there is no table here",
            (Id::Faults, 3..) => "nothing here can have a fault",
            _ => return None,
        };
        Some(behind.to_owned())
    }

    fn click(&mut self, column: u16, row: u16, _cx: &Cx<'_>) -> Reply {
        if self.tabs.click(column, row) {
            Reply::Done
        } else {
            Reply::NotMine
        }
    }
}
