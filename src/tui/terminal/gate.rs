//! Who reads the terminal: this program, or for a while one that it started.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long the reader may take to let go. One that is still busy then waits for room in the queue, and reads nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Shared by the reader of the terminal, the watch over signals, and whoever lends the terminal.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug, Default)]
struct State {
    lent: bool,
    /// The reader stands still.
    parked: bool,
}

/// The terminal is lent as long as this lives.
#[derive(Debug)]
pub(super) struct Lent(Gate);

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody else has the terminal.
    pub(super) fn is_lent(&self) -> bool {
        self.state().lent
    }

    /// Keeps the reader from reading. It sleeps in a read that a change of size ends: it is told of one.
    pub(super) fn lend(&self) -> Lent {
        self.state().lent = true;
        #[cfg(unix)]
        if let Err(error) = signal_hook::low_level::raise(signal_hook::consts::SIGWINCH) {
            tracing::warn!(%error, "the reader of the terminal cannot be woken");
        }
        let parked = |state: &mut State| !state.parked;
        drop(self.0.1.wait_timeout_while(self.state(), PATIENCE, parked));
        Lent(self.clone())
    }

    /// Called by the reader between two reads: waits while the terminal is lent. Whether it was.
    pub(super) fn pass(&self) -> bool {
        let mut state = self.state();
        if !state.lent {
            return false;
        }
        state.parked = true;
        self.0.1.notify_all();
        while state.lent {
            state = self.0.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.parked = false;
        true
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.0.state().lent = false;
        self.0.0.1.notify_all();
    }
}
