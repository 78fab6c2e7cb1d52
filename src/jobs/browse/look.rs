//! What comes in now, or a page from a place on.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::keep::{Keep, Kept};
use super::page::{Begin, From, ROWS, State};
use super::reading::{LARGEST, PATIENCE, Reading, upto};
use super::slices;
use crate::model::trouble::Trouble;
use crate::records::read::{Piece, Reader, Stop, Until, Ways, Wish};

/// Old records a live reading begins with, of all partitions.
pub(super) const BEFORE: usize = 200;

impl Reading {
    /// Reads until the page is full; live, for ever.
    pub(super) fn look(&mut self) -> Result<(), Trouble> {
        let live = self.live();
        let wish = self.wish(if live { Until::Never } else { Until::Now });
        let mut reader = Reader::open(Arc::clone(&self.profile), PATIENCE)?;
        let whole = reader.plan(&wish)?;
        let ways = Ways {
            isolation: self.order.isolation,
            control: self.order.control,
            failing: self.failing.clone(),
            // a live reading waits for a broker as long as somebody looks
            patience: (!live).then_some(PATIENCE),
            answer_bytes: 1 << 20,
            partition_bytes: 128 << 10,
            ..Ways::default()
        };
        self.page.state = State::Reading;
        self.publish();
        let mut slices = slices::begin(&whole, &self.order.begin);
        let mut room = slices::share(ROWS, whole.len());
        loop {
            let window = slices::window(&slices, room);
            let make = || Keep {
                most: if live { ROWS } else { usize::MAX },
            };
            // the reader stops what it was given when it is done; ours is looked at by every piece
            let stop = Stop::default();
            let ended = reader.run(&window, &ways, &stop, make, &mut |piece| self.piece(piece))?;
            if self.reins.stop.asked() {
                return Ok(());
            }
            for (slice, ended) in slices.iter_mut().zip(&ended) {
                slice.from = slice.from.max(ended.upto);
            }
            let troubled = ended.iter().any(|one| one.trouble.is_some());
            let more = slices.iter().any(|slice| slice.from < slice.end);
            if troubled || !more || self.full(ROWS / 2) {
                let upto = upto(&slices);
                self.end(&ended, State::Ended { upto, more });
                return Ok(());
            }
            // offsets without records: compacted, aborted, or another program's markers
            room = room.saturating_mul(2);
            reader = Reader::open(Arc::clone(&self.profile), PATIENCE)?;
        }
    }

    /// What is to be read, but for its end.
    pub(super) fn wish(&self, until: Until) -> Wish {
        Wish {
            topics: vec![self.order.topic.clone()],
            partitions: self.order.partition.map(|partition| vec![partition]),
            from: match self.order.begin {
                Begin::Live if self.live() => From::Last(slices::share(BEFORE, 1)),
                Begin::At(from) => from,
                Begin::Live | Begin::After(_) => From::Earliest,
            },
            until,
            isolation: self.order.isolation,
        }
    }

    fn full(&self, rows: usize) -> bool {
        let (records, bytes) = self.kept();
        records >= rows || bytes >= LARGEST
    }

    fn piece(&mut self, piece: Option<Piece<Kept>>) -> ControlFlow<()> {
        if self.reins.stop.asked() {
            return ControlFlow::Break(());
        }
        match piece {
            Some(piece) => {
                self.page.read += piece.records;
                self.take(piece.out.into_order());
                if !self.live() && self.full(ROWS) {
                    return ControlFlow::Break(());
                }
            }
            None => self.turn(),
        }
        ControlFlow::Continue(())
    }
}
