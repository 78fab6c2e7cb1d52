//! The records of one topic: what comes in, or a page from a place on; and one of them in full.

mod one;
#[cfg(test)]
pub(super) mod tests;
mod words;

use super::{Cx, Reply, Screen, TableOf};
use crate::jobs::browse::{self, Begin, From, Order, Page, State};
use crate::jobs::desk::Look;
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::report::records::RecordRow;
use crate::text::time::stamp;
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
        let mine = page.order.as_deref().is_some_and(|order| *order == self.order);
        mine.then_some(page)
    }

    fn read(&mut self, order: Order) -> Reply {
        self.order = order;
        self.one = None;
        self.rows.set(Vec::new(), crate::model::time::At::default());
        Reply::Effects(vec![Effect::Look(self.look())])
    }

    fn begin(&mut self, begin: Begin) -> Reply {
        self.read(Order {
            begin,
            ..self.order.clone()
        })
    }

    fn next_page(&mut self, cx: &Cx<'_>) -> Reply {
        match self.page(cx).map(|page| &page.state) {
            Some(State::Ended { upto, more: true }) => self.begin(Begin::After(upto.clone())),
            Some(State::Ended { .. }) => tell("this is the last page: t shows what comes in"),
            _ if self.order.begin == Begin::Live => tell("this is live: the latest are at the top"),
            _ => tell("this page is not read to its end yet"),
        }
    }

    fn partition(&mut self, arg: &str) -> Reply {
        let partition = match arg {
            "all" => None,
            number => match number.parse() {
                Ok(number) => Some(number),
                Err(_) => return tell(&format!("{number} is no partition's number, and not all")),
            },
        };
        // where another partition goes on from says nothing of this one
        let begin = match &self.order.begin {
            Begin::After(_) => Begin::At(From::Earliest),
            begin => begin.clone(),
        };
        self.read(Order {
            partition,
            begin,
            ..self.order.clone()
        })
    }

    fn step(&mut self, by: isize, cx: &Cx<'_>) -> Reply {
        self.table.go(Move::By(by), &self.rows);
        if let (Some(one), Some(row)) = (&mut self.one, self.rows.selected(&self.table)) {
            one.show(&row.record, cx.zone);
        }
        Reply::Done
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

    fn scopes(&self) -> &'static [Scope] {
        match self.one {
            None => &[Scope::Records, Scope::Table, Scope::Global],
            Some(_) => &[Scope::Record, Scope::Tabs, Scope::Table, Scope::Global],
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
                let row = |record: &std::sync::Arc<_>| words::row(record, cx.zone);
                self.rows.set(page.records.iter().map(row).collect(), cx.now);
            }
            _ => {}
        }
        self.rows.look(cx.now, &cx.theme.glyphs);
        self.table.prepare(&self.rows);
        if at_top && self.order.begin == Begin::Live {
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
        let room = prose::rows(&lines, area.width).min(below.height / 3);
        let rows = Rect {
            height: below.height - room,
            ..below
        };
        table::draw(&self.table, &self.rows, rows, buffer, cx.theme);
        prose::draw(&lines, from(below, rows.height), buffer, cx.theme);
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
        if let Some(one) = &mut self.one {
            match id {
                Id::NextRecord => return self.step(1, cx),
                Id::PreviousRecord => return self.step(-1, cx),
                Id::Back | Id::Close => self.one = None,
                Id::CopyPart => return Reply::Effects(vec![Effect::Copy(one.text())]),
                id => return one.act(id),
            }
            return Reply::Done;
        }
        match (id, self.rows.selected(&self.table)) {
            (Id::Open, Some(row)) => {
                self.one = Some(One::new(&row.record, cx.zone));
                Reply::Done
            }
            (Id::Copy, Some(row)) if self.table.marked() == 0 => {
                Reply::Effects(vec![Effect::Copy(row.record.value.text())])
            }
            (Id::Refresh, _) => self.read(self.order.clone()),
            (Id::Live, _) => self.begin(Begin::Live),
            (Id::FromStart, _) => self.begin(Begin::At(From::Earliest)),
            (Id::More, _) => self.next_page(cx),
            (Id::Isolation, _) => {
                let isolation = match self.order.isolation {
                    Isolation::ReadCommitted => Isolation::ReadUncommitted,
                    Isolation::ReadUncommitted => Isolation::ReadCommitted,
                };
                self.read(Order {
                    isolation,
                    ..self.order.clone()
                })
            }
            (Id::Markers, _) => self.read(Order {
                control: !self.order.control,
                ..self.order.clone()
            }),
            _ => Reply::NotMine,
        }
    }

    fn act_on(&mut self, id: Id, arg: &str, cx: &Cx<'_>) -> Reply {
        match id {
            Id::From => match browse::begin(arg, cx.now.0, cx.zone) {
                Ok(begin) => self.begin(begin),
                Err(why) => Reply::Tell(Notice::new(Tone::Warning, why)),
            },
            Id::Partition => self.partition(arg),
            _ => Reply::NotMine,
        }
    }

    fn why_not(&self, id: Id, cx: &Cx<'_>) -> Option<String> {
        let ended = matches!(
            self.page(cx).map(|page| &page.state),
            Some(State::Ended { more: true, .. })
        );
        let why = match id {
            Id::Open | Id::Filter | Id::Faults if self.one.is_some() => "one record is open: esc closes it",
            Id::More if self.order.begin == Begin::Live => "this is live: the latest are at the top",
            Id::More if !ended => "there is no page after this one",
            Id::Live if self.order.begin == Begin::Live => "it is live already",
            _ => return None,
        };
        Some(why.to_owned())
    }

    fn click(&mut self, column: u16, row: u16, _cx: &Cx<'_>) -> Reply {
        let hit = self.one.as_mut().is_some_and(|one| one.click(column, row));
        if hit { Reply::Done } else { Reply::NotMine }
    }
}

/// A record's timestamp, in full.
fn moment(record: &crate::model::record::Record, zone: &jiff::tz::TimeZone) -> String {
    record
        .at
        .map_or_else(|| "no timestamp".to_owned(), |at| stamp(at.0, zone))
}
