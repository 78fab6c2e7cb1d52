//! The workers' threads, and the order in which their pieces come out.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use super::Scan;
use super::unit::{Piece, Unit, Worker};

/// Stack of a worker, in bytes: a filter is somebody's program. Memory is taken only as it is used.
pub(in crate::records) const STACK: usize = 64 << 20;

/// Starts as many workers as there are scans. They end when nobody gives them units, or nobody takes their pieces.
pub(super) fn start<S: Scan + 'static>(
    scans: Vec<S>,
    control: bool,
    units: mpsc::Receiver<Unit>,
) -> io::Result<mpsc::Receiver<Piece<S::Out>>> {
    let units = Arc::new(Mutex::new(units));
    let (sender, pieces) = mpsc::channel();
    for scan in scans {
        let (units, pieces) = (Arc::clone(&units), sender.clone());
        let mut worker = Worker::new(scan, control);
        let builder = std::thread::Builder::new().name("scan".into()).stack_size(STACK);
        builder.spawn(move || {
            loop {
                let unit = units.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(unit) = unit else { return };
                let lost = Piece::lost(&unit);
                // the others wait for each piece in its turn
                let piece = catch_unwind(AssertUnwindSafe(|| worker.work(unit))).unwrap_or(lost);
                if pieces.send(piece).is_err() {
                    return;
                }
            }
        })?;
    }
    Ok(pieces)
}

/// Puts pieces back in the order in which their units were made.
#[derive(Debug)]
pub(super) struct Order<T> {
    next: u64,
    early: BTreeMap<u64, Piece<T>>,
}

impl<T> Default for Order<T> {
    fn default() -> Self {
        Self {
            next: 0,
            early: BTreeMap::new(),
        }
    }
}

impl<T> Order<T> {
    /// Takes one in.
    pub(super) fn put(&mut self, piece: Piece<T>) {
        self.early.insert(piece.number, piece);
    }

    /// Gives the next out, once it is there.
    pub(super) fn take(&mut self) -> Option<Piece<T>> {
        let piece = self.early.remove(&self.next)?;
        self.next += 1;
        Some(piece)
    }
}
