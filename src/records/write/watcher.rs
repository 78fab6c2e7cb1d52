//! What librdkafka calls back with: delivery reports, errors and log lines.

use std::sync::{Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Message as _};
use rdkafka::producer::ProducerContext;

use super::record::Lost;
use super::tally::Tally;
use super::{fault, status};

/// Counts the ends of records and keeps the last error.
#[derive(Debug, Default)]
pub(super) struct Watcher {
    pub(super) tally: Tally,
    keep_lost: bool,
    lost: Mutex<Vec<Lost>>,
    last: Mutex<Option<(RDKafkaErrorCode, String)>>,
}

impl Watcher {
    pub(super) fn new(keep_lost: bool) -> Self {
        Self {
            keep_lost,
            ..Self::default()
        }
    }

    /// The records lost since the last time. As many as librdkafka's queue holds are kept at most, when they are taken
    /// after every poll.
    pub(super) fn take_lost(&self) -> Vec<Lost> {
        std::mem::take(&mut *self.lost.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The last telling error that librdkafka spoke of: "all brokers down" tells nothing.
    pub(super) fn last_error(&self) -> Option<(RDKafkaErrorCode, String)> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ClientContext for Watcher {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        match level {
            RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical | RDKafkaLogLevel::Error => {
                tracing::error!(target: "rdkafka", "{facility}: {message}");
            }
            RDKafkaLogLevel::Warning => tracing::warn!(target: "rdkafka", "{facility}: {message}"),
            RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info => {
                tracing::info!(target: "rdkafka", "{facility}: {message}");
            }
            RDKafkaLogLevel::Debug => tracing::debug!(target: "rdkafka", "{facility}: {message}"),
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::warn!(target: "rdkafka", "{error}: {reason}");
        let Some(code) = error.rdkafka_error_code() else { return };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if code != RDKafkaErrorCode::AllBrokersDown || last.is_none() {
            *last = Some((code, reason.to_owned()));
        }
    }
}

impl ProducerContext for Watcher {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, tag: usize) {
        let (message, code) = match result {
            Ok(message) => (message, None),
            Err((error, message)) => (
                message,
                Some(error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown)),
            ),
        };
        let end = status::of(message);
        self.tally.count(end, message.partition(), code);
        if let Some(code) = code
            && self.keep_lost
        {
            let lost = Lost::of_report(message, tag, end, fault::name(code), fault::meaning(code));
            self.lost.lock().unwrap_or_else(PoisonError::into_inner).push(lost);
        }
    }
}
