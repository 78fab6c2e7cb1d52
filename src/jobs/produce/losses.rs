//! Where records go that are not, or only possibly, written: counted, to a file, to a dead-letter topic.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::envelope::{self, Line, Unread};
use super::input::batch::{Bad, Batch};
use super::order::Shape;
use crate::records::write::{Failure, Header, Lost, Producer, Record, Sent};

/// The name of an error of the input.
pub(super) const INVALID: &str = "InvalidInput";

/// Takes what is lost.
pub(super) struct Losses {
    file: Option<(PathBuf, BufWriter<File>)>,
    dead: Option<Producer>,
    /// Counted here and not by delivery reports.
    refused: BTreeMap<String, Failure>,
    topic: String,
    kept: u64,
}

impl Losses {
    /// Makes the file, which may not be there yet: it may hold what was lost before.
    ///
    /// # Errors
    /// In words, when it is there or cannot be made.
    pub(super) fn open(path: Option<&Path>, dead: Option<Producer>, topic: &str) -> Result<Self, String> {
        let open = |path: &Path| {
            let file = OpenOptions::new().write(true).create_new(true).open(path);
            let file = file.map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => {
                    format!(
                        "{} is there already, and may hold records that failed before",
                        path.display()
                    )
                }
                _ => format!("cannot make {}: {error}", path.display()),
            })?;
            Ok::<_, String>((path.to_owned(), BufWriter::new(file)))
        };
        Ok(Self {
            file: path.map(open).transpose()?,
            dead,
            refused: BTreeMap::new(),
            topic: topic.to_owned(),
            kept: 0,
        })
    }

    /// A row of the input is no record, or does not fit its schema.
    ///
    /// # Errors
    /// In words, when it cannot be kept.
    pub(super) fn unread(&mut self, bad: &Bad, batch: &Batch, shape: &Shape) -> Result<(), String> {
        let told = bad.told();
        self.count(INVALID, &format!("could not be read as a record; the first is {told}"));
        let read = bad.item.as_ref().map(|item| batch.record(item, shape));
        if let Some((path, out)) = &mut self.file {
            match &read {
                Some(record) => keep(path, out, &Line::of_unencoded(record, INVALID, &told))?,
                None => keep(path, out, &Unread::of(batch.at(bad.input), INVALID, &told, bad.line))?,
            }
            self.kept += 1;
        }
        let record = read.unwrap_or(Record {
            value: Some(batch.at(bad.input)),
            line: bad.line,
            ..Record::default()
        });
        let headers = self.why(record.headers, INVALID, &told, "not_written", bad.line);
        self.bury(&Record {
            headers: &headers,
            partition: None,
            ..record
        })
    }

    /// A record was refused before it was queued.
    ///
    /// # Errors
    /// In words, when it cannot be kept.
    pub(super) fn refused(&mut self, lost: &Lost) -> Result<(), String> {
        self.count(&lost.error, &lost.meaning);
        self.lost(lost)
    }

    /// A delivery report told of it.
    ///
    /// # Errors
    /// In words, when it cannot be kept.
    pub(super) fn lost(&mut self, lost: &Lost) -> Result<(), String> {
        if let Some((path, out)) = &mut self.file {
            keep(path, out, &Line::of_lost(lost))?;
            self.kept += 1;
        }
        let headers = self.why(
            &lost.headers,
            &lost.error,
            &lost.meaning,
            envelope::end(lost),
            lost.line,
        );
        self.bury(&Record {
            key: lost.key.as_deref(),
            value: lost.value.as_deref(),
            headers: &headers,
            partition: None,
            timestamp: lost.timestamp,
            line: lost.line,
        })
    }

    fn count(&mut self, error: &str, meaning: &str) {
        let failure = self.refused.entry(error.to_owned()).or_insert_with(|| Failure {
            error: error.to_owned(),
            meaning: meaning.to_owned(),
            records: 0,
            code: 0,
        });
        failure.records += 1;
    }

    /// The headers of a dead letter: its own, and why it is one.
    fn why(&self, own: &[Header], error: &str, meaning: &str, end: &str, line: u64) -> Vec<Header> {
        if self.dead.is_none() {
            return Vec::new();
        }
        let line = line.to_string();
        let told = [
            ("topic", self.topic.as_str()),
            ("error", error),
            ("meaning", meaning),
            ("end", end),
            ("line", &line),
        ];
        let told = told.map(|(name, text)| (format!("kconsole.dlq.{name}"), Some(text.as_bytes().to_vec())));
        own.iter().cloned().chain(told).collect()
    }

    fn bury(&mut self, record: &Record<'_>) -> Result<(), String> {
        let Some(dead) = &self.dead else { return Ok(()) };
        loop {
            match dead.send(record) {
                Sent::Queued => return failed(dead),
                Sent::Refused(lost) => {
                    return Err(format!(
                        "the dead-letter topic refuses line {}: {}",
                        record.line, lost.meaning
                    ));
                }
                Sent::Full => {
                    dead.wait(Duration::from_millis(10));
                    failed(dead)?;
                }
            }
        }
    }

    /// Takes in what became of the dead letters.
    ///
    /// # Errors
    /// In words, when one was not acknowledged.
    pub(super) fn look(&self) -> Result<(), String> {
        self.dead.as_ref().map_or(Ok(()), |dead| {
            dead.poll();
            failed(dead)
        })
    }

    /// Whether every dead letter has ended, after waiting for at most `limit`.
    pub(super) fn flush(&self, limit: Duration) -> bool {
        self.dead.as_ref().is_none_or(|dead| dead.flush(limit))
    }

    /// How many were acknowledged by the dead-letter topic.
    pub(super) fn dead_lettered(&self) -> u64 {
        self.dead.as_ref().map_or(0, |dead| dead.tally().ends().acknowledged)
    }

    /// What was counted here.
    pub(super) fn failures(&self) -> Vec<Failure> {
        self.refused.values().cloned().collect()
    }

    /// Makes sure that the file is on its disk; an empty one is taken away.
    ///
    /// # Errors
    /// In words, when it cannot be written.
    pub(super) fn close(&mut self) -> Result<(), String> {
        let Some((path, mut out)) = self.file.take() else {
            return Ok(());
        };
        let told = |error: io::Error| format!("cannot write {}: {error}", path.display());
        out.flush().map_err(told)?;
        out.get_ref().sync_all().map_err(told)?;
        if self.kept == 0 {
            std::fs::remove_file(&path).map_err(told)?;
        }
        Ok(())
    }
}

fn keep(path: &Path, out: &mut impl Write, line: &impl serde::Serialize) -> Result<(), String> {
    envelope::line(out, line).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn failed(dead: &Producer) -> Result<(), String> {
    match dead.tally().failures().first() {
        None => Ok(()),
        Some(failure) => Err(format!(
            "the dead-letter topic did not take a record: {}: {}",
            failure.error, failure.meaning
        )),
    }
}
