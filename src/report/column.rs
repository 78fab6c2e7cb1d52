//! A column: one field of a row, for every way a row is shown or written.

use std::fmt;
use std::hash::Hash;

use super::cell::{Cell, Look, Mark};

/// The priority of a column that is data only: in JSON, YAML and CSV, and in no table.
pub const HIDDEN: u8 = u8::MAX;

/// One row of one noun: a topic, a partition, a group, ….
pub trait Row: Sized + 'static {
    /// What tells this row from the others, from view to view: the selection follows it.
    type Key: Clone + Eq + Ord + Hash + fmt::Debug;

    /// The noun in the plural, as a heading and a file name: "topics".
    const NOUN: &'static str;

    /// All its columns, in the order of a wide table.
    fn columns() -> &'static [Column<Self>];

    /// Its identity.
    fn key(&self) -> Self::Key;

    /// How it is, for the symbol before it and the order "worst first".
    fn mark(&self) -> Mark {
        Mark::None
    }
}

/// One field of a row.
pub struct Column<R: 'static> {
    /// The JSON field and CSV column: stable, snake case, with its unit where one is needed (`size_bytes`).
    pub name: &'static str,
    /// The heading in a table.
    pub title: &'static str,
    /// What it tells, in one line, for help and the reference.
    pub doc: &'static str,
    /// What its values are counted in; decides their form and alignment.
    pub unit: Unit,
    /// 0 always shows; the highest goes first as a table gets narrow; [`HIDDEN`] never shows.
    pub priority: u8,
    /// Takes the value out of a row.
    pub cell: fn(&R) -> Cell<'_>,
}

/// What a column's values are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Text, cut at its end when there is no room.
    Text,
    /// Text whose both ends matter (a host, a path, a member id): cut in its middle.
    Path,
    /// Lines of text.
    Texts,
    /// A state: symbol and word.
    State,
    /// A number that names a thing: no thousands marks.
    Id,
    /// A list of such numbers.
    Ids,
    /// A number of things, or an offset.
    Count,
    /// Bytes.
    Bytes,
    /// Things a second.
    PerSecond,
    /// A share, 0…1.
    Share,
    /// A length of time in milliseconds.
    Millis,
    /// A moment, shown as so long ago.
    Moment,
    /// Yes or no.
    Flag,
}

/// Where a cell's text stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// At the right.
    Right,
}

impl Unit {
    /// Where such values stand: numbers at the right.
    #[must_use]
    pub const fn align(self) -> Align {
        match self {
            Self::Text | Self::Texts | Self::Path | Self::State | Self::Ids | Self::Flag => Align::Left,
            Self::Id | Self::Count | Self::Bytes | Self::PerSecond | Self::Share | Self::Millis | Self::Moment => {
                Align::Right
            }
        }
    }
}

impl<R> Column<R> {
    /// A column; for the arguments see its fields.
    #[must_use]
    pub const fn new(
        name: &'static str,
        title: &'static str,
        unit: Unit,
        priority: u8,
        doc: &'static str,
        cell: fn(&R) -> Cell<'_>,
    ) -> Self {
        Self {
            name,
            title,
            doc,
            unit,
            priority,
            cell,
        }
    }

    /// Appends the row's cell as a table shows it.
    pub fn write(&self, row: &R, look: Look, out: &mut String) {
        (self.cell)(row).write(self.unit, look, out);
    }
}

impl<R> fmt::Debug for Column<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({})", self.name)
    }
}

/// The columns with these names, in this order; a name that is no column is left out.
#[must_use]
pub fn select<R: Row>(names: &[&str]) -> Vec<&'static Column<R>> {
    let all = R::columns();
    names
        .iter()
        .filter_map(|name| all.iter().find(|c| c.name == *name))
        .collect()
}
