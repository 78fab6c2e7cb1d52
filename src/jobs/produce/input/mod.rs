//! The input as batches of records, read ahead by one thread.

pub mod batch;
mod csv;
pub(super) mod json;
mod lines;
mod source;
mod template;
#[cfg(test)]
mod tests;

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::encode::Encoders;
use super::order::{Format, Order, Shape, Source};
use crate::config::profile::Profile;
use crate::records::write::limit;
use batch::{Bad, Batch, Item, Part, Row};
pub(super) use json::words;
use source::{Again, Cut, Piece};
pub(super) use template::Template;

/// How many batches are read ahead.
const AHEAD: usize = 4;

/// What text files of some systems begin with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How many bytes of a template are filled in at once.
const FILLED: usize = 64 << 10;

/// Batches of records; an error is the last that comes.
pub(super) struct Input {
    /// The batches.
    pub(super) batches: Receiver<Result<Batch, String>>,
    /// How many bytes there are to read, where that is known.
    pub(super) length: Option<u64>,
}

/// How large a record may be whatever the topic says, in bytes: as `message.max.bytes` does when it is set.
pub(super) fn longest(profile: &Profile) -> usize {
    let set = set_longest(profile);
    set.unwrap_or(usize::try_from(limit::MOST).unwrap_or(usize::MAX))
}

/// `message.max.bytes`, when it is set.
pub(super) fn set_longest(profile: &Profile) -> Option<usize> {
    profile.properties.0.get("message.max.bytes")?.parse().ok()
}

/// Opens the input and begins to read. The thread ends with the input, or when nobody takes its batches and the input
/// gives something more.
///
/// # Errors
/// In words, when it cannot be opened, or a template is none.
pub(super) fn open(order: &Order, encoders: Encoders, longest: usize) -> Result<Input, String> {
    let from = match &order.source {
        Source::Template { text, seed } => From::Template(Template::parse(text, *seed)?),
        source => From::Bytes(Again::open(source, order.repeat)?),
    };
    let length = match &from {
        From::Template(_) => None,
        From::Bytes(again) => again.length(order.repeat),
    };
    // what is filled in slowly is filled in when it is wanted: `now` is to be now
    let (ahead, filled) = match order.rate {
        Some(rate) if rate < 1_000.0 => (0, 1),
        _ => (AHEAD, FILLED),
    };
    let (out, batches) = sync_channel(ahead);
    let reader = Reader {
        shape: order.shape.clone(),
        encoders,
        times: order.repeat,
        longest,
        filled,
        line: 0,
        begins: true,
        rows: csv::Rows::default(),
        out,
    };
    std::thread::Builder::new()
        .name("lines".into())
        .spawn(move || reader.run(from))
        .map_err(|error| format!("cannot start a thread: {error}"))?;
    Ok(Input { batches, length })
}

/// Where it reads from.
enum From {
    Bytes(Again),
    Template(Template),
}

/// What the thread does.
struct Reader {
    shape: Shape,
    encoders: Encoders,
    times: u64,
    longest: usize,
    filled: usize,
    /// The line that was read last, from 1; 0 before the first.
    line: u64,
    /// Nothing was read of this round yet.
    begins: bool,
    rows: csv::Rows,
    out: SyncSender<Result<Batch, String>>,
}

impl Reader {
    fn run(mut self, from: From) {
        let read = match from {
            From::Bytes(mut again) => (0..self.times).try_for_each(|_round| self.round(&mut again)),
            From::Template(template) => self.fill(template),
        };
        if let Err(Cut::Failed(why)) = read {
            // when nobody listens nobody wants to know
            let _gone = self.out.send(Err(why));
        }
    }

    fn give(&self, batch: Batch) -> Result<(), Cut> {
        let batch = if self.encoders.is_empty() {
            batch
        } else {
            self.encoders.batch(&batch, &self.shape)
        };
        self.out.send(Ok(batch)).map_err(|_gone| Cut::Gone)
    }

    fn round(&mut self, again: &mut Again) -> Result<(), Cut> {
        let input = again.round().map_err(Cut::Failed)?;
        self.begins = true;
        if self.shape.format == Format::Raw {
            let longest = self.longest;
            let bytes = match source::whole(input, longest)? {
                Piece::Lines(bytes) => bytes,
                Piece::Long(head, length) => {
                    let what = format!("{length} bytes, more than message.max.bytes ({longest})");
                    return self.beyond(&head, length, what);
                }
            };
            let mut batch = Batch::default();
            let value = batch.put(&bytes);
            self.line += 1;
            batch.read = (value.to - value.from) as u64;
            batch.rows.push(Row::Record(Item {
                line: self.line,
                key: Part::Given,
                value: lines::nullable(&batch, value, &self.shape, self.shape.null_empty),
                headers: Vec::new(),
                partition: None,
                timestamp: None,
            }));
            return self.give(batch);
        }
        let whole = self.longest.max(source::WHOLE);
        let cut = source::cut(input, whole, &mut |piece| match piece {
            Piece::Lines(chunk) => self.chunk(chunk),
            Piece::Long(head, length) => self.long(&head, length),
        });
        cut.map_err(|cut| match cut {
            Cut::Failed(why) if self.shape.format != Format::Csv => {
                Cut::Failed(format!("line {}: {why}", self.line + 1))
            }
            other => other,
        })?;
        match self.rows.end(&self.shape).map_err(Cut::Failed)? {
            Some(batch) => self.give(batch),
            None => Ok(()),
        }
    }

    /// A line that is too long for any record.
    fn long(&mut self, head: &[u8], length: u64) -> Result<(), Cut> {
        if self.shape.format == Format::Csv {
            return Err(Cut::Failed(self.rows.unclosed()));
        }
        self.begins = false;
        self.beyond(head, length + 1, format!("a line of {length} bytes"))
    }

    /// What is too long for any record is one that was not written.
    fn beyond(&mut self, head: &[u8], read: u64, what: String) -> Result<(), Cut> {
        self.line += 1;
        let mut batch = Batch {
            read,
            ..Batch::default()
        };
        let row = Row::Bad(Bad {
            line: self.line,
            column: None,
            why: format!("{what}; only its first {} are kept", head.len()),
            input: batch.put(head),
            item: None,
        });
        batch.rows.push(row);
        self.give(batch)
    }

    fn chunk(&mut self, mut chunk: Vec<u8>) -> Result<(), Cut> {
        let read = chunk.len() as u64;
        if std::mem::take(&mut self.begins) && chunk.starts_with(BYTE_ORDER_MARK) {
            chunk.drain(..BYTE_ORDER_MARK.len());
        }
        let mut batch = match self.shape.format {
            Format::Csv => {
                let longest = self.longest.max(source::WHOLE);
                self.rows.chunk(&chunk, longest, &self.shape).map_err(Cut::Failed)?
            }
            Format::Json => {
                let mut batch = Batch::default();
                for span in lines::split(&chunk) {
                    self.line += 1;
                    let line = chunk.get(span.from..span.to).unwrap_or_default();
                    if !lines::blank(line) {
                        json::read(line, self.line, &self.shape, &mut batch);
                    }
                }
                batch
            }
            Format::Lines | Format::Values | Format::Raw => self.lines(chunk),
        };
        batch.read = read;
        self.give(batch)
    }

    fn lines(&mut self, chunk: Vec<u8>) -> Batch {
        let checked = self.shape.format == Format::Values;
        // an empty line may be a tombstone, or lack its separator; else it is no JSON value
        let skips = checked && self.shape.key_separator.is_none() && !self.shape.null_empty;
        let mut batch = Batch {
            bytes: chunk,
            ..Batch::default()
        };
        let mut rows = Vec::new();
        for span in lines::split(&batch.bytes) {
            self.line += 1;
            if !(skips && lines::blank(batch.at(span))) {
                rows.push(lines::row(&batch, span, self.line, &self.shape, checked));
            }
        }
        batch.rows = rows;
        batch
    }

    /// Fills the template in, once for each record.
    fn fill(&mut self, mut template: Template) -> Result<(), Cut> {
        let mut text = String::new();
        let mut batch = Batch::default();
        for _record in 0..self.times {
            self.line += 1;
            text.clear();
            template.fill(&mut text);
            if self.shape.format == Format::Json {
                json::read(text.as_bytes(), self.line, &self.shape, &mut batch);
            } else {
                let span = batch.put(text.as_bytes());
                let checked = self.shape.format == Format::Values;
                let row = lines::row(&batch, span, self.line, &self.shape, checked);
                batch.rows.push(row);
            }
            batch.read += text.len() as u64;
            if batch.bytes.len() >= self.filled {
                self.give(std::mem::take(&mut batch))?;
            }
        }
        self.give(batch)
    }
}
