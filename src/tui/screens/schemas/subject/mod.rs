//! One subject: a version of it in full, its versions, what they build on, and what changed.

mod versions;
mod view;

use super::act;
use super::compare::Compare;
use crate::jobs::desk::Look;
use crate::jobs::schemas::{self, Found, Page};
use crate::report::schemas::{ReferenceRow, VersionRow};
use crate::tui::action::{Id, Scope};
use crate::tui::effect::Effect;
use crate::tui::panes::document::Document;
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::panes::tabbed::Tabbed;
use crate::tui::place::Place;
use crate::tui::screens::{Cx, Reply, Screen, TableOf};
use crate::tui::widgets::table::TableState;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

const VERSIONS: &[Fit] = &[
    Fit::new("version"),
    Fit::new("id"),
    Fit::new("type").wide(5, 8),
    Fit::new("name").wide(12, 40).grow(80).searched(),
    Fit::new("references").wide(10, 30).grow(80).searched(),
];

const REFERENCES: &[Fit] = &[
    Fit::new("of").title("VER"),
    Fit::new("direction").wide(14, 14),
    Fit::new("subject").wide(16, 36).grow(80).searched(),
    Fit::new("other").title("ITS VER"),
    Fit::new("name").wide(10, 30).grow(60).searched(),
];

/// Tabs, in their order.
const SCHEMA: usize = 0;
const OF_VERSIONS: usize = 1;
const OF_REFERENCES: usize = 2;
const DIFF: usize = 3;

/// The subject screen.
pub(in crate::tui::screens) struct Subject {
    place: Place,
    what: schemas::Look,
    /// What was found last.
    found: Arc<schemas::Subject>,
    /// The page it came with.
    seen: u64,
    tabs: Tabbed,
    /// The version that is shown, and the one it is compared with.
    shown: i32,
    base: Option<i32>,
    schema: Document,
    compare: Compare,
    versions: (TableState, Rows<VersionRow>),
    references: (TableState, Rows<ReferenceRow>),
}

impl Subject {
    pub(in crate::tui::screens) fn new(name: String) -> Self {
        Self::of(Place::Subject(name.clone()), schemas::Look::Subject(name))
    }

    /// The subject of the schema with this id.
    pub(in crate::tui::screens) fn by_id(id: u32) -> Self {
        Self::of(Place::SchemaId(id), schemas::Look::Id(id))
    }

    fn of(place: Place, what: schemas::Look) -> Self {
        Self {
            place,
            what,
            found: Arc::default(),
            seen: 0,
            tabs: Tabbed::default(),
            shown: 0,
            base: None,
            schema: Document::default(),
            compare: Compare::default(),
            versions: (TableState::default(), Rows::new(VERSIONS)),
            references: (TableState::default(), Rows::new(REFERENCES)),
        }
    }

    /// The page, when it is of what is looked at here.
    fn page<'a>(&self, cx: &Cx<'a>) -> Option<&'a Page> {
        let page = cx.board.schemas.as_ref();
        (page.look.as_ref() == Some(&self.what)).then_some(page)
    }

    fn scroll(&mut self, id: Id) -> Reply {
        let diff = self.tabs.open() == DIFF;
        match id {
            Id::Up if diff => self.compare.scroll(-1),
            Id::Down if diff => self.compare.scroll(1),
            Id::PageUp if diff => self.compare.pages(-1),
            Id::PageDown if diff => self.compare.pages(1),
            Id::First | Id::Last if diff => self.compare.end(id == Id::Last),
            Id::Up => self.schema.scroll(-1),
            Id::Down => self.schema.scroll(1),
            Id::PageUp => self.schema.pages(-1),
            Id::PageDown => self.schema.pages(1),
            Id::First | Id::Last => self.schema.end(id == Id::Last),
            _ => return Reply::NotMine,
        }
        Reply::Done
    }
}

impl Screen for Subject {
    fn place(&self) -> Place {
        self.place.clone()
    }

    fn scopes(&self) -> &'static [Scope] {
        &[
            Scope::Subject,
            Scope::Registry,
            Scope::Tabs,
            Scope::Table,
            Scope::Global,
        ]
    }

    fn look(&self) -> Option<Look> {
        Some(Look::Schemas(self.what.clone()))
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        if let Some(page) = self.page(cx).filter(|page| page.number != self.seen) {
            self.seen = page.number;
            if let Found::Subject(found) = &page.found {
                self.take(found, cx);
            }
        }
        for rows in [&mut self.versions.1 as &mut dyn Looked, &mut self.references.1] {
            rows.look_now(cx);
        }
        self.versions.0.prepare(&self.versions.1);
        self.references.0.prepare(&self.references.1);
        let base = self.base.or_else(|| self.before());
        let diff = base.map_or_else(String::new, |base| format!("{base} to {}", self.shown));
        // before the first answer nothing is counted
        let known = |text: String| if self.shown == 0 { String::new() } else { text };
        self.tabs.set(vec![
            ("schema", known(format!("v{}", self.shown))),
            (
                "versions",
                known((self.found.versions.len() + self.found.older).to_string()),
            ),
            ("references", known(self.found.references.len().to_string())),
            ("diff", diff),
        ]);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        view::draw(self, area, buffer, cx);
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        match self.tabs.open() {
            OF_VERSIONS => Some(TableOf {
                state: &mut self.versions.0,
                source: &self.versions.1,
            }),
            OF_REFERENCES => Some(TableOf {
                state: &mut self.references.0,
                source: &self.references.1,
            }),
            _ => None,
        }
    }

    fn act(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        let tab = self.tabs.open();
        let chosen = self.versions.1.selected(&self.versions.0).map(|row| row.version);
        match id {
            Id::NextTab | Id::PreviousTab => self.tabs.step(id == Id::NextTab),
            Id::Open if tab == OF_VERSIONS => {
                self.tabs.step(false);
                return self.show(chosen);
            }
            Id::Open if tab == OF_REFERENCES => {
                let row = self.references.1.selected(&self.references.0);
                return row.map_or(Reply::Done, |row| Reply::Go(Place::Subject(row.subject.clone())));
            }
            Id::Older => return self.show(self.before()),
            Id::Newer => return self.show(self.after()),
            Id::Compare => return self.compare_with(chosen.filter(|_| tab == OF_VERSIONS)),
            Id::CopySchema => {
                let text = match tab {
                    DIFF => self.compare.text(),
                    _ => self.version(self.shown).map(VersionRow::pretty).unwrap_or_default(),
                };
                return Reply::Effects(vec![Effect::Copy(text)]);
            }
            Id::Refresh => return Reply::Effects(vec![Effect::Look(self.look())]),
            Id::DeleteSubject => {
                let all = self.found.versions.iter();
                let gone = all.clone().count() > 0 && all.clone().all(|row| self.found.deleted.contains(&row.version));
                return act::delete(&self.found.name, None, gone, cx);
            }
            Id::DeleteVersion => {
                let version = chosen.filter(|_| tab == OF_VERSIONS).unwrap_or(self.shown);
                let gone = self.found.deleted.contains(&version);
                return act::delete(&self.found.name, Some(version), gone, cx);
            }
            id if tab == SCHEMA || tab == DIFF => return self.scroll(id),
            _ => return Reply::NotMine,
        }
        Reply::Done
    }

    fn act_on(&mut self, id: Id, arg: &str, cx: &Cx<'_>) -> Reply {
        match id {
            Id::Compare => match arg.parse() {
                Ok(version) => self.compare_with(Some(version)),
                Err(_) => act::tell(&format!("{arg} is no version")),
            },
            Id::Level | Id::RegistryLevel | Id::Mode | Id::RegistryMode | Id::Check | Id::Register => {
                act::on_subject(id, arg, Some(&self.found.name), cx)
            }
            _ => Reply::NotMine,
        }
    }

    fn why_not(&self, id: Id, _cx: &Cx<'_>) -> Option<String> {
        let unknown = self.found.versions.is_empty();
        let needs = matches!(
            id,
            Id::Level
                | Id::Mode
                | Id::Check
                | Id::Register
                | Id::DeleteSubject
                | Id::DeleteVersion
                | Id::Compare
                | Id::CopySchema
        );
        let tab = self.tabs.open();
        match id {
            Id::Filter | Id::Faults | Id::Sort | Id::Save if matches!(tab, SCHEMA | DIFF) => {
                Some("there is no table in this tab".to_owned())
            }
            Id::Faults => Some("nothing here has a state".to_owned()),
            Id::Compare if !unknown && self.before().is_none() && tab != OF_VERSIONS => {
                Some("there is no version before it".to_owned())
            }
            _ if unknown && needs => Some("nothing is known of it yet".to_owned()),
            Id::Older if self.before().is_none() => Some("there is no version before it".to_owned()),
            Id::Newer if self.after().is_none() => Some("there is no version after it".to_owned()),
            _ => None,
        }
    }

    fn click(&mut self, column: u16, row: u16, _cx: &Cx<'_>) -> Reply {
        if self.tabs.click(column, row) {
            Reply::Done
        } else {
            Reply::NotMine
        }
    }
}

/// Rows of any kind, told the moment that is shown.
trait Looked {
    fn look_now(&mut self, cx: &Cx<'_>);
}

impl<R: crate::report::Row> Looked for Rows<R> {
    fn look_now(&mut self, cx: &Cx<'_>) {
        self.look(cx.now, &cx.theme.glyphs);
    }
}
