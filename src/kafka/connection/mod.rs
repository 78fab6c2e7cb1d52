//! One connection to one broker: many requests in flight, answers matched by correlation id.
//!
//! A frame that is malformed, or answers nothing that was asked, ends the connection. A caller that gives up leaves its
//! slot behind; the late answer is discarded. The pump ends with the connection's last owner.

mod handshake;
mod inflight;
mod line;
mod pump;
mod throttle;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::abilities::Abilities;
use super::cause::Fault;
use super::dial::Stream;
use super::task::{Task, lock};
use crate::model::trouble::Cause;
use crate::wire::{self, Guarded};

use line::Line;
pub(super) use line::{Answered, Meter};

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
    /// Says hello on a stream: ApiVersions. `passed` is told each step that worked.
    pub(super) async fn open(
        stream: Box<dyn Stream>,
        client_id: Arc<str>,
        meter: Arc<Meter>,
        passed: &(dyn Fn(String) + Send + Sync),
    ) -> Result<Self, Fault> {
        let (line, frames) = Line::new(client_id, meter);
        let line = Arc::new(line);
        let pump = Task::spawn(pump::run(stream, frames, Arc::clone(&line)));
        let abilities = Arc::new(handshake::versions(&line).await?);
        passed("ApiVersions".into());
        Ok(Self {
            line,
            abilities,
            proved: AtomicBool::new(false),
            _tasks: vec![pump],
        })
    }

    /// What the broker can do.
    pub(super) fn abilities(&self) -> &Arc<Abilities> {
        &self.abilities
    }

    /// The highest version of an API that the codec, the broker and the caller's wish share.
    pub(super) fn version<R: Guarded>(&self, wished: Option<(i16, i16)>) -> Result<i16, Fault> {
        let name = wire::api_name(R::KEY);
        let ours = wire::range::<R>();
        let (low, high) = wished.map_or(ours, |wish| (wish.0.max(ours.0), wish.1.min(ours.1)));
        let Some(&theirs) = self.abilities.apis.get(&R::KEY) else {
            return Err(Fault::new(Cause::TooOld(format!("it has no {name}"))));
        };
        wire::negotiate((low, high), theirs).ok_or_else(|| {
            let (least, most) = theirs;
            Fault::new(Cause::TooOld(format!(
                "it speaks {name} {least} to {most}, {low} to {high} is needed"
            )))
        })
    }

    /// Sends a request and waits for its answer; dropping the future gives it up.
    pub(super) async fn call<R: Guarded>(&self, request: &R, version: i16) -> Result<Answered<R::Response>, Fault> {
        let answered = self.line.call(request, version).await?;
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

    /// Ends it.
    pub(super) fn close(&self, fault: Fault) {
        self.line.close(fault);
    }

    /// How long the broker has owed an answer without a byte.
    pub(super) fn silent_for(&self, now: Instant) -> Option<Duration> {
        lock(&self.line.table).silent_for(now)
    }

    /// The last round trip in microseconds.
    pub(super) fn rtt(&self) -> u32 {
        self.line.rtt.load(Ordering::Relaxed)
    }
}
