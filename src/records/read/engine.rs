//! The loop that asks all brokers at once. An answer's batch headers tell where to go on, so that the next one is asked for
//! before anybody looks at the records. A broker whose partitions all have more has two Fetches to answer, each for half of
//! them: it begins with the second while the first is on its way. Else it has one, which may wait there for records.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use kafka_protocol::messages::FetchResponse;

use super::budget::{Budget, Held};
use super::cursor::{Cursor, State};
use super::refresh::{Refreshed, growth};
use super::unit::Unit;
use super::{Grown, Slice, Stop, Ways, request};
use crate::kafka::{Ask, Client, Reply};
use crate::model::names::{BrokerId, TopicName};
use crate::model::trouble::Trouble;

pub(super) const OPERATION: &str = "fetch records";

/// No answer is asked to be smaller than this, in bytes; the first batch comes whole, however large it is.
const SMALLEST: i32 = 512 << 10;

/// How an engine's work on one slice ended: offsets skipped, and why it gave up.
pub(super) type Left = (u64, Option<Trouble>);

/// What is asked for, until it comes.
type UnderWay = FuturesUnordered<LocalBoxFuture<'static, Event>>;

/// How many requests are under way to each broker.
type Busy = BTreeMap<BrokerId, u8>;

/// See the module.
pub(super) struct Engine {
    pub(super) client: Client,
    rack: Option<Arc<str>>,
    pub(super) ways: Ways,
    pub(super) cursors: Vec<Cursor>,
    pub(super) index: HashMap<(TopicName, i32), usize>,
    units: mpsc::Sender<Unit>,
    given_up: Arc<[AtomicBool]>,
    pub(super) budget: Arc<Budget>,
    stop: Stop,
    /// Numbers the units of each slice.
    numbers: Vec<u64>,
    /// Turns the order of partitions round, so that each comes first in its turn.
    turn: usize,
}

/// What comes back.
pub(super) enum Event {
    Answer(BrokerId, Vec<usize>, Result<Reply<FetchResponse>, Trouble>),
    Refreshed(Vec<usize>, Result<Refreshed, Trouble>),
}

impl Engine {
    pub(super) fn new(
        client: Client,
        rack: Option<String>,
        slices: &[Slice],
        ways: Ways,
        units: mpsc::Sender<Unit>,
        given_up: Arc<[AtomicBool]>,
        stop: Stop,
    ) -> Self {
        let now = Instant::now();
        let cursor = |slice: &Slice| Cursor::new(slice.clone(), ways.partition_bytes, now);
        let name = |slice: &Slice| (slice.topic.clone(), slice.partition);
        Self {
            client,
            rack: rack.map(Arc::from),
            cursors: slices.iter().map(cursor).collect(),
            index: slices.iter().map(name).zip(0..).collect(),
            ways,
            units,
            given_up,
            budget: Arc::default(),
            stop,
            numbers: vec![0; slices.len()],
            turn: 0,
        }
    }

    /// Reads until all is read, or it is to stop.
    pub(super) async fn run(mut self) -> Vec<Left> {
        let mut under_way = UnderWay::new();
        let mut busy = Busy::new();
        let (mut refreshing, mut failed) = (false, false);
        let mut looks = FuturesUnordered::new();
        if self.ways.grown.is_some() {
            looks.push(growth(&self.client, &self.cursors));
        }
        while !self.stop.asked() {
            let now = Instant::now();
            self.drop_given_up();
            self.ask(&mut under_way, &mut busy, now);
            if !refreshing && let Some(refresh) = self.refresh(now) {
                under_way.push(refresh);
                refreshing = true;
            }
            if self.cursors.iter().all(Cursor::done) {
                break;
            }
            failed = self.tell(failed, now);
            let again = self.cursors.iter().filter_map(Cursor::rests).filter(|at| *at > now);
            let again = again.min().unwrap_or(now + Duration::from_secs(1));
            tokio::select! {
                Some(event) = under_way.next(), if !under_way.is_empty() => match event {
                    Event::Answer(broker, asked, reply) => {
                        busy.entry(broker).and_modify(|requests| *requests -= 1);
                        if !self.take(broker, &asked, reply) {
                            break;
                        }
                    }
                    Event::Refreshed(asked, told) => {
                        refreshing = false;
                        self.refreshed(&asked, told);
                    }
                },
                Some(grown) = looks.next(), if !looks.is_empty() => {
                    if grown {
                        self.ways.grown.iter().for_each(Grown::set);
                        break;
                    }
                    looks.push(growth(&self.client, &self.cursors));
                }
                () = self.budget.freed() => {}
                () = self.stop.wait() => {}
                () = tokio::time::sleep_until(again.into()) => {}
            }
        }
        let left = self.cursors.into_iter().map(|cursor| match cursor.state {
            State::Done(trouble) => (cursor.skipped, trouble),
            _ => (cursor.skipped, None),
        });
        left.collect()
    }

    /// Tells what fails, if anything does or did.
    fn tell(&self, before: bool, now: Instant) -> bool {
        let fails = |cursor: &Cursor| Some((cursor.slice.partition, cursor.fails(now)?.clone()));
        let failing: Vec<_> = self.cursors.iter().filter_map(fails).collect();
        let any = !failing.is_empty();
        if any || before {
            self.ways.failing.set(failing);
        }
        any
    }

    /// What a worker could not read is not asked for any more.
    fn drop_given_up(&mut self) {
        for (cursor, given_up) in self.cursors.iter_mut().zip(&*self.given_up) {
            if given_up.load(Ordering::Relaxed) && !matches!(cursor.state, State::Done(_) | State::Asked) {
                cursor.state = State::Done(None);
            }
        }
    }

    /// Asks every broker that has too little to answer, as long as there is room for it.
    fn ask(&mut self, under_way: &mut UnderWay, busy: &mut Busy, now: Instant) {
        let mut by_broker: BTreeMap<BrokerId, Vec<usize>> = BTreeMap::new();
        for (at, cursor) in self.cursors.iter().enumerate() {
            if let Some(broker) = cursor.source(now) {
                by_broker.entry(broker).or_default().push(at);
            }
        }
        let answer = usize::try_from(self.ways.answer_bytes).unwrap_or_default();
        let mut brokers: Vec<_> = by_broker.into_iter().collect();
        if !brokers.is_empty() {
            self.turn = self.turn.wrapping_add(1);
            let by = self.turn % brokers.len();
            brokers.rotate_left(by);
        }
        for (broker, mut asked) in brokers {
            let by = self.turn % asked.len();
            asked.rotate_left(by);
            let first = |at: &usize| self.cursors.get(*at).is_some_and(|cursor| cursor.first);
            if let Some(first) = asked.iter().position(first) {
                asked.rotate_left(first);
            }
            let behind = asked.iter().all(|at| self.cursors.get(*at).is_some_and(Cursor::behind));
            let before = busy.get(&broker).copied().unwrap_or(0);
            let other = match before {
                0 if behind => asked.split_off(asked.len().div_ceil(2)),
                0 => Vec::new(),
                1 if behind => Vec::new(),
                _ => continue,
            };
            for asked in [asked, other] {
                let (used, room, under) = (self.budget.used(), self.ways.room, under_way.len());
                let fits = used < room && (used + (under + 1) * answer <= room || under == 0);
                if fits && !asked.is_empty() {
                    under_way.push(self.fetch(broker, asked));
                    *busy.entry(broker).or_default() += 1;
                }
            }
        }
    }

    fn fetch(&mut self, broker: BrokerId, asked: Vec<usize>) -> LocalBoxFuture<'static, Event> {
        let mut wanted = Vec::with_capacity(asked.len());
        for at in &asked {
            if let Some(cursor) = self.cursors.get_mut(*at) {
                wanted.push(cursor.wanted(broker));
                cursor.state = State::Asked;
            }
        }
        let (client, mut ways, rack) = (self.client.clone(), self.ways.clone(), self.rack.clone());
        let growth = i32::try_from(self.budget.growth()).unwrap_or(i32::MAX);
        ways.answer_bytes = (ways.answer_bytes / growth).max(SMALLEST.min(ways.answer_bytes));
        async move {
            let ask = Ask::of(broker, OPERATION).versions(request::VERSIONS.0, request::VERSIONS.1);
            let build = |version| request::request(wanted, &ways, rack.as_deref(), version);
            let reply = client.ask(ask, build).await;
            Event::Answer(broker, asked, reply)
        }
        .boxed_local()
    }

    /// The next unit, with no batches yet.
    pub(super) fn nothing(&self, at: usize, from: i64, held: &Arc<Held>) -> Unit {
        let slice = self.cursors.get(at).map(|cursor| &cursor.slice);
        Unit {
            number: 0,
            slice: at,
            topic: slice.map_or_else(|| TopicName::from(""), |slice| slice.topic.clone()),
            partition: slice.map_or(-1, |slice| slice.partition),
            from,
            until: slice.and_then(|slice| slice.until).unwrap_or(i64::MAX),
            next: from,
            batches: Vec::new(),
            aborted: Vec::new(),
            fault: None,
            held: Arc::clone(held),
        }
    }

    /// Gives a unit its number, and to the workers; false when they are gone.
    pub(super) fn send(&mut self, unit: Unit) -> bool {
        let number = self.numbers.get(unit.slice).copied().unwrap_or_default();
        if let Some(next) = self.numbers.get_mut(unit.slice) {
            *next += 1;
        }
        self.units.send(Unit { number, ..unit }).is_ok()
    }
}
