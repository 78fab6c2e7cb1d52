//! The ends of records, counted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::native::{Code, End};

/// How many records ended in each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ends {
    /// The broker said that they are written.
    pub acknowledged: u64,
    /// Surely not written: they may be sent again without a duplicate.
    pub not_written: u64,
    /// Sent, and never answered: sending them again may make duplicates.
    pub possibly_written: u64,
}

/// Records that failed for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The error's name: Kafka's for a broker's, librdkafka's for its own.
    pub error: String,
    /// What it means.
    pub meaning: String,
    /// How many records.
    pub records: u64,
    /// Kafka's code; negative for librdkafka's own.
    #[serde(skip)]
    pub code: i32,
}

/// The counters, fed by delivery reports.
#[derive(Debug, Default)]
pub struct Tally {
    acknowledged: AtomicU64,
    not_written: AtomicU64,
    possibly_written: AtomicU64,
    failed: AtomicU64,
    bytes: AtomicU64,
    partitions: Mutex<Vec<u64>>,
    /// Bytes of keys and values that ended, by partition.
    ended: Mutex<Vec<u64>>,
    failures: Mutex<BTreeMap<i32, Failure>>,
}

impl Tally {
    /// The counts now.
    #[must_use]
    pub fn ends(&self) -> Ends {
        Ends {
            acknowledged: self.acknowledged.load(Ordering::Relaxed),
            not_written: self.not_written.load(Ordering::Relaxed),
            possibly_written: self.possibly_written.load(Ordering::Relaxed),
        }
    }

    /// What failed, the most frequent first.
    #[must_use]
    pub fn failures(&self) -> Vec<Failure> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<Failure> = failures.values().cloned().collect();
        all.sort_by_key(|failure| std::cmp::Reverse(failure.records));
        all
    }

    /// How many failed: without an error is also what nobody was asked to acknowledge (acks=0).
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Records that did not fail, by partition, from 0.
    #[must_use]
    pub fn partitions(&self) -> Vec<u64> {
        self.partitions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes of keys and values of the records that have ended.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Bytes of keys and values that have ended, by partition.
    pub(super) fn with_ended<T>(&self, look: impl FnOnce(&[u64]) -> T) -> T {
        look(&self.ended.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts the reports that come together; they are all added when it is dropped.
    pub(super) fn batch(&self) -> Batch<'_> {
        Batch {
            tally: self,
            ends: Ends::default(),
            run: Run::default(),
        }
    }

    fn failed_by(&self, error: Code) {
        self.failed.fetch_add(1, Ordering::Relaxed);
        let code = error.number();
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let failure = failures.entry(code).or_insert_with(|| Failure {
            error: super::fault::name(error),
            meaning: super::fault::meaning(error),
            records: 0,
            code,
        });
        failure.records += 1;
    }

    fn ended(&self, run: &Run) {
        self.bytes.fetch_add(run.bytes, Ordering::Relaxed);
        let Ok(at) = usize::try_from(run.partition) else { return };
        add(&self.partitions, at, run.well);
        add(&self.ended, at, run.bytes);
    }
}

fn add(counts: &Mutex<Vec<u64>>, at: usize, more: u64) {
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    if at >= counts.len() {
        counts.resize(at + 1, 0);
    }
    if let Some(count) = counts.get_mut(at) {
        *count += more;
    }
}

/// Reports that came together: they are of one partition, mostly.
pub(super) struct Batch<'a> {
    tally: &'a Tally,
    ends: Ends,
    run: Run,
}

/// Reports of one partition.
#[derive(Default)]
struct Run {
    partition: i32,
    /// Records that did not fail.
    well: u64,
    /// Bytes of the keys and values of all.
    bytes: u64,
}

impl Batch<'_> {
    /// One record of so many bytes ended.
    pub(super) fn count(&mut self, end: End, partition: i32, bytes: u64, error: Option<Code>) {
        match end {
            End::Acknowledged => self.ends.acknowledged += 1,
            End::NotWritten => self.ends.not_written += 1,
            End::PossiblyWritten => self.ends.possibly_written += 1,
        }
        if partition != self.run.partition {
            self.tally.ended(&std::mem::take(&mut self.run));
            self.run.partition = partition;
        }
        self.run.bytes += bytes;
        match error {
            None => self.run.well += 1,
            Some(error) => self.tally.failed_by(error),
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.tally.ended(&self.run);
        let add = |counter: &AtomicU64, records| counter.fetch_add(records, Ordering::Relaxed);
        add(&self.tally.acknowledged, self.ends.acknowledged);
        add(&self.tally.not_written, self.ends.not_written);
        add(&self.tally.possibly_written, self.ends.possibly_written);
    }
}

impl Ends {
    /// Records that have ended.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.acknowledged + self.not_written + self.possibly_written
    }
}
