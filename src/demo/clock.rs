//! The cluster's clock: the wall's, or one moved by hand so that a picture can be frozen and a time-out tested at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Gives the moment to everything in the cluster. Clones are the same clock.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn wall() -> Self {
        Self(None)
    }

    /// A clock that stands at `at_ms` (since the epoch) until it is moved.
    #[must_use]
    pub fn by_hand(at_ms: i64) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at_ms))))
    }

    /// Now, in milliseconds since the epoch.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Some(hand) => hand.load(Ordering::Relaxed),
            None => crate::clock::now_ms(),
        }
    }

    /// Moves a clock by hand forward. The machine's clock stays as it is.
    pub fn advance(&self, by: Duration) {
        if let Some(hand) = &self.0 {
            let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
            hand.fetch_add(by, Ordering::Relaxed);
        }
    }
}
