//! Records as they were read: many at a time, their bytes in one place.

use super::super::order::Shape;
use crate::records::write::{Header, Record};

/// Records read together.
#[derive(Debug, Default)]
pub struct Batch {
    /// What the rows' parts point into.
    pub bytes: Vec<u8>,
    /// In the order of the input.
    pub rows: Vec<Row>,
    /// Bytes of the input that were read for it.
    pub read: u64,
}

/// Where a part is among a batch's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub from: usize,
    /// The byte after the last.
    pub to: usize,
}

/// One row of the input.
#[derive(Debug, PartialEq, Eq)]
pub enum Row {
    /// It is a record.
    Record(Item),
    /// It is none.
    Bad(Bad),
}

/// A key or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Null.
    Null,
    /// What the order says for all.
    Given,
    /// These bytes.
    At(Span),
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its line, from 1.
    pub line: u64,
    /// Its key.
    pub key: Part,
    /// Its value; never [`Part::Given`].
    pub value: Part,
    /// Its headers and those of all; empty for only those of all.
    pub headers: Vec<Header>,
    /// Its own partition.
    pub partition: Option<i32>,
    /// Its own timestamp.
    pub timestamp: Option<i64>,
}

/// What is no record.
#[derive(Debug, PartialEq, Eq)]
pub struct Bad {
    /// Its line, from 1.
    pub line: u64,
    /// Where in the line, in bytes from 1, or the name of a CSV column.
    pub column: Option<String>,
    /// Why, in words.
    pub why: String,
    /// The input as it stands.
    pub input: Span,
    /// The record as it was read, when only its encoding failed.
    pub item: Option<Box<Item>>,
}

impl Batch {
    /// The bytes of a span.
    #[must_use]
    pub fn at(&self, span: Span) -> &[u8] {
        self.bytes.get(span.from..span.to).unwrap_or_default()
    }

    /// Appends bytes, and tells where they are.
    pub fn put(&mut self, bytes: &[u8]) -> Span {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        Span {
            from,
            to: self.bytes.len(),
        }
    }

    /// The record of an item.
    #[must_use]
    pub fn record<'a>(&'a self, item: &'a Item, shape: &'a Shape) -> Record<'a> {
        let part = |part| match part {
            Part::Null => None,
            Part::Given => shape.key.as_deref(),
            Part::At(span) => Some(self.at(span)),
        };
        let headers = if item.headers.is_empty() {
            &shape.headers
        } else {
            &item.headers
        };
        Record {
            key: part(item.key),
            value: part(item.value),
            headers,
            partition: item.partition.or(shape.partition),
            timestamp: item.timestamp.or(shape.timestamp),
            line: item.line,
        }
    }
}

impl Bad {
    /// `line 3, column 7: why`.
    #[must_use]
    pub fn told(&self) -> String {
        match &self.column {
            Some(column) => format!("line {}, column {column}: {}", self.line, self.why),
            None => format!("line {}: {}", self.line, self.why),
        }
    }
}
