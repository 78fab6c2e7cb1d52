//! The loop that asks: one Fetch a broker under way at a time, all brokers at once. An answer's batch headers tell where
//! to go on, so that the next one is asked for before anybody looks at the records.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use kafka_protocol::messages::FetchResponse;
use kafka_protocol::messages::fetch_response::PartitionData;

use super::answer::{self, Part};
use super::budget::{Budget, Held};
use super::cursor::{Cursor, State};
use super::unit::Unit;
use super::{Slice, Stop, Ways, request};
use crate::kafka::calls::{metadata, offsets};
use crate::kafka::{Ask, Client, Reply, fault};
use crate::model::lag::Isolation;
use crate::model::names::{BrokerId, Partition, TopicName};
use crate::model::topology::Topology;
use crate::model::trouble::{Cause, Trouble};

const OPERATION: &str = "fetch records";

/// How an engine's work on one slice ended: offsets skipped, and why it gave up.
pub(super) type Left = (u64, Option<Trouble>);

/// See the module.
pub(super) struct Engine {
    client: Client,
    rack: Option<String>,
    ways: Ways,
    cursors: Vec<Cursor>,
    index: HashMap<(TopicName, i32), usize>,
    units: mpsc::Sender<Unit>,
    given_up: Arc<[AtomicBool]>,
    budget: Arc<Budget>,
    stop: Stop,
    /// Numbers the units.
    number: u64,
    /// Turns the order of partitions round, so that each comes first in its turn.
    turn: usize,
}

/// What comes back.
enum Event {
    Answer(BrokerId, Vec<usize>, Result<Reply<FetchResponse>, Trouble>),
    Refreshed(Vec<usize>, Result<Refreshed, Trouble>),
}

/// What was asked anew: the topics, and of some partitions where the log starts and ends.
struct Refreshed {
    topology: Arc<Topology>,
    starts: BTreeMap<u32, i64>,
    ends: BTreeMap<u32, i64>,
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
        let slices = || slices.iter().enumerate();
        Self {
            client,
            rack,
            cursors: slices()
                .map(|(_, slice)| Cursor::new(slice.clone(), ways.partition_bytes, now))
                .collect(),
            index: slices()
                .map(|(at, slice)| ((slice.topic.clone(), slice.partition), at))
                .collect(),
            ways,
            units,
            given_up,
            budget: Arc::default(),
            stop,
            number: 0,
            turn: 0,
        }
    }

    /// Reads until all is read, or it is to stop.
    pub(super) async fn run(mut self) -> Vec<Left> {
        let mut under_way: FuturesUnordered<LocalBoxFuture<'static, Event>> = FuturesUnordered::new();
        let mut busy: BTreeMap<BrokerId, usize> = BTreeMap::new();
        let mut refreshing = false;
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
            let retry = self.next_retry().unwrap_or(now + Duration::from_secs(1));
            tokio::select! {
                Some(event) = under_way.next(), if !under_way.is_empty() => match event {
                    Event::Answer(broker, asked, reply) => {
                        busy.remove(&broker);
                        if !self.take(broker, &asked, reply) {
                            break;
                        }
                    }
                    Event::Refreshed(asked, told) => {
                        refreshing = false;
                        self.refreshed(&asked, told);
                    }
                },
                () = self.budget.freed() => {}
                () = self.stop.wait() => {}
                () = tokio::time::sleep_until(retry.into()) => {}
            }
        }
        let left = self.cursors.into_iter().map(|cursor| match cursor.state {
            State::Done(trouble) => (cursor.skipped, trouble),
            _ => (cursor.skipped, None),
        });
        left.collect()
    }

    /// What a worker could not read is not asked for any more.
    fn drop_given_up(&mut self) {
        for (cursor, given_up) in self.cursors.iter_mut().zip(&*self.given_up) {
            if given_up.load(Ordering::Relaxed) && !matches!(cursor.state, State::Done(_) | State::Asked) {
                cursor.state = State::Done(None);
            }
        }
    }

    /// Asks every broker that is not busy, as long as there is room for its answer.
    fn ask(
        &mut self,
        under_way: &mut FuturesUnordered<LocalBoxFuture<'static, Event>>,
        busy: &mut BTreeMap<BrokerId, usize>,
        now: Instant,
    ) {
        let mut by_broker: BTreeMap<BrokerId, Vec<usize>> = BTreeMap::new();
        for (at, cursor) in self.cursors.iter().enumerate() {
            if let Some(broker) = cursor.source(now).filter(|broker| !busy.contains_key(broker)) {
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
            if self.budget.used() + (busy.len() + 1) * answer > self.ways.room && !busy.is_empty() {
                break;
            }
            if self.budget.used() >= self.ways.room {
                break;
            }
            let by = self.turn % asked.len();
            asked.rotate_left(by);
            if let Some(first) = asked
                .iter()
                .position(|at| self.cursors.get(*at).is_some_and(|c| c.first))
            {
                asked.rotate_left(first);
            }
            under_way.push(self.fetch(broker, asked));
            busy.insert(broker, answer);
        }
    }

    fn fetch(&mut self, broker: BrokerId, asked: Vec<usize>) -> LocalBoxFuture<'static, Event> {
        let client = self.client.clone();
        let ask = Ask::of(broker, OPERATION).versions(request::VERSIONS.0, request::VERSIONS.1);
        // the version is known only when it is sent, and the cursors stay here: all that may differ is made for both
        let cursors: Vec<&Cursor> = asked.iter().filter_map(|at| self.cursors.get(*at)).collect();
        let rack = self.rack.as_deref();
        let [plain, epochs, racks] =
            [4, 9, 11].map(|version| request::request(&cursors, broker, &self.ways, rack, version));
        for at in &asked {
            if let Some(cursor) = self.cursors.get_mut(*at) {
                cursor.state = State::Asked;
            }
        }
        async move {
            let build = |version| match version {
                11.. => racks,
                9..11 => epochs,
                _ => plain,
            };
            let reply = client.ask(ask, build).await;
            Event::Answer(broker, asked, reply)
        }
        .boxed_local()
    }

    /// Takes an answer in; false when nobody wants units any more.
    fn take(&mut self, broker: BrokerId, asked: &[usize], reply: Result<Reply<FetchResponse>, Trouble>) -> bool {
        let now = Instant::now();
        let patience = self.ways.patience;
        let body = match reply {
            Ok(reply) if reply.body.error_code == 0 => reply.body,
            failed => {
                let trouble = match failed {
                    Ok(reply) => self.kafka(broker, reply.body.error_code, None),
                    Err(trouble) => trouble,
                };
                for cursor in asked.iter().copied() {
                    if let Some(cursor) = self.cursors.get_mut(cursor) {
                        cursor.lose(trouble.clone(), false, patience, now);
                    }
                }
                return true;
            }
        };
        for at in asked {
            if let Some(cursor) = self.cursors.get_mut(*at) {
                cursor.state = State::Ready;
            }
        }
        let parts: Vec<(TopicName, PartitionData)> = body
            .responses
            .into_iter()
            .flat_map(|topic| {
                let name = TopicName::from(topic.topic.as_str());
                topic.partitions.into_iter().map(move |part| (name.clone(), part))
            })
            .collect();
        let size = |part: &PartitionData| part.records.as_ref().map_or(0, bytes::Bytes::len);
        let bytes: usize = parts.iter().map(|(_, part)| size(part)).sum();
        let held = self.budget.hold(bytes);
        let first = asked.first().copied();
        for (topic, part) in parts {
            let key = (topic, part.partition_index);
            if let Some(&at) = self.index.get(&key)
                && asked.contains(&at)
                && !self.part(broker, at, part, bytes == 0 || first == Some(at), &held, now)
            {
                return false;
            }
        }
        true
    }

    fn kafka(&self, broker: BrokerId, code: i16, what: Option<String>) -> Trouble {
        let trouble = fault::kafka_error(OPERATION, None, code, what);
        let node = self.client.nodes().into_iter().find(|node| node.id == broker);
        match node {
            Some(node) => trouble.at(Some(broker), node.address()),
            None => trouble,
        }
    }

    fn part(
        &mut self,
        broker: BrokerId,
        at: usize,
        mut part: PartitionData,
        alone: bool,
        held: &Arc<Held>,
        now: Instant,
    ) -> bool {
        let committed = self.ways.isolation == Isolation::ReadCommitted;
        let mut aborted: Vec<(i64, i64)> = match committed {
            true => part.aborted_transactions.take().unwrap_or_default(),
            false => Vec::new(),
        }
        .into_iter()
        .map(|one| (one.producer_id.0, one.first_offset))
        .collect();
        aborted.sort_unstable_by_key(|(_, first)| *first);
        let Some(cursor) = self.cursors.get(at) else {
            return true;
        };
        let name = || format!("{}-{}", cursor.slice.topic, cursor.slice.partition);
        let patience = self.ways.patience;
        let read = answer::read(part, cursor, committed, alone);
        match read {
            Part::Batches { batches, next, fault } => {
                let from = cursor.next;
                let unit = self.unit(at, from, next, batches, aborted, fault, held);
                let faulty = unit.as_ref().is_some_and(|unit| unit.fault.is_some());
                if let Some(cursor) = self.cursors.get_mut(at) {
                    cursor.went(next);
                    if faulty {
                        // the unit tells why
                        cursor.state = State::Done(None);
                    }
                }
                unit.is_none_or(|unit| self.units.send(unit).is_ok())
            }
            Part::Nothing { upto } => {
                let upto = cursor.slice.until.map_or(upto, |until| upto.min(until));
                let (from, behind) = (cursor.next, cursor.slice.until.is_some_and(|until| upto < until));
                let unit = match upto > from {
                    true => self.unit(at, from, upto, Vec::new(), Vec::new(), None, held),
                    false => None,
                };
                if let Some(cursor) = self.cursors.get_mut(at) {
                    cursor.first = behind;
                    cursor.went(upto.max(from));
                }
                unit.is_none_or(|unit| self.units.send(unit).is_ok())
            }
            other => {
                let trouble = match &other {
                    Part::OutOfRange => Some((true, self.kafka(broker, 1, Some(name())))),
                    Part::Refused(code) => Some((false, self.kafka(broker, *code, Some(name())))),
                    _ => None,
                };
                let too_large = format!("a batch of {} at offset {} is too large to read", name(), cursor.next);
                let Some(cursor) = self.cursors.get_mut(at) else {
                    return true;
                };
                match (other, trouble) {
                    (Part::Larger(bytes), _) => {
                        cursor.max_bytes = bytes;
                        cursor.first = true;
                    }
                    (Part::Redirect(replica), _) => cursor.redirect(replica, now),
                    (Part::Refused(code), Some((_, trouble)))
                        if !fault::retriable(code) && code != 74 && code != 76 =>
                    {
                        cursor.fail(trouble);
                    }
                    (_, Some((out_of_range, trouble))) => cursor.lose(trouble, out_of_range, patience, now),
                    (_, None) => cursor.fail(Trouble::new(OPERATION, Cause::Malformed(too_large))),
                }
                true
            }
        }
    }

    fn unit(
        &mut self,
        at: usize,
        from: i64,
        next: i64,
        batches: Vec<crate::wire::batch::Batch>,
        aborted: Vec<(i64, i64)>,
        fault: Option<crate::wire::batch::BatchError>,
        held: &Arc<Held>,
    ) -> Option<Unit> {
        let slice = &self.cursors.get(at)?.slice;
        self.number += 1;
        Some(Unit {
            number: self.number - 1,
            slice: at,
            topic: slice.topic.clone(),
            partition: slice.partition,
            from,
            until: slice.until.unwrap_or(i64::MAX),
            next,
            batches,
            aborted,
            fault,
            held: Arc::clone(held),
        })
    }

    fn next_retry(&self) -> Option<Instant> {
        let at = self.cursors.iter().filter_map(|cursor| match cursor.state {
            State::Lost { at, .. } => Some(at),
            _ => None,
        });
        at.min()
    }

    /// Asks for the leaders of those that lost theirs, once the first of them may.
    fn refresh(&self, now: Instant) -> Option<LocalBoxFuture<'static, Event>> {
        if self.next_retry().is_none_or(|at| at > now) {
            return None;
        }
        let lost = |cursor: &&Cursor| matches!(cursor.state, State::Lost { .. });
        let asked: Vec<usize> = (0..self.cursors.len())
            .filter(|at| self.cursors.get(*at).as_ref().is_some_and(lost))
            .collect();
        let (mut topics, mut ranges) = (Vec::new(), Vec::new());
        for cursor in asked.iter().filter_map(|at| self.cursors.get(*at)) {
            topics.push(cursor.slice.topic.clone());
            if matches!(cursor.state, State::Lost { out_of_range: true, .. }) {
                ranges.push((cursor.slice.topic.clone(), cursor.slice.partition));
            }
        }
        topics.sort_unstable();
        topics.dedup();
        let client = self.client.clone();
        let refreshed = async move { Event::Refreshed(asked, look(&client, &topics, &ranges).await) };
        Some(refreshed.boxed_local())
    }

    fn refreshed(&mut self, asked: &[usize], told: Result<Refreshed, Trouble>) {
        let (now, patience) = (Instant::now(), self.ways.patience);
        let mut skips = Vec::new();
        for &at in asked {
            let Some(cursor) = self.cursors.get_mut(at) else {
                continue;
            };
            let State::Lost { out_of_range, .. } = cursor.state else {
                continue;
            };
            let told = match &told {
                Ok(told) => told,
                Err(trouble) => {
                    cursor.lose(trouble.clone(), out_of_range, patience, now);
                    continue;
                }
            };
            let topic = &cursor.slice.topic;
            let name = format!("{topic}-{}", cursor.slice.partition);
            let index = told
                .topology
                .index_of(topic.as_str(), Partition(cursor.slice.partition));
            let row = index.and_then(|index| told.topology.get(index));
            let (Some(row), Some(leader)) = (row, row.and_then(|row| row.leader)) else {
                let error = told.topology.topic(topic.as_str()).map_or(3, |topic| topic.error);
                let code = if error == 0 { 5 } else { error };
                cursor.lose(
                    fault::kafka_error(OPERATION, None, code, Some(name)),
                    out_of_range,
                    patience,
                    now,
                );
                continue;
            };
            cursor.learn(Some(leader), row.epoch);
            if !out_of_range {
                continue;
            }
            let index = u32::try_from(row.index).unwrap_or(u32::MAX);
            let before = cursor.next;
            match (told.starts.get(&index), told.ends.get(&index)) {
                (Some(start), Some(end)) if cursor.back_in_range(*start, *end) => skips.push((at, before, cursor.next)),
                (Some(_), Some(end)) => {
                    let what =
                        format!("{name} ends at {end} now, before offset {before}: it was truncated or recreated");
                    cursor.fail(Trouble::new(OPERATION, Cause::Malformed(what)));
                }
                _ => cursor.lose(fault::kafka_error(OPERATION, None, 1, Some(name)), true, patience, now),
            }
        }
        let nothing = self.budget.hold(0);
        for (at, from, to) in skips {
            if to > from
                && let Some(unit) = self.unit(at, from, to, Vec::new(), Vec::new(), None, &nothing)
            {
                // nobody is there to be told when it fails: the loop ends by itself
                let _ = self.units.send(unit);
            }
        }
    }
}

/// Metadata of these topics, and where the logs of some partitions start and end.
async fn look(client: &Client, topics: &[TopicName], ranges: &[(TopicName, i32)]) -> Result<Refreshed, Trouble> {
    let answer = metadata::fetch(client, Some(topics)).await?;
    let topology = answer.topology(&Arc::default());
    let wanted: Vec<u32> = ranges
        .iter()
        .filter_map(|(topic, partition)| topology.index_of(topic.as_str(), Partition(*partition)))
        .filter_map(|index| u32::try_from(index).ok())
        .collect();
    let (mut starts, mut ends) = (BTreeMap::new(), BTreeMap::new());
    if !wanted.is_empty() {
        for (spec, into) in [
            (offsets::Spec::Earliest, &mut starts),
            (offsets::Spec::Latest, &mut ends),
        ] {
            offsets::list(client, &topology, spec, Some(&wanted), |_, told| {
                let told = told.into_iter().flatten();
                into.extend(told.filter_map(|(index, at)| Some((index, at.ok()?.offset))));
            })
            .await;
        }
    }
    Ok(Refreshed { topology, starts, ends })
}
