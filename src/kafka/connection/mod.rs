//! One connection to one broker: many requests in flight, answers matched by correlation id.
//!
//! A frame that is malformed, or answers nothing that was asked, ends the connection. A caller that gives up leaves its
//! slot behind; the late answer is discarded. The pump ends with the connection's last owner.

mod handshake;
mod inflight;
mod line;
mod pump;
mod session;
mod shelf;
mod throttle;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::abilities::Abilities;
use super::cause::Fault;
use super::dial::Stream;
use super::sasl;
use super::task::{Task, lock};
use crate::config::profile::Sasl;
use crate::wire::{Guarded, WireError};

use line::Line;
pub(super) use line::{Answered, Meter};
pub(super) use session::Exchange;
pub(super) use shelf::Shelf;

/// A connection that has said hello.
#[derive(Debug)]
pub(super) struct Connection {
    line: Arc<Line>,
    abilities: Arc<Abilities>,
    /// Something was answered since the handshake: the broker takes us.
    proved: AtomicBool,
    _tasks: Vec<Task>,
}

impl Connection {
    /// Says hello on a stream: ApiVersions, then SASL when it is given. `passed` is told each step that worked.
    pub(super) async fn open(
        stream: Box<dyn Stream>,
        client_id: Arc<str>,
        meter: Arc<Meter>,
        shelf: Arc<Shelf>,
        sasl: Option<&Sasl>,
        passed: &(dyn Fn(String) + Send + Sync),
    ) -> Result<Self, Fault> {
        let (line, frames) = Line::new(client_id, meter);
        let line = Arc::new(line);
        let mut tasks = vec![Task::spawn(pump::run(stream, frames, Arc::clone(&line), shelf))];
        let abilities = Arc::new(handshake::versions(&line).await?);
        passed("ApiVersions".into());
        if let Some(sasl) = sasl {
            let exchange = Exchange {
                line: &line,
                abilities: &abilities,
            };
            let lifetime = sasl::authenticate(&exchange, sasl).await?;
            passed(format!("SASL {}", sasl.mechanism.name()));
            if let Some(lifetime) = lifetime {
                let session = session::keep(Arc::clone(&line), Arc::clone(&abilities), sasl.clone(), lifetime);
                tasks.push(Task::spawn(session));
            }
        }
        Ok(Self {
            line,
            abilities,
            proved: AtomicBool::new(false),
            _tasks: tasks,
        })
    }

    /// What the broker can do.
    pub(super) fn abilities(&self) -> &Arc<Abilities> {
        &self.abilities
    }

    /// Sends a request, waits for its answer and reads it; dropping the future gives it up.
    pub(super) async fn call<R: Guarded, T>(
        &self,
        request: &R,
        version: i16,
        read: impl Fn(Bytes, i16) -> Result<T, WireError>,
    ) -> Result<Answered<T>, Fault> {
        let answered = self.line.call(request, version, read).await?;
        self.proved.store(true, Ordering::Relaxed);
        Ok(answered)
    }

    /// Whether the broker has answered anything beyond the handshake.
    pub(super) fn proved(&self) -> bool {
        self.proved.load(Ordering::Relaxed)
    }

    /// Why the connection ended, once it has.
    pub(super) fn ended(&self) -> Option<Fault> {
        lock(&self.line.table).closed().cloned()
    }

    /// Ends it, unless the broker speaks within a moment.
    pub(super) fn doubt(&self) {
        self.line.doubt.notify_one();
    }

    /// How long the broker has owed an answer without a byte.
    pub(super) fn silent_for(&self, now: Instant) -> Option<Duration> {
        self.line.silent_for(now)
    }

    /// The last round trip in microseconds.
    pub(super) fn rtt(&self) -> u32 {
        self.line.rtt.load(Ordering::Relaxed)
    }

    /// Whether the broker asked us to send nothing for a while.
    pub(super) fn muted(&self) -> bool {
        self.line.muted().is_some()
    }
}
