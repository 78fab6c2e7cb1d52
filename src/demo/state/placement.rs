//! Making topics: names, counts and who gets which replica.

use std::collections::BTreeMap;

use kafka_protocol::error::ResponseError as E;
use rand::RngExt as _;

use super::State;
use super::topic::{Partition, Topic};
use crate::model::names::{BrokerId, TopicId, TopicName};

/// Partitions of the whole cluster at most; more are refused.
const MOST_PARTITIONS: usize = 1_000_000;
const LONGEST_NAME: usize = 249;

/// How a topic is wanted.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// Its number of partitions; −1 for the default.
    pub partitions: i32,
    /// Its replication factor; −1 for the default.
    pub replication: i16,
    /// Replicas of each partition by its number, instead of the two numbers.
    pub assignment: BTreeMap<i32, Vec<BrokerId>>,
    /// What is to be set on it.
    pub configs: BTreeMap<String, String>,
    /// Its id; a random one if not said.
    pub id: Option<TopicId>,
}

/// Why something is not done: Kafka's error code, and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Kafka's error code.
    pub code: i16,
    /// As a broker says it.
    pub message: String,
}

impl Refusal {
    pub(in crate::demo) fn new(error: E, message: impl Into<String>) -> Self {
        Self {
            code: error.code(),
            message: message.into(),
        }
    }
}

impl Wish {
    /// So many partitions with so many replicas.
    #[must_use]
    pub fn of(partitions: i32, replication: i16) -> Self {
        Self {
            partitions,
            replication,
            ..Self::default()
        }
    }

    /// With this set on the topic.
    #[must_use]
    pub fn with(mut self, config: &str, value: &str) -> Self {
        self.configs.insert(config.to_owned(), value.to_owned());
        self
    }
}

impl State {
    /// Makes a topic: its id.
    ///
    /// # Errors
    /// As CreateTopics refuses: a name that is taken or not legal, numbers out of range, too few brokers.
    pub fn create_topic(&mut self, name: &str, wish: &Wish, now_ms: i64) -> Result<TopicId, Refusal> {
        let topic = self.plan_topic(name, wish, now_ms)?;
        let id = topic.id;
        self.topics.insert(TopicName::from(name), topic);
        Ok(id)
    }

    /// The topic as it would be made.
    ///
    /// # Errors
    /// As [`State::create_topic`].
    pub fn plan_topic(&self, name: &str, wish: &Wish, now_ms: i64) -> Result<Topic, Refusal> {
        if !is_legal(name) {
            return Err(Refusal::new(
                E::InvalidTopicException,
                format!("Topic name {name:?} is illegal"),
            ));
        }
        if self.topics.get(name).is_some() {
            return Err(Refusal::new(
                E::TopicAlreadyExists,
                format!("Topic '{name}' already exists."),
            ));
        }
        Ok(Topic {
            id: wish.id.unwrap_or_else(|| TopicId::from_u128(rand::rng().random())),
            internal: name == super::OFFSETS_TOPIC || name == super::TRANSACTIONS_TOPIC,
            configs: wish.configs.clone(),
            partitions: self.place(wish)?,
            created_ms: now_ms,
        })
    }

    fn place(&self, wish: &Wish) -> Result<Vec<Partition>, Refusal> {
        if !wish.assignment.is_empty() {
            return self.assigned(&wish.assignment);
        }
        let count = match wish.partitions {
            -1 => self.settings.partitions,
            count => count,
        };
        let count = usize::try_from(count)
            .ok()
            .filter(|count| (1..=MOST_PARTITIONS).contains(count));
        let Some(count) = count else {
            return Err(Refusal::new(
                E::InvalidPartitions,
                "Number of partitions was set to an invalid non-positive value.",
            ));
        };
        let replication = match wish.replication {
            -1 => self.settings.replication,
            replication => replication,
        };
        (0..count)
            .map(|number| self.one(self.topics.len() + number, replication))
            .collect()
    }

    /// Partitions to be added to a topic, replicated as its first one is.
    ///
    /// # Errors
    /// As [`State::create_topic`], and an assignment that does not name each new partition.
    pub fn more_partitions(
        &self,
        name: &str,
        more: usize,
        assignment: Option<&BTreeMap<i32, Vec<BrokerId>>>,
    ) -> Result<Vec<Partition>, Refusal> {
        if let Some(assignment) = assignment {
            return match assignment.len() == more {
                true => self.assigned(assignment),
                false => Err(Refusal::new(
                    E::InvalidReplicaAssignment,
                    format!("{more} partition(s) are added, but {} are assigned.", assignment.len()),
                )),
            };
        }
        let old = self.topics.get(name).map_or(&[][..], |topic| &topic.partitions);
        let replication = old.first().map_or(1, |partition| partition.replicas.len());
        let replication = i16::try_from(replication).unwrap_or(i16::MAX);
        (0..more)
            .map(|number| self.one(old.len() + number, replication))
            .collect()
    }

    /// A new partition, its replicas striped over the brokers from the `turn`th on.
    fn one(&self, turn: usize, replication: i16) -> Result<Partition, Refusal> {
        let live: Vec<BrokerId> = self.brokers.live().map(|broker| broker.id).collect();
        let wanted = usize::try_from(replication).unwrap_or(0);
        if wanted == 0 || wanted > live.len() {
            return Err(Refusal::new(
                E::InvalidReplicationFactor,
                format!(
                    "Unable to replicate the partition {replication} time(s): The target replication factor of \
                     {replication} cannot be reached because only {} broker(s) are registered.",
                    live.len()
                ),
            ));
        }
        let replicas = (0..wanted).filter_map(|step| live.get((turn + step) % live.len()).copied());
        Ok(Partition::on(replicas.collect()))
    }

    fn assigned(&self, assignment: &BTreeMap<i32, Vec<BrokerId>>) -> Result<Vec<Partition>, Refusal> {
        let partition = |(at, (number, replicas)): (usize, (&i32, &Vec<BrokerId>))| {
            let known = replicas.iter().all(|id| self.brokers.get(*id).is_some());
            let mut distinct = replicas.clone();
            distinct.sort_unstable();
            distinct.dedup();
            if usize::try_from(*number) != Ok(at) || replicas.is_empty() || !known || distinct.len() != replicas.len() {
                return Err(Refusal::new(
                    E::InvalidReplicaAssignment,
                    format!("The manual partition assignment of partition {number} is not valid."),
                ));
            }
            let mut partition = Partition::on(replicas.clone());
            partition.isr.retain(|id| self.brokers.is_up(*id));
            partition.leader = partition.isr.first().copied();
            Ok(partition)
        };
        assignment.iter().enumerate().map(partition).collect()
    }

    pub(super) fn ensure_internal(&mut self, name: &str, partitions: i32, now_ms: i64) {
        if self.topics.get(name).is_some() {
            return;
        }
        let wish = Wish::of(partitions, self.settings.replication)
            .with("cleanup.policy", "compact")
            .with("segment.bytes", "104857600");
        // With every broker down there is nobody to hold it; it is made when one is back.
        let _ = self.create_topic(name, &wish, now_ms);
    }
}

impl Partition {
    /// An empty partition held and led by these.
    #[must_use]
    pub fn on(replicas: Vec<BrokerId>) -> Self {
        Self {
            leader: replicas.first().copied(),
            isr: replicas.clone(),
            replicas,
            ..Self::default()
        }
    }
}

/// Whether Kafka takes this as a topic's name.
#[must_use]
pub fn is_legal(name: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !name.is_empty() && name.len() <= LONGEST_NAME && name != "." && name != ".." && name.bytes().all(legal)
}
