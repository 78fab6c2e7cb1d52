//! What only grows. A partition's growth since the last look counts where it is led now: a new leader takes no past over.

use std::collections::BTreeMap;

use super::{PARTITIONS, all, long};
use crate::demo::state::State;
use crate::demo::state::log::Log;
use crate::model::names::{BrokerId, TopicId};

/// Of one topic on one broker.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Traffic {
    pub records: f64,
    pub bytes_in: f64,
    pub bytes_out: f64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    traffic: BTreeMap<(BrokerId, String), Traffic>,
    /// ISR shrinks and expansions a broker saw as leader.
    isr: BTreeMap<BrokerId, (f64, f64)>,
    ends: BTreeMap<(TopicId, usize), (i64, usize)>,
    commits: BTreeMap<(String, TopicId, i32), i64>,
}

impl Counters {
    /// Counts what happened since the last look; at the first one nothing has.
    pub(super) fn follow(&mut self, state: &State) {
        // in a large cluster only brokers have series: their topics count as one
        let large = all(state).count() > PARTITIONS;
        let mut ends = BTreeMap::new();
        for (name, topic, number, partition) in all(state) {
            let now = (partition.log.end(), partition.isr.len());
            let before = self.ends.get(&(topic.id, number)).copied();
            ends.insert((topic.id, number), now);
            let Some(leader) = partition.leader else { continue };
            // one that was not there at the last look grew from nothing
            let (end, in_sync) = before.unwrap_or(if self.ends.is_empty() { now } else { (0, now.1) });
            let (shrinks, expands) = self.isr.entry(leader).or_default();
            *shrinks += f64::from(u8::from(now.1 < in_sync));
            *expands += f64::from(u8::from(now.1 > in_sync));
            let grown = long((now.0 - end).max(0));
            if large && grown <= 0.0 {
                continue;
            }
            let name = if large { String::new() } else { name.to_owned() };
            let traffic = self.traffic.entry((leader, name)).or_default();
            traffic.records += grown;
            traffic.bytes_in += grown * mean(&partition.log);
        }
        self.ends = ends;
        if !large {
            self.read(state);
        }
    }

    /// What groups committed was read from the partition's leader.
    fn read(&mut self, state: &State) {
        let mut commits = BTreeMap::new();
        let first = self.commits.is_empty();
        for group in state.groups.iter() {
            for (name, partitions) in group.offsets.iter() {
                let Some(topic) = state.topics.get(name.as_str()) else {
                    continue;
                };
                for (&number, commit) in partitions {
                    let key = (group.id.as_str().to_owned(), topic.id, number);
                    let before = self.commits.get(&key).copied();
                    let read = long((commit.offset - before.unwrap_or(commit.offset)).max(0));
                    commits.insert(key, commit.offset);
                    let Some(partition) = topic.partition(number).filter(|_| !first) else {
                        continue;
                    };
                    let Some(leader) = partition.leader else { continue };
                    let traffic = self.traffic.entry((leader, name.as_str().to_owned())).or_default();
                    traffic.bytes_out += read * mean(&partition.log);
                }
            }
        }
        self.commits = commits;
    }

    /// Each topic on a broker.
    pub(super) fn of(&self, broker: BrokerId) -> impl Iterator<Item = (&str, Traffic)> {
        let own = self.traffic.iter().filter(move |((at, _), _)| *at == broker);
        own.map(|((_, topic), traffic)| (topic.as_str(), *traffic))
    }

    /// A broker's ISR shrinks and expansions.
    pub(super) fn isr(&self, broker: BrokerId) -> (f64, f64) {
        self.isr.get(&broker).copied().unwrap_or_default()
    }
}

/// The mean size of a log's records, in bytes.
fn mean(log: &Log) -> f64 {
    let records = log.end() - log.start();
    let size = i64::try_from(log.size()).unwrap_or(i64::MAX);
    if records > 0 { long(size) / long(records) } else { 0.0 }
}
