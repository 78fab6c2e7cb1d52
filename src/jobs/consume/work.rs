//! What the caller's thread does with the pieces: write, count, keep to the caps.

use std::io;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use super::latest::Latest;
use super::order::{Caps, Progress, Tell, Undecoded};
use super::show::Lines;
use super::spare::Spare;
use crate::records::read::{Piece, Slice, Stop};

/// How long it sleeps at once to keep to a rate.
const NAP: Duration = Duration::from_millis(50);

/// See the module.
pub(super) struct Work<'a> {
    pub(super) progress: Progress,
    pub(super) slices: Vec<Slice>,
    /// How far each slice is.
    pub(super) upto: Vec<i64>,
    pub(super) limit: u64,
    pub(super) caps: Caps,
    pub(super) capped: bool,
    /// Set when only the newest of each key is shown.
    pub(super) latest: Option<Latest>,
    pub(super) undecoded: Undecoded,
    /// Why it cannot go on.
    pub(super) failed: Option<String>,
    pub(super) written: io::Result<()>,
    pub(super) stop: &'a Stop,
    pub(super) begun: Instant,
    pub(super) write: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
    pub(super) tell: &'a mut dyn Tell,
    pub(super) spare: Spare,
}

impl Work<'_> {
    pub(super) fn piece(&mut self, piece: Option<Piece<Lines>>) -> ControlFlow<()> {
        let Some(piece) = piece else {
            self.turn();
            return match self.stop.asked() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            };
        };
        self.progress.records += piece.records;
        self.progress.bytes += piece.bytes;
        let mut upto = piece.upto;
        match &mut self.latest {
            Some(latest) => {
                self.undecoded.add(piece.out.troubles(usize::MAX));
                if let Err(why) = latest.put(piece.slice, &piece.out) {
                    self.failed = Some(why);
                    return ControlFlow::Break(());
                }
            }
            None => {
                let (lines, count, last) = piece.out.first(self.limit - self.progress.found);
                self.progress.found += count;
                if !lines.is_empty() {
                    self.written = (self.write)(lines);
                }
                let mut looked_at = usize::MAX;
                if self.progress.found >= self.limit
                    && let Some(last) = last
                {
                    upto = last + 1;
                    looked_at = usize::try_from(count).unwrap_or(usize::MAX);
                }
                self.undecoded.add(piece.out.troubles(looked_at));
            }
        }
        self.went(piece.slice, upto);
        if self.caps.bytes.is_some_and(|most| self.progress.bytes >= most) {
            self.capped = true;
        }
        // the piece counts as held until it is dropped: what is held is not asked for
        self.keep_to_the_rate();
        self.spare.put(piece.out);
        let over = self.written.is_err() || self.progress.found >= self.limit || self.capped || self.stop.asked();
        match over {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// Whether it would go on if there were more.
    pub(super) fn goes_on(&self) -> bool {
        let over = self.written.is_err() || self.failed.is_some() || self.capped || self.stop.asked();
        !over && self.progress.found < self.limit
    }

    /// Other slices are read from here on.
    pub(super) fn reads(&mut self, slices: Vec<Slice>) {
        self.upto = slices.iter().map(|slice| slice.from).collect();
        self.progress.partitions = slices.len();
        self.slices = slices;
    }

    fn went(&mut self, slice: usize, to: i64) {
        if let Some(upto) = self.upto.get_mut(slice)
            && to > *upto
        {
            self.progress.offsets += u64::try_from(to - *upto).unwrap_or_default();
            *upto = to;
        }
    }

    /// Tells how far it is.
    fn turn(&mut self) {
        self.progress.took_ms = elapsed(self.begun);
        let parts = || {
            let slices = self.slices.iter().zip(&self.upto);
            slices.filter_map(|(slice, upto)| {
                let until = slice.until?;
                let (len, done) = (until - slice.from, *upto - slice.from);
                Some((slice.partition, until - *upto, done * 100 / len.max(1)))
            })
        };
        self.progress.done = parts().filter(|(_, left, _)| *left <= 0).count();
        let slowest = parts()
            .filter(|(_, left, _)| *left > 0)
            .max_by_key(|(_, left, _)| *left);
        self.progress.slowest =
            slowest.map(|(partition, _, percent)| (partition, u8::try_from(percent).unwrap_or(100)));
        self.tell.goes(&self.progress);
    }

    fn keep_to_the_rate(&mut self) {
        let Some(rate) = self.caps.rate else { return };
        let due = Duration::from_secs_f64(self.progress.bytes as f64 / rate.max(1) as f64);
        while !self.stop.asked() {
            let left = due.saturating_sub(self.begun.elapsed());
            if left.is_zero() {
                return;
            }
            std::thread::sleep(left.min(NAP));
            self.turn();
        }
    }
}

/// Milliseconds since then.
pub(super) fn elapsed(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
