//! A Metadata answer packed into columns.

use std::sync::Arc;

use super::{Finder, Lists, Topic, Topology};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, Partition, TopicId, TopicName};
use crate::model::rights::Rights;

/// One topic of a Metadata answer, before it is packed.
#[derive(Clone, Debug, Default)]
pub struct TopicPart<N = String, L = Vec<i32>> {
    /// Its name.
    pub name: N,
    /// Its id; the nil id means none.
    pub id: TopicId,
    /// Kafka's own flag.
    pub internal: bool,
    /// Topic-level error code.
    pub error: i16,
    /// What the user may do with it.
    pub rights: Option<Rights>,
    /// Its partitions, in any order.
    pub partitions: Vec<PartitionPart<L>>,
}

/// One partition of a Metadata answer.
#[derive(Clone, Debug, Default)]
pub struct PartitionPart<L = Vec<i32>> {
    /// Its number.
    pub partition: i32,
    /// Its leader; negative for none.
    pub leader: i32,
    /// Its leader epoch; −1 when unknown.
    pub epoch: i32,
    /// Partition-level error code.
    pub error: i16,
    /// All replicas.
    pub replicas: L,
    /// In-sync replicas.
    pub isr: L,
    /// Offline replicas.
    pub offline: L,
}

/// Packs topics one after the other.
#[derive(Debug)]
pub struct Packer<'a> {
    new: Topology,
    before: &'a Arc<Topology>,
    names: Finder<'a>,
}

impl<'a> Packer<'a> {
    /// Numbers the topology after `before`, and shares the names with it.
    #[must_use]
    pub fn after(before: &'a Arc<Topology>) -> Self {
        let partitions = before.partitions();
        let new = Topology {
            version: before.version,
            layout: before.layout,
            topics: Vec::with_capacity(before.topics.len()),
            topic_of: Vec::with_capacity(partitions),
            ids: Vec::with_capacity(partitions),
            leaders: Vec::with_capacity(partitions),
            epochs: Vec::with_capacity(partitions),
            errors: Vec::with_capacity(partitions),
            replicas: Lists::like(&before.replicas),
            isr: Lists::like(&before.isr),
            offline: Lists::like(&before.offline),
        };
        Self {
            new,
            before,
            names: before.finder(),
        }
    }

    /// The next topic by name. One whose name is not after the last one's is left out.
    pub fn push<N, L>(&mut self, mut part: TopicPart<N, L>)
    where
        N: AsRef<str>,
        L: IntoIterator<Item = i32>,
    {
        let name = part.name.as_ref();
        let new = &mut self.new;
        if new.topics.last().is_some_and(|last| last.name.as_str() >= name) {
            return;
        }
        let at = u32::try_from(new.topics.len()).unwrap_or(u32::MAX);
        part.partitions.sort_by_key(|p| p.partition);
        part.partitions.dedup_by_key(|p| p.partition);
        new.topics.push(Topic {
            name: match self.names.topic(name) {
                Some(known) => known.name.clone(),
                None => TopicName::from(name),
            },
            id: (!part.id.is_nil()).then_some(part.id),
            internal: part.internal,
            first: u32::try_from(new.ids.len()).unwrap_or(u32::MAX),
            len: u32::try_from(part.partitions.len()).unwrap_or(u32::MAX),
            error: part.error,
            rights: Known::from_option(part.rights, Reason::TooOld),
        });
        for p in part.partitions {
            new.topic_of.push(at);
            new.ids.push(Partition(p.partition));
            new.leaders.push(p.leader.max(-1));
            new.epochs.push(p.epoch);
            new.errors.push(p.error);
            new.replicas.push(p.replicas);
            new.isr.push(p.isr);
            new.offline.push(p.offline);
        }
    }

    /// The topology: the very `Arc` of before when nothing in it changed.
    #[must_use]
    pub fn done(self) -> Arc<Topology> {
        let Self { mut new, before, .. } = self;
        if before.version > 0 && new == **before {
            return Arc::clone(before);
        }
        new.version += 1;
        if before.version == 0 || !new.same_layout(before) {
            new.layout += 1;
        }
        new.fit();
        Arc::new(new)
    }
}

impl Topology {
    /// Packs a Metadata answer and numbers it after `before`: the same content keeps the very same `Arc`.
    #[must_use]
    pub fn build(mut parts: Vec<TopicPart>, before: &Arc<Self>) -> Arc<Self> {
        parts.sort_by(|a, b| a.name.cmp(&b.name));
        let mut packer = Packer::after(before);
        parts.into_iter().for_each(|part| packer.push(part));
        packer.done()
    }

    /// Gives back what the columns reserved and do not need.
    fn fit(&mut self) {
        self.topics.shrink_to_fit();
        self.topic_of.shrink_to_fit();
        self.ids.shrink_to_fit();
        self.leaders.shrink_to_fit();
        self.epochs.shrink_to_fit();
        self.errors.shrink_to_fit();
        for lists in [&mut self.replicas, &mut self.isr, &mut self.offline] {
            lists.ends.shrink_to_fit();
            lists.items.shrink_to_fit();
        }
    }
}

impl Lists {
    /// Empty, with room for as much.
    fn like(other: &Self) -> Self {
        Self {
            ends: Vec::with_capacity(other.ends.len()),
            items: Vec::with_capacity(other.items.len()),
        }
    }

    fn push(&mut self, list: impl IntoIterator<Item = i32>) {
        self.items.extend(list.into_iter().map(BrokerId));
        self.ends.push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }
}
