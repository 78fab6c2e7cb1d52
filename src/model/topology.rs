//! Topics and partitions with leaders, replicas and ISR, in dense columns. Rebuilt only when Metadata changed.

use std::sync::Arc;

use super::known::{Known, Reason};
use super::names::{BrokerId, Partition, TopicId, TopicName};
use super::rights::Rights;

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

    fn index_in(&self, topic: &Topic, partition: Partition) -> Option<usize> {
        let range = topic.range();
        let guess = range.start + usize::try_from(partition.0).ok()?;
        if range.contains(&guess) && self.ids[guess] == partition {
            return Some(guess);
        }
        range.clone().find(|&at| self.ids[at] == partition)
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

    fn push(&mut self, list: impl IntoIterator<Item = i32>) {
        self.items.extend(list.into_iter().map(BrokerId));
        self.ends.push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }
}

/// One topic of a Metadata answer, before it is packed.
#[derive(Clone, Debug, Default)]
pub struct TopicPart {
    /// Its name.
    pub name: String,
    /// Its id; the nil id means none.
    pub id: TopicId,
    /// Kafka's own flag.
    pub internal: bool,
    /// Topic-level error code.
    pub error: i16,
    /// What the user may do with it.
    pub rights: Option<Rights>,
    /// Its partitions, in any order.
    pub partitions: Vec<PartitionPart>,
}

/// One partition of a Metadata answer.
#[derive(Clone, Debug, Default)]
pub struct PartitionPart {
    /// Its number.
    pub partition: i32,
    /// Its leader; negative for none.
    pub leader: i32,
    /// Its leader epoch; −1 when unknown.
    pub epoch: i32,
    /// Partition-level error code.
    pub error: i16,
    /// All replicas.
    pub replicas: Vec<i32>,
    /// In-sync replicas.
    pub isr: Vec<i32>,
    /// Offline replicas.
    pub offline: Vec<i32>,
}

impl Topology {
    /// Packs a Metadata answer and numbers it after `before`: the same content keeps the very same `Arc`.
    #[must_use]
    pub fn build(mut parts: Vec<TopicPart>, before: &Arc<Self>) -> Arc<Self> {
        parts.sort_by(|a, b| a.name.cmp(&b.name));
        parts.dedup_by(|a, b| a.name == b.name);
        let mut new = Self {
            version: before.version,
            layout: before.layout,
            ..Self::default()
        };
        for (at, part) in parts.into_iter().enumerate() {
            new.push(u32::try_from(at).unwrap_or(u32::MAX), part);
        }
        if before.version > 0 && new == **before {
            return Arc::clone(before);
        }
        new.version += 1;
        if before.version == 0 || !new.same_layout(before) {
            new.layout += 1;
        }
        Arc::new(new)
    }

    fn push(&mut self, at: u32, mut part: TopicPart) {
        part.partitions.sort_by_key(|p| p.partition);
        part.partitions.dedup_by_key(|p| p.partition);
        self.topics.push(Topic {
            name: TopicName::from(part.name),
            id: (!part.id.is_nil()).then_some(part.id),
            internal: part.internal,
            first: u32::try_from(self.ids.len()).unwrap_or(u32::MAX),
            len: u32::try_from(part.partitions.len()).unwrap_or(u32::MAX),
            error: part.error,
            rights: Known::from_option(part.rights, Reason::TooOld),
        });
        for p in part.partitions {
            self.topic_of.push(at);
            self.ids.push(Partition(p.partition));
            self.leaders.push(p.leader.max(-1));
            self.epochs.push(p.epoch);
            self.errors.push(p.error);
            self.replicas.push(p.replicas);
            self.isr.push(p.isr);
            self.offline.push(p.offline);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, partitions: i32) -> TopicPart {
        let partitions = (0..partitions)
            .map(|partition| PartitionPart {
                partition,
                leader: partition % 3,
                replicas: vec![partition % 3, 7],
                isr: vec![7],
                ..PartitionPart::default()
            })
            .collect();
        TopicPart {
            name: name.into(),
            partitions,
            ..TopicPart::default()
        }
    }

    #[test]
    fn the_same_answer_keeps_the_same_topology() {
        let first = Topology::build(vec![part("b", 2), part("a", 3)], &Arc::default());
        let again = Topology::build(vec![part("a", 3), part("b", 2)], &first);
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!((first.version, first.layout, first.partitions()), (1, 1, 5));
    }

    #[test]
    fn a_new_leader_changes_the_version_and_keeps_the_layout() {
        let first = Topology::build(vec![part("a", 3)], &Arc::default());
        let mut changed = part("a", 3);
        changed.partitions[1].leader = -1;
        let second = Topology::build(vec![changed], &first);
        assert_eq!((second.version, second.layout), (2, 1));
        assert_eq!(second.get(1).unwrap().leader, None);
        let third = Topology::build(vec![part("a", 4)], &second);
        assert_eq!((third.version, third.layout), (3, 2));
    }

    #[test]
    fn partitions_are_found_by_name_and_number() {
        let topology = Topology::build(vec![part("b", 2), part("a", 3)], &Arc::default());
        assert_eq!(topology.index_of("b", Partition(1)), Some(4));
        assert_eq!(topology.index_of("b", Partition(2)), None);
        assert_eq!(topology.index_of("c", Partition(0)), None);
        let mut finder = topology.finder();
        for (topic, partition) in [("b", 1), ("b", 0), ("c", 0), ("a", 0), ("b", 2), ("b", 1)] {
            let partition = Partition(partition);
            assert_eq!(finder.index_of(topic, partition), topology.index_of(topic, partition));
        }
        let row = topology.get(4).unwrap();
        assert_eq!((row.topic.name.as_str(), row.partition), ("b", Partition(1)));
        assert_eq!((row.preferred(), row.isr), (Some(BrokerId(1)), &[BrokerId(7)][..]));
    }
}
