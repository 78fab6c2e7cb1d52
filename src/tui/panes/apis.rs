//! What a broker speaks: each API of the protocol with its versions.

use crate::live::api_name;
use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::view::{Opened, View};
use crate::tui::theme::Role;
use crate::tui::widgets::table::{Cell, Column, Filter, RowKey, TableSource};
use std::cmp::Ordering;

const COLUMNS: &[Column] = &[
    Column::number("key", "KEY", 4).ascending().letter('K'),
    Column::text("name", "API", 16, 32).letter('A'),
    Column::number("lowest", "LOWEST", 6).letter('L'),
    Column::number("highest", "HIGHEST", 7).letter('H'),
];

/// The APIs of one broker.
#[derive(Debug, Default)]
pub struct Apis {
    rows: Vec<(i16, i16, i16)>,
    version: u64,
}

impl Apis {
    /// Takes them from the view, when the broker is what is opened.
    pub fn set(&mut self, view: &View, broker: BrokerId) {
        self.rows = match view.opened.data.as_deref() {
            Some(Opened::Broker {
                id,
                apis: Known::Value(apis),
                ..
            }) if *id == broker => apis.clone(),
            _ => Vec::new(),
        };
        self.version += 1;
    }
}

impl TableSource for Apis {
    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> RowKey {
        RowKey(
            self.rows
                .get(row)
                .map_or(u64::MAX, |(key, ..)| u64::from(key.unsigned_abs())),
        )
    }

    fn cell(&self, row: usize, column: usize, out: &mut Cell) {
        let Some((key, lowest, highest)) = self.rows.get(row) else {
            return;
        };
        match column {
            0 => out.show(Role::Dim, key),
            1 => out.put(Role::Text, api_name(*key)),
            2 => out.plain(lowest),
            _ => out.plain(highest),
        };
    }

    fn compare(&self, a: usize, b: usize, column: usize) -> Ordering {
        let (Some(a), Some(b)) = (self.rows.get(a), self.rows.get(b)) else {
            return Ordering::Equal;
        };
        match column {
            1 => api_name(a.0).cmp(api_name(b.0)),
            2 => a.1.cmp(&b.1),
            3 => a.2.cmp(&b.2),
            _ => a.0.cmp(&b.0),
        }
    }

    fn matches(&self, row: usize, filter: &Filter) -> bool {
        self.rows
            .get(row)
            .is_some_and(|(key, ..)| filter.accepts(api_name(*key)))
    }
}
