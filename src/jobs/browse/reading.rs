//! One reading, on its thread: what it has, and when it says so.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Reins;
use super::keep::Raw;
use super::page::{Begin, Formats, Order, Page, ROWS, State};
use super::{show, troubles};
use crate::config::profile::Profile;
use crate::jobs::desk::Boards;
use crate::jobs::schemas::{Formats as Wants, Source};
use crate::model::names::TopicName;
use crate::model::record::Record;
use crate::model::trouble::Trouble;
use crate::records::read::{Ended, Failing, Slice};

/// How long leaders and offsets are waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(8);
/// How long after a failure a live reading tries again.
const AGAIN: Duration = Duration::from_secs(2);
/// How often one that waits looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(100);
/// Over how long a rate is taken.
const WINDOW: Duration = Duration::from_secs(1);
/// Ids of schemas that are remembered, at most.
const CARRIED: usize = 10_000;
/// Bytes of records that are kept at most.
pub(super) const LARGEST: usize = 64 << 20;

/// See the module.
pub(super) struct Reading {
    pub(super) profile: Arc<Profile>,
    pub(super) order: Order,
    /// What was asked for, and what that comes to.
    formats: Formats,
    pub(super) wants: Wants,
    pub(super) reins: Reins,
    pub(super) schemas: Source,
    pub(super) page: Page,
    board: Boards,
    /// The records of the page, the latest last, and what they weigh.
    pub(super) recent: VecDeque<Arc<Record>>,
    weight: usize,
    /// Those that came since the last page.
    pub(super) fresh: VecDeque<Raw>,
    fresh_weight: usize,
    /// What fails while it is read.
    pub(super) failing: Failing,
    /// When the rate was taken, and how many had been read then.
    window: (Instant, u64),
    /// How many had been read when it was last told.
    told: u64,
}

/// What a reading begins with.
pub(super) struct Given {
    pub(super) order: Order,
    pub(super) formats: Formats,
    pub(super) page: Page,
    pub(super) board: Boards,
    pub(super) reins: Reins,
}

impl Reading {
    pub(super) fn new(given: Given, profile: Arc<Profile>, schemas: Source) -> Self {
        let Given {
            order,
            formats,
            page,
            board,
            reins,
        } = given;
        Self {
            formats,
            wants: Wants::default(),
            profile,
            order,
            reins,
            schemas,
            page,
            board,
            recent: VecDeque::new(),
            weight: 0,
            fresh: VecDeque::new(),
            fresh_weight: 0,
            failing: Failing::default(),
            window: (Instant::now(), 0),
            told: 0,
        }
    }

    pub(super) fn run(mut self) {
        loop {
            let read = self.read();
            let Err(trouble) = read else { return };
            self.page.state = State::Failed(trouble.to_string());
            self.publish();
            if !self.live() || self.stopped_within(AGAIN) {
                return;
            }
        }
    }

    fn read(&mut self) -> Result<(), Trouble> {
        self.wants = show::wants(&self.profile, &self.order.topic, self.formats)?;
        self.page.forced = show::forced(&self.wants);
        match self.order.search.clone() {
            Some(search) => self.seek(&search.filter, search.go),
            None => self.look(),
        }
    }

    /// Whether it goes on as records come.
    pub(super) fn live(&self) -> bool {
        self.order.begin == Begin::Live && self.order.search.is_none()
    }

    /// Takes records in: of a live reading the last ones stay.
    pub(super) fn take(&mut self, raws: impl IntoIterator<Item = Raw>) {
        for raw in raws {
            self.fresh_weight += raw.bytes();
            self.fresh.push_back(raw);
            while self.live() && (self.fresh.len() > ROWS || self.fresh_weight > LARGEST) && self.fresh.len() > 1 {
                let gone = self.fresh.pop_front();
                self.fresh_weight -= gone.map_or(0, |raw| raw.bytes());
            }
        }
    }

    /// Records there are, and what they weigh in bytes.
    pub(super) fn kept(&self) -> (usize, usize) {
        (self.recent.len() + self.fresh.len(), self.weight + self.fresh_weight)
    }

    /// Records that were looked at, told of or not yet.
    fn looked(&self) -> u64 {
        self.page.read + self.page.scan.as_ref().map_or(0, |scan| scan.ahead)
    }

    /// Publishes what is new, about ten times a second.
    pub(super) fn turn(&mut self) {
        let elapsed = self.window.0.elapsed();
        let looked = self.looked();
        let mut changed = !self.fresh.is_empty() || (self.page.scan.is_some() && looked != self.told);
        let failing = troubles::of_failing(&self.failing.now());
        if failing != self.page.troubles {
            self.page.troubles = failing;
            changed = true;
        }
        if elapsed >= WINDOW {
            let rate = looked.saturating_sub(self.window.1) as f64 / elapsed.as_secs_f64();
            changed |= (rate - self.page.per_second).abs() > f64::EPSILON;
            self.page.per_second = rate;
            self.window = (Instant::now(), looked);
        }
        if changed {
            self.told = looked;
            if !self.fresh.is_empty() {
                self.decode();
            }
            self.publish();
        }
    }

    /// Decodes what came, and puts it on the page.
    pub(super) fn decode(&mut self) {
        let live = self.live();
        if !self.fresh.is_empty() {
            let mut ids = BTreeSet::new();
            for raw in std::mem::take(&mut self.fresh) {
                let topic = self.order.topic.as_str();
                let record = show::decoded(topic, &raw, &self.wants, self.schemas.as_ref());
                ids.extend([record.key.schema, record.value.schema].into_iter().flatten());
                self.weight += record.size();
                self.recent.push_back(Arc::new(record));
            }
            self.fresh_weight = 0;
            carried(&self.board, &self.order.topic, &ids);
            while live && (self.recent.len() > ROWS || self.weight > LARGEST) && self.recent.len() > 1 {
                let gone = self.recent.pop_front();
                self.weight -= gone.map_or(0, |record| record.size());
            }
        }
        let mut records: Vec<_> = self.recent.iter().cloned().collect();
        records.sort_by_key(|record| (record.at, record.partition, record.offset));
        if live {
            records.reverse();
        }
        self.page.records = records.into();
    }

    /// Says how it ended, or how far it is.
    pub(super) fn end(&mut self, ended: &[Ended], state: State) {
        self.decode();
        self.page.troubles = troubles::of_ended(ended);
        self.page.state = state;
        self.page.per_second = 0.0;
        self.publish();
    }

    pub(super) fn publish(&self) {
        publish(&self.board, &self.page);
    }

    /// Waits; whether it was stopped meanwhile.
    fn stopped_within(&self, time: Duration) -> bool {
        let until = Instant::now() + time;
        while Instant::now() < until && !self.reins.stop.asked() {
            std::thread::sleep(LOOK);
        }
        self.reins.stop.asked()
    }

    /// Waits as long as it is held; whether it may go on then.
    pub(super) fn let_go(&mut self) -> bool {
        while self.reins.held() && !self.reins.stop.asked() {
            std::thread::sleep(LOOK);
        }
        self.window = (Instant::now(), self.looked());
        !self.reins.stop.asked()
    }
}

/// Where each partition goes on.
pub(super) fn upto(slices: &[Slice]) -> Vec<(i32, i64)> {
    slices.iter().map(|slice| (slice.partition, slice.from)).collect()
}

/// The failure of a filter that is not understood: it was checked before, so nobody sees it.
pub(super) fn filter(why: String) -> Trouble {
    Trouble::new("search", crate::model::trouble::Cause::Config(why))
}

/// Publishes, unless a later reading has begun.
pub(super) fn publish(board: &Boards, page: &Page) {
    board.send_if_modified(|shown| {
        if shown.records.reading > page.reading {
            return false;
        }
        let number = shown.records.number + 1;
        Arc::make_mut(shown).records = Arc::new(Page { number, ..page.clone() });
        true
    });
}

/// Notes which schemas the records of a topic carry.
fn carried(board: &Boards, topic: &TopicName, ids: &BTreeSet<u32>) {
    board.send_if_modified(|shown| {
        let known = |id: &u32| shown.carried.get(id).is_some_and(|topics| topics.contains(topic));
        if ids.iter().all(known) || shown.carried.len() + ids.len() > CARRIED {
            return false;
        }
        let carried = Arc::make_mut(&mut Arc::make_mut(shown).carried);
        for id in ids {
            carried.entry(*id).or_default().insert(topic.clone());
        }
        true
    });
}
