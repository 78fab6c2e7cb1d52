//! How many bytes of answers may be in memory at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// Bytes held, and word when some are given back.
#[derive(Debug, Default)]
pub(super) struct Budget {
    used: AtomicUsize,
    freed: Notify,
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

    /// Waits until some are given back; at once when some were since the last wait.
    pub(super) async fn freed(&self) {
        self.freed.notified().await;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.bytes, Ordering::Relaxed);
        self.budget.freed.notify_one();
    }
}
