//! One transaction of a [`Producer`], step by step (KIP-98).
//!
//! Each call waits for at most its turn, so that the caller can look at other things between.

use std::time::Duration;

use rdkafka::error::RDKafkaErrorCode;

use super::Producer;
use super::fault;
use super::native::Refusal;

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is done.
    Done,
    /// Not yet: take the step again. What holds it up, in words.
    Again(String),
    /// It cannot be done; the transaction has to be aborted. Why.
    Abort(String),
    /// This producer can do nothing more: another one with the same id fenced it, or the broker refuses. Why.
    Over(String),
}

impl Producer {
    /// Makes the transactional id this producer's: a transaction that another left open is aborted and its producer
    /// fenced (`InitProducerId`).
    #[must_use]
    pub fn claim(&self, turn: Duration) -> Step {
        self.step(self.native.init_transactions(turn))
    }

    /// Begins the transaction. Nothing is sent yet.
    #[must_use]
    pub fn begin(&self) -> Step {
        self.step(self.native.begin_transaction())
    }

    /// Commits what was written (`EndTxn`), after everything queued was acknowledged.
    #[must_use]
    pub fn commit(&self, turn: Duration) -> Step {
        // librdkafka waits for every report, and reports have to be taken in
        if !self.native.flush(turn) {
            return Step::Again("not everything is acknowledged yet".into());
        }
        self.step(self.native.commit_transaction(turn))
    }

    /// Aborts: what is queued is given up, what was written is never seen by a reader of committed records.
    #[must_use]
    pub fn abort(&self, turn: Duration) -> Step {
        let step = self.step(self.native.abort_transaction(turn));
        // librdkafka waits until the reports of what it gave up are taken in
        self.poll();
        step
    }

    fn step(&self, result: Result<(), Refusal>) -> Step {
        let Err(refusal) = result else { return Step::Done };
        let why = format!("{}: {}", fault::name(refusal.code), refusal.why);
        if refusal.fatal {
            Step::Over(self.fatal().unwrap_or(why))
        } else if refusal.abort {
            Step::Abort(why)
        } else if refusal.retriable || refusal.code.is(RDKafkaErrorCode::OperationTimedOut) {
            Step::Again(why)
        } else {
            Step::Over(why)
        }
    }
}
