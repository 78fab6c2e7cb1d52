//! librdkafka by its own interface: the one place of the program that may say `unsafe`.
//!
//! The rdkafka crate makes the client ([`Client`]), asks for metadata and frees it. What it does not hand on, or hands
//! on one record at a time, is called here: many records in one call to a topic looked up once ([`handover`]), delivery
//! reports by the batch with what became of each record ([`reports`]), transactions ([`steps`]), and where to dial
//! ([`resolve`]). What it says of a topic and of itself is read in [`look`], and offsets are committed in [`commit`]. A
//! member of a group reads through [`joined`]: the crate's consumer would not ask where to dial.
//!
//! What every block leans on:
//! * [`handles`] own the queue and the topic, and are freed before the client that they belong to (see
//!   [`handles::release`]).
//! * What gives an error's code gives a number (see [`code`]): a broker's may be one that the bindings do not have.
//! * Bytes handed over are copied within the call (`RD_KAFKA_MSG_F_COPY`); librdkafka keeps no pointer of ours but the
//!   opaque number, and the [`Watcher`] that the client holds for as long as it lives.
//! * Pointers that librdkafka gives are read only while the event or error that they belong to is held.
#![expect(
    unsafe_code,
    reason = "rdkafka 0.39 has no safe call for any of this; each block says why it is sound"
)]

mod code;
mod commit;
mod event;
mod handles;
mod handover;
mod joined;
mod look;
mod places;
mod reports;
mod resolve;
mod steps;
#[cfg(test)]
mod tests;

use std::mem::ManuallyDrop;
use std::time::{Duration, Instant};

use rdkafka::bindings as rd;
use rdkafka::client::Client;
use rdkafka::config::ClientConfig;
use rdkafka::error::KafkaResult;
use rdkafka::types::RDKafkaType;

use super::watcher::Watcher;
pub(super) use code::Code;
pub(super) use commit::{Offsets, Refused};
use event::Event;
use handles::{Queue, Topic, release};
pub(super) use joined::{Came, Commit, Hears, Joined};
pub(super) use reports::{End, Report};
pub(super) use resolve::Dials;
pub(super) use steps::Refusal;

/// A client of librdkafka that produces, its queue of events, and the topic once it is known.
pub(super) struct Native {
    // all are given away at the end; topic and queue belong to the client, and go before it
    topic: Option<Topic>,
    queue: ManuallyDrop<Queue>,
    client: ManuallyDrop<Client<Watcher>>,
}

impl Native {
    /// Makes the client; nothing is dialled before it is used.
    ///
    /// # Errors
    /// Properties that librdkafka refuses.
    pub(super) fn new(config: &ClientConfig, watcher: Watcher) -> KafkaResult<Self> {
        let native = config.create_native_config()?;
        let events = rd::RD_KAFKA_EVENT_DR
            | rd::RD_KAFKA_EVENT_STATS
            | rd::RD_KAFKA_EVENT_ERROR
            | rd::RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH;
        // SAFETY: the configuration is alive, and only stored to.
        unsafe { rd::rd_kafka_conf_set_events(native.ptr(), events) };
        if watcher.redirects() {
            resolve::install::<Watcher>(native.ptr());
        }
        let client = Client::new(config, native, RDKafkaType::RD_KAFKA_PRODUCER, watcher)?;
        let queue = Queue::main(&client)?;
        Ok(Self {
            topic: None,
            queue: ManuallyDrop::new(queue),
            client: ManuallyDrop::new(client),
        })
    }

    /// Looks the topic up, once for all records.
    ///
    /// # Errors
    /// A name that none can be.
    pub(super) fn know(&mut self, topic: &str) -> KafkaResult<()> {
        self.topic = Some(Topic::of(&self.client, topic)?);
        Ok(())
    }

    /// How many partitions a topic has, or why its broker does not tell; waits for at most `limit`.
    ///
    /// # Errors
    /// librdkafka's code: nobody answered.
    pub(super) fn partitions(&self, topic: &str, limit: Duration) -> Result<Result<usize, Code>, Code> {
        look::partitions(&self.client, topic, limit)
    }

    pub(super) fn watcher(&self) -> &Watcher {
        self.client.context()
    }

    /// Records handed over whose reports were not taken in, and requests to the client itself.
    pub(super) fn pending(&self) -> u64 {
        // SAFETY: the client is alive.
        let left = unsafe { rd::rd_kafka_outq_len(self.client.native_ptr()) };
        u64::try_from(left).unwrap_or(0)
    }

    /// Takes in what has come; waits for the first of it for at most `limit`. Whether anything came.
    pub(super) fn poll(&self, limit: Duration) -> bool {
        let mut wait = limit;
        let mut any = false;
        while let Some(event) = Event::next(&self.queue, wait) {
            self.take_in(&event);
            any = true;
            wait = Duration::ZERO;
        }
        any
    }

    fn take_in(&self, event: &Event<'_>) {
        let watcher = self.watcher();
        match event.kind() {
            rd::RD_KAFKA_EVENT_DR => watcher.reported(event.reports()),
            rd::RD_KAFKA_EVENT_ERROR => {
                let (code, reason) = event.error();
                if let Some(code) = code {
                    watcher.heard(code, reason.trim());
                }
            }
            rd::RD_KAFKA_EVENT_LOG => {
                if let Some((level, facility, message)) = event.log() {
                    watcher.logged(level, facility.trim(), message.trim());
                }
            }
            _ => {}
        }
    }

    /// Sends what is queued without waiting for more, for at most `limit`; whether nothing is left.
    pub(super) fn flush(&self, limit: Duration) -> bool {
        /// A thread of librdkafka looks whether it is to flush when it is woken, so the wish has to stand that long.
        const WISH: i32 = 5;
        let begun = Instant::now();
        loop {
            // SAFETY: the client is alive; with reports as events the call only waits for them to be taken in.
            let left = unsafe { code::rd_kafka_flush(self.client.native_ptr(), WISH) };
            if left == 0 {
                return true;
            }
            let wait = limit.saturating_sub(begun.elapsed());
            self.poll(wait);
            if wait.is_zero() {
                return self.pending() == 0;
            }
        }
    }

    /// Gives up what is queued and in flight; reports tell of each record.
    pub(super) fn purge(&self) {
        let all = rd::RD_KAFKA_PURGE_F_QUEUE | rd::RD_KAFKA_PURGE_F_INFLIGHT;
        // SAFETY: the client is alive.
        let done = unsafe { code::rd_kafka_purge(self.client.native_ptr(), all) };
        if let Err(code) = Code::done(done) {
            tracing::warn!("librdkafka did not give up its queue: {code:?}");
        }
    }

    /// An error after which nothing is written any more.
    pub(super) fn fatal(&self) -> Option<(Code, String)> {
        look::fatal(&self.client)
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        /// Reports of what is given up come from other threads.
        const LAST: Duration = Duration::from_millis(500);
        self.poll(Duration::ZERO);
        if self.pending() > 0 {
            self.purge();
            let begun = Instant::now();
            while self.pending() > 0 && begun.elapsed() < LAST {
                self.poll(Duration::from_millis(20));
            }
        }
        // SAFETY: neither is used after this.
        let (queue, client) = unsafe {
            (
                ManuallyDrop::take(&mut self.queue),
                ManuallyDrop::take(&mut self.client),
            )
        };
        release((self.topic.take(), queue, client));
    }
}
