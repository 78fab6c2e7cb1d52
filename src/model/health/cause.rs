//! Which fault is whose: every faulty partition goes to the cause that explains it.

use std::collections::BTreeMap;

use super::facts::{Condition, Facts};
use crate::model::finding::PartitionState;
use crate::model::names::BrokerId;
use crate::model::topology::PartitionRef;

/// Faulty partitions of one cause, by dense index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bucket {
    pub offline: Vec<u32>,
    pub under_min: Vec<u32>,
    pub at_min: Vec<u32>,
    /// Under-replicated and neither of the above.
    pub under_replicated: Vec<u32>,
}

/// Faulty partitions by what explains them. Where two brokers are down, a partition that lacks both is in both buckets.
#[derive(Clone, Debug, Default)]
pub(super) struct Buckets {
    /// They lack a broker that is fenced or missing.
    pub down: BTreeMap<BrokerId, Bucket>,
    /// Their replica lies in a log dir that is offline, on a broker that is up.
    pub log_dir: BTreeMap<BrokerId, Bucket>,
    /// They lack a broker that the cluster counts on and we cannot reach.
    pub unreachable: BTreeMap<BrokerId, Bucket>,
    /// They lack a broker that is up: it is behind.
    pub behind: BTreeMap<BrokerId, Bucket>,
    /// Nothing known explains them.
    pub other: Bucket,
}

impl Bucket {
    fn push(&mut self, index: u32, state: PartitionState) {
        match state {
            PartitionState::Offline => self.offline.push(index),
            PartitionState::UnderMinIsr => self.under_min.push(index),
            PartitionState::AtMinIsr => self.at_min.push(index),
            _ => self.under_replicated.push(index),
        }
    }

    /// How many partitions in all.
    pub(super) fn len(&self) -> usize {
        self.offline.len() + self.under_min.len() + self.at_min.len() + self.under_replicated.len()
    }

    /// Something stopped: reads or writes.
    pub(super) fn stops(&self) -> bool {
        !self.offline.is_empty() || !self.under_min.is_empty()
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<u32> {
        [&self.offline, &self.under_min, &self.at_min, &self.under_replicated]
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }
}

/// Sorts every faulty partition into its causes, the surest first.
pub(super) fn buckets(facts: &Facts<'_>) -> Buckets {
    let mut out = Buckets::default();
    for (index, &state) in facts.states.iter().enumerate() {
        if state > PartitionState::UnderReplicated {
            continue;
        }
        let Some(row) = facts.topology().get(index) else {
            continue;
        };
        let Ok(index) = u32::try_from(index) else { continue };
        sort(facts, &row, index, state, &mut out);
    }
    out
}

fn sort(facts: &Facts<'_>, row: &PartitionRef<'_>, index: u32, state: PartitionState, out: &mut Buckets) {
    // an offline partition waits for those who may lead it; who else is down does not matter to it
    let back = if state == PartitionState::Offline {
        facts.back(row)
    } else {
        Vec::new()
    };
    let missing = || {
        back.iter()
            .copied()
            .chain(facts.missing(row).filter(|_| back.is_empty()))
    };
    let mut found = false;
    for id in missing() {
        if facts.condition(id) <= Condition::Fenced {
            out.down.entry(id).or_default().push(index, state);
            found = true;
        }
    }
    if found {
        return;
    }
    for id in missing() {
        let map = if row.offline.contains(&id) {
            &mut out.log_dir
        } else if facts.condition(id) == Condition::Unreachable {
            &mut out.unreachable
        } else if state != PartitionState::Offline {
            &mut out.behind
        } else {
            continue;
        };
        map.entry(id).or_default().push(index, state);
        found = true;
    }
    if !found {
        out.other.push(index, state);
    }
}
