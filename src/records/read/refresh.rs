//! What an engine asks anew: who leads the partitions that lost theirs, and where the logs of those start and end whose
//! offset was out of range.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

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
