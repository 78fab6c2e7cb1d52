//! Bounded history of what the poller saw, and the rates, trends and times that follow from it.
//!
//! Samples of the last two minutes are kept as they came, of the last ten minutes one every 10 s, of the last hour one
//! a minute. A sample of end offsets is bit-packed against a base, so that an idle partition costs nothing: 200,000
//! partitions fit [`BUDGET`] bytes. Partitions are matched by topic name, topic id and number from sample to sample: a
//! recreated topic has no false rate. What a silent broker did not answer anew is no sample.

mod commits;
mod ends;
mod groups;
mod packed;
mod rate;
mod ring;
mod series;
mod since_written;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::group::Groups;
use super::known::Known;
use super::lag::{GroupLag, Isolation, Total};
use super::names::BrokerId;
use super::offsets::Offsets;
use super::time::At;
use super::topology::Topology;

pub use commits::Commits;
pub use rate::{Eta, Flow};
pub use series::Series;
pub use since_written::TimeLag;

use ends::{EndSample, Layout};
use groups::{GroupLayout, GroupSample};
use packed::Packed;
use ring::Ring;

/// The most bytes that samples of end offsets take; beyond it the oldest go early.
pub const BUDGET: usize = 48 << 20;

/// Samples of the past; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct History {
    ends: Ring<Arc<EndSample>>,
    /// The last known end of each partition, in the layout of the newest sample.
    latest: Arc<Vec<i64>>,
    /// When each broker last answered with ends.
    answered: BTreeMap<BrokerId, At>,
    /// Records written to all partitions since the first sample.
    written: Ring<i64>,
    groups: Ring<Arc<GroupSample>>,
    /// How each row of the newest group sample commits.
    commits: Arc<Vec<Commits>>,
    /// The lag of all groups.
    lag: Ring<Total>,
}

impl History {
    /// Takes a sweep of end offsets (high watermarks). A sweep whose layout is not `topology`'s is not taken.
    pub fn push_ends(&mut self, at: At, topology: &Topology, offsets: &Offsets) {
        if offsets.layout != topology.layout || offsets.high.len() != topology.partitions() {
            return;
        }
        let fresh = self.fresh(offsets);
        let before = self.ends.last().map(|(_, sample)| Arc::clone(sample));
        let layout = match &before {
            Some(sample) if sample.layout.number == topology.layout => Arc::clone(&sample.layout),
            _ => Arc::new(Layout::of(topology)),
        };
        let values: Vec<i64> = offsets
            .high
            .raw()
            .iter()
            .enumerate()
            .map(|(index, &end)| match offsets.from.get(index) {
                Some(id) if end >= 0 && !fresh.get(&BrokerId(*id)).copied().unwrap_or(true) => ring::UNKNOWN,
                _ => end,
            })
            .collect();
        self.count_written(at, before.as_deref(), &layout, &values);
        let base = before
            .filter(|sample| Arc::ptr_eq(&sample.layout, &layout))
            .map(|sample| sample.ends.base());
        let ends = Packed::new(&values, &self.latest, base);
        self.ends.push(at, Arc::new(EndSample { layout, ends }));
        ends::keep_within(&mut self.ends, BUDGET);
    }

    /// Takes a sweep of groups: committed offsets, and the lag of each and all of them.
    pub fn push_groups(&mut self, at: At, groups: &Groups) {
        let before = self.groups.last().map(|(_, sample)| Arc::clone(sample));
        let layout = GroupLayout::of(groups, before.as_ref().map(|sample| &sample.layout));
        self.commits = commits::follow(&self.commits, before.as_deref(), &layout, groups, at);
        let values = groups::committed(groups, &layout, before.as_deref());
        let base = before
            .filter(|sample| Arc::ptr_eq(&sample.layout, &layout))
            .map(|sample| sample.committed.base());
        let lag: Box<[Known<Total>]> = groups
            .list
            .iter()
            .map(|group| GroupLag::of(group, Isolation::ReadUncommitted).map(|sum| sum.lag))
            .collect();
        let total = lag.iter().fold(Total::default(), |sum, lag| match lag {
            Known::Value(lag) => sum.and(*lag),
            Known::Unknown(_) => sum.and(Total {
                known: 0,
                at_least: true,
            }),
        });
        let sample = GroupSample {
            read: groups.list.iter().map(|group| group.read_at).collect(),
            committed: Packed::new(&values, &commits::latest(&self.commits), base),
            layout,
            lag,
        };
        self.groups.push(at, Arc::new(sample));
        self.lag.push(at, total);
    }

    /// Which brokers' values are new since the sweep before.
    fn fresh(&mut self, offsets: &Offsets) -> BTreeMap<BrokerId, bool> {
        let mut fresh = BTreeMap::new();
        for (&id, stamp) in &offsets.brokers {
            let Some(at) = stamp.at else { continue };
            fresh.insert(id, self.answered.insert(id, at).is_none_or(|before| at > before));
        }
        fresh
    }

    fn count_written(&mut self, at: At, before: Option<&EndSample>, layout: &Arc<Layout>, values: &[i64]) {
        let (latest, grown) = ends::carry(before.map(|sample| &*sample.layout), &self.latest, layout, values);
        let sum = self.written.last().map_or(0, |(_, sum)| *sum);
        self.latest = Arc::new(latest);
        self.written.push(at, sum.saturating_add(grown));
    }

    /// When the newest sweep of end offsets was taken.
    #[must_use]
    pub fn newest(&self) -> Option<At> {
        self.ends.last().map(|(at, _)| at)
    }

    /// How many sweeps of end offsets are kept, and the bytes they take.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.ends.len(), ends::bytes(&self.ends))
    }
}

#[cfg(test)]
mod tests;
