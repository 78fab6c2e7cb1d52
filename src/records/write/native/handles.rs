//! The client's queue of events and its topic: freed with their owner, before the client.

use std::ffi::CString;
use std::ptr::{self, NonNull};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::bindings as rd;
use rdkafka::client::Client;
use rdkafka::error::{KafkaError, KafkaResult};

use super::super::watcher::Watcher;

/// How long the end of a client is waited for.
const RELEASE: Duration = Duration::from_secs(3);

/// Frees what is at its end, a client last. librdkafka does so in its own time (an answer of the coordinator, a name
/// that is being resolved): after a while it goes on alone.
pub(super) fn release<T: Send + 'static>(what: T) {
    let (done, freed) = mpsc::channel::<()>();
    let free = move || {
        drop(what);
        drop(done);
    };
    // where no thread can be had, it is freed right here
    let spawned = thread::Builder::new().name("librdkafka's end".into()).spawn(free);
    if spawned.is_ok() && freed.recv_timeout(RELEASE) == Err(mpsc::RecvTimeoutError::Timeout) {
        tracing::warn!("librdkafka does not come to its end: it is left alone");
    }
}

/// A queue of the client.
pub(super) struct Queue(NonNull<rd::rd_kafka_queue_t>);

/// A topic of the client.
pub(super) struct Topic(NonNull<rd::rd_kafka_topic_t>);

// SAFETY: librdkafka's handles may be used by any thread; none of its calls made here is bound to one.
unsafe impl Send for Queue {}
// SAFETY: as above: it locks what it shares.
unsafe impl Sync for Queue {}
// SAFETY: as above.
unsafe impl Send for Topic {}
// SAFETY: as above.
unsafe impl Sync for Topic {}

impl Queue {
    /// The queue of a member's records and events.
    pub(super) fn of_member<C: ClientContext>(client: &Client<C>) -> KafkaResult<Self> {
        // SAFETY: the client is alive; the reference that this takes is given back in `drop`.
        let queue = unsafe { rd::rd_kafka_queue_get_consumer(client.native_ptr()) };
        let queue = NonNull::new(queue);
        queue
            .map(Self)
            .ok_or_else(|| KafkaError::ClientCreation("there is no queue of records".into()))
    }

    /// One that nothing comes to but what is asked to.
    pub(super) fn new<C: ClientContext>(client: &Client<C>) -> Option<Self> {
        // SAFETY: the client is alive; the queue becomes ours and is given back in `drop`.
        NonNull::new(unsafe { rd::rd_kafka_queue_new(client.native_ptr()) }).map(Self)
    }

    pub(super) fn main(client: &Client<Watcher>) -> KafkaResult<Self> {
        // SAFETY: the client is alive; the reference that this takes is given back in `drop`.
        let queue = unsafe { rd::rd_kafka_queue_get_main(client.native_ptr()) };
        let queue = NonNull::new(queue);
        queue
            .map(Self)
            .ok_or_else(|| KafkaError::ClientCreation("there is no queue of events".into()))
    }

    pub(super) fn ptr(&self) -> *mut rd::rd_kafka_queue_t {
        self.0.as_ptr()
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        // SAFETY: it is the reference that was taken when it was made, given back once.
        unsafe { rd::rd_kafka_queue_destroy(self.0.as_ptr()) };
    }
}

impl Topic {
    pub(super) fn of<C: ClientContext>(client: &Client<C>, name: &str) -> KafkaResult<Self> {
        let name = CString::new(name)?;
        // SAFETY: the client is alive and the name ends with a zero; without a configuration of its own the topic has
        // the client's. The reference that this takes is given back in `drop`.
        let topic = unsafe { rd::rd_kafka_topic_new(client.native_ptr(), name.as_ptr(), ptr::null_mut()) };
        let topic = NonNull::new(topic);
        topic
            .map(Self)
            .ok_or_else(|| KafkaError::ClientCreation("that can be no topic".into()))
    }

    pub(super) fn ptr(&self) -> *mut rd::rd_kafka_topic_t {
        self.0.as_ptr()
    }
}

impl Drop for Topic {
    fn drop(&mut self) {
        // SAFETY: it is the reference that `of` took, given back once.
        unsafe { rd::rd_kafka_topic_destroy(self.0.as_ptr()) };
    }
}
