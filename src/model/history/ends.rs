//! Samples of end offsets, and where a partition stands in each.

use std::sync::Arc;

use super::packed::Packed;
use super::ring::Ring;
use crate::model::names::TopicId;
use crate::model::topology::{Topic, Topology};

/// The topics of a sample.
#[derive(Debug)]
pub(super) struct Layout {
    pub number: u64,
    topics: Box<[Topic]>,
}

/// The ends of one sweep; unknown where a broker did not answer anew.
#[derive(Debug)]
pub(super) struct EndSample {
    pub layout: Arc<Layout>,
    pub ends: Packed,
}

/// A partition as history knows it: the topic by name and id, so that a recreated one is another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub topic: &'a str,
    pub id: Option<TopicId>,
    /// Position among the topic's partitions.
    pub position: usize,
    /// Its dense index in one layout, where that is known: no search by name there.
    pub hint: Option<(u64, usize)>,
}

impl Layout {
    pub(super) fn of(topology: &Topology) -> Self {
        Self {
            number: topology.layout,
            topics: topology.topics().into(),
        }
    }

    /// The topic with this name.
    pub(super) fn topic(&self, name: &str) -> Option<&Topic> {
        self.topics
            .binary_search_by(|topic| topic.name.as_str().cmp(name))
            .ok()
            .and_then(|at| self.topics.get(at))
    }

    fn index(&self, place: Place<'_>) -> Option<usize> {
        if let Some((number, index)) = place.hint
            && number == self.number
        {
            return Some(index);
        }
        let topic = self.topic(place.topic)?;
        (topic.id == place.id && place.position < topic.len as usize).then(|| topic.first as usize + place.position)
    }
}

impl EndSample {
    /// The end of a partition.
    pub(super) fn end(&self, place: Place<'_>) -> Option<i64> {
        self.ends.get(self.layout.index(place)?)
    }
}

/// The last known end of every partition of `layout`, and by how much all of them have grown together.
pub(super) fn carry(before: Option<&Layout>, latest: &[i64], layout: &Layout, values: &[i64]) -> (Vec<i64>, i64) {
    let mut out = values.to_vec();
    let mut grown = 0i64;
    let Some(before) = before else {
        return (out, grown);
    };
    let same = before.number == layout.number;
    for topic in &layout.topics {
        let old = if same {
            Some(topic)
        } else {
            before.topic(topic.name.as_str())
        };
        let Some(old) = old.filter(|old| old.id == topic.id) else {
            continue;
        };
        for (now, then) in topic.range().zip(old.range()) {
            let (Some(slot), Some(&then)) = (out.get_mut(now), latest.get(then)) else {
                continue;
            };
            if then >= 0 && *slot >= 0 {
                grown = grown.saturating_add((*slot - then).max(0));
            } else if *slot < 0 {
                *slot = then;
            }
        }
    }
    (out, grown)
}

/// Bytes of all samples; a base that several share counts once.
pub(super) fn bytes(ring: &Ring<Arc<EndSample>>) -> usize {
    let mut sum = 0;
    let mut last: Option<Arc<[i64]>> = None;
    for (_, sample) in ring.iter() {
        let (own, base) = sample.ends.bytes();
        let shared = sample.ends.base();
        sum += own;
        if !last.as_ref().is_some_and(|last| Arc::ptr_eq(last, &shared)) {
            sum += base;
        }
        last = Some(shared);
    }
    sum
}

/// Drops the oldest samples beyond `budget` bytes; the two newest always stay.
pub(super) fn keep_within(ring: &mut Ring<Arc<EndSample>>, budget: usize) {
    while ring.len() > 2 && bytes(ring) > budget {
        ring.drop_oldest();
    }
}
