//! The KRaft quorum: who leads the metadata, who votes, who lags behind.

use super::{Cx, Reply, Screen, TableOf};
use crate::model::known::{Known, Reason};
use crate::model::quorum;
use crate::report::quorum::{self as report, QuorumRow};
use crate::text::Thousands;
use crate::tui::action::{Id, Scope};
use crate::tui::panes::listing::{Listing, aged, from};
use crate::tui::panes::parts::Part;
use crate::tui::panes::prose;
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const FITS: &[Fit] = &[
    Fit::new("node"),
    Fit::new("role").wide(8, 8).searched(),
    Fit::new("log_end"),
    Fit::new("lag"),
    Fit::new("last_fetch").calm(),
    Fit::new("caught_up").calm(),
];

/// The quorum.
pub(super) struct Quorum(Listing<QuorumRow>);

impl Quorum {
    pub(super) fn new() -> Self {
        let rows = Rows::new(FITS).painted(|row: &QuorumRow, column, _, cell| {
            let leads = row.role == "leader";
            match column {
                "role" if leads => cell.put(Role::Strong, row.role),
                // the leader fetches from nobody
                "last_fetch" | "caught_up" if leads => cell,
                _ => return false,
            };
            true
        });
        Self(Listing::new(rows))
    }
}

impl Screen for Quorum {
    fn place(&self) -> Place {
        Place::Quorum
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Quorum, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        self.0.prepare(cx.view, cx.now, cx.theme, &[Part::Quorum], report::rows);
        let stale = cx.view.quorum.stamp.stale(cx.now);
        self.0.rows.age(|_| stale);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let section = &cx.view.quorum;
        let says = match &section.data {
            Known::Value(quorum) => {
                let room = area.width.saturating_sub(10);
                prose::joined(&says(quorum), room) + &aged(&section.stamp, cx.now)
            }
            Known::Unknown(_) => String::new(),
        };
        table::draw_heading(&self.0.table, "QUORUM", &says, area, buffer, cx.theme);
        let below = from(area, 1);
        match section.data {
            Known::Unknown(Reason::NotApplicable | Reason::TooOld) => {
                let text = "this cluster keeps its metadata in ZooKeeper: there is no quorum";
                prose::draw(&[(Role::Dim, text.to_owned())], from(below, 1), buffer, cx.theme);
            }
            Known::Unknown(reason) if section.stamp.trouble.is_none() && reason != Reason::NotYet => {
                let text = format!("the quorum is not known: {reason}");
                prose::draw(&[(Role::StateUnknown, text)], from(below, 1), buffer, cx.theme);
            }
            _ => self.0.draw_rows(&section.stamp, below, buffer, cx.theme),
        }
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(TableOf {
            state: &mut self.0.table,
            source: &self.0.rows,
        })
    }

    fn act(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        match (id, self.0.selected()) {
            (Id::Open, Some(row)) if cx.view.cluster.broker(row.node).is_some() => Reply::Go(Place::Broker(row.node)),
            // a dedicated controller is no broker: there is nothing behind it
            (Id::Open, _) => Reply::Done,
            _ => Reply::NotMine,
        }
    }
}

fn says(quorum: &quorum::Quorum) -> Vec<String> {
    let leader = quorum
        .leader
        .map_or("no leader".to_owned(), |id| format!("leader {id}"));
    let mut says = vec![
        leader,
        format!("epoch {}", quorum.epoch),
        format!("{} voters", quorum.voters.len()),
        format!("committed to {}", Thousands(quorum.high_watermark)),
    ];
    match quorum.observers.len() {
        0 => {}
        1 => says.push("1 observer".to_owned()),
        n => says.push(format!("{n} observers")),
    }
    says
}
