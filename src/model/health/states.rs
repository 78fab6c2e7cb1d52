//! The state of every partition, as its leader's broker would count it.

use std::collections::HashMap;

use crate::model::finding::PartitionState;
use crate::model::moves::{Move, Moves};
use crate::model::settings::Settings;
use crate::model::topology::{PartitionRef, Topology};

/// Every partition's state by dense index, and whether every topic's `min.insync.replicas` was known: without it a
/// partition short of replicas is only called under-replicated.
#[must_use]
pub fn states(topology: &Topology, settings: &Settings, moves: Option<&Moves>) -> (Vec<PartitionState>, bool) {
    let moving = moving(topology, moves);
    let min_isr = min_isr(topology, settings);
    let mut out = Vec::with_capacity(topology.partitions());
    for (topic, min) in topology.topics().iter().zip(&min_isr) {
        for row in topology.of(topic) {
            let of = if moving.is_empty() {
                None
            } else {
                u32::try_from(row.index)
                    .ok()
                    .and_then(|index| moving.get(&index).copied())
            };
            out.push(state(&row, *min, of));
        }
    }
    (out, min_isr.iter().all(Option::is_some))
}

/// The state of one partition. As the broker counts it, replicas that are being added do not count as missing
/// (`|replicas| − |adding| > |ISR|`), and `min.insync.replicas` asks for no more than there are replicas.
pub(super) fn state(row: &PartitionRef<'_>, min_isr: Option<i32>, moving: Option<&Move>) -> PartitionState {
    let Some(leader) = row.leader else {
        return PartitionState::Offline;
    };
    let in_sync = row.isr.len();
    let missing = row.replicas.len().saturating_sub(moving.map_or(0, |m| m.adding.len())) > in_sync;
    if let Some(min) = min_isr {
        let min = usize::try_from(min).unwrap_or(0).min(row.replicas.len());
        if in_sync < min {
            return PartitionState::UnderMinIsr;
        }
        if missing && in_sync == min {
            return PartitionState::AtMinIsr;
        }
    }
    if missing {
        PartitionState::UnderReplicated
    } else if moving.is_some() {
        PartitionState::Moving
    } else if row.preferred().is_some_and(|preferred| preferred != leader) {
        PartitionState::NonPreferred
    } else {
        PartitionState::Ok
    }
}

/// The reassignments by dense index.
pub(super) fn moving<'a>(topology: &Topology, moves: Option<&'a Moves>) -> HashMap<u32, &'a Move> {
    moves
        .into_iter()
        .flatten()
        .filter(|(_, m)| !m.adding.is_empty() || !m.removing.is_empty())
        .filter_map(|((topic, partition), m)| {
            let index = topology.index_of(topic.as_str(), *partition)?;
            Some((u32::try_from(index).ok()?, m))
        })
        .collect()
}

/// `min.insync.replicas` by topic, in the topology's order: both sides are sorted by name.
pub(in crate::model) fn min_isr(topology: &Topology, settings: &Settings) -> Vec<Option<i32>> {
    let mut known = settings.topics.iter().peekable();
    topology
        .topics()
        .iter()
        .map(|topic| {
            while known.next_if(|(name, _)| name.as_str() < topic.name.as_str()).is_some() {}
            known
                .next_if(|(name, _)| name.as_str() == topic.name.as_str())
                .map(|(_, settings)| settings.min_isr)
        })
        .collect()
}
