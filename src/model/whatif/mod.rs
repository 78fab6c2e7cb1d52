//! What stops if a broker, or a whole rack, stops: the check before each step of a rolling restart.
//!
//! Pure, from the view alone. What is not known is never taken for safe.

mod judge;
mod quorum;

use std::collections::{BTreeMap, BTreeSet};

use super::cluster::{BrokerState, Reach};
use super::health::coordinator::{GROUPS_TOPIC, TRANSACTIONS_TOPIC, of_group};
use super::health::min_isr;
use super::names::{BrokerId, GroupId};
use super::view::View;
use super::words::{count, list, partitions};
use crate::text::escape;

use judge::{Fate, fate};

/// How a reason begins that says what is not known.
const NOT_KNOWN: &str = "not known: ";

/// What would happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Nothing stops, and all that must be known for saying so is known.
    pub safe: bool,
    /// It is down already, so that what stops with it has stopped.
    pub down: bool,
    /// What would stop, the worst first; then what is not known.
    pub reasons: Vec<String>,
    /// Partitions that would go offline, by dense index.
    pub offline: Vec<u32>,
    /// Partitions that would refuse writes with acks=all, by dense index.
    pub under_min: Vec<u32>,
    /// Partitions that would lose a replica while their `min.insync.replicas` is not known.
    pub unknown: u32,
    /// Partitions that would be left at min ISR: one more loss stops writes.
    pub thin: u32,
    /// Leaderships that would move to another broker.
    pub leaders: u32,
    /// Groups whose coordinator would be gone.
    pub groups: Vec<GroupId>,
    /// Partitions of `__transaction_state` that would stop, and the transactions in them.
    pub transactions: u32,
}

impl Verdict {
    /// How many partitions stop reads or writes.
    #[must_use]
    pub fn stops(&self) -> usize {
        self.offline.len() + self.under_min.len()
    }

    /// As a table shows it: "yes", "is down", "no: 391 stop", "unknown".
    #[must_use]
    pub fn brief(&self) -> String {
        match (self.safe, self.stops()) {
            (true, _) if self.down => "is down".to_owned(),
            (true, _) => "yes".to_owned(),
            (false, 0) if self.reasons.iter().all(|why| why.starts_with(NOT_KNOWN)) => "unknown".to_owned(),
            (false, 0) => "no".to_owned(),
            (false, n) => format!(
                "no: {} stop",
                crate::text::Thousands(i64::try_from(n).unwrap_or(i64::MAX))
            ),
        }
    }

    fn note(&mut self, index: usize, fate: Fate) {
        let Ok(at) = u32::try_from(index) else { return };
        match fate {
            Fate::Untouched => {}
            Fate::Offline => self.offline.push(at),
            Fate::Stays { leader_moves, min } => {
                self.leaders += u32::from(leader_moves);
                match min {
                    judge::Min::Under => self.under_min.push(at),
                    judge::Min::At => self.thin += 1,
                    judge::Min::Unknown => self.unknown += 1,
                    judge::Min::Already | judge::Min::Above => {}
                }
            }
        }
    }
}

/// What stops if broker `id` stops.
#[must_use]
pub fn stop_broker(view: &View, id: BrokerId) -> Verdict {
    stop(view, &BTreeSet::from([id]))
}

/// What stops if every broker of `rack` stops at once.
#[must_use]
pub fn stop_rack(view: &View, rack: &str) -> Verdict {
    let brokers = view.cluster.brokers.iter();
    stop(
        view,
        &brokers
            .filter(|b| b.rack.as_deref() == Some(rack))
            .map(|b| b.id)
            .collect(),
    )
}

/// What stops if these brokers stop at once.
#[must_use]
pub fn stop(view: &View, brokers: &BTreeSet<BrokerId>) -> Verdict {
    let mut verdict = Verdict::default();
    let min = min_isr(&view.topology, &view.settings);
    for (topic, min) in view.topology.topics().iter().zip(&min) {
        for row in view.topology.of(topic) {
            verdict.note(row.index, fate(&row, *min, |id| brokers.contains(&id)));
        }
    }
    finish(view, brokers, verdict)
}

/// What stops if each broker stops alone, for every broker that is up: one pass over the partitions.
#[must_use]
pub fn stop_each(view: &View) -> BTreeMap<BrokerId, Verdict> {
    let up = view.cluster.brokers.iter().filter(|b| b.state == BrokerState::Up);
    let mut verdicts: BTreeMap<_, _> = up.map(|b| (b.id, Verdict::default())).collect();
    let min = min_isr(&view.topology, &view.settings);
    for (topic, min) in view.topology.topics().iter().zip(&min) {
        for row in view.topology.of(topic) {
            for id in row.isr {
                if let Some(verdict) = verdicts.get_mut(id) {
                    verdict.note(row.index, fate(&row, *min, |stopped| stopped == *id));
                }
            }
        }
    }
    verdicts
        .into_iter()
        .map(|(id, verdict)| (id, finish(view, &BTreeSet::from([id]), verdict)))
        .collect()
}

/// Adds what hangs on the partitions, and says why.
fn finish(view: &View, brokers: &BTreeSet<BrokerId>, mut verdict: Verdict) -> Verdict {
    let within = |topic: &str, indices: &[u32]| -> Vec<u32> {
        let range = view.topology.topic(topic).map_or(0..0, super::topology::Topic::range);
        indices
            .iter()
            .copied()
            .filter(|index| range.contains(&(*index as usize)))
            .collect()
    };
    let lost = within(GROUPS_TOPIC, &verdict.offline);
    if !lost.is_empty() {
        let gone = |id: &GroupId| {
            of_group(&view.topology, id.as_str()).is_some_and(|at| u32::try_from(at).is_ok_and(|at| lost.contains(&at)))
        };
        let ids = view.groups.list.iter().map(|group| &group.id);
        verdict.groups = ids.filter(|id| gone(id)).cloned().collect();
    }
    let stopped =
        within(TRANSACTIONS_TOPIC, &verdict.offline).len() + within(TRANSACTIONS_TOPIC, &verdict.under_min).len();
    verdict.transactions = u32::try_from(stopped).unwrap_or(u32::MAX);
    verdict.reasons = reasons(view, brokers, &verdict);
    verdict.safe = verdict.reasons.is_empty();
    let down = |id: &BrokerId| view.cluster.broker(*id).is_some_and(|b| b.state != BrokerState::Up);
    verdict.down = !brokers.is_empty() && brokers.iter().all(down);
    verdict
}

fn reasons(view: &View, brokers: &BTreeSet<BrokerId>, verdict: &Verdict) -> Vec<String> {
    let mut out = Vec::new();
    let named = |indices: &[u32]| (count(indices.len(), "partition"), partitions(&view.topology, indices));
    if brokers.is_empty() || brokers.iter().any(|id| view.cluster.broker(*id).is_none()) {
        out.push("no such broker is known".to_owned());
    }
    if !verdict.offline.is_empty() {
        let (n, names) = named(&verdict.offline);
        out.push(format!("{n} would go offline: {names}"));
    }
    if !verdict.under_min.is_empty() {
        let (n, names) = named(&verdict.under_min);
        out.push(format!("{n} would refuse writes (under min ISR): {names}"));
    }
    if !verdict.groups.is_empty() {
        let names = verdict.groups.iter().map(|id| escape(id.as_str()).into_owned());
        let n = count(verdict.groups.len(), "group");
        out.push(format!(
            "{n} would lose the coordinator: {}",
            list(names, verdict.groups.len())
        ));
    }
    if verdict.transactions > 0 {
        let n = count(verdict.transactions as usize, "partition");
        out.push(format!(
            "{n} of {TRANSACTIONS_TOPIC} would stop, with their transactions"
        ));
    }
    out.extend(quorum::reason(view, brokers));
    if view.topology.stamp.at.is_none() {
        out.push(format!("{NOT_KNOWN}the topics have not been answered yet"));
    }
    if verdict.unknown > 0 {
        let n = count(verdict.unknown as usize, "partition");
        out.push(format!(
            "{NOT_KNOWN}min.insync.replicas of {n} that would lose a replica"
        ));
    }
    // the cluster counts on them for seconds after they are gone
    let silent = view.cluster.brokers.iter().filter(|broker| {
        let lost = matches!(broker.reach, Reach::Lost { .. });
        broker.state == BrokerState::Up && lost && !brokers.contains(&broker.id)
    });
    for broker in silent {
        out.push(format!(
            "{NOT_KNOWN}whether broker {} is there: it does not answer from here",
            broker.id
        ));
    }
    out
}

#[cfg(test)]
mod tests;
