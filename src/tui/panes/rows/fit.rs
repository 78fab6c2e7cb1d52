//! How wide a report's column is on the screen.

use crate::report::{self, Align, HIDDEN, Length, Unit};
use crate::text::width;
use crate::tui::widgets::table::Column;

/// A column of a report that a screen shows. Its unit decides what is not said here.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    pub(super) name: &'static str,
    pub(super) searched: bool,
    widths: Option<(u16, u16)>,
    max: u16,
    short: bool,
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
            priority: None,
            title: None,
        }
    }

    /// The least width it makes sense at, and the one that shows nearly everything.
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
        let number = |columns: u16| (columns.max(title), columns.max(title));
        self.widths.unwrap_or(match unit {
            Unit::Text => (8.max(title), 16.max(title)),
            Unit::Path => (12, 24),
            Unit::State => (8, 16),
            Unit::Ids => (5.max(title), 9.max(title)),
            Unit::Flag => (title.max(3), title.max(3)),
            Unit::Id => number(2),
            Unit::Share | Unit::Count => number(5),
            Unit::PerSecond | Unit::Bytes | Unit::Millis | Unit::Moment => number(6),
        })
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
