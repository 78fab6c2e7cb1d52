//! What the rules share: partition states, who is down, what moves; worked out once an evaluation.

use std::collections::{BTreeMap, HashMap};

use super::cause::{Buckets, buckets};
use super::states::{moving, states};
use super::thresholds::Thresholds;
use crate::model::cluster::{BrokerState, Cluster, Reach};
use crate::model::finding::{Health, PartitionState};
use crate::model::known::Known;
use crate::model::moves::{Move, Moves};
use crate::model::names::BrokerId;
use crate::model::time::At;
use crate::model::topology::{PartitionRef, Topology};
use crate::model::view::View;

/// How a broker stands; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition {
    /// The cluster does not list it.
    Missing,
    /// The cluster lists it as fenced.
    Fenced,
    /// The cluster counts on it; it does not answer us.
    Unreachable,
    /// Up, as far as anyone knows.
    Up,
}

/// The view with what follows from it.
pub(super) struct Facts<'a> {
    pub view: &'a View,
    pub previous: &'a Health,
    pub thresholds: &'a Thresholds,
    pub now: At,

    pub states: Vec<PartitionState>,
    pub min_isr_known: bool,
    /// Reassignments by dense index.
    pub moving: HashMap<u32, &'a Move>,
    /// Faulty partitions by what explains them.
    pub buckets: Buckets,
    conditions: BTreeMap<BrokerId, Condition>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(view: &'a View, previous: &'a Health, thresholds: &'a Thresholds, now: At) -> Self {
        let moves = moves(view);
        let (states, min_isr_known) = states(&view.topology, &view.settings, moves);
        let mut facts = Self {
            view,
            previous,
            thresholds,
            now,

            states,
            min_isr_known,
            moving: moving(&view.topology, moves),
            buckets: Buckets::default(),
            conditions: conditions(&view.cluster),
        };
        facts.buckets = buckets(&facts);
        facts
    }

    pub(super) fn topology(&self) -> &'a Topology {
        &self.view.topology
    }

    /// How broker `id` stands. While no broker list is known, none is called missing.
    pub(super) fn condition(&self, id: BrokerId) -> Condition {
        match self.conditions.get(&id) {
            Some(&condition) => condition,
            None if self.conditions.is_empty() => Condition::Up,
            None => Condition::Missing,
        }
    }

    /// Every broker that is listed, or named as a replica of a faulty partition, by id.
    pub(super) fn brokers(&self) -> Vec<BrokerId> {
        let mut all: Vec<_> = self
            .conditions
            .keys()
            .copied()
            .chain(self.buckets.down.keys().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The replicas of a partition that ought to be in its ISR and are not.
    pub(super) fn missing<'b>(&self, row: &PartitionRef<'b>) -> impl Iterator<Item = BrokerId> + use<'a, 'b> {
        let adding = u32::try_from(row.index)
            .ok()
            .and_then(|index| self.moving.get(&index).copied())
            .map_or(&[][..], |m| &m.adding);
        let isr = row.isr;
        row.replicas
            .iter()
            .copied()
            .filter(move |id| !isr.contains(id) && !adding.contains(id))
    }

    /// Who brings an offline partition back without losing data: its last ISR, and its eligible leader replicas
    /// (KIP-966). Empty when neither is known.
    pub(super) fn back(&self, row: &PartitionRef<'_>) -> Vec<BrokerId> {
        let mut back = row.isr.to_vec();
        let key = (row.topic.name.clone(), row.partition);
        if let Some(eligible) = self.view.eligible.get(&key) {
            back.extend(eligible.eligible.iter().filter(|id| !row.isr.contains(id)));
        }
        back
    }
}

/// The reassignments, where they are known.
pub(super) fn moves(view: &View) -> Option<&Moves> {
    match &view.moves.data {
        Known::Value(moves) => Some(moves),
        Known::Unknown(_) => None,
    }
}

fn conditions(cluster: &Cluster) -> BTreeMap<BrokerId, Condition> {
    cluster
        .brokers
        .iter()
        .map(|broker| {
            let condition = match (broker.state, &broker.reach) {
                (BrokerState::Missing, _) => Condition::Missing,
                (BrokerState::Fenced, _) => Condition::Fenced,
                (BrokerState::Up, Reach::Lost { .. }) => Condition::Unreachable,
                (BrokerState::Up, _) => Condition::Up,
            };
            (broker.id, condition)
        })
        .collect()
}
