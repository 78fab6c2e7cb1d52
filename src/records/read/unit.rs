//! A worker's share: the batches of one partition from one answer, and what it makes of them.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::budget::Held;
use super::{Place, Scan};
use crate::model::names::TopicName;
use crate::wire::batch::{Batch, BatchError};

/// What takes longer than this is handed out in parts: a heavy filter may take minutes for one answer.
pub(super) const PART: Duration = Duration::from_millis(100);
/// Records and batches between two looks at the clock.
const LOOK: u32 = 16;

/// See the module.
#[derive(Debug)]
pub(super) struct Unit {
    /// Its place in the order of its slice.
    pub(super) number: u64,
    /// Which slice it belongs to.
    pub(super) slice: usize,
    pub(super) topic: TopicName,
    pub(super) partition: i32,
    /// Offsets to look at: from this one, and not this one any more.
    pub(super) from: i64,
    pub(super) until: i64,
    /// The offset to go on from.
    pub(super) next: i64,
    pub(super) batches: Vec<Batch>,
    /// Aborted transactions: producer and first offset, by first offset.
    pub(super) aborted: Vec<(i64, i64)>,
    /// Why there is nothing after these.
    pub(super) fault: Option<BatchError>,
    pub(super) held: Arc<Held>,
}

/// What came of one, or of a part of it.
#[derive(Debug)]
pub struct Piece<T> {
    pub(super) number: u64,
    /// The unit gives nothing after it.
    pub(super) last: bool,
    /// Which slice of the plan it belongs to.
    pub slice: usize,
    /// The offset after the last that was looked at.
    pub upto: i64,
    /// Records looked at.
    pub records: u64,
    /// Records of other pieces that were looked at too, and wait for one before them.
    pub ahead: u64,
    /// Bytes of their batches, as they came.
    pub bytes: u64,
    /// What was found.
    pub out: T,
    /// Why there is nothing after it.
    pub(super) fault: Option<Fault>,
    /// What it takes until it is taken.
    pub(super) _held: Option<Held>,
}

/// Why a worker looked no further.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error(transparent)]
    Batch(#[from] BatchError),
    #[error("{0}")]
    Scan(&'static str),
}

impl<T: Default> Piece<T> {
    /// That nobody knows what is in a unit.
    pub(super) fn lost(unit: &Unit) -> Self {
        Self {
            last: true,
            fault: Some(Fault::Scan("the program failed here, which is a bug of its own")),
            ..Self::of(unit, T::default())
        }
    }
}

impl<T> Piece<T> {
    fn of(unit: &Unit, out: T) -> Self {
        Self {
            number: unit.number,
            last: false,
            slice: unit.slice,
            upto: unit.from,
            records: 0,
            ahead: 0,
            bytes: 0,
            out,
            fault: None,
            _held: None,
        }
    }
}

/// What a worker keeps from one unit to the next.
pub(super) struct Worker<S> {
    scan: S,
    control: bool,
    scratch: Vec<u8>,
}

/// One unit on its way through a worker.
struct Share<'a, T> {
    unit: &'a Unit,
    gone: Aborted<'a>,
    /// The part that is being made, and since when.
    piece: Piece<T>,
    since: Instant,
    /// Records until the clock is looked at.
    looks: u32,
    give: &'a mut dyn FnMut(Piece<T>) -> bool,
}

/// Why no more of a unit is looked at.
enum Cut {
    Fault(Fault),
    /// Nobody takes the pieces any more.
    Unwanted,
}

impl<T: Into<Fault>> From<T> for Cut {
    fn from(fault: T) -> Self {
        Self::Fault(fault.into())
    }
}

impl<T> Share<'_, T> {
    /// Hands out what there is, when that took long.
    fn looked<S: Scan<Out = T>>(&mut self, scan: &mut S) -> Result<(), Cut> {
        self.looks -= 1;
        if self.looks > 0 {
            return Ok(());
        }
        self.looks = LOOK;
        if self.since.elapsed() < PART {
            return Ok(());
        }
        let next = Piece {
            upto: self.piece.upto,
            ..Piece::of(self.unit, scan.out())
        };
        let part = std::mem::replace(&mut self.piece, next);
        if !(self.give)(weighed::<S>(self.unit, part)) {
            return Err(Cut::Unwanted);
        }
        self.since = Instant::now();
        Ok(())
    }
}

impl<S: Scan> Worker<S> {
    pub(super) fn new(scan: S, control: bool) -> Self {
        Self {
            scan,
            control,
            scratch: Vec::new(),
        }
    }

    /// Looks at one. `give` takes what comes of it, a long one in parts, and tells whether anybody wants more; false when
    /// nobody does.
    pub(super) fn work(&mut self, unit: &Unit, give: &mut dyn FnMut(Piece<S::Out>) -> bool) -> bool {
        let mut share = Share {
            unit,
            gone: Aborted::new(&unit.aborted),
            piece: Piece::of(unit, self.scan.out()),
            since: Instant::now(),
            looks: LOOK,
            give,
        };
        let fault = match self.batches(&mut share) {
            Err(Cut::Unwanted) => return false,
            Err(Cut::Fault(fault)) => Some(fault),
            Ok(()) => {
                share.piece.upto = unit.next.min(unit.until).max(unit.from);
                unit.fault.clone().map(Fault::from)
            }
        };
        let last = Piece {
            last: true,
            fault,
            ..share.piece
        };
        (share.give)(weighed::<S>(unit, last))
    }

    fn batches(&mut self, share: &mut Share<'_, S::Out>) -> Result<(), Cut> {
        for batch in &share.unit.batches {
            self.batch(batch, share)?;
            share.piece.bytes += batch.size() as u64;
            share.looked(&mut self.scan)?;
        }
        Ok(())
    }

    fn batch(&mut self, batch: &Batch, share: &mut Share<'_, S::Out>) -> Result<(), Cut> {
        let (unit, head) = (share.unit, &batch.head);
        batch.check()?;
        let aborted = share.gone.has(head.producer, head.last_offset);
        if head.control() {
            let records = batch.records(&mut self.scratch)?;
            for record in records {
                if record?.committed() == Some(false) {
                    share.gone.ends(head.producer);
                }
            }
            if !self.control {
                return Ok(());
            }
        } else if aborted && head.transactional() {
            return Ok(());
        }
        let mut records = batch.records(&mut self.scratch)?;
        let bytes = records.bytes();
        let whole = head.base_offset >= unit.from && head.last_offset < unit.until;
        let place = Place {
            topic: &unit.topic,
            partition: unit.partition,
            append_time: head.append_time(),
            control: head.control(),
        };
        loop {
            if whole {
                let Some(next) = self.scan.next(bytes, records.position()) else {
                    share.piece.records += records.left();
                    share.piece.upto = head.last_offset.saturating_add(1);
                    break;
                };
                share.piece.records += records.skip_to(next)?;
            }
            let Some(record) = records.next() else { break };
            let record = record?;
            if record.offset < unit.from {
                continue;
            }
            if record.offset >= unit.until {
                break;
            }
            share.piece.records += 1;
            self.scan.record(&place, &record, &mut share.piece.out);
            if let Some(fault) = self.scan.fault() {
                share.piece.upto = record.offset;
                return Err(Fault::Scan(fault).into());
            }
            share.piece.upto = record.offset + 1;
            share.looked(&mut self.scan)?;
        }
        Ok(())
    }
}

/// A piece that holds no less than what was read for it: who takes the pieces slowly is read for slowly.
fn weighed<S: Scan>(unit: &Unit, piece: Piece<S::Out>) -> Piece<S::Out> {
    let bytes = usize::try_from(piece.bytes).unwrap_or(usize::MAX);
    let held = unit.held.instead(S::weight(&piece.out).max(bytes), bytes);
    Piece {
        _held: Some(held),
        ..piece
    }
}

/// The transactions that were aborted, as an answer lists those that reach into it.
struct Aborted<'a> {
    to_come: &'a [(i64, i64)],
    open: HashSet<i64>,
}

impl<'a> Aborted<'a> {
    fn new(list: &'a [(i64, i64)]) -> Self {
        Self {
            to_come: list,
            open: HashSet::new(),
        }
    }

    /// Whether this producer's records up to here belong to one.
    fn has(&mut self, producer: i64, last: i64) -> bool {
        while let Some((&(id, first), rest)) = self.to_come.split_first()
            && first <= last
        {
            self.open.insert(id);
            self.to_come = rest;
        }
        self.open.contains(&producer)
    }

    /// Its marker came.
    fn ends(&mut self, producer: i64) {
        self.open.remove(&producer);
    }
}
