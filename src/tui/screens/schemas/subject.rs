//! One subject: a version of it in full, its versions, what they build on, and what changed.

use super::compare::Compare;
use super::{act, facts, words};
use crate::jobs::desk::Look;
use crate::jobs::schemas::{self, Found, Page};
use crate::report::schemas::{ReferenceRow, VersionRow};
use crate::tui::action::{Id, Scope};
use crate::tui::effect::Effect;
use crate::tui::panes::document::Document;
use crate::tui::panes::listing::from;
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::panes::tabbed::Tabbed;
use crate::tui::panes::{code, prose};
use crate::tui::place::Place;
use crate::tui::screens::{Cx, Reply, Screen, TableOf};
use crate::tui::theme::Role;
use crate::tui::widgets::heading;
use crate::tui::widgets::table::{self, TableState};
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

    fn version(&self, number: i32) -> Option<&VersionRow> {
        self.found.versions.iter().find(|row| row.version == number)
    }

    /// The version before the one that is shown.
    fn before(&self) -> Option<i32> {
        let older = self.found.versions.iter().map(|row| row.version);
        older.filter(|number| *number < self.shown).max()
    }

    fn after(&self) -> Option<i32> {
        let newer = self.found.versions.iter().map(|row| row.version);
        newer.filter(|number| *number > self.shown).min()
    }

    fn take(&mut self, found: &Arc<schemas::Subject>, cx: &Cx<'_>) {
        let first = self.found.versions.is_empty();
        self.found = Arc::clone(found);
        let asked = found
            .asked
            .and_then(|id| found.versions.iter().find(|row| row.id == id));
        let gone = self.version(self.shown).is_none();
        if first || gone {
            let start = asked.or_else(|| found.versions.first());
            self.shown = start.map_or(0, |row| row.version);
        }
        self.versions.1.set(found.versions.clone(), cx.now);
        self.references.1.set(found.references.clone(), cx.now);
        self.fill();
    }

    /// Shows the chosen version, and what it differs in from the one before it or the chosen one.
    fn fill(&mut self) {
        let base = self.base.or_else(|| self.before());
        let pretty = |number: Option<i32>| {
            let row = number.and_then(|number| self.version(number));
            row.map(VersionRow::pretty).unwrap_or_default()
        };
        let compared = |number: Option<i32>| {
            let row = number.and_then(|number| self.version(number));
            row.map(VersionRow::compared).unwrap_or_default()
        };
        let (old, new) = (compared(base), compared(Some(self.shown)));
        let untold = || {
            vec![vec![(
                Role::Dim,
                "the registry does not show what is softly deleted".to_owned(),
            )]]
        };
        let lines = match self.version(self.shown).map(|row| serde_json::from_str(&row.schema)) {
            Some(_) if self.version(self.shown).is_some_and(|row| row.schema.is_empty()) => untold(),
            Some(Ok(value)) => code::of_json(&value),
            Some(Err(_)) => code::of_proto(&pretty(Some(self.shown))),
            None => Vec::new(),
        };
        self.schema.set(lines);
        self.compare.set(&old, &new);
    }

    fn show(&mut self, version: Option<i32>) -> Reply {
        let Some(version) = version else {
            return act::tell("there is no such version");
        };
        self.shown = version;
        self.base = None;
        self.fill();
        Reply::Done
    }

    fn compare_with(&mut self, version: Option<i32>) -> Reply {
        let Some(base) = version.or_else(|| self.before()).filter(|base| *base != self.shown) else {
            return act::tell("there is no version before it to compare with");
        };
        if self.version(base).is_none() {
            return act::tell(&format!("there is no version {base}"));
        }
        self.base = Some(base);
        self.fill();
        while self.tabs.open() != DIFF {
            self.tabs.step(true);
        }
        Reply::Done
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

    fn says(&self) -> String {
        let Some(row) = self.version(self.shown) else {
            return self.found.name.clone();
        };
        let gone = if self.found.deleted.contains(&row.version) {
            ", softly deleted"
        } else {
            ""
        };
        let version = format!("version {}{gone}", row.version);
        if row.schema.is_empty() {
            return format!("{} · {version}", self.found.name);
        }
        let name = row.name.as_deref().unwrap_or(&row.kind);
        format!("{} · {name} · {version} · id {}", self.found.name, row.id)
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
        self.tabs.set(vec![
            ("schema", format!("v{}", self.shown)),
            ("versions", (self.found.versions.len() + self.found.older).to_string()),
            ("references", self.found.references.len().to_string()),
            ("diff", diff),
        ]);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        heading::draw("SCHEMA", &self.says(), "", area, buffer, cx.theme);
        let page = self.page(cx);
        let mut lines = page.map(|page| words::state(page, cx)).unwrap_or_default();
        let row = self.version(self.shown);
        if row.is_some() {
            lines.extend(facts::lines(&self.found, row.map(|row| row.id), cx));
        } else if lines.is_empty() {
            lines.push((Role::Dim, words::hollow(page, "versions")));
        }
        let below = from(area, 1);
        let room = prose::rows(&lines, area.width).min(below.height / 2);
        prose::draw(&lines, Rect { height: room, ..below }, buffer, cx.theme);
        let below = from(below, room);
        self.tabs.draw(below, buffer, cx.theme);
        let inside = from(below, 1);
        match self.tabs.open() {
            SCHEMA => self.schema.draw(inside, buffer, cx.theme),
            OF_VERSIONS => table::draw(&self.versions.0, &self.versions.1, inside, buffer, cx.theme),
            OF_REFERENCES => {
                table::draw(&self.references.0, &self.references.1, inside, buffer, cx.theme);
                if self.found.references.is_empty() {
                    let why = "it builds on no other schema, and none that is known builds on it";
                    prose::draw(&[(Role::Dim, why.to_owned())], from(inside, 2), buffer, cx.theme);
                }
            }
            _ => {
                let base = self.base.or_else(|| self.before());
                let head =
                    |number: Option<i32>| number.map_or_else(|| "(nothing)".to_owned(), |n| format!("version {n}"));
                let heads = [head(base), head(Some(self.shown))];
                let [old, new] = &heads;
                self.compare.draw([old, new], inside, buffer, cx.theme);
            }
        }
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
