//! One transaction of a [`Producer`], step by step (KIP-98).
//!
//! Each call waits for at most its turn, so that the caller can look at other things between.

use std::time::Duration;

use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::producer::Producer as _;

use super::Producer;
use super::fault;

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
        self.step(self.inner.init_transactions(turn))
    }

    /// Begins the transaction. Nothing is sent yet.
    #[must_use]
    pub fn begin(&self) -> Step {
        self.step(self.inner.begin_transaction())
    }

    /// Commits what was written (`EndTxn`), after everything queued was acknowledged.
    #[must_use]
    pub fn commit(&self, turn: Duration) -> Step {
        self.step(self.inner.commit_transaction(turn))
    }

    /// Aborts: what is queued is given up, what was written is never seen by a reader of committed records.
    #[must_use]
    pub fn abort(&self, turn: Duration) -> Step {
        let step = self.step(self.inner.abort_transaction(turn));
        // librdkafka waits until the reports of what it gave up are taken in
        self.poll();
        step
    }

    fn step(&self, result: KafkaResult<()>) -> Step {
        let Err(error) = result else { return Step::Done };
        match &error {
            KafkaError::Transaction(inner) => {
                let why = format!("{}: {}", fault::name(inner.code()), inner.string());
                if inner.is_fatal() {
                    Step::Over(self.fatal().unwrap_or(why))
                } else if inner.txn_requires_abort() {
                    Step::Abort(why)
                } else if inner.is_retriable() || inner.code() == RDKafkaErrorCode::OperationTimedOut {
                    Step::Again(why)
                } else {
                    Step::Over(why)
                }
            }
            KafkaError::Flush(_) => Step::Again("not everything is acknowledged yet".into()),
            other => Step::Over(other.to_string()),
        }
    }
}
