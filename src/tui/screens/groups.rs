//! Groups, one line each: what has a fault first, then the largest lag.

use super::{Cx, Reply, Screen, TableOf};
use crate::model::lag::Isolation;
use crate::model::view::View;
use crate::report::groups::{self, GroupRow};
use crate::tui::action::{Id, Scope};
use crate::tui::panes::listing::{Listing, aged, from};
use crate::tui::panes::parts::Part;
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::panes::trend;
use crate::tui::place::Place;
use crate::tui::widgets::table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cmp::Reverse;

const FITS: &[Fit] = &[
    Fit::new("group").wide(14, 30).grow(60).searched(),
    Fit::new("type").wide(8, 8).searched(),
    Fit::new("state").wide(6, 18).searched(),
    Fit::new("members"),
    Fit::new("topics"),
    Fit::new("lag").short().wide(7, 8),
    Fit::new("lag_per_second").wide(8, 9),
    Fit::new("oldest_ms").wide(6, 7),
    Fit::new("lost").short(),
    Fit::new("coordinator"),
    Fit::new("partition_count"),
];

/// The list of groups.
pub(super) struct Groups(Listing<GroupRow>);

impl Groups {
    pub(super) fn new() -> Self {
        let rows = Rows::new(FITS).painted(|row: &GroupRow, column, _, cell| match column {
            "lag_per_second" => {
                trend::put(row.trend, cell);
                true
            }
            "oldest_ms" => {
                trend::oldest(row.oldest, cell);
                true
            }
            _ => false,
        });
        Self(Listing::new(rows))
    }
}

/// The largest lag first; what has no state to sort by comes in this order.
fn rows(view: &View) -> Vec<GroupRow> {
    let mut rows = groups::rows(view, Isolation::default());
    let lag = |row: &GroupRow| row.lag.as_ref().map(|lag| lag.lag.known).value();
    rows.sort_by_key(|row| Reverse(lag(row)));
    rows
}

impl Screen for Groups {
    fn place(&self) -> Place {
        Place::Groups
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Groups, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        let parts = &[Part::Groups, Part::Findings];
        self.0.prepare(cx.view, cx.now, cx.theme, parts, rows);
        let stale = cx.view.groups.stamp.stale(cx.now);
        self.0.rows.age(|column| stale && column != "group");
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let stamp = &cx.view.groups.stamp;
        let mut says = self.0.rows.says(&self.0.table) + &aged(stamp, cx.now);
        if cx.view.groups.partial {
            says.push_str(" · some broker did not list its groups");
        }
        table::draw_heading(&self.0.table, "GROUPS", &says, area, buffer, cx.theme);
        self.0.draw_rows(stamp, from(area, 1), buffer, cx.theme);
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(TableOf {
            state: &mut self.0.table,
            source: &self.0.rows,
        })
    }

    fn act(&mut self, id: Id, _cx: &Cx<'_>) -> Reply {
        match (id, self.0.selected()) {
            (Id::Open, Some(row)) => Reply::Go(Place::Group(row.group.clone())),
            _ => Reply::NotMine,
        }
    }
}
