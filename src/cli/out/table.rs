//! A table for people: aligned by display width, fitted to the terminal, in colour where there is some.

use std::io::{self, Write};
use std::ops::Range;

use crate::model::known::Reason;
use crate::model::time::Since;
use crate::report::{Align, Cell, Column, Look, Mark, Row, Unit};
use crate::text::{cut, cut_middle, width};

/// Between two columns.
const GAP: usize = 2;
/// The least a column of text is cut to.
const NARROW: usize = 10;
/// Ends every colour.
pub const RESET: &str = "\x1b[0m";

/// A table with every cell formatted, in one string.
pub struct Table {
    text: String,
    /// Row by row, one a column.
    cells: Vec<(Range<usize>, Mark)>,
    columns: Vec<Shown>,
}

struct Shown {
    title: &'static str,
    unit: Unit,
    priority: u8,
    width: usize,
    /// No row knows anything of it, because nobody asked or could know yet.
    empty: bool,
}

impl Table {
    /// Formats the rows.
    pub fn new<R: Row>(rows: &[R], columns: &[&Column<R>], look: Look) -> Self {
        let mut table = Self {
            text: String::with_capacity(rows.len() * columns.len() * 8),
            cells: Vec::with_capacity(rows.len() * columns.len()),
            columns: columns.iter().map(|c| Shown::new(c, rows.is_empty())).collect(),
        };
        for row in rows {
            for (column, shown) in columns.iter().zip(&mut table.columns) {
                let cell = (column.cell)(row);
                let start = table.text.len();
                cell.write(column.unit, look, &mut table.text);
                shown.width = shown.width.max(width(table.text.get(start..).unwrap_or_default()));
                shown.empty &= says_nothing(&cell, look);
                let mark = match cell {
                    Cell::State { mark, .. } => mark,
                    Cell::Unknown(_) => Mark::Unknown,
                    _ => Mark::None,
                };
                table.cells.push((start..table.text.len(), mark));
            }
        }
        table
    }

    /// Prints it, in no more columns than `fit`.
    pub fn print(&mut self, to: &mut impl Write, fit: Option<usize>, color: bool) -> io::Result<()> {
        let shown = self.fitted(fit);
        let mut line = String::new();
        for at in &shown {
            if let Some(column) = self.columns.get(*at) {
                put(&mut line, column, column.title, "");
            }
        }
        print_line(to, &mut line, if color { "\x1b[1m" } else { "" })?;
        for row in self.cells.chunks(self.columns.len().max(1)) {
            for at in &shown {
                let (Some(column), Some((range, mark))) = (self.columns.get(*at), row.get(*at)) else {
                    continue;
                };
                let text = self.text.get(range.clone()).unwrap_or_default();
                put(&mut line, column, text, if color { colour(*mark) } else { "" });
            }
            print_line(to, &mut line, "")?;
        }
        Ok(())
    }

    /// The columns that are printed; their widths are cut to fit.
    fn fitted(&mut self, fit: Option<usize>) -> Vec<usize> {
        let mut shown: Vec<usize> = (0..self.columns.len())
            .filter(|at| self.columns.get(*at).is_some_and(|c| !c.empty || c.priority == 0))
            .collect();
        let Some(fit) = fit else { return shown };
        while self.taken(&shown) > fit {
            let priority = |at: &usize| self.columns.get(*at).map_or(0, |c| c.priority);
            match shown
                .iter()
                .enumerate()
                .max_by_key(|(at, column)| (priority(column), *at))
            {
                Some((at, column)) if priority(column) > 0 => drop(shown.remove(at)),
                _ => break,
            }
        }
        while self.taken(&shown) > fit {
            let over = self.taken(&shown) - fit;
            let cuttable =
                |c: &Shown| matches!(c.unit, Unit::Text | Unit::Texts | Unit::Path | Unit::Ids) && c.width > NARROW;
            let widest = shown
                .iter()
                .filter(|at| self.columns.get(**at).is_some_and(cuttable))
                .max_by_key(|at| self.columns.get(**at).map_or(0, |c| c.width));
            let Some(column) = widest.and_then(|at| self.columns.get_mut(*at)) else {
                break;
            };
            column.width -= over.min(column.width - NARROW);
        }
        shown
    }

    fn taken(&self, shown: &[usize]) -> usize {
        let widths = shown
            .iter()
            .filter_map(|at| self.columns.get(*at))
            .map(|c| c.width + GAP);
        widths.sum::<usize>().saturating_sub(GAP)
    }
}

/// Nobody asked or could know yet; or it was so at the first look already, and that was a moment ago.
fn says_nothing(cell: &Cell<'_>, look: Look) -> bool {
    match cell {
        Cell::Nothing | Cell::Unknown(Reason::NotYet | Reason::TooFewSamples) => true,
        Cell::Since(Since::AtLeast(at)) => look.now.since(*at).0 < 10_000,
        _ => false,
    }
}

impl Shown {
    fn new<R>(column: &Column<R>, no_rows: bool) -> Self {
        Self {
            title: column.title,
            unit: column.unit,
            priority: column.priority,
            width: width(column.title),
            empty: !no_rows,
        }
    }
}

/// Appends one cell with the gap before it.
fn put(line: &mut String, column: &Shown, text: &str, on: &str) {
    if !line.is_empty() {
        line.extend(std::iter::repeat_n(' ', GAP));
    }
    let text = match column.unit {
        Unit::Path => cut_middle(text, column.width),
        _ => cut(text, column.width),
    };
    let blanks = column.width.saturating_sub(width(&text));
    if column.unit.align() == Align::Right {
        line.extend(std::iter::repeat_n(' ', blanks));
    }
    if on.is_empty() {
        line.push_str(&text);
    } else {
        line.push_str(on);
        line.push_str(&text);
        line.push_str(RESET);
    }
    if column.unit.align() == Align::Left {
        line.extend(std::iter::repeat_n(' ', blanks));
    }
}

fn print_line(to: &mut impl Write, line: &mut String, on: &str) -> io::Result<()> {
    let text = line.trim_end();
    if on.is_empty() {
        writeln!(to, "{text}")?;
    } else {
        writeln!(to, "{on}{text}{RESET}")?;
    }
    line.clear();
    Ok(())
}

/// The colour of a mark.
pub const fn colour(mark: Mark) -> &'static str {
    match mark {
        Mark::Bad => "\x1b[31m",
        Mark::Warning => "\x1b[33m",
        Mark::Unknown => "\x1b[2m",
        Mark::Moving => "\x1b[34m",
        Mark::Ok => "\x1b[32m",
        Mark::None => "",
    }
}
