//! How many bytes of answers may be in memory at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// The growth that is reckoned with before any is seen, and the most.
const UNKNOWN: usize = 4;
const MOST: usize = 16;

/// Bytes held, and word when some are given back.
#[derive(Debug, Default)]
pub(super) struct Budget {
    used: AtomicUsize,
    freed: Notify,
    /// Bytes that workers were given, and what they made of them takes.
    given: AtomicUsize,
    made: AtomicUsize,
}

/// So many bytes, given back when dropped.
#[derive(Debug)]
pub(super) struct Held {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    /// Takes so many, whether they are there or not.
    pub(super) fn hold(self: &Arc<Self>, bytes: usize) -> Arc<Held> {
        self.used.fetch_add(bytes, Ordering::Relaxed);
        Arc::new(Held {
            budget: Arc::clone(self),
            bytes,
        })
    }

    /// Bytes held now.
    pub(super) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// How many times larger than an answer that which is made of it is, as far as is known: lines of compressed records.
    pub(super) fn growth(&self) -> usize {
        match self.given.load(Ordering::Relaxed) {
            0 => UNKNOWN,
            given => (self.made.load(Ordering::Relaxed) / given).clamp(1, MOST),
        }
    }

    /// Waits until some are given back; at once when some were since the last wait.
    pub(super) async fn freed(&self) {
        self.freed.notified().await;
    }
}

impl Held {
    /// So many bytes of the same budget, for what was made of so many of these.
    pub(super) fn instead(&self, bytes: usize, of: usize) -> Self {
        self.budget.used.fetch_add(bytes, Ordering::Relaxed);
        self.budget.made.fetch_add(bytes, Ordering::Relaxed);
        self.budget.given.fetch_add(of, Ordering::Relaxed);
        Self {
            budget: Arc::clone(&self.budget),
            bytes,
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.bytes, Ordering::Relaxed);
        self.budget.freed.notify_one();
    }
}
