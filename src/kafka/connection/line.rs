//! The shared side of one connection: what callers hand over and what the pump hands back.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::{Notify, RwLock, mpsc, oneshot};

use super::super::cause::Fault;
use super::super::task::lock;
use super::inflight::{Answer, InFlight};
use super::throttle;
use crate::model::trouble::Cause;
use crate::model::view::Load;
use crate::wire::{self, Guarded, WireError};

/// Frames that may wait for the socket.
pub(super) const QUEUE: usize = 64;

/// What a client has sent and received, over all of its connections.
#[derive(Debug, Default)]
pub(in crate::kafka) struct Meter {
    requests: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
}

impl Meter {
    pub(in crate::kafka) fn read(&self) -> Load {
        Load {
            requests: self.requests.load(Ordering::Relaxed),
            sent: self.sent.load(Ordering::Relaxed),
            received: self.received.load(Ordering::Relaxed),
        }
    }
}

/// See the module. Tasks and callers share it; it owns no task.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) table: Mutex<InFlight>,
    queue: mpsc::Sender<Bytes>,
    /// Held for reading while a request is handed over, for writing while the session authenticates anew (KIP-368: the
    /// broker takes nothing else in between).
    pub(super) gate: RwLock<()>,
    /// The broker asked us not to send before this.
    muted: Mutex<Option<Instant>>,
    /// The last round trip in microseconds.
    pub(super) rtt: AtomicU32,
    pub(super) ending: Notify,
    /// Somebody finds that the broker owes an answer for too long.
    pub(super) doubt: Notify,
    client_id: Arc<str>,
    meter: Arc<Meter>,
}

/// An answer and how long it took.
#[derive(Debug)]
pub(in crate::kafka) struct Answered<T> {
    pub(in crate::kafka) body: T,
    pub(in crate::kafka) took: Duration,
}

/// A request on its way.
pub(super) struct Sent<'a> {
    answer: oneshot::Receiver<Answer>,
    at: Instant,
    _slot: Slot<'a>,
}

/// Marks a request as nobody's when its caller is dropped.
struct Slot<'a> {
    line: &'a Line,
    id: i32,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        lock(&self.line.table).forget(self.id);
    }
}

impl Line {
    pub(super) fn new(client_id: Arc<str>, meter: Arc<Meter>) -> (Self, mpsc::Receiver<Bytes>) {
        let (queue, frames) = mpsc::channel(QUEUE);
        let line = Self {
            table: Mutex::new(InFlight::new(Instant::now())),
            queue,
            gate: RwLock::new(()),
            muted: Mutex::new(None),
            rtt: AtomicU32::new(0),
            ending: Notify::new(),
            doubt: Notify::new(),
            client_id,
            meter,
        };
        (line, frames)
    }

    /// Sends a request, waits for its answer and reads it. Any number may be under way at once; dropping the future gives the
    /// answer up.
    pub(super) async fn call<R: Guarded, T>(
        &self,
        request: &R,
        version: i16,
        read: impl Fn(Bytes, i16) -> Result<T, WireError>,
    ) -> Result<Answered<T>, Fault> {
        let sent = {
            let _gate = self.gate.read().await;
            self.send(request, version).await?
        };
        self.answer(sent, version, read).await
    }

    /// As [`Line::call`], for whoever has the connection to itself.
    pub(super) async fn call_within<R: Guarded>(&self, request: &R, version: i16) -> Result<R::Response, Fault> {
        let sent = self.send(request, version).await?;
        Ok(self.answer(sent, version, wire::decode::<R>).await?.body)
    }

    async fn answer<T>(
        &self,
        sent: Sent<'_>,
        version: i16,
        read: impl Fn(Bytes, i16) -> Result<T, WireError>,
    ) -> Result<Answered<T>, Fault> {
        let Answered { body: frame, took } = self.frame(sent).await?;
        match read(frame, version) {
            Ok(body) => Ok(Answered { body, took }),
            Err(error) => {
                let fault = Fault::from(error);
                self.close(fault.clone());
                Err(fault)
            }
        }
    }

    /// The raw answer of a request that was sent.
    pub(super) async fn frame(&self, sent: Sent<'_>) -> Result<Answered<Bytes>, Fault> {
        let body = sent.answer.await.unwrap_or_else(|_gone| Err(self.fault()))?;
        let took = sent.at.elapsed();
        self.rtt
            .store(u32::try_from(took.as_micros()).unwrap_or(u32::MAX), Ordering::Relaxed);
        Ok(Answered { body, took })
    }

    /// Hands a request to the writer, after the time the broker asked us to wait.
    pub(super) async fn send<R: Guarded>(&self, request: &R, version: i16) -> Result<Sent<'_>, Fault> {
        while let Some(until) = self.muted() {
            tokio::time::sleep_until(until.into()).await;
        }
        let room = self.queue.reserve().await.map_err(|_closed| self.fault())?;
        // No await from here on: a caller dropped in between would leave an id that is never answered.
        let at = Instant::now();
        let (id, answer) = lock(&self.table).enter(R::KEY, version, at)?;
        match wire::encode(request, version, id, &self.client_id) {
            Ok(frame) => {
                self.meter.requests.fetch_add(1, Ordering::Relaxed);
                self.meter.sent.fetch_add(frame.len() as u64, Ordering::Relaxed);
                room.send(frame);
            }
            Err(error) => {
                lock(&self.table).withdraw(id);
                return Err(error.into());
            }
        }
        Ok(Sent {
            answer,
            at,
            _slot: Slot { line: self, id },
        })
    }

    /// Bytes came from the broker.
    pub(super) fn heard(&self, bytes: usize) {
        self.meter.received.fetch_add(bytes as u64, Ordering::Relaxed);
        lock(&self.table).hear(Instant::now());
    }

    /// A frame came: gives it to whoever asked, and tells the key of the API it answers.
    pub(super) fn deliver(&self, frame: Bytes) -> Result<i16, Fault> {
        let id = wire::correlation(&frame)?;
        let head = frame.slice(..frame.len().min(16));
        let delivered = lock(&self.table).deliver(id, frame)?;
        let pause = throttle::asked(delivered.key, delivered.version, &head);
        if !pause.is_zero() {
            tracing::debug!(api = wire::api_name(delivered.key), ?pause, "throttled by the broker");
            *lock(&self.muted) = Some(Instant::now() + pause);
        }
        Ok(delivered.key)
    }

    /// Ends the connection: every caller gets the fault, the pump stops.
    pub(super) fn close(&self, fault: Fault) {
        lock(&self.table).close(fault);
        self.ending.notify_one();
    }

    /// Why it ended.
    pub(super) fn fault(&self) -> Fault {
        lock(&self.table)
            .closed()
            .cloned()
            .unwrap_or_else(|| Fault::new(Cause::Closed))
    }

    /// How long the broker has owed an answer without a byte.
    pub(super) fn silent_for(&self, now: Instant) -> Option<Duration> {
        lock(&self.table).silent_for(now)
    }

    /// Until when the broker asked us to send nothing, if that lies ahead.
    pub(super) fn muted(&self) -> Option<Instant> {
        lock(&self.muted).filter(|until| *until > Instant::now())
    }
}
