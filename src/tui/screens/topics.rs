//! Topics, one line each: faults first, then by name.

use super::{Cx, Reply, Screen, TableOf};
use crate::model::names::TopicName;
use crate::report::Sizes;
use crate::report::topics::{self, TopicRow};
use crate::tui::action::{Id, Scope};
use crate::tui::panes::listing::Listing;
use crate::tui::panes::parts::{Part, Seen};
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const FITS: &[Fit] = &[
    Fit::new("topic").wide(16, 32).grow(80).searched(),
    Fit::new("partition_count"),
    Fit::new("replication_factor"),
    Fit::new("min_isr").title("min"),
    Fit::new("state").wide(28, 28).searched(),
    Fit::new("records_per_second"),
    Fit::new("size_bytes"),
    Fit::new("records").short(),
    Fit::new("size_all_bytes"),
];

const PARTS: &[Part] = &[
    Part::Topology,
    Part::States,
    Part::Settings,
    Part::Offsets,
    Part::Storage,
    Part::Moves,
];

/// The list of topics.
pub(super) struct Topics {
    listing: Listing<TopicRow>,
    /// Gathered from every replica, and only when the log dirs answered anew.
    sizes: Sizes,
    sized: Seen,
}

impl Topics {
    pub(super) fn new() -> Self {
        let rows = Rows::new(FITS).painted(|row: &TopicRow, column, _, cell| {
            let dim = column == "topic" && row.internal;
            if dim {
                cell.put(Role::Dim, row.topic.as_str());
            }
            dim
        });
        Self {
            listing: Listing::new(rows),
            sizes: Sizes::default(),
            sized: Seen::default(),
        }
    }
}

impl Screen for Topics {
    fn place(&self) -> Place {
        Place::Topics
    }

    fn topic(&self) -> Option<&TopicName> {
        self.listing.selected().map(|row| &row.topic)
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Topics, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        if self.sized.changed(cx.view, &[Part::Storage, Part::Topology]) {
            self.sizes = Sizes::of(cx.view);
        }
        let sizes = &self.sizes;
        self.listing
            .prepare(cx.view, cx.now, cx.theme, PARTS, |view| topics::rows_sized(view, sizes));
        let view = cx.view;
        self.listing.rows.age(|column| {
            let stamp = match column {
                "records_per_second" | "records" => &view.offsets.stamp,
                "size_bytes" | "size_all_bytes" => &view.storage.stamp,
                "min_isr" => &view.settings.stamp,
                _ => &view.topology.stamp,
            };
            stamp.stale(cx.now)
        });
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let stamp = &cx.view.topology.stamp;
        self.listing.draw("TOPICS", stamp, cx.now, area, buffer, cx.theme);
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(TableOf {
            state: &mut self.listing.table,
            source: &self.listing.rows,
        })
    }

    fn act(&mut self, id: Id, _cx: &Cx<'_>) -> Reply {
        match (id, self.topic()) {
            (Id::Open, Some(topic)) => Reply::Go(Place::Topic(topic.clone())),
            _ => Reply::NotMine,
        }
    }
}
