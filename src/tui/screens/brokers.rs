//! Brokers, one line each, with what would happen without it.

use super::{Cx, Reply, Screen, TableOf};
use crate::model::cluster::BrokerState;
use crate::model::known::Known;
use crate::model::time::Since;
use crate::model::view::View;
use crate::report::brokers::{self, BrokerRow};
use crate::tui::action::{Id, Scope};
use crate::tui::panes::disk;
use crate::tui::panes::listing::{Listing, aged, from};
use crate::tui::panes::parts::Part;
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::place::Place;
use crate::tui::theme::{Glyphs, Role};
use crate::tui::widgets::table::{self, Cell};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const FITS: &[Fit] = &[
    Fit::new("broker"),
    Fit::new("address").wide(15, 32).searched(),
    Fit::new("rack").wide(12, 12).searched(),
    Fit::new("state").wide(14, 14).searched(),
    Fit::new("leaders").priority(3),
    Fit::new("replicas").priority(4),
    Fit::new("fullest_dir")
        .wide(disk::COLUMNS, disk::COLUMNS)
        .priority(2)
        .title("DISK (worst dir)"),
    Fit::new("safe_to_stop").wide(14, 20).priority(1),
    Fit::new("size_bytes").priority(5),
    Fit::new("since").priority(6),
    Fit::new("software").wide(10, 10).priority(7),
];

const PARTS: &[Part] = &[
    Part::Cluster,
    Part::Topology,
    Part::Settings,
    Part::Storage,
    Part::Quorum,
    Part::Groups,
];

/// The list of brokers.
pub(super) struct Brokers(Listing<BrokerRow>);

impl Brokers {
    pub(super) fn new() -> Self {
        Self(Listing::new(Rows::new(FITS).painted(paint)))
    }
}

fn paint(row: &BrokerRow, column: &str, glyphs: &Glyphs, cell: &mut Cell) -> bool {
    match column {
        "fullest_dir" => {
            let Known::Value(share) = row.fullest else { return false };
            disk::put(share, glyphs, cell);
        }
        "safe_to_stop" => match &row.if_stopped {
            Known::Value(stop) if stop.safe => drop(cell.put(Role::StateOk, &stop.brief)),
            _ => return false,
        },
        // what is well says no more than that: a running count would tick on a healthy screen
        "since" if matches!((row.state, row.since), (BrokerState::Up, Since::AtLeast(_))) => {}
        _ => return false,
    }
    true
}

impl Screen for Brokers {
    fn place(&self) -> Place {
        Place::Brokers
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Brokers, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        self.0.prepare(cx.view, cx.now, cx.theme, PARTS, brokers::rows);
        let view = cx.view;
        self.0.rows.age(|column| {
            let stamp = match column {
                "fullest_dir" | "size_bytes" => &view.storage.stamp,
                "leaders" | "replicas" => &view.topology.stamp,
                _ => &view.cluster.stamp,
            };
            stamp.stale(cx.now)
        });
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let stamp = &cx.view.cluster.stamp;
        let says = match stamp.at {
            Some(_) => says(cx.view) + &aged(stamp, cx.now),
            None => String::new(),
        };
        table::draw_heading(&self.0.table, "BROKERS", &says, area, buffer, cx.theme);
        let below = from(area, 1);
        self.0.draw_rows(stamp, below, buffer, cx.theme);
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(TableOf {
            state: &mut self.0.table,
            source: &self.0.rows,
        })
    }

    fn act(&mut self, id: Id, _cx: &Cx<'_>) -> Reply {
        match (id, self.0.selected()) {
            (Id::Open, Some(row)) => Reply::Go(Place::Broker(row.broker)),
            _ => Reply::NotMine,
        }
    }
}

/// `9 · 1 fenced · quorum leader 11 (voters 11 12 13, lag 0)`.
fn says(view: &View) -> String {
    let brokers = &view.cluster.brokers;
    let mut says = brokers.len().to_string();
    for (state, word) in [(BrokerState::Fenced, "fenced"), (BrokerState::Missing, "missing")] {
        let n = brokers.iter().filter(|broker| broker.state == state).count();
        if n > 0 {
            says.push_str(&format!(" · {n} {word}"));
        }
    }
    let silent = brokers
        .iter()
        .filter(|b| b.state == BrokerState::Up && !b.healthy())
        .count();
    if silent > 0 {
        says.push_str(&format!(" · {silent} unreachable"));
    }
    match (&view.quorum.data, view.cluster.controller) {
        (Known::Value(quorum), _) => {
            let leader = quorum.leader.map_or("none".to_owned(), |id| id.to_string());
            let voters: Vec<String> = quorum.voters.iter().map(|voter| voter.id.to_string()).collect();
            says.push_str(&format!(" · quorum leader {leader} (voters {})", voters.join(" ")));
        }
        (Known::Unknown(_), Known::Value(id)) => says.push_str(&format!(" · controller {id}")),
        _ => {}
    }
    says
}
