//! One record in full: value, key, headers and bytes, a tab each.

use super::moment;
use crate::model::names::TopicName;
use crate::model::record::{Header, Payload, Record, Says};
use crate::text::{Bytes, Thousands, escape_bytes};
use crate::tui::action::Id;
use crate::tui::panes::document::{self, Document, Parts};
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::panes::tabbed::Tabbed;
use crate::tui::screens::{Cx, Reply};
use crate::tui::theme::Role;
use crate::tui::widgets::heading;
use jiff::tz::TimeZone;
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
    document: Document,
    at: String,
}

impl One {
    pub(super) fn new(record: &Arc<Record>, zone: &TimeZone) -> Self {
        let mut one = Self {
            record: Arc::clone(record),
            tabs: Tabbed::default(),
            document: Document::default(),
            at: String::new(),
        };
        one.show(record, zone);
        one
    }

    /// Shows another record in the same tab.
    pub(super) fn show(&mut self, record: &Arc<Record>, zone: &TimeZone) {
        self.record = Arc::clone(record);
        self.at = moment(record, zone);
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

    /// Scrolls, or turns to another tab.
    pub(super) fn act(&mut self, id: Id) -> Reply {
        match id {
            Id::NextTab | Id::PreviousTab => {
                self.tabs.step(id == Id::NextTab);
                self.fill();
            }
            Id::Up => self.document.scroll(-1),
            Id::Down => self.document.scroll(1),
            Id::PageUp => self.document.pages(-1),
            Id::PageDown => self.document.pages(1),
            Id::First | Id::Last => self.document.end(id == Id::Last),
            _ => return Reply::NotMine,
        }
        Reply::Done
    }

    pub(super) fn click(&mut self, column: u16, row: u16) -> bool {
        let hit = self.tabs.click(column, row);
        if hit {
            self.fill();
        }
        hit
    }

    /// What the open tab shows, to be copied.
    pub(super) fn text(&self) -> String {
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
        self.document.set(match self.tabs.open() {
            VALUE => lines(&record.value, "(tombstone: the value is null)"),
            KEY => lines(&record.key, "(the key is null)"),
            HEADERS => headers(&record.headers),
            _ => match &record.value.bytes {
                Some(bytes) => document::of_bytes(bytes),
                None => faint("(the value is null)"),
            },
        });
    }

    pub(super) fn draw(&self, topic: &TopicName, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let record = &self.record;
        let says = format!(
            "partition {} · offset {} · {}{}",
            record.partition,
            Thousands(record.offset),
            self.at,
            if record.append_time { " (the broker's)" } else { "" }
        );
        heading::draw("RECORD", &says, topic.as_str(), area, buffer, cx.theme);
        self.tabs.draw(from(area, 1), buffer, cx.theme);
        let facts = match self.tabs.open() {
            KEY => facts(&record.key),
            HEADERS => Vec::new(),
            _ => facts(&record.value),
        };
        let below = from(area, 2);
        let room = prose::rows(&facts, area.width).min(below.height / 2);
        let top = Rect { height: room, ..below };
        prose::draw(&facts, top, buffer, cx.theme);
        self.document.draw(from(below, room), buffer, cx.theme);
    }
}

fn faint(text: &str) -> Vec<Parts> {
    vec![vec![(Role::Faint, text.to_owned())]]
}

fn lines(payload: &Payload, null: &str) -> Vec<Parts> {
    match &payload.says {
        Says::Null => faint(null),
        Says::Text(text) if text.is_empty() => faint("(empty)"),
        Says::Text(text) => document::of_text(text),
        Says::Tree(value) => document::of_json(value),
        Says::Bytes => document::of_bytes(payload.bytes.as_deref().unwrap_or_default()),
    }
}

/// What it is, how that is known, and why it could not be read.
fn facts(payload: &Payload) -> Vec<(Role, String)> {
    let size = Bytes(payload.size as u64);
    let mut facts = vec![(
        Role::Dim,
        match payload.note.as_str() {
            "" => format!("{} · {size}", payload.format),
            note => format!("{note} · {size}"),
        },
    )];
    if let Some(why) = &payload.trouble {
        facts.push((Role::StateWarn, format!("not decoded: {why}")));
    }
    if payload.bytes.as_ref().is_some_and(|bytes| bytes.len() < payload.size) {
        facts.push((Role::StateWarn, "only the beginning of its bytes is kept".to_owned()));
    }
    facts
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
