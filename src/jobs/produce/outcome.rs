//! How far it is, and how it ended.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::Serialize;

use crate::records::write::{Ends, Failure};

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records handed over.
    pub sent: u64,
    /// Bytes of the input that they were read from.
    pub bytes: u64,
    /// Bytes of the whole input, where that is known.
    pub of_bytes: Option<u64>,
    /// How they ended so far.
    pub ends: Ends,
}

/// How it ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Records handed over: each of them has one of the three ends.
    pub sent: u64,
    /// How the records ended. What an aborted transaction took back is not written.
    #[serde(flatten)]
    pub ends: Ends,
    /// How many failed; fewer than those not acknowledged when nobody was asked to (acks=0).
    pub failed: u64,
    /// Why some were not, or only possibly, written.
    pub failures: Vec<Failure>,
    /// Records that went to the dead-letter topic instead.
    pub dead_lettered: u64,
    /// Records that did not fail, by partition.
    pub partitions: BTreeMap<usize, u64>,
    /// What became of the transaction.
    pub transaction: Option<Settlement>,
    /// The error after which librdkafka wrote nothing more.
    pub fatal: Option<String>,
    /// Why the reading stopped before the end of the input.
    pub stopped: Option<String>,
    /// Where the reading stopped: the first line of the input that was not handed over, counted from 1 (and on, when
    /// the input is repeated); none when all were. Records of earlier lines may have failed too.
    pub next_line: Option<u64>,
    /// How long it took.
    pub took_ms: u64,
    /// Records acknowledged a second.
    pub records_per_second: f64,
}

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// Its `transactional.id`.
    pub id: String,
    /// Its end.
    pub state: Settled,
    /// Why it is not committed.
    pub why: Option<String>,
}

/// The end of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// All of it is written.
    Committed,
    /// None of it is: no reader of committed records sees any.
    Aborted,
    /// It was neither committed nor aborted: its coordinator aborts it once `transaction.timeout.ms` is over, or when
    /// a producer with its id comes.
    LeftOpen,
    /// Its end was asked for and never answered.
    InDoubt,
}

/// A request to stop, shared with whoever takes it (a signal handler, a key).
#[derive(Clone, Debug, Default)]
pub struct Stop(pub Arc<AtomicUsize>);

impl Stop {
    /// Asked once: no more is read, what was handed over is flushed (a transaction: aborted).
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
    /// What the end of the transaction makes of what was acknowledged in it.
    pub(super) fn settle(&mut self, settlement: Settlement) {
        let acknowledged = self.ends.acknowledged;
        let (error, meaning) = match settlement.state {
            Settled::Committed => ("", ""),
            Settled::Aborted => (
                "TransactionAborted",
                "acknowledged, and taken back with the transaction",
            ),
            Settled::LeftOpen => (
                "TransactionLeftOpen",
                "acknowledged, and taken back when the transaction times out",
            ),
            Settled::InDoubt => (
                "TransactionInDoubt",
                "acknowledged, and seen by readers only if the transaction was committed",
            ),
        };
        if settlement.state != Settled::Committed {
            let all = self.ends.total();
            self.ends = match settlement.state {
                Settled::InDoubt => Ends {
                    not_written: self.ends.not_written,
                    possibly_written: all - self.ends.not_written,
                    acknowledged: 0,
                },
                _ => Ends {
                    not_written: all,
                    ..Ends::default()
                },
            };
            self.failed = all;
            self.partitions.clear();
            if acknowledged > 0 {
                let taken_back = Failure {
                    error: error.to_owned(),
                    meaning: meaning.to_owned(),
                    records: acknowledged,
                    code: 0,
                };
                self.failures.insert(0, taken_back);
            }
        }
        self.transaction = Some(settlement);
    }

    /// How long it took.
    pub(super) fn timed(&mut self, took: Duration) {
        self.took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let seconds = took.as_secs_f64();
        // to a tenth: more digits are noise
        if seconds > 0.0 {
            self.records_per_second = (self.ends.acknowledged as f64 / seconds * 10.0).round() / 10.0;
        }
    }

    /// Everything was read and nothing failed.
    #[must_use]
    pub fn all_well(&self) -> bool {
        let settled = self
            .transaction
            .as_ref()
            .is_none_or(|transaction| transaction.state == Settled::Committed);
        self.failed == 0 && self.stopped.is_none() && settled
    }
}
