//! Topics and partitions.

use std::collections::{BTreeMap, HashMap};

use super::log::Log;
use crate::model::names::{BrokerId, TopicId, TopicName};

/// One topic.
#[derive(Debug)]
pub struct Topic {
    /// Its id; a recreated topic has another.
    pub id: TopicId,
    /// Whether Kafka made it for itself.
    pub internal: bool,
    /// What is set on the topic; defaults are not in here.
    pub configs: BTreeMap<String, String>,
    /// Its partitions, by number.
    pub partitions: Vec<Partition>,
    /// When it was made, in milliseconds since the epoch.
    pub created_ms: i64,
}

/// One partition: who has it, and what is in it.
#[derive(Debug, Default)]
pub struct Partition {
    /// Who leads it, if anyone can.
    pub leader: Option<BrokerId>,
    /// Counts its leaders.
    pub leader_epoch: i32,
    /// Who holds it, the preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Who is in sync.
    pub isr: Vec<BrokerId>,
    /// Who may lead although not in sync (KIP-966).
    pub elr: Vec<BrokerId>,
    /// Who was last known to be eligible (KIP-966).
    pub last_known_elr: Vec<BrokerId>,
    /// Who joins by a reassignment; they are in `replicas` too.
    pub adding: Vec<BrokerId>,
    /// Who leaves when the reassignment is done; they are in `replicas` too.
    pub removing: Vec<BrokerId>,
    /// The leader's log.
    pub log: Log,
}

/// All topics, by name and by id.
#[derive(Debug, Default)]
pub struct Topics {
    by_name: BTreeMap<TopicName, Topic>,
    names: HashMap<TopicId, TopicName>,
    generation: u64,
}

impl Topic {
    /// A config as it is set on the topic, read as a number.
    #[must_use]
    pub fn number(&self, config: &str) -> Option<i64> {
        self.configs.get(config)?.parse().ok()
    }

    /// Whether a config is set to this word.
    #[must_use]
    pub fn is(&self, config: &str, word: &str) -> bool {
        self.configs.get(config).is_some_and(|value| value == word)
    }

    /// A partition by its number.
    #[must_use]
    pub fn partition(&self, number: i32) -> Option<&Partition> {
        self.partitions.get(usize::try_from(number).ok()?)
    }

    /// A partition by its number, to change it.
    pub fn partition_mut(&mut self, number: i32) -> Option<&mut Partition> {
        self.partitions.get_mut(usize::try_from(number).ok()?)
    }
}

impl Topics {
    /// Changes whenever a topic was added, removed or lent for change.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// A topic by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Topic> {
        self.by_name.get(name)
    }

    /// A topic and its name as it is kept.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<(&TopicName, &Topic)> {
        self.by_name.get_key_value(name)
    }

    /// A topic, to change what Metadata tells about it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Topic> {
        self.generation += 1;
        self.by_name.get_mut(name)
    }

    /// A partition's log, to append to it: Metadata stays as it is.
    pub fn log_mut(&mut self, name: &str, partition: i32) -> Option<&mut Log> {
        let partition = self.by_name.get_mut(name)?.partition_mut(partition)?;
        Some(&mut partition.log)
    }

    /// The name of the topic with this id.
    #[must_use]
    pub fn by_id(&self, id: TopicId) -> Option<&TopicName> {
        self.names.get(&id)
    }

    /// All of them, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&TopicName, &Topic)> {
        self.by_name.iter()
    }

    /// All of them, to change what Metadata tells about them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&TopicName, &mut Topic)> {
        self.generation += 1;
        self.by_name.iter_mut()
    }

    /// Adds a topic, or puts it in place of its namesake.
    pub fn insert(&mut self, name: TopicName, topic: Topic) {
        self.generation += 1;
        self.names.insert(topic.id, name.clone());
        if let Some(old) = self.by_name.insert(name, topic) {
            self.names.remove(&old.id);
        }
    }

    /// Removes a topic and gives what it was.
    pub fn remove(&mut self, name: &str) -> Option<Topic> {
        self.generation += 1;
        let topic = self.by_name.remove(name)?;
        self.names.remove(&topic.id);
        Some(topic)
    }
}
