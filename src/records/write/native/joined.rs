//! A client of librdkafka that reads as a member of a group: partitions come and go through the same queue as records.

use std::ffi::CStr;
use std::ptr;
use std::time::{Duration, Instant};

use rdkafka::bindings as rd;
use rdkafka::client::Client;
use rdkafka::config::ClientConfig;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::types::RDKafkaType;

use super::event::Event;
use super::handles::Queue;
use super::places::{self, Places};
use super::reports::Report;
use super::resolve::{self, Dials};
use super::steps;

/// How long a member that leaves waits for its last partitions to be taken.
const CLOSING: Duration = Duration::from_secs(5);

/// What hears of a membership, on the thread that asks for records.
pub(in super::super) trait Hears: rdkafka::ClientContext + Dials + 'static {
    /// These partitions came.
    fn given(&self, partitions: &[(String, i32)]);
    /// These are about to go: the last moment to commit.
    fn going(&self, partitions: &[(String, i32)], commit: &dyn Fn(&Offsets) -> Result<(), RDKafkaErrorCode>);
    /// An error of the client or of a connection.
    fn heard(&self, code: RDKafkaErrorCode, reason: &str);
}

/// Next offsets by topic and partition.
pub(in super::super) type Offsets = std::collections::BTreeMap<(String, i32), i64>;

/// A member.
pub(in super::super) struct Joined<C: Hears> {
    // dropped first: it belongs to the client
    queue: Queue,
    client: Client<C>,
}

/// A record that came; it keeps its event.
pub(in super::super) struct Came<'a> {
    // dropped first: it is read from the event
    record: Report<'a>,
    _event: Event<'a>,
}

impl<'a> Came<'a> {
    /// What it says of itself.
    pub(in super::super) fn record(&self) -> &Report<'a> {
        &self.record
    }
}

impl<C: Hears> Joined<C> {
    /// Makes the client; it is in no group before it subscribes.
    ///
    /// # Errors
    /// Properties that librdkafka refuses.
    pub(in super::super) fn new(config: &ClientConfig, hears: C) -> KafkaResult<Self> {
        let native = config.create_native_config()?;
        let events = rd::RD_KAFKA_EVENT_REBALANCE
            | rd::RD_KAFKA_EVENT_OFFSET_COMMIT
            | rd::RD_KAFKA_EVENT_STATS
            | rd::RD_KAFKA_EVENT_ERROR
            | rd::RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH;
        // SAFETY: the configuration is alive, and only stored to.
        unsafe { rd::rd_kafka_conf_set_events(native.ptr(), events) };
        if hears.redirects() {
            resolve::install::<C>(native.ptr());
        }
        let client = Client::new(config, native, RDKafkaType::RD_KAFKA_CONSUMER, hears)?;
        // SAFETY: the client is alive; its events come with its records from here on.
        let code = unsafe { rd::rd_kafka_poll_set_consumer(client.native_ptr()) };
        done(code).map_err(KafkaError::Global)?;
        let queue = Queue::of_member(&client)?;
        Ok(Self { queue, client })
    }

    pub(in super::super) fn client(&self) -> &Client<C> {
        &self.client
    }

    /// Joins the group for these topics.
    ///
    /// # Errors
    /// librdkafka's code.
    pub(in super::super) fn subscribe<'a>(
        &self,
        topics: impl ExactSizeIterator<Item = &'a str>,
    ) -> Result<(), RDKafkaErrorCode> {
        let list = Places::of_topics(topics).ok_or(RDKafkaErrorCode::Fail)?;
        // SAFETY: client and list are alive; the list is copied within the call.
        done(unsafe { rd::rd_kafka_subscribe(self.client.native_ptr(), list.ptr()) })
    }

    /// The next record, waiting for it for at most `limit`. Partitions come and go meanwhile.
    ///
    /// # Errors
    /// The code of an error of the client, of a connection or of a partition.
    pub(in super::super) fn next(&self, limit: Duration) -> Result<Option<Came<'_>>, RDKafkaErrorCode> {
        let begun = Instant::now();
        loop {
            let left = limit.saturating_sub(begun.elapsed());
            let Some(event) = Event::next(&self.queue, left) else {
                return Ok(None);
            };
            match event.kind() {
                rd::RD_KAFKA_EVENT_FETCH => {
                    let Some(record) = event.record() else { continue };
                    return match record.error() {
                        None => Ok(Some(Came { record, _event: event })),
                        Some(code) => Err(code),
                    };
                }
                rd::RD_KAFKA_EVENT_REBALANCE => self.rebalance(&event),
                rd::RD_KAFKA_EVENT_ERROR => {
                    let (code, reason) = event.error();
                    self.client.context().heard(code, &reason);
                    return Err(code);
                }
                rd::RD_KAFKA_EVENT_LOG => {
                    if let Some((level, facility, text)) = event.log() {
                        tracing::debug!(target: "rdkafka", "{level} {facility}: {text}");
                    }
                }
                _ => {}
            }
        }
    }

    /// Commits these offsets, and waits for the answer.
    ///
    /// # Errors
    /// The coordinator's code, or librdkafka's.
    pub(in super::super) fn commit(&self, offsets: &Offsets) -> Result<(), RDKafkaErrorCode> {
        let each = offsets
            .iter()
            .map(|((topic, partition), next)| (topic.as_str(), *partition, *next));
        let list = Places::of_offsets(each).ok_or(RDKafkaErrorCode::Fail)?;
        // SAFETY: client and list are alive; the call waits until the list is done with.
        done(unsafe { rd::rd_kafka_commit(self.client.native_ptr(), list.ptr(), 0) })
    }

    fn rebalance(&self, event: &Event<'_>) {
        let (code, reason) = event.error();
        let partitions = places::named(event);
        let rk = self.client.native_ptr();
        // SAFETY: the client is alive; the text is librdkafka's own and ends with a zero.
        let step_by_step = unsafe {
            let protocol = rd::rd_kafka_rebalance_protocol(rk);
            !protocol.is_null() && CStr::from_ptr(protocol).to_bytes() == b"COOPERATIVE"
        };
        let hears = self.client.context();
        let list = places::of_event(event);
        match code {
            RDKafkaErrorCode::AssignPartitions => hears.given(&partitions),
            RDKafkaErrorCode::RevokePartitions => hears.going(&partitions, &|offsets| self.commit(offsets)),
            _ => hears.heard(code, &reason),
        }
        // SAFETY: the client is alive, and so is the list, which its event keeps and the calls copy; an error that one
        // of them gives is ours, and taken.
        unsafe {
            let error = match (code, step_by_step) {
                (RDKafkaErrorCode::AssignPartitions, true) => rd::rd_kafka_incremental_assign(rk, list),
                (RDKafkaErrorCode::RevokePartitions, true) => rd::rd_kafka_incremental_unassign(rk, list),
                (RDKafkaErrorCode::AssignPartitions, false) => {
                    rd::rd_kafka_assign(rk, list);
                    ptr::null_mut()
                }
                _ => {
                    rd::rd_kafka_assign(rk, ptr::null());
                    ptr::null_mut()
                }
            };
            if !error.is_null() {
                let refusal = steps::take(error);
                hears.heard(refusal.code, &refusal.why);
            }
        }
    }
}

impl<C: Hears> Drop for Joined<C> {
    fn drop(&mut self) {
        // SAFETY: client and queue are alive; an error that it gives is ours, and taken.
        let failed = unsafe {
            let error = rd::rd_kafka_consumer_close_queue(self.client.native_ptr(), self.queue.ptr());
            (!error.is_null()).then(|| steps::take(error))
        };
        if let Some(refusal) = failed {
            tracing::warn!("librdkafka does not leave the group: {}", refusal.why);
            return;
        }
        let begun = Instant::now();
        // SAFETY: the client is alive.
        while unsafe { rd::rd_kafka_consumer_closed(self.client.native_ptr()) } == 0 && begun.elapsed() < CLOSING {
            // the last partitions are taken in there
            let _over = self.next(Duration::from_millis(100));
        }
    }
}

fn done(code: rd::rd_kafka_resp_err_t) -> Result<(), RDKafkaErrorCode> {
    match code {
        rd::rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR => Ok(()),
        code => Err(code.into()),
    }
}
