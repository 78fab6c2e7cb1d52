//! Help: the keys and commands of the screen one came from, from the registry.

use super::{Cx, Screen, TableOf};
use crate::tui::action::{self, Action, Id, Scope, keys_in_words};
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::table::{self, Cell, Column, Filter, RowKey, TableSource, TableState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cmp::Ordering;

const COLUMNS: &[Column] = &[
    Column::text("keys", "KEYS", 12, 14).grow(18).letter('K'),
    Column::text("what", "WHAT IT DOES", 30, 62).grow(76).letter('W'),
    Column::text("command", "COMMAND", 12, 12)
        .grow(16)
        .priority(2)
        .letter('C'),
    Column::text("where", "WHERE", 8, 8).priority(3),
];

/// Rows for the whole of what is under the cursor; none on a screen lower than this.
const WHOLE: u16 = 2;
const LOW: u16 = 12;

/// The help screen.
pub(super) struct Help {
    table: TableState,
    rows: Rows,
}

/// One row an action.
struct Rows {
    scopes: &'static [Scope],
    rows: Vec<(String, &'static Action)>,
}

impl Help {
    pub(super) fn new(from: &'static [Scope]) -> Self {
        Self {
            table: TableState::default(),
            rows: Rows {
                scopes: from,
                rows: Vec::new(),
            },
        }
    }
}

impl Screen for Help {
    fn place(&self) -> Place {
        Place::Help
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Help, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        if self.rows.rows.is_empty() {
            // the narrowest scope first: what is special here stands above what works everywhere
            for scope in self.rows.scopes {
                let keys = |action: &Action| {
                    let keys: Vec<String> = cx
                        .keymap
                        .keys(action.id, self.rows.scopes)
                        .iter()
                        .map(ToString::to_string)
                        .collect();
                    keys_in_words(&keys)
                };
                let actions = action::all().filter(|action| action.scope == *scope);
                self.rows.rows.extend(actions.map(|action| (keys(action), action)));
            }
        }
        self.table.prepare(&self.rows);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let title = self.rows.scopes.first().map_or("", |scope| scope.name());
        table::draw_heading(&self.table, "HELP", title, area, buffer, cx.theme);
        let below = from(area, 1);
        // what is under the cursor, whole: narrow columns cut it
        let room = if area.height >= LOW { WHOLE } else { 0 };
        let rows = Rect {
            height: below.height - room.min(below.height),
            ..below
        };
        table::draw(&self.table, &self.rows, rows, buffer, cx.theme);
        if let Some((keys, action)) = self.table.selected().and_then(|row| self.rows.rows.get(row)) {
            let says = match keys.as_str() {
                "" => format!(":{}  {}", action.name, action.doc),
                keys => format!("{keys}  {}", action.doc),
            };
            prose::draw(&[(Role::Text, says)], from(below, rows.height), buffer, cx.theme);
        }
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(TableOf {
            state: &mut self.table,
            source: &self.rows,
        })
    }

    fn why_not(&self, id: Id, _cx: &Cx<'_>) -> Option<String> {
        match id {
            Id::Open => Some("there is nothing behind a line of help".to_owned()),
            Id::Faults => Some("keys have no faults".to_owned()),
            _ => None,
        }
    }
}

impl TableSource for Rows {
    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn version(&self) -> u64 {
        self.rows.len() as u64
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> RowKey {
        RowKey(self.rows.get(row).map_or(u64::MAX, |(_, action)| action.id as u64))
    }

    fn cell(&self, row: usize, column: usize, out: &mut Cell) {
        let Some((keys, action)) = self.rows.get(row) else {
            return;
        };
        match column {
            0 => out.put(Role::Strong, keys),
            1 => out.put(Role::Text, action.doc),
            2 if action.command => out.put(Role::Dim, ":").put(Role::Dim, action.name),
            3 => out.put(Role::Faint, action.scope.name()),
            _ => out,
        };
    }

    fn compare(&self, a: usize, b: usize, column: usize) -> Ordering {
        let text = |row: usize| {
            let (keys, action) = self.rows.get(row)?;
            Some(match column {
                0 => keys.as_str(),
                1 => action.doc,
                2 => action.name,
                _ => action.scope.name(),
            })
        };
        text(a).cmp(&text(b))
    }

    fn matches(&self, row: usize, filter: &Filter) -> bool {
        self.rows
            .get(row)
            .is_some_and(|(keys, action)| filter.accepts_any([keys, action.doc, action.name]))
    }

    fn copy(&self, row: usize) -> String {
        self.rows
            .get(row)
            .map(|(keys, action)| format!("{keys}  {}", action.doc))
            .unwrap_or_default()
    }
}
