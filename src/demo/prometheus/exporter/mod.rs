//! What the exporters of a real cluster would tell of the demo's: `jmx_exporter` (its `kafka-2_0_0` rules) of each
//! broker, and `kafka_exporter` of partitions and groups.
//!
//! | file | its part |
//! |---|---|
//! | `counters` | what only grows: records, bytes, ISR changes |
//! | `brokers` | each broker's own figures, labelled `instance` |
//! | `partitions` | partitions and groups, by `kafka_exporter`'s names |
//! | `alerts` | what fires, and since when |

mod alerts;
mod brokers;
mod counters;
mod partitions;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Alert, Sample, Source};
use crate::demo::Shared;
use crate::demo::state::State;
use crate::demo::state::topic::{Partition, Topic};
use crate::model::names::BrokerId;
use counters::Counters;

/// Partitions that have series of their own, at most: beyond them a cluster is too large for such an exporter.
const PARTITIONS: usize = 5_000;

/// Tells the figures of a cluster. It counts from the moment it is made: make it with the cluster.
pub struct Exporter {
    cluster: Arc<Shared>,
    memory: Mutex<Memory>,
}

/// What is carried from look to look.
#[derive(Debug, Default)]
struct Memory {
    counters: Counters,
    /// When each alert began to fire.
    firing: BTreeMap<&'static str, i64>,
}

impl Exporter {
    /// The exporter of a cluster.
    #[must_use]
    pub fn new(cluster: Arc<Shared>) -> Self {
        let mut memory = Memory::default();
        cluster.read(|state| memory.counters.follow(state));
        Self {
            cluster,
            memory: Mutex::new(memory),
        }
    }

    fn look<T>(&self, at: impl FnOnce(&State, &mut Memory) -> T) -> T {
        self.cluster.read(|state| {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            at(state, &mut memory)
        })
    }
}

impl std::fmt::Debug for Exporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exporter").finish_non_exhaustive()
    }
}

impl Source for Exporter {
    fn samples(&self, out: &mut Vec<Sample>) {
        let now = self.cluster.now_ms();
        self.look(|state, memory| {
            memory.counters.follow(state);
            alerts::follow(state, &mut memory.firing, now);
            brokers::samples(state, &memory.counters, out);
            partitions::samples(state, out);
        });
    }

    fn alerts(&self) -> Vec<Alert> {
        let now = self.cluster.now_ms();
        self.look(|state, memory| {
            alerts::follow(state, &mut memory.firing, now);
            alerts::told(state, &memory.firing)
        })
    }
}

/// How a partition fares, as its leader counts it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Fare {
    offline: bool,
    under_replicated: bool,
    under_min: bool,
    at_min: bool,
}

impl Fare {
    fn of(topic: &Topic, partition: &Partition) -> Self {
        let min = topic.number("min.insync.replicas").unwrap_or(1);
        let in_sync = i64::try_from(partition.isr.len()).unwrap_or(i64::MAX);
        let offline = partition.leader.is_none();
        Self {
            offline,
            under_replicated: partition.replicas.len().saturating_sub(partition.adding.len()) > partition.isr.len(),
            under_min: !offline && in_sync < min,
            at_min: !offline && in_sync == min,
        }
    }
}

/// Every partition with its topic and number.
fn all(state: &State) -> impl Iterator<Item = (&str, &Topic, usize, &Partition)> {
    state.topics.iter().flat_map(|(name, topic)| {
        let partitions = topic.partitions.iter().enumerate();
        partitions.map(move |(number, partition)| (name.as_str(), topic, number, partition))
    })
}

/// A broker as Prometheus knows it.
fn instance(state: &State, id: BrokerId) -> String {
    let host = state.brokers.get(id).map_or("", |broker| &broker.host);
    format!("{host}:{}", 11_000 + id.0)
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, and a metric beyond")]
fn long(value: i64) -> f64 {
    value as f64
}
