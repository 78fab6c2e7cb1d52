//! The next view under construction: answers go in section by section, a published view comes out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::brokers;
use super::ends::{self, Waiting};
use super::sweeps::Sweeps;
use crate::kafka::Node;
use crate::kafka::calls::cluster::ClusterAnswer;
use crate::kafka::calls::metadata::MetadataAnswer;
use crate::kafka::calls::offsets::Told;
use crate::model::cluster::{BrokerState, Cluster, Reach};
use crate::model::column::Column;
use crate::model::group::Group;
use crate::model::known::{Known, Reason};
use crate::model::names::BrokerId;
use crate::model::offsets::Offsets;
use crate::model::quorum::Quorum;
use crate::model::stamp::Stamp;
use crate::model::time::{At, Span};
use crate::model::topology::Topology;
use crate::model::trouble::Trouble;
use crate::model::view::View;

/// A group sweep waits this long for the ends of a leader that does not answer; then the last known ones must do.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Which column an answer fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    High,
    Stable,
    Start,
}

/// The view under construction.
#[derive(Debug, Default)]
pub(super) struct Board {
    /// The parts as they stand.
    pub view: View,
    sweeps: Sweeps,
    waiting: Vec<Waiting>,
    /// When the last finished end-offset sweep of each leader began.
    ends_began: BTreeMap<BrokerId, Instant>,
    /// The last answer of DescribeCluster that tells fenced brokers.
    fenced_told: Option<At>,
    /// The hash of the last Metadata answer's topics: the topology is rebuilt only when it changed.
    metadata_hash: Option<u64>,
}

impl Board {
    /// Brokers that are up and not known to be lost to us.
    pub(super) fn answering(&self) -> BTreeSet<BrokerId> {
        let cluster = &self.view.cluster;
        cluster.brokers.iter().filter(|b| b.healthy()).map(|b| b.id).collect()
    }

    /// Brokers the cluster lists, reachable or not: each has tasks of its own.
    pub(super) fn listed(&self) -> Vec<BrokerId> {
        let brokers = self.view.cluster.brokers.iter();
        brokers
            .filter(|b| b.state != BrokerState::Missing)
            .map(|b| b.id)
            .collect()
    }

    /// What tells a new answer from one that says the same again, besides the numbers.
    pub(super) fn shown(&self) -> impl PartialEq + use<> {
        let view = &self.view;
        let brokers: Vec<(BrokerId, BrokerState)> = view.cluster.brokers.iter().map(|b| (b.id, b.state)).collect();
        let answered = [
            &view.topology.stamp,
            &view.cluster.stamp,
            &view.quorum.stamp,
            &view.moves.stamp,
        ];
        (
            (view.topology.version, brokers, view.cluster.controller),
            (view.moves.data.clone(), Arc::clone(&view.eligible.data)),
            answered.map(|stamp| (stamp.at.is_some(), stamp.trouble.is_some())),
        )
    }

    /// Metadata answered. True when the set of live brokers differs from what is shown: DescribeCluster should hurry.
    pub(super) fn metadata(&mut self, answer: MetadataAnswer, now: At) -> bool {
        let first = self.view.topology.stamp.at.is_none();
        let nodes: Vec<(Node, bool)> = answer.nodes.iter().map(|node| (node.clone(), false)).collect();
        let up: BTreeSet<BrokerId> = answer.nodes.iter().map(|n| n.id).collect();
        let brokers = self.view.cluster.brokers.iter();
        let shown: BTreeSet<BrokerId> = brokers.filter(|b| b.state == BrokerState::Up).map(|b| b.id).collect();
        let fenced_told = self.fenced_told.is_some_and(|at| now.since(at) <= Span::seconds(10));
        let cluster = self.cluster_mut();
        if !fenced_told {
            cluster.brokers = brokers::listed(&cluster.brokers, &nodes, now, first);
        }
        if !cluster.id.is_known() {
            cluster.id = answer.cluster_id.clone();
        }
        if self.metadata_hash.replace(answer.raw_hash) != Some(answer.raw_hash) {
            self.topology(answer, now, first);
        }
        up != shown
    }

    /// The topics changed.
    fn topology(&mut self, answer: MetadataAnswer, now: At, first: bool) {
        let before = Arc::clone(&self.view.topology.data);
        let after = answer.topology(&before);
        if after.layout != self.view.offsets.layout {
            self.view.offsets.data = Arc::new(ends::relay(&self.view.offsets, &before, &after));
        }
        brokers::named(&mut self.cluster_mut().brokers, &after, now, first);
        self.view.topology.data = after;
    }

    /// DescribeCluster answered.
    pub(super) fn cluster(&mut self, answer: ClusterAnswer, now: At) {
        let first = self.view.cluster.stamp.at.is_none();
        let topology = Arc::clone(&self.view.topology.data);
        let cluster = self.cluster_mut();
        cluster.brokers = brokers::listed(&cluster.brokers, &answer.nodes, now, first);
        brokers::named(&mut cluster.brokers, &topology, now, first);
        cluster.id = answer.id;
        cluster.kind = answer.kind;
        cluster.features = answer.features;
        cluster.rights = answer.rights;
        if answer.controller.is_known() {
            cluster.controller = answer.controller;
        }
        if answer.with_fenced {
            self.fenced_told = Some(now);
        }
    }

    /// DescribeQuorum answered: its leader is the controller.
    pub(super) fn quorum(&mut self, quorum: Quorum) {
        self.cluster_mut().controller = Known::from_option(quorum.leader, Reason::NoLeader);
        self.view.quorum.data = Known::Value(Arc::new(quorum));
    }

    /// The cluster part, to change.
    pub(super) fn cluster_mut(&mut self) -> &mut Cluster {
        Arc::make_mut(&mut self.view.cluster.data)
    }

    /// One leader told one kind of offset for its partitions. True when a leader moved: Metadata should hurry.
    pub(super) fn offsets(&mut self, leader: BrokerId, which: Which, answers: &Told, asked: &Topology) -> bool {
        let now = Arc::clone(&self.view.topology.data);
        let offsets = Arc::make_mut(&mut self.view.offsets.data);
        let moved = ends::fill(column(offsets, which), answers, asked, &now);
        if which == Which::High && asked.layout == now.layout {
            for (index, _) in answers {
                if let Some(from) = offsets.from.get_mut(*index as usize) {
                    *from = leader.0;
                }
            }
        }
        moved
    }

    /// A leader did not tell: what was never known of its partitions is unknown for this reason. What is known stands.
    pub(super) fn untold(&mut self, leader: BrokerId, which: &[Which], reason: Reason) {
        let topology = Arc::clone(&self.view.topology.data);
        let offsets = &self.view.offsets.data;
        let never = |which: &Which, index| {
            let column = match which {
                Which::High => &offsets.high,
                Which::Stable => &offsets.stable,
                Which::Start => &offsets.start,
            };
            column.get(index) == Known::Unknown(Reason::NotYet)
        };
        let led = topology
            .iter()
            .filter(|row| row.leader == Some(leader))
            .map(|row| row.index);
        let cells: Vec<(Which, usize)> = led
            .flat_map(|index| {
                which
                    .iter()
                    .filter(move |which| never(which, index))
                    .map(move |which| (*which, index))
            })
            .collect();
        if cells.is_empty() {
            return;
        }
        let offsets = Arc::make_mut(&mut self.view.offsets.data);
        for (which, index) in cells {
            column(offsets, which).set(index, Known::Unknown(reason));
        }
    }

    /// A leader's end-offset sweep ended.
    pub(super) fn ends_done(&mut self, leader: BrokerId, began: Instant, stamp: Stamp) {
        if stamp.trouble.is_none() {
            self.ends_began.insert(leader, began);
        }
        let section = &mut self.view.offsets;
        section.stamp.at = section.stamp.at.max(stamp.at);
        section.stamp.every = stamp.every;
        Arc::make_mut(&mut section.data).brokers.insert(leader, stamp);
    }

    /// A coordinator's groups with their commits came; they wait for their ends.
    pub(super) fn groups(&mut self, waiting: Waiting) {
        self.waiting.retain(|w| w.coordinator != waiting.coordinator);
        self.waiting.push(waiting);
    }

    /// A coordinator's sweep ended (well or not).
    pub(super) fn groups_done(&mut self, coordinator: BrokerId, stamp: Stamp) {
        let section = &mut self.view.groups;
        section.stamp.every = stamp.every;
        let groups = Arc::make_mut(&mut section.data);
        groups.coordinators.insert(coordinator, stamp);
        groups.partial = groups
            .coordinators
            .values()
            .any(|s| s.at.is_none() || s.trouble.is_some());
    }

    /// Joins the waiting sweeps whose ends have come (or never will); true when any was. `last`: no more will come.
    pub(super) fn join(&mut self, now: At, moment: Instant, last: bool) -> bool {
        let topology = Arc::clone(&self.view.topology.data);
        let answering = self.answering();
        let began = &self.ends_began;
        let ready = |w: &Waiting| {
            let in_time =
                |leader: &BrokerId| began.get(leader).is_some_and(|b| *b >= w.read) || !answering.contains(leader);
            last || moment.saturating_duration_since(w.read) > PATIENCE || w.leaders(&topology).iter().all(in_time)
        };
        let (done, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().partition(ready);
        self.waiting = left;
        if done.is_empty() {
            return false;
        }
        let before = Arc::clone(&self.view.groups.data);
        for sweep in done {
            let offsets = &self.view.offsets;
            let join = |group: Arc<Group>| {
                let was = before.get(group.id.as_str()).map(|was| &**was);
                ends::join(Arc::unwrap_or_clone(group), &topology, offsets, was, now)
            };
            let groups = sweep.groups.into_iter().map(join).collect();
            self.sweeps.told(sweep.coordinator, sweep.began, groups);
        }
        self.sweeps.retire(&self.listed().into_iter().collect(), now);
        let list = self.sweeps.list(&answering);
        Arc::make_mut(&mut self.view.groups.data).list = list;
        self.view.groups.stamp.at = Some(now);
        true
    }

    /// When a waiting sweep runs out of patience.
    pub(super) fn patience(&self) -> Option<Instant> {
        self.waiting
            .iter()
            .map(|w| w.read + PATIENCE + Duration::from_millis(1))
            .min()
    }

    /// The partitions the waiting sweeps need, by dense index: a look at a few groups reads no more than these.
    pub(super) fn needed(&self) -> Vec<u32> {
        let topology = &self.view.topology.data;
        let rows = self
            .waiting
            .iter()
            .flat_map(|w| &w.groups)
            .filter_map(|g| g.offsets.as_ref().value())
            .flatten();
        let mut finder = topology.finder();
        let indices = rows.filter_map(|r| finder.index_of(r.topic.as_str(), r.partition));
        let mut needed: Vec<u32> = indices.filter_map(|i| u32::try_from(i).ok()).collect();
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    /// The leaders of the partitions the waiting sweeps need.
    pub(super) fn needed_leaders(&self) -> Vec<BrokerId> {
        let topology = &self.view.topology.data;
        let leaders: BTreeSet<BrokerId> = self.waiting.iter().flat_map(|w| w.leaders(topology)).collect();
        leaders.into_iter().collect()
    }

    /// What a broker's software is at least.
    pub(super) fn software(&mut self, broker: BrokerId, software: Known<Arc<str>>) {
        let brokers = &mut self.cluster_mut().brokers;
        if let Ok(at) = brokers.binary_search_by_key(&broker, |b| b.id) {
            brokers[at].software = software;
        }
    }

    /// Whether any answer came at all.
    pub(super) fn anything(&self) -> bool {
        let view = &self.view;
        [
            &view.topology.stamp,
            &view.cluster.stamp,
            &view.quorum.stamp,
            &view.moves.stamp,
            &view.opened.stamp,
        ]
        .iter()
        .any(|stamp| stamp.at.is_some())
    }

    /// What the client sees of each broker goes into the view. Gives the brokers that were lost or came back, the
    /// latter with `true`.
    pub(super) fn reach(&mut self, reach: Vec<(BrokerId, Reach)>) -> Vec<(BrokerId, bool)> {
        let lost = |r: &Reach| matches!(r, Reach::Lost { .. });
        let before = |id: BrokerId| self.view.cluster.broker(id).map(|b| lost(&b.reach));
        let turned = reach
            .iter()
            .filter(|(id, now)| before(*id).is_some_and(|was| was != lost(now)));
        let turned = turned.map(|(id, now)| (*id, !lost(now))).collect();
        brokers::reached(&mut self.cluster_mut().brokers, reach);
        turned
    }
}

/// One of the columns, to change.
fn column(offsets: &mut Offsets, which: Which) -> &mut Column {
    match which {
        Which::High => &mut offsets.high,
        Which::Stable => &mut offsets.stable,
        Which::Start => &mut offsets.start,
    }
}

/// A stamp for an answer, or for a failure that keeps the time of the last answer.
pub(super) fn stamp(before: Option<&Stamp>, outcome: Result<At, Arc<Trouble>>, every: Duration) -> Stamp {
    let every = Span(i64::try_from(every.as_millis()).unwrap_or(i64::MAX));
    match outcome {
        Ok(at) => Stamp {
            at: Some(at),
            every,
            trouble: None,
        },
        Err(trouble) => Stamp {
            at: before.and_then(|b| b.at),
            every,
            trouble: Some(trouble),
        },
    }
}
