//! A row is a record; the first row names the columns: `key`, `value`, `partition`, `timestamp`, `header:NAME`, and
//! `headers`, which are JSON as in an envelope.
//!
//! A chunk that ends inside a quoted field is held back until the field is whole, so that a value may have lines.

use csv::{ByteRecord, ReaderBuilder};

use super::super::order::Shape;
use super::batch::{Bad, Batch, Item, Part, Row};
use super::lines::nullable;
use crate::records::write::Header;

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Key,
    Value,
    Partition,
    Timestamp,
    Header(String),
    Headers,
    /// Where a record was: read over.
    Over,
}

/// The state between chunks.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The columns by their names; empty before the first row.
    columns: Vec<(String, Column)>,
    /// The beginning of a field that is not whole yet.
    held: Vec<u8>,
    /// Lines that were read before.
    line: u64,
}

impl Rows {
    /// Reads a chunk of whole lines.
    ///
    /// # Errors
    /// In words, when the columns are none that a record has, or a field never ends.
    pub(super) fn chunk(&mut self, chunk: &[u8], longest: usize, shape: &Shape) -> Result<Batch, String> {
        self.held.extend_from_slice(chunk);
        let quotes = memchr::memchr_iter(b'"', &self.held).count();
        if !quotes.is_multiple_of(2) {
            if self.held.len() > longest {
                return Err(self.unclosed());
            }
            return Ok(Batch::default());
        }
        let whole = std::mem::take(&mut self.held);
        self.rows(&whole, shape)
    }

    /// The input has ended.
    ///
    /// # Errors
    /// In words, when it ended inside a field.
    pub(super) fn end(&mut self) -> Result<(), String> {
        let open = !self.held.is_empty();
        self.held.clear();
        // the next round of a repeated input has its own first row
        self.columns.clear();
        if open { Err(self.unclosed()) } else { Ok(()) }
    }

    fn unclosed(&self) -> String {
        format!(
            "line {}: a quoted field that begins here or later is not closed",
            self.line + 1
        )
    }

    fn rows(&mut self, whole: &[u8], shape: &Shape) -> Result<Batch, String> {
        let mut batch = Batch::default();
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(whole);
        let mut record = ByteRecord::new();
        while reader
            .read_byte_record(&mut record)
            .map_err(|error| error.to_string())?
        {
            let at = record.position().map_or(1, csv::Position::line);
            let line = self.line + at;
            if self.columns.is_empty() {
                self.columns = columns(&record).map_err(|why| format!("line {line}: {why}"))?;
                continue;
            }
            let row = self.row(&record, line, shape, &mut batch);
            batch.rows.push(row);
        }
        self.line += memchr::memchr_iter(b'\n', whole).count() as u64;
        Ok(batch)
    }

    fn row(&self, record: &ByteRecord, line: u64, shape: &Shape, batch: &mut Batch) -> Row {
        let (has, wants) = (record.len(), self.columns.len());
        let made = if has == wants {
            self.item(record, line, shape, batch)
        } else {
            Err((None, format!("it has {has} fields, and the first row names {wants}")))
        };
        made.map_or_else(
            |(column, why)| {
                let text: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
                Row::Bad(Bad {
                    line,
                    column,
                    why,
                    input: batch.put(text.join(",").as_bytes()),
                })
            },
            Row::Record,
        )
    }

    fn item(
        &self,
        record: &ByteRecord,
        line: u64,
        shape: &Shape,
        batch: &mut Batch,
    ) -> Result<Item, (Option<String>, String)> {
        let mut item = Item {
            line,
            key: Part::Given,
            value: Part::Null,
            headers: Vec::new(),
            partition: None,
            timestamp: None,
        };
        let mut headers: Vec<Header> = Vec::new();
        for (field, (name, column)) in record.iter().zip(&self.columns) {
            let mut part = |null_empty| {
                let span = batch.put(field);
                nullable(batch, span, shape, null_empty)
            };
            match column {
                Column::Key => item.key = part(false),
                Column::Value => item.value = part(shape.null_empty),
                Column::Header(header) => {
                    let null = shape.null_marker.as_deref() == Some(field);
                    headers.push((header.clone(), (!null).then(|| field.to_vec())));
                }
                Column::Headers if field.is_empty() => {}
                Column::Headers => {
                    let read = serde_json::from_slice(field).and_then(super::json::headers::<serde_json::Error>);
                    headers.extend(read.map_err(|why| (Some(name.clone()), why.to_string()))?);
                }
                Column::Partition => {
                    let number: Option<i32> = number(field, name)?;
                    item.partition = number;
                }
                Column::Timestamp => item.timestamp = number(field, name)?,
                Column::Over => {}
            }
        }
        if let Some(partition) = item.partition.filter(|partition| *partition < 0) {
            return Err((None, format!("there is no partition {partition}")));
        }
        if !headers.is_empty() {
            item.headers = shape.headers.iter().cloned().chain(headers).collect();
        }
        item.timestamp = item.timestamp.filter(|at| *at >= 0);
        Ok(item)
    }
}

fn number<N: std::str::FromStr>(field: &[u8], name: &str) -> Result<Option<N>, (Option<String>, String)> {
    let text = String::from_utf8_lossy(field);
    match text.trim() {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_ill| (Some(name.to_owned()), format!("{text:?} is no whole number"))),
    }
}

fn columns(record: &ByteRecord) -> Result<Vec<(String, Column)>, String> {
    let mut all = Vec::new();
    for field in record {
        let field = field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(field);
        let name = String::from_utf8_lossy(field).trim().to_owned();
        let column = match name.as_str() {
            "key" => Column::Key,
            "value" => Column::Value,
            "partition" => Column::Partition,
            "timestamp" => Column::Timestamp,
            "headers" => Column::Headers,
            "topic" | "offset" | "timestamp_type" => Column::Over,
            other => match other.strip_prefix("header:") {
                Some(header) if !header.is_empty() => Column::Header(header.to_owned()),
                _ => {
                    return Err(format!(
                        "column {other:?} is no part of a record: key, value, partition, timestamp or header:NAME"
                    ));
                }
            },
        };
        all.push((name, column));
    }
    if all.iter().any(|(_, column)| *column == Column::Value) {
        Ok(all)
    } else {
        Err("no column is named value: the first row names the columns".into())
    }
}
