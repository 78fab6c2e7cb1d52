//! Lines that were written, to be filled again: fresh memory costs more than what is put into it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::show::Lines;

/// So many are kept, each of no more than so many bytes.
const MOST: usize = 3;
const LARGE: usize = 8 << 20;

/// See the module. Clones share what they have.
#[derive(Clone, Debug, Default)]
pub(super) struct Spare(Arc<Mutex<Vec<Lines>>>);

impl Spare {
    /// Empty lines.
    pub(super) fn take(&self) -> Lines {
        self.lock().pop().unwrap_or_default()
    }

    /// Takes back lines that nobody needs any more.
    pub(super) fn put(&self, mut lines: Lines) {
        let mut spare = self.lock();
        if spare.len() < MOST && lines.capacity() <= LARGE {
            lines.clear();
            spare.push(lines);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Lines>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
