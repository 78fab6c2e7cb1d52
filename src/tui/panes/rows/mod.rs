//! Rows of a report as a table of the screen: the same columns, values and order as the command line prints.
//!
//! A screen names the columns it wants by [`Fit`]s; title, unit, priority and value come from the report. It hands over
//! new rows by [`Rows::set`] when what they are made of changed, and calls [`Rows::look`] before every frame.

mod change;
mod fit;
#[cfg(test)]
mod tests;

pub use fit::Fit;

use crate::model::time::{At, Span};
use crate::report::{self, Length, Look, Mark, Row, Unit};
use crate::text::Thousands;
use crate::tui::theme::{Glyphs, Role};
use crate::tui::widgets::State;
use crate::tui::widgets::table::{Cell, Change, Column, Filter, RowKey, TableSource, TableState};
use change::Changes;
use std::cmp::Ordering;

/// Writes a cell in a way of its own: the row, the column's name, the signs of the terminal. False leaves it as it is.
pub type Paint<R> = fn(&R, &str, &Glyphs, &mut Cell) -> bool;

/// What tells whether a row changed, beside how it is; a row of equal marks is not marked.
pub type Print<R> = fn(&R) -> u64;

/// A moment this recent needs no figure where it is asked all the time.
const CALM: Span = Span::seconds(5);

/// One column: what the report says of it, and how it is shown here.
struct Field<R: 'static> {
    column: &'static report::Column<R>,
    length: Length,
    searched: bool,
    calm: bool,
    stale: bool,
    /// The column before it is fitted, and the widest cell so far: columns grow and never shrink under the eye.
    base: Column,
    need: u16,
}

/// The rows of a table.
pub struct Rows<R: Row> {
    columns: Vec<Column>,
    fields: Vec<Field<R>>,
    rows: Vec<R>,
    keys: Vec<RowKey>,
    changes: Changes,
    passing: bool,
    version: u64,
    now: At,
    glyphs: Glyphs,
    paint: Paint<R>,
    print: Print<R>,
}

impl<R: Row> Rows<R> {
    /// No rows yet. A name that is no column of the report is left out.
    #[must_use]
    pub fn new(fits: &[Fit]) -> Self {
        let all = R::columns().iter();
        let found: Vec<_> = fits
            .iter()
            .filter_map(|fit| Some((fit, all.clone().find(|column| column.name == fit.name)?)))
            .collect();
        let columns = fit::columns(&found);
        let fields = found.iter().zip(&columns).map(|((fit, column), base)| Field {
            column,
            length: fit.length(column.unit),
            searched: fit.searched,
            calm: fit.calm,
            stale: false,
            base: *base,
            need: 1,
        });
        Self {
            fields: fields.collect(),
            columns,
            rows: Vec::new(),
            keys: Vec::new(),
            changes: Changes::default(),
            passing: false,
            version: 0,
            now: At::default(),
            glyphs: Glyphs::UNICODE,
            paint: |_, _, _, _| false,
            print: |row| row.mark() as u64,
        }
    }

    /// The rows, some cells written in a way of their own.
    #[must_use]
    pub fn painted(self, paint: Paint<R>) -> Self {
        Self { paint, ..self }
    }

    /// The rows, marked as changed when this differs from the view before.
    #[must_use]
    pub fn watched(self, print: Print<R>) -> Self {
        Self { print, ..self }
    }

    /// The rows, none of them marked: they come and go all the time.
    #[must_use]
    pub fn passing(self) -> Self {
        Self { passing: true, ..self }
    }

    /// Takes new rows, in their natural order. What is new or differs is marked for a while, but not at the first look.
    pub fn set(&mut self, rows: Vec<R>, now: At) {
        self.keys.clear();
        self.keys.extend(rows.iter().map(|row| RowKey::of(&row.key())));
        if !self.passing {
            let prints = rows.iter().map(self.print);
            self.changes.follow(self.keys.iter().copied().zip(prints), now);
        }
        self.rows = rows;
        self.version += 1;
        for (field, column) in self.fields.iter_mut().zip(&mut self.columns) {
            let (cell, unit, length) = (field.column.cell, field.column.unit, field.length);
            let needs = self.rows.iter().map(|row| fit::room(&cell(row), unit, length));
            field.need = needs.fold(field.need, u16::max);
            *column = fit::fitted(&field.base, field.need);
        }
    }

    /// The moment that is shown and the signs to show it with; before every frame.
    pub fn look(&mut self, now: At, glyphs: &Glyphs) {
        self.now = now;
        self.glyphs = *glyphs;
    }

    /// Which columns are older than they should be: they are dimmed.
    pub fn age(&mut self, stale: impl Fn(&str) -> bool) {
        for field in &mut self.fields {
            field.stale = stale(field.column.name);
        }
    }

    /// The rows in their natural order.
    #[must_use]
    pub fn all(&self) -> &[R] {
        &self.rows
    }

    /// The row under the cursor of a table.
    #[must_use]
    pub fn selected(&self, table: &TableState) -> Option<&R> {
        table.selected().and_then(|row| self.rows.get(row))
    }

    /// How many rows have a fault.
    #[must_use]
    pub fn faults(&self) -> usize {
        let marks = self.rows.iter().map(Row::mark);
        marks.filter(|mark| matches!(mark, Mark::Bad | Mark::Warning)).count()
    }

    /// What a heading says of the rows: `1,000 · 41 with faults · by state ▾`.
    #[must_use]
    pub fn says(&self, table: &TableState) -> String {
        let count = |n: usize| Thousands(i64::try_from(n).unwrap_or(i64::MAX));
        let mut says = count(self.rows.len()).to_string();
        let faults = self.faults();
        if faults > 0 {
            says.push_str(&format!(" · {} with faults", count(faults)));
        }
        let sort = table.sort();
        let [up, down] = self.glyphs.sort;
        let (by, sign) = match sort.column.and_then(|at| self.columns.get(at)) {
            Some(column) => (column.title.to_lowercase(), if sort.descending { down } else { up }),
            None if !self.passing && self.rows.iter().any(|row| row.mark() != Mark::None) => ("state".to_owned(), down),
            None => return says,
        };
        says.push_str(&format!(" · by {by} {sign}"));
        says
    }

    fn value<'a>(&'a self, row: usize, column: usize) -> Option<(report::Cell<'a>, &'a Field<R>)> {
        let (row, field) = (self.rows.get(row)?, self.fields.get(column)?);
        Some(((field.column.cell)(row), field))
    }
}

impl<R: Row> TableSource for Rows<R> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> RowKey {
        self.keys.get(row).copied().unwrap_or(RowKey(u64::MAX))
    }

    fn cell(&self, row: usize, column: usize, out: &mut Cell) {
        let (Some(of), Some(field)) = (self.rows.get(row), self.fields.get(column)) else {
            return;
        };
        if (self.paint)(of, field.column.name, &self.glyphs, out) {
            return;
        }
        let look = Look {
            now: self.now,
            length: field.length,
        };
        match (field.column.cell)(of) {
            report::Cell::Nothing => out,
            report::Cell::At(at) if field.calm && self.now.since(at) < CALM => out.put(Role::Dim, "<5 s"),
            report::Cell::Unknown(_) => out.none(),
            report::Cell::State { mark, words, .. } => out.put(role_of(mark), &words),
            cell => out.show(role(&cell, field.stale), Shown(&cell, field.column.unit, look)),
        };
    }

    fn compare(&self, a: usize, b: usize, column: usize) -> Ordering {
        let marks = || {
            let of = |row: usize| self.rows.get(row).map(Row::mark);
            of(a).cmp(&of(b))
        };
        match (self.value(a, column), self.value(b, column)) {
            (Some((a, field)), Some((b, _))) if field.column.unit == Unit::State => marks().then_with(|| a.compare(&b)),
            (Some((a, _)), Some((b, _))) => a.compare(&b),
            _ => Ordering::Equal,
        }
    }

    fn is_missing(&self, row: usize, column: usize) -> bool {
        self.value(row, column).is_none_or(|(cell, _)| !cell.is_known())
    }

    fn matches(&self, row: usize, filter: &Filter) -> bool {
        let searched = self.fields.iter().enumerate().filter(|(_, field)| field.searched);
        let cells: Vec<report::Cell<'_>> = searched.filter_map(|(at, _)| Some(self.value(row, at)?.0)).collect();
        filter.accepts_any(cells.iter().map(|cell| match cell {
            report::Cell::Text(text) => text.as_ref(),
            report::Cell::State { words, .. } => words.as_ref(),
            _ => "",
        }))
    }

    fn state(&self, row: usize) -> Option<State> {
        state_of(self.rows.get(row)?.mark())
    }

    fn in_time(&self) -> bool {
        self.passing
    }

    fn change(&self, row: usize) -> Option<Change> {
        self.changes.of(*self.keys.get(row)?, self.now)
    }

    fn copy(&self, row: usize) -> String {
        let mut text = String::new();
        if let Some((cell, field)) = self.value(row, 0) {
            cell.write(field.column.unit, Look::default(), &mut text);
        }
        text
    }

    fn value(&self, row: usize, column: usize) -> serde_json::Value {
        let value = Self::value(self, row, column).map(|(cell, _)| serde_json::to_value(&cell));
        value.and_then(Result::ok).unwrap_or_default()
    }
}

/// How a row is, as the table shows it; none where there is nothing to say.
#[must_use]
pub const fn state_of(mark: Mark) -> Option<State> {
    Some(match mark {
        Mark::Bad => State::Bad,
        Mark::Warning => State::Warn,
        Mark::Unknown => State::Unknown,
        Mark::Moving => State::Moving,
        Mark::Ok => State::Ok,
        Mark::None => return None,
    })
}

/// The role of a state's words. What is well needs no colour beside its sign.
const fn role_of(mark: Mark) -> Role {
    match state_of(mark) {
        Some(State::Ok) => Role::Dim,
        Some(state) => state.role(),
        None => Role::Text,
    }
}

/// Zeros and "no" stand back, so that what is not zero is seen.
fn role(cell: &report::Cell<'_>, stale: bool) -> Role {
    match cell {
        _ if stale => Role::Stale,
        report::Cell::Int(0) | report::Cell::Flag(false) => Role::Dim,
        report::Cell::Float(number) if *number == 0.0 => Role::Dim,
        _ => Role::Text,
    }
}

struct Shown<'a>(&'a report::Cell<'a>, Unit, Look);

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.0.write(self.1, self.2, &mut text);
        f.write_str(&text)
    }
}
