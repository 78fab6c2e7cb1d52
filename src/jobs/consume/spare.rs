//! Lines that were written, to be filled again: fresh memory costs more than what is put into it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::show::Lines;

/// Memory that is kept, in bytes.
const MOST: usize = 24 << 20;

/// See the module. Clones share what they have.
#[derive(Clone, Debug, Default)]
pub(super) struct Spare(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    lines: Vec<Lines>,
    bytes: usize,
}

impl Spare {
    /// Empty lines: those that came back last, which are still in a processor's cache.
    pub(super) fn take(&self) -> Lines {
        let mut kept = self.lock();
        let lines = kept.lines.pop().unwrap_or_default();
        kept.bytes -= lines.capacity();
        lines
    }

    /// Takes back lines that nobody needs any more.
    pub(super) fn put(&self, mut lines: Lines) {
        let mut kept = self.lock();
        if kept.bytes + lines.capacity() <= MOST {
            lines.clear();
            kept.bytes += lines.capacity();
            kept.lines.push(lines);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
