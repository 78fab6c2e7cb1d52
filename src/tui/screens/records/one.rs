//! One record in full: value, key, headers and bytes, a tab each.

use super::facts;
use crate::model::names::TopicName;
use crate::model::record::{Header, Payload, Record, Says};
use crate::report::Row;
use crate::report::records::{RecordRow, export};
use crate::text::{Thousands, escape_bytes};
use crate::tui::action::Id;
use crate::tui::effect::Effect;
use crate::tui::panes::document::{self, Document, Parts};
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::panes::tabbed::Tabbed;
use crate::tui::panes::tree::Tree;
use crate::tui::screens::{Cx, Reply};
use crate::tui::theme::Role;
use crate::tui::widgets::{Line, heading};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

const VALUE: usize = 0;
const KEY: usize = 1;
const HEADERS: usize = 2;

/// The record that is shown.
pub(super) struct One {
    record: Arc<Record>,
    tabs: Tabbed,
    body: Body,
}

/// What a tab shows.
enum Body {
    Lines(Document),
    Tree(Tree),
}

impl One {
    pub(super) fn new(record: &Arc<Record>) -> Self {
        let mut one = Self {
            record: Arc::clone(record),
            tabs: Tabbed::default(),
            body: Body::Lines(Document::default()),
        };
        one.show(record);
        one
    }

    /// Shows another record in the same tab.
    pub(super) fn show(&mut self, record: &Arc<Record>) {
        self.record = Arc::clone(record);
        let headers = match record.headers.len() {
            0 => String::new(),
            count => count.to_string(),
        };
        self.tabs.set(vec![
            ("value", record.value.format.to_owned()),
            ("key", record.key.format.to_owned()),
            ("headers", headers),
            ("bytes", String::new()),
        ]);
        self.fill();
    }

    pub(super) const fn record(&self) -> &Arc<Record> {
        &self.record
    }

    /// Which record it is.
    pub(super) fn key(&self) -> <RecordRow as Row>::Key {
        (self.record.partition.0, self.record.offset)
    }

    /// Whether it is this very one.
    pub(super) fn shows(&self, record: &Arc<Record>) -> bool {
        Arc::ptr_eq(&self.record, record)
    }

    /// Whether the tab shows a structured value.
    pub(super) const fn is_tree(&self) -> bool {
        matches!(self.body, Body::Tree(_))
    }

    /// Scrolls, folds, copies, or turns to another tab.
    pub(super) fn act(&mut self, id: Id, topic: &TopicName) -> Reply {
        let copy = |text: String| Reply::Effects(vec![Effect::Copy(text)]);
        match (id, &mut self.body) {
            (Id::NextTab | Id::PreviousTab, _) => {
                self.tabs.step(id == Id::NextTab);
                self.fill();
            }
            (Id::CopyPart, _) => return copy(self.text()),
            (Id::CopyKey, _) => return copy(self.record.key.text()),
            (Id::CopyRecord, _) => return copy(export::json(topic, &self.record)),
            (Id::CopyPath, _) => return copy(self.path()),
            (Id::Fold, Body::Tree(tree)) => tree.fold(),
            (Id::FoldAll, Body::Tree(tree)) => tree.fold_all(),
            (Id::Up, Body::Tree(tree)) => tree.step(-1),
            (Id::Down, Body::Tree(tree)) => tree.step(1),
            (Id::PageUp, Body::Tree(tree)) => tree.pages(-1),
            (Id::PageDown, Body::Tree(tree)) => tree.pages(1),
            (Id::First | Id::Last, Body::Tree(tree)) => tree.end(id == Id::Last),
            (Id::Up, Body::Lines(lines)) => lines.scroll(-1),
            (Id::Down, Body::Lines(lines)) => lines.scroll(1),
            (Id::PageUp, Body::Lines(lines)) => lines.pages(-1),
            (Id::PageDown, Body::Lines(lines)) => lines.pages(1),
            (Id::First | Id::Last, Body::Lines(lines)) => lines.end(id == Id::Last),
            _ => return Reply::NotMine,
        }
        Reply::Done
    }

    pub(super) fn click(&mut self, column: u16, row: u16) -> bool {
        if self.tabs.click(column, row) {
            self.fill();
            return true;
        }
        match &mut self.body {
            Body::Tree(tree) => tree.click(row),
            Body::Lines(_) => false,
        }
    }

    /// The path of what is under the cursor, as a search takes it: `.value.items[0].sku`.
    fn path(&self) -> String {
        let side = if self.tabs.open() == KEY { ".key" } else { ".value" };
        match &self.body {
            Body::Tree(tree) => format!("{side}{}", tree.path()),
            Body::Lines(_) => side.to_owned(),
        }
    }

    /// The id of the schema that it was written with: the key's in its tab, else the value's.
    pub(super) fn schema(&self) -> Option<u32> {
        match self.tabs.open() {
            KEY => self.record.key.schema,
            _ => self.record.value.schema.or(self.record.key.schema),
        }
    }

    /// What the open tab shows, to be copied.
    fn text(&self) -> String {
        match self.tabs.open() {
            KEY => self.record.key.text(),
            HEADERS => {
                let lines = self.record.headers.iter().map(|header| {
                    let value = header.value.as_deref().map(String::from_utf8_lossy);
                    format!("{}: {}", header.name, value.unwrap_or_default())
                });
                lines.collect::<Vec<_>>().join("\n")
            }
            _ => self.record.value.text(),
        }
    }

    fn fill(&mut self) {
        let record = &self.record;
        let lines = match self.tabs.open() {
            VALUE => lines(&record.value, "(tombstone: the value is null)"),
            KEY => lines(&record.key, "(the key is null)"),
            HEADERS => Err(headers(&record.headers)),
            _ => Err(match &record.value.bytes {
                Some(bytes) => document::of_bytes(bytes),
                None => faint("(the value is null)"),
            }),
        };
        self.body = match lines {
            Ok(tree) => Body::Tree(tree),
            Err(lines) => {
                let mut document = Document::default();
                document.set(lines);
                Body::Lines(document)
            }
        };
    }

    pub(super) fn draw(&self, topic: &TopicName, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let record = &self.record;
        let says = format!("partition {} · offset {}", record.partition, Thousands(record.offset));
        heading::draw("RECORD", &says, topic.as_str(), area, buffer, cx.theme);
        self.tabs.draw(from(area, 1), buffer, cx.theme);
        let mut facts = match self.tabs.open() {
            KEY => facts::payload(&record.key),
            HEADERS => Vec::new(),
            _ => facts::payload(&record.value),
        };
        if area.height >= 12 {
            facts.push(facts::moment(record, cx.now, cx.zone));
            facts.push(facts::sizes(record));
        }
        let below = from(area, 2);
        let room = prose::rows(&facts, area.width).min(below.height / 2);
        let top = Rect { height: room, ..below };
        prose::draw(&facts, top, buffer, cx.theme);
        let rest = from(below, room);
        match &self.body {
            Body::Lines(lines) => lines.draw(rest, buffer, cx.theme),
            Body::Tree(tree) => {
                let lines = Rect {
                    height: rest.height.saturating_sub(1),
                    ..rest
                };
                tree.draw(lines, buffer, cx.theme);
                let foot = from(rest, lines.height);
                Line::new(buffer, foot, cx.theme)
                    .skip(1)
                    .put(Role::Accent, &self.path());
            }
        }
    }
}

fn faint(text: &str) -> Vec<Parts> {
    vec![vec![(Role::Faint, text.to_owned())]]
}

/// A payload as a tree, or as lines.
fn lines(payload: &Payload, null: &str) -> Result<Tree, Vec<Parts>> {
    Err(match &payload.says {
        Says::Tree(value) => return Ok(Tree::new(value)),
        Says::Null => faint(null),
        Says::Text(text) if text.is_empty() => faint("(empty)"),
        Says::Text(text) => document::of_text(text),
        Says::Bytes => document::of_bytes(payload.bytes.as_deref().unwrap_or_default()),
    })
}

fn headers(headers: &[Header]) -> Vec<Parts> {
    if headers.is_empty() {
        return faint("(no headers)");
    }
    let line = |header: &Header| {
        let value = match &header.value {
            None => (Role::Faint, "(null)".to_owned()),
            Some(value) => (Role::CodeText, escape_bytes(value).into_owned()),
        };
        vec![
            (Role::CodeKey, header.name.clone()),
            (Role::Faint, ": ".to_owned()),
            value,
        ]
    };
    headers.iter().map(line).collect()
}
