//! What librdkafka tells of: delivery reports, errors and log lines; and the addresses that it asks for.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::error::RDKafkaErrorCode;

use super::Ways;
use super::fault;
use super::native::{Code, Dials, Report};
use super::record::{Lost, Written};
use super::tally::Tally;
use crate::config::profile::AddressMap;

/// Places of written records that are kept until they are taken.
const PLACES: usize = 1_000;

/// Counts the ends of records and keeps the last error.
#[derive(Debug, Default)]
pub(super) struct Watcher {
    pub(super) tally: Tally,
    map: AddressMap,
    keep_lost: bool,
    keep_written: bool,
    written: Mutex<VecDeque<Written>>,
    lost: Mutex<Vec<Lost>>,
    last: Mutex<Option<(Code, String)>>,
}

// errors, log lines and reports come as events
impl ClientContext for Watcher {}

impl Dials for Watcher {
    fn redirects(&self) -> bool {
        self.map.redirects()
    }

    fn dialled(&self, host: &str, port: &str) -> (String, String) {
        self.map.dialled(host, port)
    }
}

/// librdkafka's levels of its log: syslog's.
const ERROR: i32 = 3;
const WARNING: i32 = 4;
const NOTICE: i32 = 5;
const INFO: i32 = 6;

impl Watcher {
    pub(super) fn new(ways: &Ways, map: AddressMap) -> Self {
        Self {
            keep_lost: ways.keep_lost,
            keep_written: ways.keep_written,
            map,
            ..Self::default()
        }
    }

    /// The records lost since the last time. As many as librdkafka's queue holds are kept at most, when they are taken
    /// after every poll.
    pub(super) fn take_lost(&self) -> Vec<Lost> {
        std::mem::take(&mut *self.lost.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where records were written since the last time: the last ones of them.
    pub(super) fn take_written(&self) -> VecDeque<Written> {
        std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The last telling error that librdkafka spoke of: "all brokers down" tells nothing.
    pub(super) fn last_error(&self) -> Option<(Code, String)> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes in the reports of a batch.
    pub(super) fn reported<'a>(&self, reports: impl Iterator<Item = Report<'a>>) {
        let mut batch = self.tally.batch();
        for report in reports {
            let (end, error) = (report.end(), report.error());
            batch.count(end, report.partition(), report.bytes(), error);
            if error.is_none() && self.keep_written {
                let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
                written.push_back(Written::of_report(&report));
                if written.len() > PLACES {
                    written.pop_front();
                }
            }
            if let Some(code) = error
                && self.keep_lost
            {
                let lost = Lost::of_report(&report, end, fault::name(code), fault::meaning(code));
                self.lost.lock().unwrap_or_else(PoisonError::into_inner).push(lost);
            }
        }
    }

    /// An error of a connection, or of the client.
    pub(super) fn heard(&self, code: Code, reason: &str) {
        tracing::warn!(target: "rdkafka", "{code:?}: {reason}");
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if !code.is(RDKafkaErrorCode::AllBrokersDown) || last.is_none() {
            *last = Some((code, reason.to_owned()));
        }
    }

    /// A line of librdkafka's log.
    pub(super) fn logged(&self, level: i32, facility: &str, message: &str) {
        match level {
            ..=ERROR => tracing::error!(target: "rdkafka", "{facility}: {message}"),
            WARNING => tracing::warn!(target: "rdkafka", "{facility}: {message}"),
            NOTICE..=INFO => tracing::info!(target: "rdkafka", "{facility}: {message}"),
            _ => tracing::debug!(target: "rdkafka", "{facility}: {message}"),
        }
    }
}
