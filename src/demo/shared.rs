//! The one owner of the state, and who is told when it changed.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use super::clock::Clock;
use super::fault::Faults;
use super::protocol::metadata::Cache;
use super::state::State;

/// What the brokers, the traffic and the scenario share. Nobody waits while holding the state.
pub struct Shared {
    state: Mutex<State>,
    changed: Notify,
    clock: Clock,
    /// Faults that requests meet.
    pub faults: Faults,
    /// Metadata of all topics, ready to send.
    pub(super) metadata: Cache,
}

impl Shared {
    pub(super) fn new(state: State, clock: Clock) -> Self {
        Self {
            state: Mutex::new(state),
            changed: Notify::new(),
            clock,
            faults: Faults::default(),
            metadata: Cache::default(),
        }
    }

    /// Looks at the state.
    pub fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state and wakes whoever waits for a change: long polls, joining members, listeners of brokers.
    pub fn edit<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_waiters();
        result
    }

    /// Resolves at the next [`Shared::edit`]. Take it *before* looking at the state, and no change is missed.
    pub fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// The cluster's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Now by the cluster's clock, in milliseconds since the epoch.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// A panic in an earlier holder must not take the whole cluster down.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
