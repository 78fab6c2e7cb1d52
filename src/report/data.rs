//! Rows as data: the one place that decides how a cell looks in JSON, YAML and CSV.
//!
//! A number is a plain number in the unit its name tells, a moment is RFC 3339 in UTC, a list is a list (`[]`, never
//! `null`), and what is unknown is `null` with the reason beside it: `"lag":null,"lag_reason":"no committed offset"`.

use std::borrow::Cow;
use std::fmt::Write;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::time::{At, Since};
use crate::text::escape;
use crate::text::time::rfc3339;

use super::cell::Cell;
use super::column::{Column, Row};

/// A row as an object with these columns.
pub struct Object<'a, R: 'static> {
    row: &'a R,
    columns: &'a [&'static Column<R>],
}

impl<'a, R: Row> Object<'a, R> {
    /// The row with these columns; [`all`] gives every one.
    #[must_use]
    pub const fn new(row: &'a R, columns: &'a [&'static Column<R>]) -> Self {
        Self { row, columns }
    }
}

impl<R: Row> Serialize for Object<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        entries(self.row, self.columns, &mut map)?;
        map.end()
    }
}

/// Rows as a list of objects.
pub struct List<'a, R: 'static> {
    rows: &'a [R],
    columns: &'a [&'static Column<R>],
}

impl<'a, R: Row> List<'a, R> {
    /// The rows with these columns.
    #[must_use]
    pub const fn new(rows: &'a [R], columns: &'a [&'static Column<R>]) -> Self {
        Self { rows, columns }
    }
}

impl<R: Row> Serialize for List<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.iter().map(|row| Object::new(row, self.columns)))
    }
}

/// Every column of a row type.
#[must_use]
pub fn all<R: Row>() -> Vec<&'static Column<R>> {
    R::columns().iter().collect()
}

/// Writes a row's fields into an object that may have more.
///
/// # Errors
/// What the serialiser says.
pub fn entries<R: Row, M: SerializeMap>(row: &R, columns: &[&Column<R>], map: &mut M) -> Result<(), M::Error> {
    for column in columns {
        let cell = (column.cell)(row);
        map.serialize_entry(column.name, &cell)?;
        match cell {
            Cell::Unknown(reason) => map.serialize_entry(&format!("{}_reason", column.name), &Words(reason))?,
            Cell::Never => map.serialize_entry(&format!("{}_reason", column.name), "never at this rate")?,
            _ => {}
        }
    }
    Ok(())
}

struct Words<T>(T);

impl<T: std::fmt::Display> Serialize for Words<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing | Self::Unknown(_) | Self::Never => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::State { code, .. } => serializer.serialize_str(code),
            Self::Int(number) | Self::AtLeast(number) | Self::About(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(short(*number)),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Ids(ids) => serializer.collect_seq(ids.iter()),
            Self::Texts(texts) => serializer.collect_seq(texts.iter()),
            Self::At(At(ms)) | Self::Since(Since::At(At(ms)) | Since::AtLeast(At(ms))) => {
                serializer.serialize_str(&rfc3339(*ms))
            }
        }
    }
}

/// The cell as a CSV field: empty when there is no value, lists with blanks between, text escaped.
#[must_use]
pub fn csv<'a>(cell: &'a Cell<'_>) -> Cow<'a, str> {
    match cell {
        Cell::Nothing | Cell::Unknown(_) | Cell::Never => Cow::Borrowed(""),
        Cell::Text(text) => escape(text),
        Cell::State { code, .. } => escape(code),
        Cell::Int(number) | Cell::AtLeast(number) | Cell::About(number) => Cow::Owned(number.to_string()),
        Cell::Float(number) => Cow::Owned(short(*number).to_string()),
        Cell::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        Cell::Ids(ids) => {
            let mut out = String::new();
            for (at, id) in ids.iter().enumerate() {
                // writing to a String cannot fail
                let _ = write!(out, "{}{id}", if at == 0 { "" } else { " " });
            }
            Cow::Owned(out)
        }
        Cell::Texts(texts) => Cow::Owned(escape(&texts.join("; ")).into_owned()),
        Cell::At(At(ms)) | Cell::Since(Since::At(At(ms)) | Since::AtLeast(At(ms))) => Cow::Owned(rfc3339(*ms)),
    }
}

/// Three decimals are more than any rate or share here is worth.
fn short(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}
