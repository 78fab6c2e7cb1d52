//! The subjects, one line each.

use super::{act, words};
use crate::jobs::desk::Look;
use crate::jobs::schemas::{self, Found, Page, State};
use crate::model::names::TopicName;
use crate::report::schemas::SubjectRow;
use crate::tui::action::{Id, Scope};
use crate::tui::effect::Effect;
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::place::Place;
use crate::tui::screens::{Cx, Reply, Screen, TableOf};
use crate::tui::theme::{Glyphs, Role};
use crate::tui::widgets::table::{self, Cell, TableState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const FITS: &[Fit] = &[
    Fit::new("subject").wide(20, 36).grow(80).searched(),
    Fit::new("type").wide(5, 8).searched(),
    Fit::new("version").title("VER"),
    Fit::new("id"),
    Fit::new("compatibility").title("LEVEL").wide(10, 24).searched(),
    Fit::new("topic").wide(10, 30).grow(60).searched(),
    Fit::new("references"),
];

/// The list of subjects: all, or those of one topic.
pub(in crate::tui::screens) struct Subjects {
    topic: Option<TopicName>,
    deleted: bool,
    table: TableState,
    rows: Rows<SubjectRow>,
    /// The page the rows were made of.
    seen: u64,
}

impl Subjects {
    pub(in crate::tui::screens) fn new(topic: Option<TopicName>) -> Self {
        Self {
            topic,
            deleted: false,
            table: TableState::default(),
            rows: Rows::new(FITS).painted(paint),
            seen: 0,
        }
    }

    fn what(&self) -> schemas::Look {
        schemas::Look::Subjects { deleted: self.deleted }
    }

    /// The page, when it is of what is looked at here.
    fn page<'a>(&self, cx: &Cx<'a>) -> Option<&'a Page> {
        let page = cx.board.schemas.as_ref();
        (page.look.as_ref() == Some(&self.what())).then_some(page)
    }

    /// Of one topic: by the subject's name, or by an id that its records were seen to carry.
    fn wanted(&self, row: &SubjectRow, cx: &Cx<'_>) -> bool {
        let Some(topic) = &self.topic else { return true };
        let named = row.topic.as_deref() == Some(topic.as_str());
        let carried = row.id.and_then(|id| cx.board.carried.get(&id));
        named || carried.is_some_and(|topics| topics.contains(topic))
    }

    fn says(&self, page: Option<&Page>) -> String {
        // before the first answer nothing is counted: not even none
        let known = page.is_some_and(|page| matches!(page.found, Found::Subjects(_))) || !self.rows.all().is_empty();
        let mut says: Vec<String> = known.then(|| self.rows.says(&self.table)).into_iter().collect();
        says.extend(self.topic.iter().map(|topic| format!("of topic {topic}")));
        if let Some(Found::Subjects(all)) = page.map(|page| &page.found) {
            says.extend(all.level.iter().cloned());
            says.extend(all.mode.iter().filter(|mode| *mode != "READWRITE").cloned());
            says.push(all.address.clone());
        }
        if page.is_some_and(|page| page.state == State::Asking) {
            says.push("asking".to_owned());
        }
        says.join(" · ")
    }

    fn ask_again(&self) -> Reply {
        Reply::Effects(vec![Effect::Look(self.look())])
    }
}

fn paint(row: &SubjectRow, column: &str, _: &Glyphs, cell: &mut Cell) -> bool {
    match column {
        "subject" if row.deleted => cell.put(Role::Faint, &row.subject),
        "compatibility" if row.deleted => cell.put(Role::StateWarn, "deleted"),
        "compatibility" if row.unread && row.level.is_none() => cell.put(Role::StateUnknown, "not readable"),
        "compatibility" if row.own_level == Some(false) => {
            cell.put(Role::Faint, row.level.as_deref().unwrap_or_default())
        }
        _ => return false,
    };
    true
}

impl Screen for Subjects {
    fn place(&self) -> Place {
        Place::Schemas(self.topic.clone())
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Subjects, Scope::Registry, Scope::Table, Scope::Global]
    }

    fn look(&self) -> Option<Look> {
        Some(Look::Schemas(self.what()))
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        if let Some(page) = self.page(cx).filter(|page| page.number != self.seen) {
            self.seen = page.number;
            if let Found::Subjects(all) = &page.found {
                let rows = all.rows.iter().filter(|row| self.wanted(row, cx));
                self.rows.set(rows.cloned().collect(), cx.now);
            }
        }
        self.rows.look(cx.now, &cx.theme.glyphs);
        self.table.prepare(&self.rows);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let page = self.page(cx);
        table::draw_heading(&self.table, "SCHEMAS", &self.says(page), area, buffer, cx.theme);
        let lines = page.map(|page| words::state(page, cx)).unwrap_or_default();
        let below = from(area, 1);
        let room = prose::rows(&lines, area.width).min(below.height / 2);
        prose::draw(&lines, Rect { height: room, ..below }, buffer, cx.theme);
        let rows = from(below, room);
        table::draw(&self.table, &self.rows, rows, buffer, cx.theme);
        if self.table.is_empty() {
            let all = self.rows.all().len();
            let why = match all {
                0 => words::hollow(page, "subjects"),
                _ => format!("none of the {all} subjects passes the filter"),
            };
            prose::draw(&[(Role::Dim, why)], from(rows, 2), buffer, cx.theme);
        }
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(TableOf {
            state: &mut self.table,
            source: &self.rows,
        })
    }

    fn act(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        match (id, self.rows.selected(&self.table)) {
            (Id::Open, Some(row)) => Reply::Go(Place::Subject(row.subject.clone())),
            (Id::DeleteSubject, Some(row)) => act::delete(&row.subject, None, row.deleted, cx),
            (Id::Deleted, _) => {
                self.deleted = !self.deleted;
                self.ask_again()
            }
            (Id::Refresh, _) => self.ask_again(),
            _ => Reply::NotMine,
        }
    }

    fn act_on(&mut self, id: Id, arg: &str, cx: &Cx<'_>) -> Reply {
        let row = self.rows.selected(&self.table);
        match id {
            Id::Level | Id::RegistryLevel | Id::Mode | Id::RegistryMode | Id::Check | Id::Register => {
                act::on_subject(id, arg, row.map(|row| row.subject.as_str()), cx)
            }
            _ => Reply::NotMine,
        }
    }

    fn why_not(&self, id: Id, _cx: &Cx<'_>) -> Option<String> {
        if id == Id::Faults {
            return Some("nothing here has a state".to_owned());
        }
        let needs = matches!(id, Id::Level | Id::Mode | Id::Check | Id::Register | Id::DeleteSubject);
        let none = needs && self.rows.selected(&self.table).is_none();
        none.then(|| "there is no subject under the cursor".to_owned())
    }
}
