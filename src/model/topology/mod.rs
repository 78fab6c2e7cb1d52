//! Topics and partitions with leaders, replicas and ISR, in dense columns. Rebuilt only when Metadata changed.

mod pack;

use super::known::Known;
use super::names::{BrokerId, Partition, TopicId, TopicName};
use super::rights::Rights;

pub use pack::{Packer, PartitionPart, TopicPart};

/// Every topic of the cluster that the user may see, sorted by name.
///
/// A partition is addressed by its *dense index* `0..partitions()`; columns ([`super::column::Column`]) use the same.
/// Two topologies with the same [`Topology::layout`] have the same topics with the same partition counts, so that
/// columns made for one fit the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topology {
    /// Counts changes of anything in here, up from 1; 0 is "nothing seen yet".
    pub version: u64,
    /// Counts changes of the set of topics, their ids or partition counts.
    pub layout: u64,
    topics: Vec<Topic>,
    topic_of: Vec<u32>,
    ids: Vec<Partition>,
    leaders: Vec<i32>,
    epochs: Vec<i32>,
    errors: Vec<i16>,
    replicas: Lists,
    isr: Lists,
    offline: Lists,
}

/// A topic's row; its partitions are the dense indices `first..first + len`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name.
    pub name: TopicName,
    /// Its id; none before Kafka 2.8 or in ZooKeeper mode with an old inter-broker protocol.
    pub id: Option<TopicId>,
    /// Kafka's own flag (`__consumer_offsets`, `__transaction_state`, …).
    pub internal: bool,
    /// Dense index of its first partition.
    pub first: u32,
    /// Number of partitions.
    pub len: u32,
    /// The topic-level error code of Metadata; 0 when there is none.
    pub error: i16,
    /// What the user may do with it.
    pub rights: Known<Rights>,
}

/// One partition, borrowed from the topology.
#[derive(Clone, Copy, Debug)]
pub struct PartitionRef<'a> {
    /// Its dense index.
    pub index: usize,
    /// Its topic.
    pub topic: &'a Topic,
    /// Its number.
    pub partition: Partition,
    /// The leader; none when it is offline.
    pub leader: Option<BrokerId>,
    /// The leader epoch; −1 when the broker is too old to tell.
    pub epoch: i32,
    /// The partition-level error code of Metadata; 0 when there is none.
    pub error: i16,
    /// All replicas, the preferred leader first. During a reassignment: target first, then those being removed.
    pub replicas: &'a [BrokerId],
    /// The in-sync replicas.
    pub isr: &'a [BrokerId],
    /// Replicas on brokers or log dirs that are down, as the controller knows.
    pub offline: &'a [BrokerId],
}

impl Topology {
    /// All topics, by name.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// Number of partitions of all topics.
    #[must_use]
    pub fn partitions(&self) -> usize {
        self.ids.len()
    }

    /// The topic with this name.
    #[must_use]
    pub fn topic(&self, name: &str) -> Option<&Topic> {
        self.topics
            .binary_search_by(|t| t.name.as_str().cmp(name))
            .ok()
            .map(|at| &self.topics[at])
    }

    /// The dense index of a topic's partition.
    #[must_use]
    pub fn index_of(&self, topic: &str, partition: Partition) -> Option<usize> {
        self.index_in(self.topic(topic)?, partition)
    }

    /// Finds one topic after another; in the order of names it costs no search.
    #[must_use]
    pub fn finder(&self) -> Finder<'_> {
        Finder { topology: self, at: 0 }
    }

    /// The dense index of a partition of one of its topics.
    #[must_use]
    pub fn index_in(&self, topic: &Topic, partition: Partition) -> Option<usize> {
        let range = topic.range();
        let is = |at: &usize| self.ids.get(*at) == Some(&partition);
        // partitions are numbered without gaps unless some are out of sight
        let guess = range.start + usize::try_from(partition.0).ok()?;
        Some(guess)
            .filter(|at| range.contains(at) && is(at))
            .or_else(|| range.clone().find(is))
    }

    /// The partition at a dense index.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<PartitionRef<'_>> {
        (index < self.ids.len()).then(|| PartitionRef {
            index,
            topic: &self.topics[self.topic_of[index] as usize],
            partition: self.ids[index],
            leader: (self.leaders[index] >= 0).then_some(BrokerId(self.leaders[index])),
            epoch: self.epochs[index],
            error: self.errors[index],
            replicas: self.replicas.get(index),
            isr: self.isr.get(index),
            offline: self.offline.get(index),
        })
    }

    /// The leader of the partition at a dense index; none when it is offline.
    #[must_use]
    pub fn leader(&self, index: usize) -> Option<BrokerId> {
        self.leaders.get(index).filter(|id| **id >= 0).map(|id| BrokerId(*id))
    }

    /// The topic and the number of the partition at a dense index.
    #[must_use]
    pub fn name(&self, index: usize) -> Option<(&Topic, Partition)> {
        let topic = self.topics.get(*self.topic_of.get(index)? as usize)?;
        Some((topic, *self.ids.get(index)?))
    }

    /// The dense indices of the partitions that a broker leads.
    pub fn led_by(&self, leader: BrokerId) -> impl Iterator<Item = u32> + '_ {
        let leaders = (0..).zip(&self.leaders);
        leaders.filter(move |(_, id)| **id == leader.0).map(|(index, _)| index)
    }

    /// All partitions in dense order.
    pub fn iter(&self) -> impl Iterator<Item = PartitionRef<'_>> {
        (0..self.ids.len()).filter_map(|index| self.get(index))
    }

    /// The partitions of one topic.
    pub fn of<'a>(&'a self, topic: &Topic) -> impl Iterator<Item = PartitionRef<'a>> + use<'a> {
        topic.range().filter_map(|index| self.get(index))
    }

    /// Whether both have the same topics (name and id) with the same partitions.
    #[must_use]
    pub fn same_layout(&self, other: &Self) -> bool {
        self.topics.len() == other.topics.len()
            && self.ids == other.ids
            && self
                .topics
                .iter()
                .zip(&other.topics)
                .all(|(a, b)| a.name == b.name && a.id == b.id && a.len == b.len)
    }
}

/// See [`Topology::finder`].
#[derive(Clone, Debug)]
pub struct Finder<'a> {
    topology: &'a Topology,
    /// Where the last one was.
    at: usize,
}

impl<'a> Finder<'a> {
    /// The topic with this name.
    pub fn topic(&mut self, name: &str) -> Option<&'a Topic> {
        let topics = &self.topology.topics;
        let near = (self.at..topics.len().min(self.at + 2)).find(|&at| topics[at].name.as_str() == name);
        self.at = match near {
            Some(at) => at,
            None => topics.binary_search_by(|t| t.name.as_str().cmp(name)).ok()?,
        };
        topics.get(self.at)
    }

    /// The dense index of a topic's partition.
    pub fn index_of(&mut self, topic: &str, partition: Partition) -> Option<usize> {
        let topic = self.topic(topic)?;
        self.topology.index_in(topic, partition)
    }
}

impl Topic {
    /// The dense indices of its partitions.
    #[must_use]
    pub fn range(&self) -> std::ops::Range<usize> {
        self.first as usize..(self.first + self.len) as usize
    }
}

impl PartitionRef<'_> {
    /// The preferred leader: the first replica.
    #[must_use]
    pub fn preferred(&self) -> Option<BrokerId> {
        self.replicas.first().copied()
    }
}

/// One list of brokers a partition, packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Lists {
    ends: Vec<u32>,
    items: Vec<BrokerId>,
}

impl Lists {
    fn get(&self, index: usize) -> &[BrokerId] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.items[start..self.ends[index] as usize]
    }
}

#[cfg(test)]
mod tests;
