//! The records of one topic: what comes in, a page from a place on, or what a search found; and one of them in full.

mod facts;
mod one;
mod reading;
mod scan;
mod take;
#[cfg(test)]
pub(super) mod tests;
mod words;

use super::{Cx, Reply, Screen, TableOf};
use crate::jobs::browse::{Order, Page};
use crate::jobs::desk::Look;
use crate::model::names::TopicName;
use crate::model::record::Record;
use crate::report::Row;
use crate::report::records::RecordRow;
use crate::tui::action::{Id, Scope};
use crate::tui::effect::Effect;
use crate::tui::event::{Notice, Tone};
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::table::{self, Move, TableState};
use one::One;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::HashMap;
use std::sync::Arc;

const FITS: &[Fit] = &[
    Fit::new("time").wide(12, 12),
    Fit::new("partition"),
    Fit::new("offset"),
    Fit::new("key").wide(8, 20).grow(40).searched(),
    Fit::new("value").wide(16, 60).grow(1_000).searched(),
    Fit::new("size_bytes"),
];

/// The records screen.
pub(super) struct Records {
    order: Order,
    table: TableState,
    rows: Rows<RecordRow>,
    /// The page the rows were made of.
    seen: u64,
    /// The record that is shown in full.
    one: Option<One>,
}

impl Records {
    pub(super) fn new(topic: TopicName) -> Self {
        Self {
            order: Order::live(topic),
            table: TableState::default(),
            rows: Rows::new(FITS).painted(paint).passing(),
            seen: 0,
            one: None,
        }
    }

    /// The page, when it is of what is looked at here.
    fn page<'a>(&self, cx: &Cx<'a>) -> Option<&'a Page> {
        let page = cx.board.records.as_ref();
        let mine = page.order.as_deref().is_some_and(|order| order.same(&self.order));
        mine.then_some(page)
    }

    fn step(&mut self, by: isize) -> Reply {
        self.table.go(Move::By(by), &self.rows);
        if let (Some(one), Some(row)) = (&mut self.one, self.rows.selected(&self.table)) {
            one.show(&row.record);
        }
        Reply::Done
    }

    /// Rows of the page; what was made for the page before is used again.
    fn rows(&self, page: &Page, cx: &Cx<'_>) -> Vec<RecordRow> {
        let before: HashMap<_, &RecordRow> = self
            .rows
            .all()
            .iter()
            .map(|row| (Arc::as_ptr(&row.record), row))
            .collect();
        let row = |record: &Arc<Record>| match before.get(&Arc::as_ptr(record)) {
            Some(row) => RecordRow::clone(row),
            None => words::row(record, cx.zone),
        };
        page.records.iter().map(row).collect()
    }
}

fn tell(text: &str) -> Reply {
    Reply::Tell(Notice::new(Tone::Info, text))
}

fn paint(row: &RecordRow, column: &str, _: &crate::tui::theme::Glyphs, cell: &mut table::Cell) -> bool {
    let payload = match column {
        "key" => &row.record.key,
        "value" => &row.record.value,
        _ => return false,
    };
    match (&payload.bytes, &payload.trouble) {
        (_, _) if row.record.control => {
            cell.put(Role::StateMoving, if column == "key" { "" } else { words::marker(row) })
        }
        (None, _) if column == "value" => cell.put(Role::Faint, "(tombstone)"),
        (None, _) => cell.none(),
        (Some(_), Some(_)) => cell.put(Role::StateWarn, &payload.line),
        (Some(_), None) if payload.size == 0 => cell.put(Role::Faint, "(empty)"),
        (Some(_), None) => return false,
    };
    true
}

impl Screen for Records {
    fn place(&self) -> Place {
        Place::Records(self.order.topic.clone())
    }

    fn topic(&self) -> Option<&TopicName> {
        Some(&self.order.topic)
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.one {
            None => &[Scope::Records, Scope::Table, Scope::Global],
            Some(_) => &[Scope::Record, Scope::Tabs, Scope::Records, Scope::Table, Scope::Global],
        }
    }

    fn look(&self) -> Option<Look> {
        Some(Look::Records(self.order.clone()))
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        // who stands at the top of a live reading stays there
        let at_top = self.table.selected().is_none_or(|row| row == 0) && self.one.is_none();
        match self.page(cx) {
            Some(page) if page.number != self.seen => {
                self.seen = page.number;
                let rows = self.rows(page, cx);
                self.rows.set(rows, cx.now);
                // the same record, read as something else
                let shown = self.one.as_ref().map(One::key);
                let again = shown.and_then(|key| self.rows.all().iter().find(|row| row.key() == key));
                if let (Some(one), Some(row)) = (&mut self.one, again)
                    && !one.shows(&row.record)
                {
                    one.show(&row.record);
                }
            }
            _ => {}
        }
        self.rows.look(cx.now, &cx.theme.glyphs);
        self.table.prepare(&self.rows);
        if at_top && self.live() {
            self.table.go(Move::First, &self.rows);
        }
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        if let Some(one) = &self.one {
            return one.draw(&self.order.topic, area, buffer, cx);
        }
        let page = self.page(cx);
        let says = words::heading(&self.order, page, cx.zone);
        table::draw_heading(&self.table, "RECORDS", &says, area, buffer, cx.theme);
        let troubles = page.map_or(&[][..], |page| &page.troubles);
        let lines: Vec<_> = troubles.iter().map(|line| (Role::StateWarn, line.clone())).collect();
        let below = from(area, 1);
        let scan = scan::rows(page).min(below.height / 4);
        let room = prose::rows(&lines, area.width).min(below.height / 3);
        let rows = Rect {
            height: below.height - room - scan,
            ..below
        };
        table::draw(&self.table, &self.rows, rows, buffer, cx.theme);
        let said = Rect {
            height: room,
            ..from(below, rows.height)
        };
        prose::draw(&lines, said, buffer, cx.theme);
        if let Some(page) = page {
            let bottom = from(below, rows.height + room);
            scan::draw(page, bottom, buffer, cx.theme);
        }
        if self.table.is_empty() {
            let why = words::hollow(&self.table, self.rows.all().len(), page);
            prose::draw(&why, from(rows, 2), buffer, cx.theme);
        }
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        self.one.is_none().then_some(TableOf {
            state: &mut self.table,
            source: &self.rows,
        })
    }

    fn act(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        match id {
            Id::Export | Id::Save => return self.export(None),
            Id::Edit => return self.edit(),
            Id::Resend => return self.resend(),
            _ => {}
        }
        if let Some(one) = &mut self.one {
            match id {
                Id::NextRecord => return self.step(1),
                Id::PreviousRecord => return self.step(-1),
                Id::Back | Id::Close => self.one = None,
                Id::RecordSchema => {
                    return one.schema().map_or(Reply::Done, |id| Reply::Go(Place::SchemaId(id)));
                }
                id => return one.act(id, &self.order.topic),
            }
            return Reply::Done;
        }
        match (id, self.rows.selected(&self.table)) {
            (Id::Open, Some(row)) => {
                self.one = Some(One::new(&row.record));
                Reply::Done
            }
            (Id::Copy, Some(row)) if self.table.marked() == 0 => {
                Reply::Effects(vec![Effect::Copy(row.record.value.text())])
            }
            (Id::Redrive, _) => {
                let found = self.order.search.as_ref().map(|search| search.filter.clone());
                Reply::Go(Place::Redrive(self.order.topic.clone(), found))
            }
            _ => self.act_reading(id, cx),
        }
    }

    fn act_on(&mut self, id: Id, arg: &str, cx: &Cx<'_>) -> Reply {
        match id {
            Id::Export | Id::Save => self.export(Some(arg)),
            _ => self.read_on(id, arg, cx),
        }
    }

    fn why_not(&self, id: Id, cx: &Cx<'_>) -> Option<String> {
        let open = "one record is open: esc closes it";
        let bare = self.one.as_ref().is_some_and(|one| one.schema().is_none());
        let why = match id {
            Id::RecordSchema if bare => "it carries no id of a schema",
            Id::Open | Id::Filter | Id::Faults if self.one.is_some() => open,
            Id::Edit | Id::Resend | Id::Export | Id::Save if self.shown().is_none() => "there is no record",
            Id::Fold | Id::FoldAll | Id::CopyPath if self.one.as_ref().is_some_and(|one| !one.is_tree()) => {
                "this is no tree"
            }
            Id::Records => "these are they",
            id if self.one.is_some() && Self::reads_anew(id) => open,
            id => return self.not_read(id, cx).map(str::to_owned),
        };
        Some(why.to_owned())
    }

    fn click(&mut self, column: u16, row: u16, _cx: &Cx<'_>) -> Reply {
        let hit = self.one.as_mut().is_some_and(|one| one.click(column, row));
        if hit { Reply::Done } else { Reply::NotMine }
    }
}
