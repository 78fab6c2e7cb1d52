//! Transactions, and the errors that librdkafka gives as things of their own.

use std::ffi::CStr;
use std::time::Duration;

use rdkafka::bindings as rd;
use rdkafka::error::RDKafkaErrorCode;

use super::Native;
use super::code::{self, Code};

/// Why librdkafka did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Refusal {
    /// Its code.
    pub(in super::super) code: Code,
    /// In words.
    pub(in super::super) why: String,
    /// The client can do nothing more.
    pub(in super::super) fatal: bool,
    /// The same call may do it later.
    pub(in super::super) retriable: bool,
    /// The transaction has to be aborted.
    pub(in super::super) abort: bool,
}

impl Native {
    pub(in super::super) fn init_transactions(&self, limit: Duration) -> Result<(), Refusal> {
        // SAFETY: the client is alive; `done` takes the error.
        done(unsafe { rd::rd_kafka_init_transactions(self.client.native_ptr(), ms(limit)) })
    }

    pub(in super::super) fn begin_transaction(&self) -> Result<(), Refusal> {
        // SAFETY: the client is alive; `done` takes the error.
        done(unsafe { rd::rd_kafka_begin_transaction(self.client.native_ptr()) })
    }

    pub(in super::super) fn commit_transaction(&self, limit: Duration) -> Result<(), Refusal> {
        // SAFETY: the client is alive; `done` takes the error.
        done(unsafe { rd::rd_kafka_commit_transaction(self.client.native_ptr(), ms(limit)) })
    }

    pub(in super::super) fn abort_transaction(&self, limit: Duration) -> Result<(), Refusal> {
        // SAFETY: the client is alive; `done` takes the error.
        done(unsafe { rd::rd_kafka_abort_transaction(self.client.native_ptr(), ms(limit)) })
    }
}

fn ms(limit: Duration) -> i32 {
    i32::try_from(limit.as_millis()).unwrap_or(i32::MAX)
}

fn done(error: *mut rd::rd_kafka_error_t) -> Result<(), Refusal> {
    if error.is_null() { Ok(()) } else { Err(take(error)) }
}

/// Reads an error that librdkafka just gave, which is not null, and frees it.
pub(super) fn take(error: *mut rd::rd_kafka_error_t) -> Refusal {
    // SAFETY: only called with an error that librdkafka gave to keep: it is alive until it is freed here, once, and
    // its text, which ends with a zero, is copied before.
    unsafe {
        let refusal = Refusal {
            code: Code::of(code::rd_kafka_error_code(error)).unwrap_or(RDKafkaErrorCode::Unknown.into()),
            why: CStr::from_ptr(rd::rd_kafka_error_string(error))
                .to_string_lossy()
                .into_owned(),
            fatal: rd::rd_kafka_error_is_fatal(error) != 0,
            retriable: rd::rd_kafka_error_is_retriable(error) != 0,
            abort: rd::rd_kafka_error_txn_requires_abort(error) != 0,
        };
        rd::rd_kafka_error_destroy(error);
        refusal
    }
}
