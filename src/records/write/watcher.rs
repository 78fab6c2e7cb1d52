//! What librdkafka tells of: delivery reports, errors and log lines; and the addresses that it asks for.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::error::RDKafkaErrorCode;

use super::Ways;
use super::fault;
use super::native::Report;
use super::record::{Lost, Written};
use super::tally::Tally;
use crate::config::profile::AddressMap;
use crate::kafka::dialled;

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
    last: Mutex<Option<(RDKafkaErrorCode, String)>>,
}

// errors, log lines and reports come as events
impl ClientContext for Watcher {}

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

    /// Whether addresses are to be asked for.
    pub(super) fn redirects(&self) -> bool {
        !self.map.rules.is_empty()
    }

    /// Host and port to dial for an advertised address.
    pub(super) fn dialled(&self, host: &str, port: &str) -> (String, String) {
        let advertised = format!("{host}:{port}");
        let target = dialled(&self.map, &advertised);
        match target.rsplit_once(':').filter(|_| target != advertised) {
            Some((host, port)) => (host.trim_matches(['[', ']']).to_owned(), port.to_owned()),
            None => (host.to_owned(), port.to_owned()),
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
    pub(super) fn last_error(&self) -> Option<(RDKafkaErrorCode, String)> {
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
    pub(super) fn heard(&self, code: RDKafkaErrorCode, reason: &str) {
        tracing::warn!(target: "rdkafka", "{code:?}: {reason}");
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if code != RDKafkaErrorCode::AllBrokersDown || last.is_none() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::profile::AddressRule;

    #[test]
    fn an_advertised_address_is_dialled_where_the_map_says() {
        let rule = |pattern: &str, target: &str| AddressRule {
            pattern: pattern.into(),
            target: target.into(),
        };
        let map = AddressMap {
            rules: vec![rule("b*.internal:9092", "127.0.0.1:1909*"), rule("v6:9092", "[::1]:9")],
        };
        let watcher = Watcher::new(&Ways::default(), map);
        let dialled = |host, port| watcher.dialled(host, port);
        assert_eq!(dialled("b2.internal", "9092"), ("127.0.0.1".into(), "19092".into()));
        assert_eq!(dialled("v6", "9092"), ("::1".into(), "9".into()));
        assert_eq!(dialled("::1", "9092"), ("::1".into(), "9092".into()));
        assert!(watcher.redirects() && !Watcher::default().redirects());
    }
}
