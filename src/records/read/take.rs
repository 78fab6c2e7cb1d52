//! What an answer comes to: units for the workers, and where each partition goes on.

use std::sync::Arc;
use std::time::Instant;

use kafka_protocol::messages::FetchResponse;
use kafka_protocol::messages::fetch_response::PartitionData;

use super::answer::{self, Part};
use super::budget::Held;
use super::cursor::State;
use super::engine::{Engine, OPERATION};
use super::unit::Unit;
use crate::kafka::{Reply, fault};
use crate::model::lag::Isolation;
use crate::model::names::{BrokerId, TopicName};
use crate::model::trouble::{Cause, Trouble};
use crate::wire::batch::Batch;

/// The errors of one partition that are worth another try beside those that Kafka calls retriable: its leader's epoch is
/// another (FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH).
const EPOCHS: [i16; 2] = [74, 76];

/// TOPIC_AUTHORIZATION_FAILED.
const FORBIDDEN: i16 = 29;

/// What a worker looks at in one go, in bytes: what it makes of them stays in its processor's cache, and all workers have
/// something to do.
pub(super) const SHARE: usize = 1 << 20;

/// One partition's place in an answer.
struct From<'a> {
    broker: BrokerId,
    /// Its cursor.
    at: usize,
    /// It was asked for first, so that nothing was left out for want of room.
    first: bool,
    held: &'a Arc<Held>,
    now: Instant,
}

impl Engine {
    /// Takes an answer in; false when nobody wants units any more.
    pub(super) fn take(
        &mut self,
        broker: BrokerId,
        asked: &[usize],
        reply: Result<Reply<FetchResponse>, Trouble>,
    ) -> bool {
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
        let parts = body.responses.iter().flat_map(|topic| &topic.partitions);
        let bytes = parts
            .map(|part| part.records.as_ref().map_or(0, bytes::Bytes::len))
            .sum();
        let held = self.budget.hold(bytes);
        let first = asked.first().copied();
        for topic in body.responses {
            let name = TopicName::from(topic.topic.as_str());
            for part in topic.partitions {
                let at = self.index.get(&(name.clone(), part.partition_index)).copied();
                let Some(at) = at.filter(|at| asked.contains(at)) else {
                    continue;
                };
                let from = From {
                    broker,
                    at,
                    first: first == Some(at),
                    held: &held,
                    now,
                };
                if !self.part(&from, part) {
                    return false;
                }
            }
        }
        true
    }

    fn part(&mut self, from: &From<'_>, mut part: PartitionData) -> bool {
        let committed = self.ways.isolation == Isolation::ReadCommitted;
        let aborted = part.aborted_transactions.take().filter(|_| committed);
        let mut aborted: Vec<(i64, i64)> = aborted
            .unwrap_or_default()
            .into_iter()
            .map(|one| (one.producer_id.0, one.first_offset))
            .collect();
        aborted.sort_unstable_by_key(|(_, first)| *first);
        let Some(cursor) = self.cursors.get(from.at) else {
            return true;
        };
        match answer::read(part, cursor, committed) {
            Part::Batches { batches, next, fault } => {
                let mut upto = cursor.next;
                let mut shares = shares(batches, aborted.is_empty());
                let last = shares.pop().unwrap_or_default();
                for batches in shares {
                    let unit = self.nothing(from.at, upto, from.held);
                    upto = batches.last().map_or(upto, |batch| batch.head.last_offset + 1);
                    let next = upto;
                    if !self.send(Unit { next, batches, ..unit }) {
                        return false;
                    }
                }
                let unit = Unit {
                    next,
                    batches: last,
                    aborted,
                    fault,
                    ..self.nothing(from.at, upto, from.held)
                };
                if let Some(cursor) = self.cursors.get_mut(from.at) {
                    cursor.went(next);
                    if unit.fault.is_some() {
                        // the unit tells why
                        cursor.state = State::Done(None);
                    }
                }
                self.send(unit)
            }
            Part::Nothing { end } => self.gap(from, end),
            other => {
                self.failed(from, other);
                true
            }
        }
    }

    /// Nothing came, though `end` says that there may be more: passed once that is sure.
    fn gap(&mut self, from: &From<'_>, end: i64) -> bool {
        let Some(cursor) = self.cursors.get_mut(from.at) else {
            return true;
        };
        let before = cursor.next;
        if !cursor.came_empty(end, from.first, from.now) {
            return true;
        }
        let next = cursor.next;
        let passed = Unit {
            next,
            ..self.nothing(from.at, before, from.held)
        };
        self.send(passed)
    }

    /// What came is no batch.
    fn failed(&mut self, from: &From<'_>, part: Part) {
        let patience = self.ways.patience;
        let Some(cursor) = self.cursors.get(from.at) else {
            return;
        };
        let name = format!("{}-{}", cursor.slice.topic, cursor.slice.partition);
        let too_large = format!("a batch of {name} at offset {} is too large to read", cursor.next);
        let trouble = match &part {
            Part::OutOfRange => self.kafka(from.broker, 1, Some(name)),
            Part::Refused(code) => self.kafka(from.broker, *code, Some(name)),
            _ => Trouble::new(OPERATION, Cause::Malformed(too_large)),
        };
        let Some(cursor) = self.cursors.get_mut(from.at) else {
            return;
        };
        match part {
            Part::Larger(bytes) => {
                cursor.max_bytes = bytes;
                cursor.first = true;
            }
            Part::Redirect(replica) => cursor.redirect(replica, from.now),
            Part::OutOfRange => cursor.lose(trouble, true, patience, from.now),
            Part::Refused(code) if fault::retriable(code) || EPOCHS.contains(&code) => {
                cursor.lose(trouble, false, patience, from.now);
            }
            _ => cursor.fail(trouble),
        }
    }

    fn kafka(&self, broker: BrokerId, code: i16, what: Option<String>) -> Trouble {
        let trouble = fault::kafka_error(OPERATION, None, code, what);
        let trouble = match code {
            FORBIDDEN => trouble.hint("the user needs READ on the topic"),
            _ => trouble,
        };
        let node = self.client.nodes().into_iter().find(|node| node.id == broker);
        match node {
            Some(node) => trouble.at(Some(broker), node.address()),
            None => trouble,
        }
    }
}

/// Batches in shares of about [`SHARE`], the last of them with the rest. Where aborted transactions reach from one batch to
/// the next they stay together.
pub(super) fn shares(batches: Vec<Batch>, apart: bool) -> Vec<Vec<Batch>> {
    let mut shares = vec![Vec::new()];
    let mut bytes = 0;
    for batch in batches {
        if apart && bytes >= SHARE {
            shares.push(Vec::new());
            bytes = 0;
        }
        bytes += batch.size();
        if let Some(share) = shares.last_mut() {
            share.push(batch);
        }
    }
    shares
}
