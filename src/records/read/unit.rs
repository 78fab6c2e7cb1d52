//! A worker's share: the batches of one partition from one answer, and what it makes of them.

use std::collections::HashSet;
use std::sync::Arc;

use super::budget::Held;
use super::{Place, Scan};
use crate::model::names::TopicName;
use crate::wire::batch::{Batch, BatchError};

/// See the module.
#[derive(Debug)]
pub(super) struct Unit {
    /// Its place in the order.
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

/// What came of one.
#[derive(Debug)]
pub struct Piece<T> {
    pub(super) number: u64,
    /// Which slice of the plan it belongs to.
    pub slice: usize,
    /// The offset after the last that was looked at.
    pub upto: i64,
    /// Records looked at.
    pub records: u64,
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
            fault: Some(Fault::Scan("the program failed here, which is a bug of its own")),
            ..Self::of(unit, T::default())
        }
    }
}

impl<T> Piece<T> {
    fn of(unit: &Unit, out: T) -> Self {
        Self {
            number: unit.number,
            slice: unit.slice,
            upto: unit.from,
            records: 0,
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

impl<S: Scan> Worker<S> {
    pub(super) fn new(scan: S, control: bool) -> Self {
        Self {
            scan,
            control,
            scratch: Vec::new(),
        }
    }

    /// Looks at one.
    pub(super) fn work(&mut self, unit: Unit) -> Piece<S::Out> {
        let mut piece = self.look(&unit);
        let bytes = usize::try_from(piece.bytes).unwrap_or(usize::MAX);
        // it holds no less than what was read for it: who takes the pieces slowly is read for slowly
        piece._held = Some(unit.held.instead(S::weight(&piece.out).max(bytes), bytes));
        piece
    }

    fn look(&mut self, unit: &Unit) -> Piece<S::Out> {
        let mut piece = Piece::of(unit, self.scan.out());
        let mut gone = Aborted::new(&unit.aborted);
        for batch in &unit.batches {
            if let Err(fault) = self.batch(unit, batch, &mut gone, &mut piece) {
                piece.fault = Some(fault);
                return piece;
            }
            piece.bytes += batch.size() as u64;
        }
        piece.upto = unit.next.min(unit.until).max(unit.from);
        piece.fault = unit.fault.clone().map(Fault::from);
        piece
    }

    fn batch(
        &mut self,
        unit: &Unit,
        batch: &Batch,
        gone: &mut Aborted<'_>,
        piece: &mut Piece<S::Out>,
    ) -> Result<(), Fault> {
        let head = &batch.head;
        batch.check()?;
        let aborted = gone.has(head.producer, head.last_offset);
        if head.control() {
            let records = batch.records(&mut self.scratch)?;
            for record in records {
                if record?.committed() == Some(false) {
                    gone.ends(head.producer);
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
                    piece.records += records.left();
                    piece.upto = head.last_offset.saturating_add(1);
                    break;
                };
                piece.records += records.skip_to(next)?;
            }
            let Some(record) = records.next() else { break };
            let record = record?;
            if record.offset < unit.from {
                continue;
            }
            if record.offset >= unit.until {
                break;
            }
            piece.records += 1;
            self.scan.record(&place, &record, &mut piece.out);
            if let Some(fault) = self.scan.fault() {
                piece.upto = record.offset;
                return Err(Fault::Scan(fault));
            }
            piece.upto = record.offset + 1;
        }
        Ok(())
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
