//! A client of librdkafka that reads as a member of a group: partitions come and go through the same queue as records.

use std::ffi::CStr;
use std::mem::ManuallyDrop;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::bindings as rd;
use rdkafka::client::Client;
use rdkafka::config::ClientConfig;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::types::RDKafkaType;

use super::code::{self, Code};
use super::commit::{self, Offsets, Refused};
use super::event::Event;
use super::handles::{Queue, release};
use super::places::{self, Places};
use super::reports::Report;
use super::resolve::{self, Dials};
use super::{look, steps};

/// How long a member that is dropped tries to leave.
const CLOSING: Duration = Duration::from_secs(3);

/// How long partitions that are to go wait for their last commit.
const GOING: Duration = Duration::from_secs(10);

/// Commits, or tells what was not.
pub(in super::super) type Commit<'a> = &'a dyn Fn(&Offsets) -> Result<(), Refused>;

/// What hears of a membership, on the thread that asks for records.
pub(in super::super) trait Hears: rdkafka::ClientContext + Dials + 'static {
    /// These partitions came.
    fn given(&self, partitions: &[(String, i32)]);
    /// These (none for all) are about to go: the last moment to commit. Without a commit they are lost already, and
    /// others may have them.
    fn going(&self, partitions: Option<&[(String, i32)]>, commit: Option<Commit<'_>>);
    /// An error of the client or of a connection.
    fn heard(&self, code: Code, reason: &str);
}

/// A member.
pub(in super::super) struct Joined<C: Hears> {
    // both are given away at the end; the queue belongs to the client, and goes before it
    queue: ManuallyDrop<Queue>,
    client: ManuallyDrop<Client<C>>,
    /// It was asked to leave.
    closing: AtomicBool,
}

/// A record that came; it keeps its event.
pub(in super::super) struct Came<'a> {
    /// The event's own.
    message: NonNull<rd::rd_kafka_message_t>,
    event: Event<'a>,
}

impl Came<'_> {
    /// What it says of itself.
    pub(in super::super) fn record(&self) -> Report<'_> {
        // SAFETY: it is the event's that is kept beside it.
        unsafe { Report::of(self.message, &self.event) }
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
        let done = unsafe { code::rd_kafka_poll_set_consumer(client.native_ptr()) };
        if let Err(code) = Code::done(done) {
            return Err(KafkaError::Global(code.known().unwrap_or(RDKafkaErrorCode::Unknown)));
        }
        let queue = Queue::of_member(&client)?;
        Ok(Self {
            queue: ManuallyDrop::new(queue),
            client: ManuallyDrop::new(client),
            closing: AtomicBool::new(false),
        })
    }

    #[cfg(test)]
    pub(super) fn native(&self) -> *mut rd::rd_kafka_t {
        self.client.native_ptr()
    }

    pub(in super::super) fn hears(&self) -> &C {
        self.client.context()
    }

    /// How many partitions a topic has, or why its broker does not tell; waits for at most `limit`.
    ///
    /// # Errors
    /// librdkafka's code: nobody answered.
    pub(in super::super) fn partitions(&self, topic: &str, limit: Duration) -> Result<Result<usize, Code>, Code> {
        look::partitions(&self.client, topic, limit)
    }

    /// An error after which nothing is read any more.
    pub(in super::super) fn fatal(&self) -> Option<(Code, String)> {
        look::fatal(&self.client)
    }

    /// Joins the group for these topics.
    ///
    /// # Errors
    /// librdkafka's code.
    pub(in super::super) fn subscribe<'a>(&self, topics: impl ExactSizeIterator<Item = &'a str>) -> Result<(), Code> {
        let list = Places::of_topics(topics).ok_or(RDKafkaErrorCode::Fail)?;
        // SAFETY: client and list are alive; the list is copied within the call.
        Code::done(unsafe { code::rd_kafka_subscribe(self.client.native_ptr(), list.ptr()) })
    }

    /// The next record, waiting for it for at most `limit`. Partitions come and go meanwhile: `last` is called before
    /// any goes, so that what came of it can be done with.
    ///
    /// # Errors
    /// The code of an error of the client, of a connection or of a partition.
    pub(in super::super) fn next(&self, limit: Duration, last: &mut dyn FnMut()) -> Result<Option<Came<'_>>, Code> {
        self.turn(limit, None, last)
    }

    /// As [`Self::next`]; partitions that go are committed until then.
    fn turn(&self, limit: Duration, until: Option<Instant>, last: &mut dyn FnMut()) -> Result<Option<Came<'_>>, Code> {
        let begun = Instant::now();
        loop {
            let left = limit.saturating_sub(begun.elapsed());
            let Some(event) = Event::next(&self.queue, left) else {
                return Ok(None);
            };
            match event.kind() {
                rd::RD_KAFKA_EVENT_FETCH => {
                    let told = event.record().map(|record| (record.place(), record.error()));
                    match told {
                        None => {}
                        Some((message, None)) => return Ok(Some(Came { message, event })),
                        Some((_, Some(code))) => return Err(code),
                    }
                }
                rd::RD_KAFKA_EVENT_REBALANCE => {
                    if event.error().0.and_then(Code::known) != Some(RDKafkaErrorCode::AssignPartitions) {
                        last();
                    }
                    self.rebalance(&event, until.unwrap_or_else(|| Instant::now() + GOING));
                }
                rd::RD_KAFKA_EVENT_ERROR => {
                    if let (Some(code), reason) = event.error() {
                        self.hears().heard(code, &reason);
                        return Err(code);
                    }
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

    /// Commits these offsets, and waits for the answer until then, or until it is to stop.
    ///
    /// # Errors
    /// What was not committed, and why: the coordinator's code, or librdkafka's.
    pub(in super::super) fn commit(
        &self,
        offsets: &Offsets,
        until: Instant,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Refused> {
        commit::commit(&self.client, offsets, until, stop)
    }

    fn rebalance(&self, event: &Event<'_>, until: Instant) {
        let (code, reason) = event.error();
        let partitions = places::named(event);
        let rk = self.client.native_ptr();
        // SAFETY: the client is alive; the text is librdkafka's own and ends with a zero.
        let (step_by_step, lost) = unsafe {
            let protocol = rd::rd_kafka_rebalance_protocol(rk);
            (
                !protocol.is_null() && CStr::from_ptr(protocol).to_bytes() == b"COOPERATIVE",
                rd::rd_kafka_assignment_lost(rk) != 0,
            )
        };
        let hears = self.hears();
        let list = places::of_event(event);
        let known = code.and_then(Code::known);
        match known {
            Some(RDKafkaErrorCode::AssignPartitions) => hears.given(&partitions),
            Some(RDKafkaErrorCode::RevokePartitions) => {
                let commit = |offsets: &Offsets| self.commit(offsets, until, &|| false);
                hears.going(Some(&partitions), (!lost).then_some(&commit));
            }
            _ => {
                hears.heard(code.unwrap_or(RDKafkaErrorCode::Unknown.into()), &reason);
                hears.going(None, None);
            }
        }
        // SAFETY: the client is alive, and so is the list, which its event keeps and the calls copy; an error that one
        // of them gives is ours, and taken.
        unsafe {
            let error = match (known, step_by_step) {
                (Some(RDKafkaErrorCode::AssignPartitions), true) => rd::rd_kafka_incremental_assign(rk, list),
                (Some(RDKafkaErrorCode::RevokePartitions), true) => rd::rd_kafka_incremental_unassign(rk, list),
                (Some(RDKafkaErrorCode::AssignPartitions), false) => {
                    code::rd_kafka_assign(rk, list);
                    ptr::null_mut()
                }
                _ => {
                    code::rd_kafka_assign(rk, ptr::null());
                    ptr::null_mut()
                }
            };
            if !error.is_null() {
                let refusal = steps::take(error);
                hears.heard(refusal.code, &refusal.why);
            }
        }
    }

    /// Leaves the group until then; whether it did. What was not read of the queue is given up.
    pub(in super::super) fn close(&self, until: Instant) -> bool {
        if !self.closing.swap(true, Ordering::Relaxed) {
            // SAFETY: client and queue are alive; an error that it gives is ours, and taken.
            let failed = unsafe {
                let error = rd::rd_kafka_consumer_close_queue(self.client.native_ptr(), self.queue.ptr());
                (!error.is_null()).then(|| steps::take(error))
            };
            if let Some(refusal) = failed {
                tracing::warn!("librdkafka does not leave the group: {}", refusal.why);
                return false;
            }
        }
        loop {
            // SAFETY: the client is alive.
            if unsafe { rd::rd_kafka_consumer_closed(self.client.native_ptr()) } != 0 {
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            // the last partitions are taken in there
            let _over = self.turn(left.min(Duration::from_millis(100)), Some(until), &mut || {});
        }
    }
}

impl<C: Hears> Drop for Joined<C> {
    fn drop(&mut self) {
        if !self.closing.load(Ordering::Relaxed) {
            self.close(Instant::now() + CLOSING);
        }
        // SAFETY: neither is used after this.
        let parts = unsafe {
            (
                ManuallyDrop::take(&mut self.queue),
                ManuallyDrop::take(&mut self.client),
            )
        };
        release(parts);
    }
}
