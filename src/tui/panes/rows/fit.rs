//! How wide a report's column is on the screen.

use crate::report::{self, Align, Cell, HIDDEN, Length, Unit};
use crate::text::width;
use crate::tui::widgets::table::{self, Column};

/// A column of a report that a screen shows. Its unit decides what is not said here.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    pub(super) name: &'static str,
    pub(super) searched: bool,
    widths: Option<(u16, u16)>,
    max: u16,
    short: bool,
    pub(super) calm: bool,
    priority: Option<u8>,
    title: Option<&'static str>,
}

impl Fit {
    /// The column of this name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            searched: false,
            widths: None,
            max: 0,
            short: false,
            calm: false,
            priority: None,
            title: None,
        }
    }

    /// The least width it makes sense at, and the most it takes while others want room too. A number takes what it needs.
    #[must_use]
    pub const fn wide(self, min: u16, ideal: u16) -> Self {
        Self {
            widths: Some((min, ideal)),
            ..self
        }
    }

    /// The most it takes where there is room to spare.
    #[must_use]
    pub const fn grow(self, max: u16) -> Self {
        Self { max, ..self }
    }

    /// The filter looks into it.
    #[must_use]
    pub const fn searched(self) -> Self {
        Self { searched: true, ..self }
    }

    /// Counts in as few digits as tell them: `1.2 M`.
    #[must_use]
    pub const fn short(self) -> Self {
        Self { short: true, ..self }
    }

    /// A moment of the last seconds reads as `<5 s`: what is asked all the time does not tick.
    #[must_use]
    pub const fn calm(self) -> Self {
        Self { calm: true, ..self }
    }

    /// Another priority than the report's: what is hidden there can show here.
    #[must_use]
    pub const fn priority(self, priority: u8) -> Self {
        Self {
            priority: Some(priority),
            ..self
        }
    }

    /// Another title than the report's.
    #[must_use]
    pub const fn title(self, title: &'static str) -> Self {
        Self {
            title: Some(title),
            ..self
        }
    }

    pub(super) fn length(&self, unit: Unit) -> Length {
        if self.short || matches!(unit, Unit::Bytes | Unit::Millis) {
            Length::Short
        } else {
            Length::Full
        }
    }

    fn widths(&self, unit: Unit, title: u16) -> (u16, u16) {
        self.widths.unwrap_or(match unit {
            Unit::Text | Unit::Texts => (8.max(title), 24.max(title)),
            Unit::Path => (12, 32),
            Unit::State => (8, 24),
            Unit::Ids => (5.max(title), 15.max(title)),
            _ => (title, title),
        })
    }
}

/// The columns a cell takes. What is scaled has a width of its own, so that a changing number moves no column.
pub(super) fn room(cell: &Cell<'_>, unit: Unit, length: Length) -> u16 {
    let columns = match cell {
        Cell::Nothing | Cell::Unknown(_) => 1,
        Cell::Text(text) => width(text),
        Cell::State { words, .. } => width(words),
        Cell::Flag(_) => 3,
        Cell::Never => 5,
        Cell::Ids(ids) => ids.iter().map(|id| digits(id.0.into()) + 1).sum::<usize>().max(1) - 1,
        Cell::Int(number) if unit == Unit::Id => digits(*number),
        Cell::Int(number) | Cell::AtLeast(number) | Cell::About(number)
            if unit == Unit::Count && length == Length::Full =>
        {
            let digits = digits(*number);
            let sign = match cell {
                Cell::AtLeast(_) => 2,
                Cell::About(_) => 1,
                _ => 0,
            };
            digits + digits.saturating_sub(1) / 3 + sign
        }
        Cell::AtLeast(_) | Cell::About(_) => 7,
        Cell::Float(_) if unit == Unit::Share => 5,
        Cell::Texts(_) => usize::from(u16::MAX),
        Cell::Int(_) | Cell::Float(_) | Cell::At(_) | Cell::Since(_) => 6,
    };
    u16::try_from(columns).unwrap_or(u16::MAX)
}

fn digits(number: i64) -> usize {
    let sign = usize::from(number < 0);
    number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1 + sign
}

/// A column as wide as its widest cell asks for: numbers are never cut, text takes no more than its limits.
pub(super) fn fitted(column: &Column, need: u16) -> Column {
    let title = u16::try_from(width(column.title)).unwrap_or(u16::MAX);
    let need = need.max(title);
    match column.align {
        table::Align::Right => {
            let wide = column.ideal.max(need);
            Column {
                min: wide,
                ideal: wide,
                max: wide,
                ..*column
            }
        }
        table::Align::Left => Column {
            min: column.min.min(need),
            ideal: column.ideal.min(need),
            max: column.max.min(need),
            ..*column
        },
    }
}

/// The columns of a table. The letter that sorts by one is the first of its title that no column before it has.
pub(super) fn columns<R>(found: &[(&Fit, &'static report::Column<R>)]) -> Vec<Column> {
    let mut letters: Vec<char> = Vec::new();
    let mut columns = Vec::with_capacity(found.len());
    for (fit, column) in found {
        let title = fit.title.unwrap_or(column.title);
        let (min, ideal) = fit.widths(column.unit, u16::try_from(width(title)).unwrap_or(u16::MAX));
        let shown = match column.unit.align() {
            Align::Left => Column::text(column.name, title, min, ideal),
            Align::Right => Column {
                min,
                ..Column::number(column.name, title, ideal)
            },
        };
        let shown = match column.unit {
            // small numbers that name things, and how long ago: the smallest first
            Unit::Id | Unit::Moment => shown.ascending(),
            Unit::Path => shown.middle(),
            _ => shown,
        };
        let priority = fit.priority.unwrap_or(column.priority);
        let shown = shown
            .grow(fit.max.max(ideal))
            .priority(if priority == HIDDEN { 9 } else { priority });
        let free = |c: &char| c.is_ascii_uppercase() && *c != 'G' && !letters.contains(c);
        let letter = title.chars().find(free);
        letters.extend(letter);
        columns.push(Column { letter, ..shown });
    }
    columns
}
