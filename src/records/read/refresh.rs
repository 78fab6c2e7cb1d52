//! What an engine asks anew: who leads the partitions that lost theirs, and where the logs of those start and end whose
//! offset was out of range.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::cursor::{Cursor, State};
use super::engine::{Engine, Event, OPERATION};
use super::unit::Unit;
use crate::kafka::calls::{metadata, offsets};
use crate::kafka::{Client, fault};
use crate::model::names::{Partition, TopicName};
use crate::model::topology::Topology;
use crate::model::trouble::{Cause, Trouble};

/// UNKNOWN_TOPIC_OR_PARTITION.
const UNKNOWN: i16 = 3;

/// What was read without an end is gone once Metadata has not had it for so long.
const DELETED: Duration = Duration::from_secs(10);

/// How often it is looked whether topics have more partitions.
const GROWTH: Duration = Duration::from_secs(10);

/// The topics, and of some partitions where the log starts and ends.
pub(super) struct Refreshed {
    topology: Arc<Topology>,
    starts: BTreeMap<u32, i64>,
    ends: BTreeMap<u32, i64>,
}

impl Engine {
    /// Asks for the leaders of those that lost theirs, once the first of them may.
    pub(super) fn refresh(&self, now: Instant) -> Option<LocalBoxFuture<'static, Event>> {
        let due = |cursor: &Cursor| matches!(cursor.state, State::Lost { at, .. } if at <= now);
        if !self.cursors.iter().any(due) {
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

    pub(super) fn refreshed(&mut self, asked: &[usize], told: Result<Refreshed, Trouble>) {
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
            let topic = cursor.slice.topic.clone();
            let name = format!("{topic}-{}", cursor.slice.partition);
            let here = told.topology.topic(topic.as_str());
            if let (Some(old), Some(new)) = (cursor.slice.id, here.and_then(|topic| topic.id))
                && old != new
            {
                cursor.fail(anew());
                continue;
            }
            let index = told
                .topology
                .index_of(topic.as_str(), Partition(cursor.slice.partition));
            let row = index.and_then(|index| told.topology.get(index));
            let (Some(row), Some(leader)) = (row, row.and_then(|row| row.leader)) else {
                let error = here.map_or(UNKNOWN, |topic| topic.error);
                let code = if error == 0 { 5 } else { error };
                let trouble = fault::kafka_error(OPERATION, None, code, Some(name));
                // a broker that has just begun may not know it yet; one that is deleted comes to no end of its own
                let (trouble, patience) = match code {
                    UNKNOWN => (
                        trouble.hint("see whether it was deleted meanwhile: `kconsole topics`"),
                        patience.or(Some(DELETED)),
                    ),
                    _ => (trouble, patience),
                };
                cursor.lose(trouble, out_of_range, patience, now);
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
        let held = self.budget.hold(0);
        for (at, from, next) in skips {
            if next > from {
                let skipped = self.nothing(at, from, &held);
                // nobody is there to be told when it fails: the loop ends by itself
                let _ = self.send(Unit { next, ..skipped });
            }
        }
    }
}

/// The topic is another one of the same name: what comes at this offset is not what followed there.
fn anew() -> Trouble {
    let what = "the topic was deleted, and another of the same name is there now";
    Trouble::new(OPERATION, Cause::Config(what.to_owned())).hint("begin again to read the new one")
}

/// Looks after a while whether the topics have more partitions than are read.
pub(super) fn growth(client: &Client, cursors: &[Cursor]) -> LocalBoxFuture<'static, bool> {
    let mut known: BTreeMap<TopicName, usize> = BTreeMap::new();
    for cursor in cursors {
        *known.entry(cursor.slice.topic.clone()).or_default() += 1;
    }
    let client = client.clone();
    async move {
        tokio::time::sleep(GROWTH).await;
        let topics: Vec<TopicName> = known.keys().cloned().collect();
        // who does not answer is asked again
        let told = metadata::fetch(&client, Some(&topics)).await;
        let topology = told.map(|answer| answer.topology(&Arc::default()));
        let more = |topology: Arc<Topology>| {
            let len = |name: &TopicName| topology.topic(name.as_str()).map_or(0, |topic| topic.len as usize);
            known.iter().any(|(name, count)| len(name) > *count)
        };
        topology.is_ok_and(more)
    }
    .boxed_local()
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::sync::mpsc;

    use super::*;
    use crate::config::profile::Profile;
    use crate::model::names::{BrokerId, TopicId};
    use crate::model::topology::{PartitionPart, TopicPart};
    use crate::records::read::{Slice, Stop, Ways};

    /// An engine that has lost the leader of `orders-0`, for so long already, and what Metadata then says of the topic.
    fn told(id: u128, since: Duration, topic: Option<u128>) -> Result<(), String> {
        let client = Client::new(Arc::new(Profile::plaintext(vec!["127.0.0.1:1".into()])));
        let slice = Slice {
            topic: TopicName::from("orders"),
            partition: 0,
            from: 60,
            until: None,
            start: 0,
            end: 100,
            held_back: 0,
            leader: Some(BrokerId(1)),
            epoch: 4,
            id: Some(TopicId::from_u128(id)),
        };
        let ways = Ways {
            patience: None,
            ..Ways::default()
        };
        let (units, _taken) = mpsc::channel();
        let given_up = Arc::new([AtomicBool::new(false)]);
        let mut engine = Engine::new(client, None, &[slice], ways, units, given_up, Stop::default());
        let trouble = Trouble::new("fetch", Cause::Io("closed".into()));
        engine.cursors[0].lose(trouble, false, None, Instant::now() - since);
        let parts = topic.map(|id| TopicPart {
            name: "orders".to_owned(),
            id: TopicId::from_u128(id),
            partitions: vec![PartitionPart {
                leader: 1,
                ..PartitionPart::default()
            }],
            ..TopicPart::default()
        });
        let topology = Topology::build(parts.into_iter().collect(), &Arc::default());
        let told = Refreshed {
            topology,
            starts: BTreeMap::new(),
            ends: BTreeMap::new(),
        };
        engine.refreshed(&[0], Ok(told));
        match &engine.cursors[0].state {
            State::Done(Some(trouble)) => Err(trouble.to_string()),
            _ => Ok(()),
        }
    }

    #[test]
    fn a_topic_that_was_deleted_is_not_waited_for_and_another_of_its_name_is_not_read_on() {
        let (moment, long) = (Duration::ZERO, Duration::from_secs(11));
        assert_eq!(told(7, long, Some(7)), Ok(()), "its leader was lost");
        assert_eq!(
            told(7, moment, None),
            Ok(()),
            "a broker that has just begun does not know it yet"
        );
        let gone = told(7, long, None).unwrap_err();
        assert!(
            gone.contains("UNKNOWN_TOPIC_OR_PARTITION") && gone.contains("deleted"),
            "{gone}"
        );
        let other = told(7, moment, Some(8)).unwrap_err();
        assert!(other.contains("another of the same name"), "{other}");
    }
}
