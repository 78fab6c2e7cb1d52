//! A row is a record; the first row names the columns: `key`, `value`, `partition`, `timestamp`, `header:NAME`,
//! `headers`, which are JSON as in an envelope, and `null`, which names those of key and value that are null.
//!
//! What comes after the last row of a chunk is held back until its row is whole: a quoted value may have lines.

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
    /// Which of key and value are null.
    Null,
    /// Where a record was: read over.
    Over,
}

/// Where in a row the last byte was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// Before a field.
    #[default]
    Start,
    /// In a field without quotes; a quote there stands for itself.
    Plain,
    /// In a quoted field.
    Quoted,
    /// After a quote in a quoted field, which ends it or is the first of two.
    Quote,
}

impl At {
    fn next(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Quote,
            (Self::Quoted, _) | (Self::Start | Self::Quote, b'"') => Self::Quoted,
            (_, b',' | b'\n' | b'\r') => Self::Start,
            _ => Self::Plain,
        }
    }
}

/// The state between chunks.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The columns by their names; empty before the first row.
    columns: Vec<(String, Column)>,
    /// The beginning of a row that is not whole yet.
    held: Vec<u8>,
    /// Where in it the last byte was.
    at: At,
    /// Lines that were read before what is held.
    line: u64,
}

impl Rows {
    /// Reads on.
    ///
    /// # Errors
    /// In words, when the columns are none that a record has, or a row is longer than `longest` bytes.
    pub(super) fn chunk(&mut self, chunk: &[u8], longest: usize, shape: &Shape) -> Result<Batch, String> {
        let mut whole = 0;
        for (place, byte) in chunk.iter().enumerate() {
            self.at = self.at.next(*byte);
            if *byte == b'\n' && self.at == At::Start {
                whole = place + 1;
            }
        }
        let (rows, rest) = chunk.split_at(whole);
        self.held.extend_from_slice(rows);
        if whole > 0 {
            let rows = std::mem::replace(&mut self.held, rest.to_vec());
            return self.rows(&rows, shape);
        }
        self.held.extend_from_slice(rest);
        match self.held.len() > longest {
            true => Err(self.unclosed()),
            false => Ok(Batch::default()),
        }
    }

    /// The input has ended: its last row may lack a line end.
    ///
    /// # Errors
    /// In words, when it ended inside a field.
    pub(super) fn end(&mut self, shape: &Shape) -> Result<Option<Batch>, String> {
        if std::mem::take(&mut self.at) == At::Quoted {
            return Err(self.unclosed());
        }
        let last = std::mem::take(&mut self.held);
        let batch = match last.is_empty() {
            true => None,
            false => {
                let rows = self.rows(&last, shape)?;
                self.line += 1;
                Some(rows)
            }
        };
        // the next round of a repeated input has its own first row
        self.columns.clear();
        Ok(batch)
    }

    /// That the row which is held has no end.
    pub(super) fn unclosed(&self) -> String {
        format!("line {}: a quoted field of this row is not closed", self.line + 1)
    }

    fn rows(&mut self, whole: &[u8], shape: &Shape) -> Result<Batch, String> {
        let mut batch = Batch::default();
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(whole);
        let mut record = ByteRecord::new();
        let (mut counted, mut line) = (0, self.line + 1);
        while reader
            .read_byte_record(&mut record)
            .map_err(|error| error.to_string())?
        {
            // the position is before the empty lines that are read over
            let at = record.position().and_then(|at| usize::try_from(at.byte()).ok());
            let row = at.and_then(|at| whole.get(at..)).unwrap_or_default();
            let empty = row.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let from = whole.len() - row.len() + empty;
            line += memchr::memchr_iter(b'\n', whole.get(counted..from).unwrap_or_default()).count() as u64;
            counted = from;
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
                    item: None,
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
        let mut nulls = [false; 2];
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
                Column::Null => nulls = null_parts(field).map_err(|why| (Some(name.clone()), why))?,
                Column::Partition => {
                    let number: Option<i32> = number(field, name)?;
                    item.partition = number;
                }
                Column::Timestamp => item.timestamp = number(field, name)?,
                Column::Over => {}
            }
        }
        let parts = [&mut item.key, &mut item.value].into_iter();
        parts
            .zip(nulls)
            .filter(|(_, null)| *null)
            .for_each(|(part, _)| *part = Part::Null);
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

/// Whether key and value are null, by their names.
fn null_parts(field: &[u8]) -> Result<[bool; 2], String> {
    let text = String::from_utf8_lossy(field);
    let mut nulls = [false; 2];
    for name in text.split_ascii_whitespace() {
        match name {
            "key" => nulls[0] = true,
            "value" => nulls[1] = true,
            _ => return Err(format!("{name:?} is neither key nor value")),
        }
    }
    Ok(nulls)
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
        let name = String::from_utf8_lossy(field).trim().to_owned();
        let column = match name.as_str() {
            "key" => Column::Key,
            "value" => Column::Value,
            "partition" => Column::Partition,
            "timestamp" => Column::Timestamp,
            "headers" => Column::Headers,
            "null" => Column::Null,
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What becomes of a text that is read in parts of these lengths.
    fn read(text: &str, cuts: &[usize]) -> Result<Vec<String>, String> {
        let (mut rows, shape) = (Rows::default(), Shape::default());
        let mut all = Vec::new();
        let mut tell = |batch: &Batch| {
            for row in &batch.rows {
                all.push(match row {
                    Row::Bad(bad) => bad.told(),
                    Row::Record(item) => {
                        let record = batch.record(item, &shape);
                        format!("{} {:?} {:?}", item.line, record.key, record.value)
                    }
                });
            }
        };
        let mut rest = text.as_bytes();
        for cut in cuts.iter().cycle() {
            let (part, after) = rest.split_at((*cut).min(rest.len()));
            tell(&rows.chunk(part, 1_000, &shape)?);
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        if let Some(batch) = rows.end(&shape)? {
            tell(&batch);
        }
        Ok(all)
    }

    proptest! {
        #[test]
        fn rows_come_whole_however_they_are_read(text in "([ab\",]|\r?\n){0,40}", cuts in prop::collection::vec(1usize..9, 1..9)) {
            let text = format!("key,value\n{text}");
            prop_assert_eq!(read(&text, &cuts), read(&text, &[1_000]));
        }
    }

    #[test]
    fn null_is_what_the_last_column_says() {
        let empty = Some(Vec::<u8>::new());
        let none = None::<Vec<u8>>;
        assert_eq!(
            read("key,value,null\n,,\n,,key\n,,key value\n,,x\n", &[5]).unwrap(),
            [
                format!("2 {empty:?} {empty:?}"),
                format!("3 {none:?} {empty:?}"),
                format!("4 {none:?} {none:?}"),
                "line 5, column null: \"x\" is neither key nor value".to_owned(),
            ]
        );
    }

    #[test]
    fn a_quote_within_a_field_stands_for_itself() {
        let text = "key,value\na,5\" pipe\nb,\"two\nlines\"\nc,d";
        let (a, b, c) = (b"5\" pipe".to_vec(), b"two\nlines".to_vec(), b"d".to_vec());
        assert_eq!(
            read(text, &[7]).unwrap(),
            [
                format!("2 {:?} Some({a:?})", Some(b"a")),
                format!("3 {:?} Some({b:?})", Some(b"b")),
                format!("5 {:?} Some({c:?})", Some(b"c")),
            ]
        );
        assert_eq!(
            read("key,value\na,b\nc,\"d\ne\n", &[5]),
            Err("line 3: a quoted field of this row is not closed".into())
        );
    }
}
