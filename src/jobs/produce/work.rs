//! The loop: records from the input to librdkafka's queue, delivery reports from there.

use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use super::News;
use super::input::Input;
use super::input::batch::{Bad, Batch, Row};
use super::losses::Losses;
use super::order::{OnError, Order};
use super::outcome::{Progress, Stop};
use super::pace::Pace;
use crate::records::write::{Producer, Record, Sent};

/// How often progress is told and a quiet input looked at.
const TURN: Duration = Duration::from_millis(100);

/// Records handed over between two looks at the delivery reports, at most.
const RECORDS_A_LOOK: usize = 512;

/// How long is waited for a delivery report when the queue is full.
const FULL: Duration = Duration::from_millis(10);

/// What has waited for more to come with it so long while the input is quiet is sent.
const QUIET: Duration = Duration::from_millis(30);

pub(super) struct Work<'a> {
    pub(super) producer: &'a Producer,
    pub(super) order: &'a Order,
    pub(super) stop: &'a Stop,
    pub(super) tell: &'a mut dyn FnMut(&Progress, News),
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
        let mut quiet = QUIET;
        loop {
            if let Some(why) = self.turn() {
                return Some(why);
            }
            match input.batches.recv_timeout(quiet) {
                Ok(Ok(batch)) => {
                    if let Some(why) = self.batch(&batch) {
                        return Some(why);
                    }
                    self.progress.bytes += batch.read;
                    quiet = QUIET;
                }
                Ok(Err(why)) => return Some(why),
                Err(RecvTimeoutError::Timeout) => {
                    if self.producer.pending() > 0 {
                        let _left = self.producer.flush(Duration::ZERO);
                    } else {
                        quiet = TURN;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn batch(&mut self, batch: &Batch) -> Option<String> {
        let most = if self.pace.is_set() { 1 } else { RECORDS_A_LOOK };
        let mut rows = batch.rows.as_slice();
        let mut records = Vec::with_capacity(most);
        while let Some(first) = rows.first() {
            if let Some(why) = self.turn() {
                return Some(why);
            }
            if let Row::Bad(bad) = first {
                if let Some(why) = self.bad(batch, bad) {
                    return Some(why);
                }
                rows = rows.get(1..).unwrap_or_default();
                continue;
            }
            records.clear();
            records.extend(rows.iter().take(most).map_while(|row| match row {
                Row::Record(item) => Some(batch.record(item, &self.order.shape)),
                Row::Bad(_) => None,
            }));
            if let Some(why) = self.hand_over(&records) {
                return Some(why);
            }
            rows = rows.get(records.len()..).unwrap_or_default();
        }
        None
    }

    fn bad(&mut self, batch: &Batch, bad: &Bad) -> Option<String> {
        let kept = self.losses.unread(bad, batch, &self.order.shape);
        if let Err(why) = kept {
            return Some(why);
        }
        if self.order.on_error == OnError::Stop {
            return Some(bad.told());
        }
        self.line = bad.line;
        None
    }

    fn hand_over(&mut self, records: &[Record<'_>]) -> Option<String> {
        while let Some(wait) = self.pace.wait(Instant::now()) {
            if wait > QUIET {
                // nothing comes that could go with it
                let _left = self.producer.flush(Duration::ZERO);
            }
            std::thread::sleep(wait.min(TURN));
            if let Some(why) = self.turn() {
                return Some(why);
            }
        }
        let before = self.progress.sent;
        let mut rest = records;
        while !rest.is_empty() {
            let (queued, next) = self.producer.send_all(rest);
            let (done, left) = rest.split_at(queued.min(rest.len()));
            if let Some(last) = done.last() {
                self.line = last.line;
                self.progress.sent += done.len() as u64;
            }
            rest = left;
            match next {
                Sent::Queued => {}
                Sent::Full => {
                    // the broker is slower than the input: let it come to us
                    self.producer.wait(FULL);
                    if let Some(why) = self.turn() {
                        return Some(why);
                    }
                }
                Sent::Refused(lost) => {
                    if let Err(why) = self.losses.refused(&lost) {
                        return Some(why);
                    }
                    if self.order.on_error == OnError::Stop {
                        return Some(format!("line {}: {}: {}", lost.line, lost.error, lost.meaning));
                    }
                    self.line = lost.line;
                    rest = rest.get(1..).unwrap_or_default();
                }
            }
        }
        if self.pace.is_set() && self.progress.sent > before {
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
            self.tell();
        }
    }

    /// Tells what is known now.
    pub(super) fn tell(&mut self) {
        self.told = Instant::now();
        self.progress.ends = self.producer.tally().ends();
        let news = News {
            reports: self.producer.take_written(),
            complaint: self.producer.complaint(),
        };
        (self.tell)(&self.progress, news);
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
