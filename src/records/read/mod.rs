//! Reading records: a broker is asked for many of its partitions at once, batches are read in place on every core.
//!
//! ```text
//! Wish → plan (ListOffsets) → engine (tokio, one thread): Fetch → batch headers → next Fetch under way
//!                                   ↓ units, bounded by bytes
//!                             workers (a thread a core): CRC, decompression, aborted ones left out, Scan
//!                                   ↓ pieces, a slow unit's in parts, put back in order
//!                             the caller's thread: each(piece)
//! ```
//!
//! The order of a partition is kept. What was read of each, and why no more, is told at the end ([`Ended`]): a part is
//! never taken for the whole.

mod answer;
mod budget;
mod cursor;
mod engine;
mod pool;
mod reader;
mod refresh;
mod request;
mod spot;
mod take;
#[cfg(test)]
mod tests;
mod unit;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::model::lag::Isolation;
use crate::model::names::{BrokerId, TopicId, TopicName};
use crate::model::trouble::Trouble;
use crate::wire::batch::Record;

pub(super) use pool::STACK;
pub use reader::Reader;
pub use unit::Piece;

/// Where reading begins, in each partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The log start offset.
    Earliest,
    /// What comes from now on.
    Latest,
    /// So many offsets before the end.
    Last(i64),
    /// This offset.
    Offset(i64),
    /// The first record of this time (ms since the epoch) or later.
    Time(i64),
}

/// Where reading ends, in each partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The end as it is when reading begins.
    Now,
    /// This offset, which is not read any more.
    Offset(i64),
    /// The first record of this time (ms since the epoch) or later.
    Time(i64),
    /// It goes on as records come.
    Never,
}

/// What is to be read.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The topics.
    pub topics: Vec<TopicName>,
    /// Only these partitions; none for all.
    pub partitions: Option<Vec<i32>>,
    /// Where to begin.
    pub from: From,
    /// Where to end.
    pub until: Until,
    /// Records of open and aborted transactions are left out, or not.
    pub isolation: Isolation,
}

/// What will be read of one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The topic.
    pub topic: TopicName,
    /// The partition's number.
    pub partition: i32,
    /// The first offset.
    pub from: i64,
    /// The offset after the last; none to go on for ever.
    pub until: Option<i64>,
    /// Where the log starts.
    pub start: i64,
    /// Where it ends, as the isolation sees it.
    pub end: i64,
    /// Offsets after that end which an open transaction holds back.
    pub held_back: u64,
    /// Who leads it.
    pub leader: Option<BrokerId>,
    /// The epoch of its leader; −1 when unknown.
    pub epoch: i32,
    /// The topic's id (KIP-516): another topic of the same name is not read on.
    pub id: Option<TopicId>,
}

impl Slice {
    /// Offsets between its ends; none without an end.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        self.until
            .map(|until| u64::try_from(until - self.from).unwrap_or_default())
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }
}

/// How to read.
#[derive(Clone, Debug)]
pub struct Ways {
    /// Records of open and aborted transactions are left out, or not.
    pub isolation: Isolation,
    /// Markers of transactions are shown.
    pub control: bool,
    /// A partition that gives nothing but errors for this long is given up; none for never.
    pub patience: Option<Duration>,
    /// Ends the reading when a topic has more partitions than are read, and is set then.
    pub grown: Option<Grown>,
    /// Most bytes of an answer.
    pub answer_bytes: i32,
    /// Most bytes of a partition in an answer, unless a batch is larger.
    pub partition_bytes: i32,
    /// Where it is told what fails, as long as it does.
    pub failing: Failing,
    /// Bytes in memory at once: answers under way, answers that wait for a worker, and what workers made that waits for its
    /// turn.
    pub room: usize,
}

impl Default for Ways {
    fn default() -> Self {
        Self {
            isolation: Isolation::ReadCommitted,
            control: false,
            patience: Some(Duration::from_secs(30)),
            grown: None,
            // larger ones are no faster: they do not stay in the processor's cache
            answer_bytes: 4 << 20,
            partition_bytes: 4 << 20,
            failing: Failing::default(),
            room: 32 << 20,
        }
    }
}

/// That a topic has more partitions than are read.
#[derive(Clone, Debug, Default)]
pub struct Grown(Arc<AtomicBool>);

impl Grown {
    /// Whether it was set; it is not any more.
    #[must_use]
    pub fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }

    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Where a record is, and what its batch says of it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The topic.
    pub topic: &'a TopicName,
    /// The partition's number.
    pub partition: i32,
    /// Its timestamp is the broker's, not the producer's.
    pub append_time: bool,
    /// It is a transaction's marker.
    pub control: bool,
}

/// What looks at the records, on a worker's thread.
pub trait Scan: Send {
    /// What it finds.
    type Out: Default + Send;

    /// An empty one, to be filled.
    fn out(&mut self) -> Self::Out {
        Self::Out::default()
    }

    /// About how much memory one takes that waits for its turn, in bytes.
    fn weight(_out: &Self::Out) -> usize {
        0
    }

    /// Where, from this position on, the next record may lie that is worth a look; none when none is. The bytes are the
    /// records of a batch as they lie. It is asked from 0 on first, and never goes back.
    fn next(&mut self, _bytes: &[u8], from: usize) -> Option<usize> {
        Some(from)
    }

    /// Looks at one.
    fn record(&mut self, place: &Place<'_>, record: &Record<'_>, out: &mut Self::Out);

    /// Why it can make nothing of the last one, if it cannot: the reading of the partition ends before that one.
    fn fault(&mut self) -> Option<&'static str> {
        None
    }
}

/// The partitions that give nothing but errors for a second or more and are still tried, with the last error of each.
#[derive(Clone, Debug, Default)]
pub struct Failing(Arc<Mutex<Vec<(i32, Trouble)>>>);

impl Failing {
    /// Which do now: the partition's number, and what came of the last try.
    #[must_use]
    pub fn now(&self) -> Vec<(i32, Trouble)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, now: Vec<(i32, Trouble)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

/// How the reading of one partition ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// What was to be read.
    pub slice: Slice,
    /// The offset after the last that was looked at.
    pub upto: i64,
    /// Offsets that were to be read and are gone: retention, or records deleted meanwhile.
    pub skipped: u64,
    /// Why it ended early.
    pub trouble: Option<Trouble>,
}

impl Ended {
    /// All of it was read.
    #[must_use]
    pub fn whole(&self) -> bool {
        self.trouble.is_none() && self.slice.until.is_none_or(|until| self.upto >= until)
    }
}

/// A request to stop, shared with whoever takes it (a signal handler, a key, a closed pipe).
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<(AtomicBool, Notify)>);

impl Stop {
    /// Stops: nothing more is asked for.
    pub fn stop(&self) {
        self.0.0.store(true, Ordering::Release);
        self.0.1.notify_one();
    }

    /// Whether it was asked.
    #[must_use]
    pub fn asked(&self) -> bool {
        self.0.0.load(Ordering::Acquire)
    }

    /// Waits until it is asked.
    pub async fn wait(&self) {
        while !self.asked() {
            self.0.1.notified().await;
        }
    }
}
