//! One group: how far behind and why, its partitions, its members, what happened to it.

mod summary;

use super::{Cx, Reply, Screen, TableOf};
use crate::model::finding::Subject;
use crate::model::lag::Isolation;
use crate::model::names::GroupId;
use crate::model::time::Span;
use crate::model::view::View;
use crate::report::groups;
use crate::report::lag::{self, LagRow};
use crate::report::members::{self, MemberRow};
use crate::tui::action::{Id, Scope};
use crate::tui::panes::listing::{Listing, aged, from};
use crate::tui::panes::parts::{Part, Seen};
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::panes::tabbed::Tabbed;
use crate::tui::panes::timeline::{self, Timeline};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::Line;
use crate::tui::widgets::table::{self, Filter, TableState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use summary::Summary;

const PARTITIONS: &[Fit] = &[
    Fit::new("topic").wide(10, 20).grow(50).searched(),
    Fit::new("partition"),
    Fit::new("committed").wide(9, 13),
    Fit::new("end").wide(9, 13),
    Fit::new("lag").short().wide(5, 7),
    Fit::new("lost").short().priority(5),
    Fit::new("records_per_second"),
    Fit::new("eta_ms").wide(5, 6),
    Fit::new("committed_at").priority(3),
    Fit::new("member").wide(9, 18).grow(44).searched(),
    Fit::new("host").wide(10, 16).priority(6).searched(),
    Fit::new("client_id").wide(10, 16).priority(7).searched(),
    Fit::new("blocked").short().priority(8),
];

const MEMBERS: &[Fit] = &[
    Fit::new("member").wide(14, 30).grow(60).searched(),
    Fit::new("client_id").wide(10, 18).searched(),
    Fit::new("host").wide(10, 16).searched(),
    Fit::new("partition_count"),
    Fit::new("lag").short(),
    Fit::new("settled"),
    Fit::new("epoch"),
    Fit::new("instance").searched(),
    Fit::new("assigned").wide(12, 24).grow(80).searched(),
];

/// After this long without a commit a partition that has nothing to read shows no age: it would only tick.
const IDLE: Span = Span::seconds(60);

/// Tabs, in their order.
const OF_PARTITIONS: usize = 0;
const OF_MEMBERS: usize = 1;

/// The group screen.
pub(super) struct Group {
    id: GroupId,
    tabs: Tabbed,
    partitions: Listing<LagRow>,
    members: Listing<MemberRow>,
    history: (TableState, Timeline),
    summary: Option<Summary>,
    seen: Seen,
}

impl Group {
    pub(super) fn new(id: GroupId) -> Self {
        let partitions = Rows::new(PARTITIONS).painted(|row: &LagRow, column, _, cell| {
            let dim = row.stale && column == "topic";
            if dim {
                cell.put(Role::Faint, row.topic.as_str());
            }
            dim
        });
        Self {
            id,
            tabs: Tabbed::default(),
            partitions: Listing::new(partitions),
            members: Listing::new(Rows::new(MEMBERS)),
            history: (timeline::table(), Timeline::default()),
            summary: None,
            seen: Seen::default(),
        }
    }

    /// The rows of the partitions, the largest lag first.
    fn rows(view: &View, id: &GroupId) -> Vec<LagRow> {
        let Some(group) = view.groups.get(id.as_str()) else {
            return Vec::new();
        };
        let mut rows: Vec<LagRow> = lag::of(view, group, Isolation::default()).collect();
        for row in &mut rows {
            let idle = row.changed.is_some_and(|at| view.at.since(at) >= IDLE);
            if idle && row.lag.lag.value() == Some(0) {
                row.changed = None;
            }
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.lag.lag.value()));
        rows
    }

    /// What stands above the tabs: three lines, and the hints there is room for.
    fn head(&self, area: Rect) -> u16 {
        let hints = self.summary.as_ref().map_or(0, |summary| summary.hints.len());
        let room = usize::from(area.height / 5);
        3 + u16::try_from(hints.min(room)).unwrap_or(0)
    }
}

impl Screen for Group {
    fn place(&self) -> Place {
        Place::Group(self.id.clone())
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Group, Scope::Tabs, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        let id = &self.id;
        let (view, now, theme) = (cx.view, cx.now, cx.theme);
        let group = view.groups.get(id.as_str());
        self.partitions
            .prepare(view, now, theme, &[Part::Groups], |view| Self::rows(view, id));
        self.members.prepare(view, now, theme, &[Part::Groups], |_| {
            group.map(|group| members::rows(group)).unwrap_or_default()
        });
        let stale = view.groups.stamp.stale(now);
        self.partitions.rows.age(|column| stale && column != "topic");
        self.members.rows.age(|column| stale && column != "member");
        if self.seen.changed(view, &[Part::Groups, Part::Findings]) {
            let rows = self.partitions.rows.all();
            self.summary = group.map(|group| {
                let row = groups::row(view, group, Isolation::default());
                Summary::read(view, group, rows, row)
            });
        }
        let (table, timeline) = &mut self.history;
        timeline.read(&view.events, Some(&Subject::Group(id.clone())), cx.zone);
        table.prepare(timeline);
        self.tabs.set(vec![
            ("partitions", self.partitions.rows.all().len().to_string()),
            ("members", self.members.rows.all().len().to_string()),
            ("history", timeline.events().to_string()),
        ]);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let stamp = &cx.view.groups.stamp;
        let head = self.head(area);
        match &self.summary {
            Some(summary) => {
                summary.draw(area, buffer, cx);
                let hints = summary
                    .hints
                    .iter()
                    .zip(area.y.saturating_add(3)..area.y.saturating_add(head));
                for ((state, text), y) in hints.filter(|(_, y)| *y < area.bottom()) {
                    let mut line = Line::new(buffer, Rect { y, height: 1, ..area }, cx.theme);
                    match state {
                        Some(state) => line.skip(1).put(state.role(), state.sign(&cx.theme.glyphs)),
                        None => line.skip(3).put(Role::Accent, cx.theme.glyphs.arrow),
                    };
                    let role = if state.is_some() { Role::Text } else { Role::Dim };
                    line.skip(1).put(role, text);
                }
            }
            None => {
                let says = match (stamp.at, &stamp.trouble) {
                    (None, None) => "waiting for the first answer".to_owned(),
                    (None, Some(trouble)) => trouble.cause.to_string(),
                    _ => "is not there: it was deleted, has expired, or its coordinator does not answer".to_owned(),
                };
                Line::new(buffer, area, cx.theme)
                    .skip(1)
                    .put(Role::Strong, self.id.as_str())
                    .skip(2)
                    .put(Role::Dim, &(says + &aged(stamp, cx.now)));
            }
        }
        let below = from(area, head);
        self.tabs.draw(below, buffer, cx.theme);
        let rows = from(below, 1);
        match self.tabs.open() {
            OF_PARTITIONS => self.partitions.draw_rows(stamp, rows, buffer, cx.theme),
            OF_MEMBERS => self.members.draw_rows(stamp, rows, buffer, cx.theme),
            _ => table::draw(&self.history.0, &self.history.1, rows, buffer, cx.theme),
        }
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(match self.tabs.open() {
            OF_PARTITIONS => TableOf {
                state: &mut self.partitions.table,
                source: &self.partitions.rows,
            },
            OF_MEMBERS => TableOf {
                state: &mut self.members.table,
                source: &self.members.rows,
            },
            _ => TableOf {
                state: &mut self.history.0,
                source: &self.history.1,
            },
        })
    }

    fn act(&mut self, id: Id, _cx: &Cx<'_>) -> Reply {
        match (id, self.tabs.open()) {
            (Id::NextTab | Id::PreviousTab, _) => self.tabs.step(id == Id::NextTab),
            (Id::Open, OF_PARTITIONS) => {
                return match self.partitions.selected() {
                    Some(row) => Reply::Go(Place::Topic(row.topic.clone())),
                    None => Reply::NotMine,
                };
            }
            (Id::Open, OF_MEMBERS) => {
                // a member opens as the partitions it reads
                let Some(member) = self.members.selected().map(|row| row.member.clone()) else {
                    return Reply::NotMine;
                };
                self.partitions.table.set_filter(Filter::new(&regex::escape(&member)));
                self.tabs.step(false);
            }
            (Id::Open, _) => {
                let row = self.history.0.selected();
                if !row.is_some_and(|row| self.history.1.toggle(row)) {
                    return Reply::Done;
                }
            }
            _ => return Reply::NotMine,
        }
        Reply::Done
    }

    fn click(&mut self, column: u16, row: u16, _cx: &Cx<'_>) -> Reply {
        if self.tabs.click(column, row) {
            Reply::Done
        } else {
            Reply::NotMine
        }
    }
}
