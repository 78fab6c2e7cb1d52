//! How old a part of the view is, and why it did not get younger.

use std::sync::Arc;

use super::time::{At, Span};
use super::trouble::Trouble;

/// When a part was last answered in full, how often it is asked, and the last failure since.
#[derive(Clone, Debug, Default)]
pub struct Stamp {
    /// When the last full answer came; none before the first.
    pub at: Option<At>,
    /// The interval it is asked at, stretched as the cluster grows.
    pub every: Span,
    /// Why the last try failed; none when it succeeded.
    pub trouble: Option<Arc<Trouble>>,
}

impl Stamp {
    /// The age of the last answer.
    #[must_use]
    pub fn age(&self, now: At) -> Option<Span> {
        self.at.map(|at| now.since(at))
    }

    /// Stale: answered once, and since then three intervals (and 3 s at least) passed without an answer, or the last try failed.
    #[must_use]
    pub fn stale(&self, now: At) -> bool {
        match self.age(now) {
            Some(age) => self.trouble.is_some() || age.0 > (3 * self.every.0).max(3_000),
            None => false,
        }
    }
}

/// A part of the view with its stamp.
#[derive(Clone, Debug, Default)]
pub struct Section<T> {
    /// The data; its default before the first answer.
    pub data: T,
    /// Its age.
    pub stamp: Stamp,
}

impl<T> std::ops::Deref for Section<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}
