//! The loop: records from the input to librdkafka's queue, delivery reports from there.

use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use super::input::Input;
use super::input::batch::{Bad, Batch, Item, Row};
use super::losses::Losses;
use super::order::{OnError, Order};
use super::outcome::{Progress, Stop};
use super::pace::Pace;
use crate::records::write::{Producer, Sent};

/// How often progress is told and a quiet input looked at.
const TURN: Duration = Duration::from_millis(100);

/// Records between two looks at the delivery reports.
const RECORDS_A_LOOK: u64 = 256;

pub(super) struct Work<'a> {
    pub(super) producer: &'a Producer,
    pub(super) order: &'a Order,
    pub(super) stop: &'a Stop,
    pub(super) tell: &'a mut dyn FnMut(&Progress),
    pub(super) losses: Losses,
    pub(super) progress: Progress,
    pub(super) pace: Pace,
    pub(super) told: Instant,
    /// The line that was dealt with last.
    pub(super) line: u64,
}

impl Work<'_> {
    /// Hands records over until the input ends; why it stopped before, if it did.
    pub(super) fn feed(&mut self, input: &Input) -> Option<String> {
        loop {
            if let Some(why) = self.turn() {
                return Some(why);
            }
            match input.batches.recv_timeout(TURN) {
                Ok(Ok(batch)) => {
                    if let Some(why) = self.batch(&batch) {
                        return Some(why);
                    }
                    self.progress.bytes += batch.read;
                }
                Ok(Err(why)) => return Some(why),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn batch(&mut self, batch: &Batch) -> Option<String> {
        for row in &batch.rows {
            if self.progress.sent.is_multiple_of(RECORDS_A_LOOK)
                && let Some(why) = self.turn()
            {
                return Some(why);
            }
            let stopped = match row {
                Row::Record(item) => self.hand_over(batch, item),
                Row::Bad(bad) => self.bad(batch, bad),
            };
            if stopped.is_some() {
                return stopped;
            }
        }
        None
    }

    fn bad(&mut self, batch: &Batch, bad: &Bad) -> Option<String> {
        let kept = self.losses.unread(bad, batch);
        if let Err(why) = kept {
            return Some(why);
        }
        if self.order.on_error == OnError::Stop {
            return Some(bad.told());
        }
        self.line = bad.line;
        None
    }

    fn hand_over(&mut self, batch: &Batch, item: &Item) -> Option<String> {
        let record = batch.record(item, &self.order.shape);
        while let Some(wait) = self.pace.wait(Instant::now()) {
            std::thread::sleep(wait.min(TURN));
            if let Some(why) = self.turn() {
                return Some(why);
            }
        }
        loop {
            match self.producer.send(&record) {
                Sent::Queued => break,
                Sent::Refused(lost) => {
                    if let Err(why) = self.losses.refused(&lost) {
                        return Some(why);
                    }
                    if self.order.on_error == OnError::Stop {
                        return Some(format!("line {}: {}: {}", item.line, lost.error, lost.meaning));
                    }
                    self.line = item.line;
                    return None;
                }
                Sent::Full => {
                    // the broker is slower than the input: let it come to us
                    std::thread::sleep(Duration::from_millis(1));
                    if let Some(why) = self.turn() {
                        return Some(why);
                    }
                }
            }
        }
        self.line = item.line;
        self.progress.sent += 1;
        if self.pace.is_set() {
            self.pace.sent(Instant::now());
        }
        None
    }

    /// Takes in what has come and tells of it; why the reading has to stop, if it has to.
    fn turn(&mut self) -> Option<String> {
        self.producer.poll();
        let kept = self.take_lost();
        self.say();
        if self.stop.asked() {
            return Some("interrupted".into());
        }
        if let Err(why) = kept {
            return Some(why);
        }
        let failed = self.producer.tally().failed() > 0;
        if let Some(fatal) = self.producer.fatal() {
            return Some(fatal);
        }
        (failed && self.order.on_error == OnError::Stop).then(|| self.first_failure())
    }

    fn first_failure(&self) -> String {
        match self.producer.tally().failures().first() {
            Some(failure) => format!("{}: {}", failure.error, failure.meaning),
            None => "a record was not acknowledged".into(),
        }
    }

    fn take_lost(&mut self) -> Result<(), String> {
        for lost in self.producer.take_lost() {
            self.losses.lost(&lost)?;
        }
        self.losses.look()
    }

    pub(super) fn say(&mut self) {
        if self.told.elapsed() >= TURN {
            self.told = Instant::now();
            self.progress.ends = self.producer.tally().ends();
            (self.tell)(&self.progress);
        }
    }

    /// Until every record has ended: each does, at the latest after `delivery.timeout.ms`. Why not all that was lost
    /// could be kept, if so.
    pub(super) fn flush(&mut self) -> Option<String> {
        let mut kept = Ok(());
        while !self.producer.flush(Duration::from_millis(20)) {
            self.say();
            kept = kept.and(self.take_lost());
            if self.stop.insisted() {
                self.producer.abandon();
                let _ended = self.producer.flush(Duration::from_secs(1));
                break;
            }
        }
        kept = kept.and(self.take_lost());
        while !self.losses.flush(Duration::from_millis(20)) && !self.stop.insisted() {}
        kept.and(self.losses.look()).and(self.losses.close()).err()
    }

    /// Until everything handed over is acknowledged, for a transaction; why it has to be aborted, if so.
    pub(super) fn settle(&mut self) -> Option<String> {
        loop {
            let flushed = self.producer.flush(Duration::from_millis(20));
            if let Some(why) = self.turn() {
                return Some(why);
            }
            if flushed && self.producer.pending() == 0 {
                return None;
            }
        }
    }
}
