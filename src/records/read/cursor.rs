//! How far the reading of one partition is, and whom to ask for more.

use std::time::{Duration, Instant};

use super::Slice;
use crate::model::names::{BrokerId, TopicName};
use crate::model::trouble::Trouble;

/// How long a follower that the leader named is read from before the leader is asked again (KIP-392).
const REPLICA: Duration = Duration::from_secs(300);

/// The first pause after an error; it doubles up to [`LONGEST`].
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(2);

/// An error that lasts so long is told while it does; a leader moves in less.
const TOLD: Duration = Duration::from_secs(1);

/// A gap is believed once so many answers without a record, each of which had room for one, came over this time: what lies
/// in tiered storage (KIP-405) may take longer to come than a broker waits.
const EMPTY: (u32, Duration) = (3, Duration::from_secs(2));

/// How long after such an answer it is asked for again.
const REST: Duration = Duration::from_millis(500);

/// See the module.
#[derive(Debug)]
pub(super) struct Cursor {
    pub(super) slice: Slice,
    /// The next offset to ask for.
    pub(super) next: i64,
    /// Offsets that were skipped because they are gone.
    pub(super) skipped: u64,
    leader: Option<BrokerId>,
    epoch: i32,
    replica: Option<(BrokerId, Instant)>,
    /// Most bytes to ask for.
    pub(super) max_bytes: i32,
    /// It has to come first: what there is did not fit, or nothing came.
    pub(super) first: bool,
    pub(super) state: State,
    failing: Option<Failing>,
    /// Since when, and how often, nothing came though there was room for it.
    empty: Option<(Instant, u32)>,
}

/// What is to be asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) topic: TopicName,
    pub(super) partition: i32,
    pub(super) offset: i64,
    /// The epoch of the leader that is asked; −1 for a follower.
    pub(super) epoch: i32,
    pub(super) max_bytes: i32,
}

/// What a cursor waits for.
#[derive(Debug)]
pub(super) enum State {
    /// To be asked for.
    Ready,
    /// Its answer.
    Asked,
    /// To be asked for, not before then: there was nothing.
    Rests(Instant),
    /// To be told its leader anew (and where the log starts, if its offset was out of range), not before then.
    Lost { at: Instant, out_of_range: bool },
    /// Nothing: it is read, or given up.
    Done(Option<Trouble>),
}

#[derive(Debug)]
struct Failing {
    since: Instant,
    pause: Duration,
    trouble: Trouble,
}

impl Cursor {
    pub(super) fn new(slice: Slice, max_bytes: i32, now: Instant) -> Self {
        Self {
            next: slice.from,
            skipped: 0,
            leader: slice.leader,
            epoch: slice.epoch,
            replica: None,
            max_bytes,
            first: false,
            state: match (slice.is_empty(), slice.leader) {
                (true, _) => State::Done(None),
                (false, Some(_)) => State::Ready,
                (false, None) => State::Lost {
                    at: now,
                    out_of_range: false,
                },
            },
            failing: None,
            empty: None,
            slice,
        }
    }

    /// Whether there is more of it for sure: an answer comes at once.
    pub(super) fn behind(&self) -> bool {
        self.next < self.slice.end.min(self.slice.until.unwrap_or(i64::MAX))
    }

    /// Whom to ask now; none while it waits for something else.
    pub(super) fn source(&self, now: Instant) -> Option<BrokerId> {
        match self.state {
            State::Ready => {}
            State::Rests(until) if until <= now => {}
            _ => return None,
        }
        match self.replica {
            Some((replica, until)) if now < until => Some(replica),
            _ => self.leader,
        }
    }

    /// What this broker is asked for.
    pub(super) fn wanted(&self, broker: BrokerId) -> Wanted {
        Wanted {
            topic: self.slice.topic.clone(),
            partition: self.slice.partition,
            offset: self.next,
            epoch: if self.leader == Some(broker) { self.epoch } else { -1 },
            max_bytes: self.max_bytes,
        }
    }

    /// When it may be asked for again, or its leader; none when it does not wait for that.
    pub(super) fn rests(&self) -> Option<Instant> {
        match self.state {
            State::Rests(at) | State::Lost { at, .. } => Some(at),
            _ => None,
        }
    }

    /// An answer without an error came; `next` is where to go on.
    pub(super) fn went(&mut self, next: i64) {
        if next > self.next {
            self.failing = None;
            self.empty = None;
            self.first = false;
            self.next = next;
        }
        let read = self.slice.until.is_some_and(|until| self.next >= until);
        self.state = if read { State::Done(None) } else { State::Ready };
    }

    /// An answer without an error and without a record came. `end`: where the log ends, as the isolation sees it;
    /// `certain`: there was room for a record. Gives whether the gap is believed and was passed.
    pub(super) fn came_empty(&mut self, end: i64, certain: bool, now: Instant) -> bool {
        self.failing = None;
        let upto = self.slice.until.map_or(self.next, |until| end.min(until));
        self.first = self.slice.until.is_some_and(|until| self.next < until);
        self.state = State::Ready;
        if !certain || upto <= self.next {
            return false;
        }
        let (since, times) = self.empty.unwrap_or((now, 0));
        self.empty = Some((since, times + 1));
        if times + 1 < EMPTY.0 || now - since < EMPTY.1 {
            self.state = State::Rests(now + REST);
            return false;
        }
        self.went(upto);
        true
    }

    /// The leader wants it to read from a follower that is nearer.
    pub(super) fn redirect(&mut self, replica: BrokerId, now: Instant) {
        self.replica = Some((replica, now + REPLICA));
        self.state = State::Ready;
    }

    /// It failed, and may do better with another leader. After `patience` of nothing else it is given up.
    pub(super) fn lose(&mut self, trouble: Trouble, out_of_range: bool, patience: Option<Duration>, now: Instant) {
        self.replica = None;
        let failing = self.failing.get_or_insert_with(|| Failing {
            since: now,
            pause: PAUSE,
            trouble: trouble.clone(),
        });
        if patience.is_some_and(|patience| now - failing.since >= patience) {
            self.state = State::Done(Some(trouble));
            return;
        }
        self.state = State::Lost {
            at: now + failing.pause,
            out_of_range,
        };
        failing.pause = (failing.pause * 2).min(LONGEST);
        failing.trouble = trouble;
    }

    /// What keeps it from being read, once that lasts.
    pub(super) fn fails(&self, now: Instant) -> Option<&Trouble> {
        let failing = self.failing.as_ref().filter(|_| !self.done())?;
        (now - failing.since >= TOLD).then_some(&failing.trouble)
    }

    /// It failed for good.
    pub(super) fn fail(&mut self, trouble: Trouble) {
        self.state = State::Done(Some(trouble));
    }

    /// Who leads it now, as Metadata tells.
    pub(super) fn learn(&mut self, leader: Option<BrokerId>, epoch: i32) {
        self.leader = leader;
        self.epoch = epoch;
        self.state = State::Ready;
    }

    /// Its offset was out of range: where the log starts and ends now. Gives whether it can go on.
    pub(super) fn back_in_range(&mut self, start: i64, end: i64) -> bool {
        if self.next >= start {
            // at its end it has only to wait
            return self.next <= end;
        }
        let gone = self.slice.until.map_or(start, |until| start.min(until)) - self.next;
        self.skipped += u64::try_from(gone).unwrap_or_default();
        self.went(start);
        true
    }

    pub(super) fn done(&self) -> bool {
        matches!(self.state, State::Done(_))
    }
}
