//! Writing records: a line of the input is a record.
//!
//! A reader thread cuts the input into chunks of whole lines; this thread hands them to librdkafka as long as its queue
//! takes them and takes in the delivery reports between. The first record that cannot be written stops the reading:
//! what was handed over is flushed, and the outcome tells how every record ended and which line comes next.

mod lines;
mod record;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::config::profile::Profile;
use crate::model::names::TopicName;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::Permit;
pub use crate::records::write::{Ends, Failure, Ways};
use crate::records::write::{Producer, Sent, Tally};

/// How often progress is told and a quiet input looked at.
const TURN: Duration = Duration::from_millis(100);

/// Lines between two looks at the delivery reports.
const LINES_A_LOOK: u64 = 256;

/// What to write.
#[derive(Clone, Debug)]
pub struct Order {
    /// The topic. It is never created.
    pub topic: TopicName,
    /// Where the lines are.
    pub source: Source,
    /// The key of every record.
    pub key: Option<Vec<u8>>,
    /// What stands between a line's key and its value.
    pub key_separator: Option<Vec<u8>>,
    /// The headers of every record.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The partition of every record; none for the partitioner's choice.
    pub partition: Option<i32>,
    /// An empty value is null: a tombstone.
    pub null_empty: bool,
    /// How to write.
    pub ways: Ways,
}

/// Where lines are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Lines handed over.
    pub sent: u64,
    /// Their bytes, line ends included.
    pub bytes: u64,
    /// How they ended so far.
    pub ends: Ends,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// How the records ended.
    #[serde(flatten)]
    pub ends: Ends,
    /// Why some were not, or only possibly, written.
    pub failures: Vec<Failure>,
    /// The error after which librdkafka wrote nothing more.
    pub fatal: Option<String>,
    /// Why the reading stopped before the end of the input.
    pub stopped: Option<String>,
    /// Where the reading stopped: the first line of the input that was not handed over, counted from 1; none when all
    /// were. Records of earlier lines may have failed too: `ends` counts them.
    pub next_line: Option<u64>,
    /// How long it took.
    pub took_ms: u64,
}

/// A request to stop, shared with whoever takes it (a signal handler, a key).
#[derive(Clone, Debug, Default)]
pub struct Stop(pub Arc<AtomicUsize>);

impl Stop {
    /// Asked once: no more is read, what was handed over is flushed.
    #[must_use]
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }

    /// Asked again: what has not ended is given up.
    #[must_use]
    pub fn insisted(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 1
    }
}

impl Outcome {
    /// Every line was read and every record acknowledged.
    #[must_use]
    pub fn all_well(&self) -> bool {
        self.ends.all_well() && self.stopped.is_none()
    }
}

/// Writes the lines of the order. Blocks until every record has ended; `tell` hears of it about ten times a second.
///
/// # Errors
/// Before anything is written: the topic cannot be opened, the partition is not there, the input cannot be read. What
/// happens later is in the outcome.
pub fn run(
    profile: &Profile,
    permit: &Permit,
    order: &Order,
    stop: &Stop,
    tell: &mut dyn FnMut(&Progress),
) -> Result<Outcome, Trouble> {
    let begun = Instant::now();
    let producer = Producer::open(profile, permit, &order.topic, &order.ways)?;
    if let Some(partition) = order.partition
        && usize::try_from(partition).map_or(true, |partition| partition >= producer.partitions())
    {
        let what = format!(
            "partition {partition} is not there: the topic has {}",
            producer.partitions()
        );
        return Err(Trouble::new("write", Cause::Config(what)));
    }
    let chunks = lines::open(&order.source, lines::longest(profile))
        .map_err(|what| Trouble::new("read the lines", Cause::Io(what)))?;
    let mut work = Work {
        producer: &producer,
        order,
        stop,
        tell,
        progress: Progress::default(),
        told: begun,
        refused: 0,
    };
    let stopped = work.feed(&chunks);
    drop(chunks);
    work.flush();
    let refused = work.refused;
    let tally = producer.tally();
    let mut ends = tally.ends();
    ends.not_written += refused;
    // nothing is known of a record librdkafka still holds after all this: it may have been sent
    ends.possibly_written += producer.pending();
    Ok(Outcome {
        ends,
        failures: tally.failures(),
        fatal: producer.fatal(),
        next_line: stopped.is_some().then_some(work.progress.sent + 1),
        stopped,
        took_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

struct Work<'a> {
    producer: &'a Producer,
    order: &'a Order,
    stop: &'a Stop,
    tell: &'a mut dyn FnMut(&Progress),
    progress: Progress,
    told: Instant,
    refused: u64,
}

impl Work<'_> {
    /// Hands lines over until the input ends; why it stopped before, if it did.
    fn feed(&mut self, chunks: &lines::Chunks) -> Option<String> {
        loop {
            if let Some(why) = self.turn() {
                return Some(why);
            }
            match chunks.recv_timeout(TURN) {
                Ok(Ok(chunk)) => {
                    if let Some(why) = self.chunk(&chunk) {
                        return Some(why);
                    }
                }
                Ok(Err(why)) => return Some(format!("line {}: {why}", self.line())),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// The number of the line that comes next.
    fn line(&self) -> u64 {
        self.progress.sent + 1
    }

    fn chunk(&mut self, chunk: &[u8]) -> Option<String> {
        for line in lines::split(chunk) {
            if self.progress.sent.is_multiple_of(LINES_A_LOOK)
                && let Some(why) = self.turn()
            {
                return Some(why);
            }
            let record = match record::of(line, self.order) {
                Ok(record) => record,
                Err(why) => return Some(self.refuse(why)),
            };
            loop {
                match self.producer.send(record) {
                    Sent::Queued => break,
                    Sent::Refused(why) => return Some(self.refuse(&why)),
                    Sent::Full => {
                        // the broker is slower than the input: let it come to us
                        std::thread::sleep(Duration::from_millis(1));
                        if let Some(why) = self.turn() {
                            return Some(why);
                        }
                    }
                }
            }
            self.progress.sent += 1;
            self.progress.bytes += line.len() as u64 + 1;
        }
        None
    }

    fn refuse(&mut self, why: &str) -> String {
        let said = format!("line {}: {why}", self.line());
        self.refused += 1;
        said
    }

    /// Takes in what has come and tells of it; why the reading has to stop, if it has to.
    fn turn(&mut self) -> Option<String> {
        self.producer.poll();
        let tally = self.producer.tally();
        self.say();
        if self.stop.asked() {
            return Some("interrupted".into());
        }
        if tally.ends().all_well() {
            return None;
        }
        let fatal = self.producer.fatal();
        Some(
            fatal
                .or_else(|| first(tally))
                .unwrap_or_else(|| "a record was not acknowledged".into()),
        )
    }

    fn say(&mut self) {
        if self.told.elapsed() >= TURN {
            self.told = Instant::now();
            self.progress.ends = self.producer.tally().ends();
            (self.tell)(&self.progress);
        }
    }

    /// Until every record has ended: each does, at the latest after `delivery.timeout.ms`.
    fn flush(&mut self) {
        while !self.producer.flush(Duration::from_millis(20)) {
            self.say();
            if self.stop.insisted() {
                self.producer.abandon();
                let _ended = self.producer.flush(Duration::from_secs(1));
                return;
            }
        }
    }
}

fn first(tally: &Tally) -> Option<String> {
    let failure = tally.failures().into_iter().next()?;
    Some(format!("{}: {}", failure.error, failure.meaning))
}
