//! The one owner of the state, and who is told when it changed.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use super::clock::Clock;
use super::fault::Faults;
use super::protocol::metadata::Cache;
use super::state::State;

/// Brings the state up to a moment, and says when it wants to be called next.
pub type Follow = Box<dyn FnMut(&mut State, i64) -> i64 + Send>;

/// What the brokers, the traffic and the scenario share. Nobody waits while holding the state.
pub struct Shared {
    state: Mutex<State>,
    changed: Notify,
    clock: Clock,
    follow: Mutex<Option<Follow>>,
    due: AtomicI64,
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
            follow: Mutex::new(None),
            due: AtomicI64::new(i64::MAX),
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

    /// Has the state follow the clock from now on: `follow` is called before an answer, whenever it is due.
    pub fn follow(&self, follow: Follow) {
        *self.follow.lock().unwrap_or_else(PoisonError::into_inner) = Some(follow);
        self.due.store(self.now_ms(), Ordering::Relaxed);
    }

    /// Brings the state up to now.
    pub fn bring_up(&self) {
        let now = self.now_ms();
        if now < self.due.load(Ordering::Relaxed) {
            return;
        }
        let mut follow = self.follow.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(follow) = follow.as_mut() {
            let due = self.edit(|state| follow(state, now));
            self.due.store(due, Ordering::Relaxed);
        }
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
