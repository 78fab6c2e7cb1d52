//! The cluster as the story finds it: a week of records in its logs, disks half full.

use super::Content;
use super::topics::{INTERNAL, TOPICS, TopicSpec};
use crate::demo::state::State;
use crate::demo::state::placement::{Refusal, Wish};
use crate::demo::traffic::{Dice, Payloads};
use crate::model::names::TopicId;

const DAY: f64 = 86_400.0;
/// Days that logs go back (`retention.ms`).
const KEPT: f64 = 7.0;
/// Days that the shop has been open.
const OPEN: f64 = 190.0;
/// Bytes of each log dir's file system, and what is on it that is not Kafka's, for each broker's share of the logs.
const SPARE: f64 = 1.9;
/// What a file system has at least.
const LEAST: u64 = 16 << 30;
/// What a record takes in a batch beside its key and value, in bytes.
const AROUND: usize = 24;

/// Builds the set.
///
/// # Errors
/// When the cluster does not take a topic of the story: there are too few brokers, or it is there already.
pub fn build(state: &mut State, payloads: &mut Payloads, dice: &mut Dice, now: i64) -> Result<(), Refusal> {
    for spec in TOPICS.iter().chain(INTERNAL) {
        topic(state, spec, dice, now)?;
        past(state, payloads, spec, dice, now);
    }
    for broker in state.brokers.iter().map(|broker| broker.id).collect::<Vec<_>>() {
        if let Some(broker) = state.brokers.get_mut(broker) {
            broker.since_ms = now - 9 * 86_400_000;
        }
    }
    Ok(())
}

fn topic(state: &mut State, spec: &TopicSpec, dice: &mut Dice, now: i64) -> Result<(), Refusal> {
    let brokers = i16::try_from(state.brokers.iter().count()).unwrap_or(i16::MAX);
    let replicas = spec.replicas.min(brokers);
    let least = spec.least.min(replicas).max(1);
    let policy = if spec.compact { "compact" } else { "delete" };
    let mut wish = Wish::of(spec.partitions, replicas).with("cleanup.policy", policy);
    if least > 1 {
        wish = wish.with("min.insync.replicas", &least.to_string());
    }
    wish.id = Some(id(dice));
    if state.topics.get(spec.name).is_some() {
        // the cluster made it for itself
        if let Some(topic) = state.topics.get_mut(spec.name) {
            topic.configs = wish.configs;
        }
        return Ok(());
    }
    state.create_topic(spec.name, &wish, now).map(drop)
}

/// A topic's id by the story's chance, so that it is the same every time.
pub(super) fn id(dice: &mut Dice) -> TopicId {
    let half = |dice: &mut Dice| u64::from_str_radix(&dice.hex(), 16).unwrap_or(0);
    TopicId::from_u64_pair(half(dice), half(dice))
}

/// Gives the partitions of a topic the records of the past: they are counted, not kept.
#[expect(clippy::cast_possible_truncation, reason = "counts")]
fn past(state: &mut State, payloads: &mut Payloads, spec: &TopicSpec, dice: &mut Dice, now: i64) {
    let bytes = mean_size(payloads, spec.content, now, dice);
    let rate = spec.rate / f64::from(spec.partitions.max(1));
    for number in 0..spec.partitions {
        let chance = 0.92 + 0.16 * dice.share();
        let Some(log) = state.topics.log_mut(spec.name, number) else {
            continue;
        };
        let all = (rate * DAY * OPEN * chance) as i64;
        // a compacted log keeps the last value of each key: few
        let kept = if spec.compact {
            all.min(9_000)
        } else {
            (rate * DAY * KEPT * chance) as i64
        };
        log.skip(all - kept, 0);
        if !spec.compact {
            log.delete_before(log.end());
        }
        log.skip(kept, kept.unsigned_abs() * bytes);
    }
}

fn mean_size(payloads: &mut Payloads, content: Content, now: i64, dice: &mut Dice) -> u64 {
    const SAMPLES: usize = 16;
    let sample = |_| {
        let made = payloads.make(content, now, dice);
        let headers: usize = made
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len() + 2)
            .sum();
        made.key.map_or(0, |key| key.len()) + made.value.map_or(0, |value| value.len()) + headers + AROUND
    };
    let sum: usize = (0..SAMPLES).map(sample).sum();
    (sum / SAMPLES) as u64
}

/// Gives every broker disks that are a little more than half full with what it holds by now.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a size"
)]
pub fn furnish(state: &mut State) {
    let fullest = state
        .brokers
        .iter()
        .map(|broker| state.replicas_on(broker.id).map(|(.., size)| size).sum::<u64>());
    let dir = fullest.max().unwrap_or(0) / 2;
    let total = ((dir as f64 * SPARE) as u64).max(LEAST);
    // whole gibibytes, as disks come
    let total = total.div_ceil(8 << 30) * (8 << 30);
    state.disks.total = Some(total);
    state.disks.other = total / 20;
}
