//! One topic: its partitions, its configs, the groups that read it.

use super::{Cx, Reply, Screen, TableOf};
use crate::model::known::Known;
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::model::settings::TopicSettings;
use crate::model::view::{Opened, View};
use crate::report::Row;
use crate::report::partitions::{self, PartitionRow};
use crate::report::readers::{self, ReaderRow};
use crate::report::topics::{self, TopicRow};
use crate::text::{Bytes, Long, Thousands};
use crate::tui::action::{Id, Scope};
use crate::tui::panes::configs::Configs;
use crate::tui::panes::fault;
use crate::tui::panes::listing::{Listing, from};
use crate::tui::panes::parts::Part;
use crate::tui::panes::prose;
use crate::tui::panes::rows::{Fit, Rows, state_of};
use crate::tui::panes::tabbed::Tabbed;
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::{Line, State};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const PARTITIONS: &[Fit] = &[
    Fit::new("partition"),
    Fit::new("leader"),
    Fit::new("leader_epoch").priority(8),
    Fit::new("replicas").searched(),
    Fit::new("isr"),
    Fit::new("out_of_sync").wide(3, 9),
    Fit::new("log_start"),
    Fit::new("end"),
    Fit::new("last_stable").priority(7),
    Fit::new("records_per_second"),
    Fit::new("size_bytes"),
    Fit::new("state").wide(16, 16).searched(),
];

const READERS: &[Fit] = &[
    Fit::new("group").wide(16, 40).grow(60).searched(),
    Fit::new("type").wide(8, 8).searched(),
    Fit::new("state").wide(18, 18).searched(),
    Fit::new("members"),
    Fit::new("partition_count"),
    Fit::new("lag"),
    Fit::new("lost"),
    Fit::new("committed_at"),
];

const OF_PARTITIONS: &[Part] = &[
    Part::Topology,
    Part::States,
    Part::Settings,
    Part::Offsets,
    Part::Storage,
    Part::Moves,
];

/// The topic screen.
pub(super) struct Topic {
    name: TopicName,
    /// What the heading says; none while the topic is not known.
    row: Option<TopicRow>,
    tabs: Tabbed,
    partitions: Listing<PartitionRow>,
    configs: Configs,
    readers: Listing<ReaderRow>,
}

impl Topic {
    pub(super) fn new(name: TopicName) -> Self {
        let partitions = Rows::new(PARTITIONS)
            .painted(|row: &PartitionRow, column, _, cell| {
                let out = column == "out_of_sync" && !row.out.is_empty();
                if out {
                    for (at, id) in row.out.iter().enumerate() {
                        cell.put(Role::Text, if at == 0 { "" } else { " " })
                            .show(Role::StateWarn, id);
                    }
                }
                out
            })
            .watched(|row| {
                let print = (row.state as u8, row.leader, &row.isr, &row.replicas);
                crate::tui::widgets::table::RowKey::of(&print).0
            });
        Self {
            name,
            row: None,
            tabs: Tabbed::default(),
            partitions: Listing::new(partitions),
            configs: Configs::default(),
            readers: Listing::new(Rows::new(READERS)),
        }
    }

    fn explain(&self, cx: &Cx<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(row) = self.partitions.selected() else { return };
        let state = state_of(row.mark()).unwrap_or(State::Unknown);
        let role = if state == State::Ok { Role::Dim } else { Role::Text };
        let says = format!("partition {}: {}", row.partition, fault::explain(cx.view, row, cx.now));
        prose::draw(&[(role, says)], area, buffer, cx.theme);
        Line::new(buffer, area, cx.theme)
            .skip(1)
            .put(state.role(), state.sign(&cx.theme.glyphs));
    }
}

impl Screen for Topic {
    fn place(&self) -> Place {
        Place::Topic(self.name.clone())
    }

    fn topic(&self) -> Option<&TopicName> {
        Some(&self.name)
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Topic, Scope::Tabs, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        let (name, row) = (&self.name, &mut self.row);
        self.partitions
            .prepare(cx.view, cx.now, cx.theme, OF_PARTITIONS, |view| {
                *row = topics::one(view, name);
                partitions::rows(view, name)
            });
        let view = cx.view;
        self.partitions.rows.age(|column| {
            let stamp = match column {
                "log_start" | "end" | "records_per_second" | "last_stable" => &view.offsets.stamp,
                "size_bytes" => &view.storage.stamp,
                _ => &view.topology.stamp,
            };
            stamp.stale(cx.now)
        });
        let mine = |opened: &Opened| matches!(opened, Opened::Topic { name: of, .. } if of == name);
        self.configs.prepare(cx.view, cx.now, cx.theme, mine);
        self.readers
            .prepare(cx.view, cx.now, cx.theme, &[Part::Groups, Part::Findings], |view| {
                readers::rows(view, name, Isolation::default())
            });
        let groups = match self.readers.rows.all().len() {
            0 => String::new(),
            n => n.to_string(),
        };
        let partitions = self
            .row
            .as_ref()
            .map(|row| Thousands(row.partitions.into()).to_string());
        self.tabs.set(vec![
            ("partitions", partitions.unwrap_or_default()),
            self.configs.title(),
            ("groups", groups),
        ]);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let mut line = Line::new(buffer, area, cx.theme);
        line.skip(1).put(Role::Heading, self.name.as_str()).skip(3);
        match &self.row {
            Some(row) => {
                let room = line.room();
                line.put(Role::Dim, &prose::joined(&facts(cx.view, row), room))
            }
            None if cx.view.topology.stamp.at.is_none() => line.put(Role::Dim, "waiting for the first answer"),
            None => line.put(Role::StateWarn, "is not there: deleted, or not yours to see"),
        };
        self.tabs.draw(from(area, 1), buffer, cx.theme);
        let below = from(area, 2);
        match self.tabs.open() {
            0 => {
                // what is wrong with the one under the cursor has the last two rows, where there are enough
                let lines = u16::from(below.height > 4) + u16::from(below.height > 12);
                let table = Rect {
                    height: below.height - lines,
                    ..below
                };
                self.partitions
                    .draw_rows(&cx.view.topology.stamp, table, buffer, cx.theme);
                self.explain(cx, from(below, table.height), buffer);
            }
            1 => self.configs.draw(cx.view, below, buffer, cx.theme),
            _ => self.readers.draw_rows(&cx.view.groups.stamp, below, buffer, cx.theme),
        }
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(match self.tabs.open() {
            0 => TableOf {
                state: &mut self.partitions.table,
                source: &self.partitions.rows,
            },
            1 => TableOf {
                state: &mut self.configs.listing.table,
                source: &self.configs.listing.rows,
            },
            _ => TableOf {
                state: &mut self.readers.table,
                source: &self.readers.rows,
            },
        })
    }

    fn act(&mut self, id: Id, _cx: &Cx<'_>) -> Reply {
        match (id, self.tabs.open()) {
            (Id::NextTab | Id::PreviousTab, _) => self.tabs.step(id == Id::NextTab),
            (Id::Open, 0) => match self.partitions.selected().and_then(|row| row.leader) {
                Some(leader) => return Reply::Go(Place::Broker(leader)),
                None => return Reply::Done,
            },
            (Id::Open, 2) => match self.readers.selected() {
                Some(row) => return Reply::Go(Place::Group(row.group.clone())),
                None => return Reply::Done,
            },
            (Id::Open, _) => {}
            _ => return Reply::NotMine,
        }
        Reply::Done
    }

    fn why_not(&self, id: Id, _cx: &Cx<'_>) -> Option<String> {
        let why = match (id, self.tabs.open()) {
            (Id::Open, 1) => "there is nothing behind it",
            (Id::Faults, 1) => "a config has no fault",
            _ => return None,
        };
        Some(why.to_owned())
    }

    fn click(&mut self, column: u16, row: u16, _cx: &Cx<'_>) -> Reply {
        if self.tabs.click(column, row) {
            Reply::Done
        } else {
            Reply::NotMine
        }
    }
}

/// `RF 3 · min ISR 2 · delete after 7 d · 28 GiB`.
fn facts(view: &View, row: &TopicRow) -> Vec<String> {
    let mut facts = vec![format!("RF {}", row.replication)];
    if let Known::Value(min) = row.min_isr {
        facts.push(format!("min ISR {min}"));
    }
    if let Some(settings) = view.settings.topics.get(&row.topic) {
        facts.push(policy(settings));
    }
    if let Known::Value(size) = row.size_all {
        let size = u64::try_from(size).unwrap_or(0);
        facts.push(format!("{} on disk", Bytes(size)));
    }
    if row.internal {
        facts.push("Kafka's own".to_owned());
    }
    facts
}

fn policy(settings: &TopicSettings) -> String {
    let after = match (settings.retention_ms, settings.retention_bytes) {
        (..0, ..0) => "keeps all".to_owned(),
        (ms, ..0) => format!("delete after {}", Long(ms)),
        (..0, bytes) => format!("delete over {} a partition", Bytes(u64::try_from(bytes).unwrap_or(0))),
        (ms, bytes) => format!(
            "delete after {} or over {} a partition",
            Long(ms),
            Bytes(u64::try_from(bytes).unwrap_or(0))
        ),
    };
    match (settings.delete, settings.compact) {
        (true, true) => format!("compact, {after}"),
        (false, true) => "compact".to_owned(),
        _ => after,
    }
}
