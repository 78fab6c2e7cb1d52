//! The ends of records, counted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rdkafka::error::RDKafkaErrorCode;
use serde::Serialize;

use super::status::End;

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
    partitions: Mutex<Vec<u64>>,
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

    pub(super) fn count(&self, end: End, partition: i32, error: Option<RDKafkaErrorCode>) {
        let counter = match end {
            End::Acknowledged => &self.acknowledged,
            End::NotWritten => &self.not_written,
            End::PossiblyWritten => &self.possibly_written,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        let Some(error) = error else {
            let mut partitions = self.partitions.lock().unwrap_or_else(PoisonError::into_inner);
            let at = usize::try_from(partition).unwrap_or(0);
            if at >= partitions.len() {
                partitions.resize(at + 1, 0);
            }
            if let Some(count) = partitions.get_mut(at) {
                *count += 1;
            }
            return;
        };
        self.failed.fetch_add(1, Ordering::Relaxed);
        let code = error as i32;
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let failure = failures.entry(code).or_insert_with(|| Failure {
            error: super::fault::name(error),
            meaning: super::fault::meaning(error),
            records: 0,
            code,
        });
        failure.records += 1;
    }
}

impl Ends {
    /// Records that have ended.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.acknowledged + self.not_written + self.possibly_written
    }
}
