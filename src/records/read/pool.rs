//! The workers' threads, and the order in which their pieces come out.

use std::collections::{BTreeMap, HashMap, VecDeque};
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
                let mut give = |piece| pieces.send(piece).is_ok();
                let worked = catch_unwind(AssertUnwindSafe(|| worker.work(&unit, &mut give)));
                // the others wait for each piece in its turn
                if !worked.unwrap_or_else(|_panic| give(Piece::lost(&unit))) {
                    return;
                }
            }
        })?;
    }
    Ok(pieces)
}

/// Puts the pieces of each slice back in the order in which their units were made.
#[derive(Debug)]
pub(super) struct Order<T> {
    slices: HashMap<usize, Turns<T>>,
    ahead: u64,
}

/// Those of one slice.
#[derive(Debug)]
struct Turns<T> {
    next: u64,
    /// By their unit; those of one unit come in their order.
    early: BTreeMap<u64, VecDeque<Piece<T>>>,
}

impl<T> Default for Order<T> {
    fn default() -> Self {
        Self {
            slices: HashMap::new(),
            ahead: 0,
        }
    }
}

impl<T> Order<T> {
    /// Takes one in.
    pub(super) fn put(&mut self, piece: Piece<T>) {
        self.ahead += piece.records;
        let turns = self.slices.entry(piece.slice).or_insert_with(|| Turns {
            next: 0,
            early: BTreeMap::new(),
        });
        turns.early.entry(piece.number).or_default().push_back(piece);
    }

    /// Gives the next of a slice out, once it is there.
    pub(super) fn take(&mut self, slice: usize) -> Option<Piece<T>> {
        let turns = self.slices.get_mut(&slice)?;
        let mut piece = turns.early.get_mut(&turns.next)?.pop_front()?;
        if piece.last {
            turns.early.remove(&turns.next);
            turns.next += 1;
        }
        self.ahead -= piece.records;
        piece.ahead = self.ahead;
        Some(piece)
    }
}
