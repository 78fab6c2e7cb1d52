//! Who writes: every topic at its rate, in batches as a producer with a short linger sends them.

use std::collections::BTreeMap;

use super::Dice;
use super::payload::{Made, Payloads};
use super::transactions::Gateways;
use crate::demo::batch::{self, Batch, Record};
use crate::demo::scenario::Mood;
use crate::demo::state::State;
use crate::demo::state::log::Terms;
use crate::demo::state::topic::Partition;
use crate::demo::story::topics::{TOPICS, TopicSpec};
use crate::wire::partition_of;

/// A producer sends what it has gathered in so many steps.
const LINGER: u64 = 5;
/// Retention removes what is too old so often, in ms.
const RETENTION: i64 = 30_000;
/// The topic that robots write to.
const CLICKS: &str = "clickstream.events";

/// A moment of the story.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Counts the steps.
    pub step: u64,
    /// The cluster's time, in ms since the epoch.
    pub now: i64,
    /// The story's time since it began, in ms: it goes by the speed.
    pub story: i64,
    /// How much of the story's time one step is, in ms.
    pub long: i64,
}

/// The writers.
#[derive(Debug, Default)]
pub struct Producers {
    gateways: Gateways,
    /// Records that retention has not yet made room for, by topic and partition.
    written: BTreeMap<(&'static str, i32), i64>,
    swept: i64,
}

impl Producers {
    /// Writes what is due at this moment.
    pub fn step(&mut self, state: &mut State, payloads: &mut Payloads, mood: &Mood, at: Moment, dice: &mut Dice) {
        for (number, topic) in (0..).zip(TOPICS) {
            if at.step % LINGER == number % LINGER {
                self.topic(state, payloads, mood, topic, at, dice);
            }
        }
        if at.story - self.swept >= RETENTION {
            self.swept = at.story;
            self.retain(state);
        }
    }

    fn topic(
        &mut self,
        state: &mut State,
        payloads: &mut Payloads,
        mood: &Mood,
        topic: &'static TopicSpec,
        at: Moment,
        dice: &mut Dice,
    ) {
        let seconds = seconds(at.long) * f64::from(u32::try_from(LINGER).unwrap_or(1));
        let mut made: Vec<Made> = Vec::new();
        for _ in 0..dice.about(topic.rate * breath(at.story) * mood.burst(topic.name) * seconds) {
            made.push(payloads.make(topic.content, at.now, dice));
        }
        if topic.name == CLICKS {
            for _ in 0..dice.about(mood.robot * seconds) {
                made.push(payloads.robot(at.now, dice));
            }
        }
        let mut by: BTreeMap<i32, Vec<Made>> = BTreeMap::new();
        for made in made {
            by.entry(partition(topic, &made, dice)).or_default().push(made);
        }
        let transactional = Gateways::writes(topic.name);
        if transactional {
            self.gateways.next(state, topic.name, at);
        }
        for (number, records) in by {
            let count = i64::try_from(records.len()).unwrap_or(0);
            let taken = match transactional {
                true => self.gateways.write(state, topic, number, &records, at),
                false => append(state, topic.name, topic.keep, number, &records, at.now, None).is_some(),
            };
            if taken {
                *self.written.entry((topic.name, number)).or_default() += count;
            }
        }
    }

    /// What is too old goes: as much as came since the last time, so that a log keeps its size.
    fn retain(&mut self, state: &mut State) {
        for ((topic, number), count) in std::mem::take(&mut self.written) {
            if let Some(log) = state.topics.log_mut(topic, number) {
                log.delete_before(log.start() + count);
            }
        }
    }

    /// What producers would do after a time without them: transactions that are open end.
    pub fn finish(&mut self, state: &mut State, at: Moment) {
        self.gateways.finish(state, at);
    }
}

/// What a shop's rates are of their mean at this moment of the story: it is never equally busy for long.
fn breath(story: i64) -> f64 {
    /// How much, and how long from one height to the next in ms; the periods have no common one that anybody waits for.
    const WAVES: [(f64, f64); 3] = [(0.2, 313_000.0), (0.1, 71_000.0), (0.05, 23_000.0)];
    let turn = |period: f64| (std::f64::consts::TAU * story as f64 / period).sin();
    1.0 + WAVES.iter().map(|(height, period)| height * turn(*period)).sum::<f64>()
}

fn partition(topic: &TopicSpec, made: &Made, dice: &mut Dice) -> i32 {
    match &made.key {
        Some(key) => partition_of(key, topic.partitions),
        None => i32::try_from(dice.below(topic.partitions.unsigned_abs())).unwrap_or(0),
    }
}

/// Writes records to a partition with `acks=all`; the offset of the first, or none where they are refused: nobody leads,
/// or too few are in sync.
pub fn append(
    state: &mut State,
    topic: &str,
    keep: i64,
    number: i32,
    made: &[Made],
    now: i64,
    transaction: Option<(i64, i16, i32)>,
) -> Option<i64> {
    let held = state.topics.get(topic)?;
    let partition = held.partition(number)?;
    let least = held.number("min.insync.replicas").unwrap_or(1);
    if !takes(partition, least) {
        return None;
    }
    let epoch = partition.leader_epoch;
    let headers = |made: &Made| -> Vec<(&'static str, bytes::Bytes)> { made.headers.clone() };
    let kept: Vec<_> = made.iter().map(headers).collect();
    let records: Vec<Record<'_>> = made
        .iter()
        .zip(&kept)
        .map(|(made, headers)| Record {
            timestamp: now,
            key: made.key.as_deref(),
            value: made.value.as_deref(),
            headers: headers.iter().map(|(name, value)| (*name, Some(&value[..]))).collect(),
        })
        .collect();
    let bytes = batch::write(&Batch {
        records: &records,
        producer: transaction,
        transactional: transaction.is_some(),
    });
    let log = state.topics.log_mut(topic, number)?;
    let appended = log.append(&bytes, terms(epoch, now)).ok()?;
    log.thin(u64::try_from(keep).unwrap_or(0));
    Some(appended.base)
}

/// How a log takes the story's batches: it keeps its own bound.
pub(super) fn terms(epoch: i32, now: i64) -> Terms {
    Terms {
        epoch,
        now_ms: now,
        append_time: false,
        keep: u64::MAX,
    }
}

fn takes(partition: &Partition, least: i64) -> bool {
    let in_sync = i64::try_from(partition.isr.len()).unwrap_or(0);
    let possible = i64::try_from(partition.replicas.len()).unwrap_or(0);
    partition.leader.is_some() && in_sync >= least.min(possible)
}

/// Milliseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "a short time")]
pub(super) fn seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}
