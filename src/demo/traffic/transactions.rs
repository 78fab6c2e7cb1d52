//! Producers that write in transactions: one begins where the one before ends. One of them can be left hanging.

use std::collections::{BTreeMap, BTreeSet};

use super::payload::Made;
use super::producers::{Moment, append, terms};
use crate::demo::state::State;
use crate::demo::state::transactions::{Stage, Transaction};
use crate::demo::story::topics::{TopicSpec, named};
use crate::model::names::TopicName;

/// Topics that are written in transactions.
const TOPICS: [&str; 3] = ["payments.authorized", "payments.captured", "payments.refunds"];
/// Producers of each.
const PRODUCERS: usize = 2;
/// `transaction.timeout.ms` of all.
const TIMEOUT: i32 = 60_000;

/// A producer and its transaction.
#[derive(Clone, Debug)]
struct Gateway {
    id: String,
    producer: i64,
    sequences: BTreeMap<i32, i32>,
    open: BTreeSet<i32>,
}

/// The payment gateways' producers.
#[derive(Debug, Default)]
pub struct Gateways {
    by_topic: BTreeMap<&'static str, (usize, Vec<Gateway>)>,
}

impl Gateways {
    /// Whether this topic is written in transactions.
    #[must_use]
    pub fn writes(topic: &str) -> bool {
        TOPICS.contains(&topic)
    }

    /// Commits the open transaction of a topic and begins the next, by the next producer.
    pub fn next(&mut self, state: &mut State, topic: &'static str, at: Moment) {
        let (turn, gateways) = self
            .by_topic
            .entry(topic)
            .or_insert_with(|| (0, gateways(state, topic)));
        if let Some(gateway) = gateways.get_mut(*turn) {
            gateway.end(state, topic, true, at);
        }
        *turn = (*turn + 1) % PRODUCERS;
        if let Some(gateway) = gateways.get_mut(*turn) {
            gateway.begin(state, at);
        }
    }

    /// Writes within the open transaction; whether it was taken.
    pub fn write(&mut self, state: &mut State, topic: &TopicSpec, number: i32, made: &[Made], at: Moment) -> bool {
        let Some((turn, gateways)) = self.by_topic.get_mut(topic.name) else {
            return false;
        };
        gateways
            .get_mut(*turn)
            .is_some_and(|gateway| gateway.write(state, topic, number, made, at))
    }

    /// Ends all that is open.
    pub fn finish(&mut self, state: &mut State, at: Moment) {
        for (topic, (turn, gateways)) in &mut self.by_topic {
            if let Some(gateway) = gateways.get_mut(*turn) {
                gateway.end(state, topic, true, at);
            }
        }
    }
}

fn gateways(state: &mut State, topic: &str) -> Vec<Gateway> {
    let short = topic.rsplit('.').next().unwrap_or(topic);
    (0..PRODUCERS)
        .map(|number| Gateway::new(state, format!("payment-gateway-{short}-{number}")))
        .collect()
}

impl Gateway {
    fn new(state: &mut State, id: String) -> Self {
        let producer = state.next_producer_id;
        state.next_producer_id += 1;
        Self {
            id,
            producer,
            sequences: BTreeMap::new(),
            open: BTreeSet::new(),
        }
    }

    fn told(&self, stage: Stage, began_ms: i64, partitions: BTreeSet<(TopicName, i32)>) -> Transaction {
        Transaction {
            producer: self.producer,
            epoch: 0,
            stage,
            timeout_ms: TIMEOUT,
            began_ms,
            partitions,
            offsets: Vec::new(),
            played: true,
        }
    }

    fn begin(&self, state: &mut State, at: Moment) {
        let begun = self.told(Stage::Ongoing, at.now, BTreeSet::new());
        state.note(&self.id, begun, at.now);
    }

    fn write(&mut self, state: &mut State, topic: &TopicSpec, number: i32, made: &[Made], at: Moment) -> bool {
        let sequence = self.sequences.entry(number).or_default();
        let taken = append(
            state,
            topic.name,
            topic.keep,
            number,
            made,
            at.now,
            Some((self.producer, 0, *sequence)),
        )
        .is_some();
        if taken {
            *sequence = sequence.wrapping_add(i32::try_from(made.len()).unwrap_or(0)) & i32::MAX;
            self.open.insert(number);
            if let Some(transaction) = state.transactions.get_mut(&self.id) {
                transaction.partitions.insert((TopicName::from(topic.name), number));
            }
        }
        taken
    }

    fn end(&mut self, state: &mut State, topic: &str, commit: bool, at: Moment) {
        for number in std::mem::take(&mut self.open) {
            let epoch = state
                .topics
                .get(topic)
                .and_then(|topic| topic.partition(number))
                .map_or(0, |part| part.leader_epoch);
            if let Some(log) = state.topics.log_mut(topic, number) {
                log.end_txn((self.producer, 0), commit, terms(epoch, at.now));
            }
        }
        let stage = if commit {
            Stage::CompleteCommit
        } else {
            Stage::CompleteAbort
        };
        state.note(&self.id, self.told(stage, -1, BTreeSet::new()), at.now);
    }
}

/// A producer that dies in the middle of a transaction, and whose coordinator forgets it: nothing but an operator ends
/// it (KIP-664).
#[derive(Debug)]
pub struct Hanging {
    gateway: Gateway,
    topic: &'static TopicSpec,
}

impl Hanging {
    /// Writes to these partitions in a transaction that nobody ends.
    pub fn begin(state: &mut State, topic: &str, numbers: &[i32], made: &[Made], at: Moment) -> Option<Self> {
        let topic = named(topic)?;
        let mut gateway = Gateway::new(state, "payment-gateway-old".to_owned());
        for number in numbers {
            gateway.write(state, topic, *number, made, at);
        }
        // the coordinator's own time-out aborted it, as it believes: the markers never came
        let told = gateway.told(Stage::CompleteAbort, -1, BTreeSet::new());
        state.note(&gateway.id, told, at.now);
        Some(Self { gateway, topic })
    }

    /// An operator aborts it (`kafka-transactions.sh abort`).
    pub fn abort(mut self, state: &mut State, at: Moment) {
        self.gateway.end(state, self.topic.name, false, at);
        state.transactions.remove(&self.gateway.id);
    }
}
