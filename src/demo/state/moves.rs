//! Reassignments: replicas that join, copy what they lack, and let others go.

use kafka_protocol::error::ResponseError as E;

use super::State;
use super::placement::Refusal;
use crate::model::names::{BrokerId, TopicName};

/// Bytes a second that a broker takes in where no throttle is set.
const LINE: u64 = 400 << 20;
/// The config by which incoming copies are held back.
const THROTTLE: &str = "follower.replication.throttled.rate";

/// A partition with replicas on the way.
type Moving = (TopicName, i32);

impl State {
    /// Begins to move a partition to `target`, the preferred leader first.
    ///
    /// # Errors
    /// As AlterPartitionReassignments refuses: no such partition, no such broker, a broker twice.
    pub fn reassign(&mut self, topic: &str, number: i32, target: &[BrokerId]) -> Result<(), Refusal> {
        let mut distinct = target.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let known = target.iter().all(|id| self.brokers.get(*id).is_some());
        if target.is_empty() || !known || distinct.len() != target.len() {
            let words = "The manual partition assignment includes an unknown broker, or one twice.";
            return Err(Refusal::new(E::InvalidReplicaAssignment, words));
        }
        let partition = self.topics.get_mut(topic).and_then(|topic| topic.partition_mut(number));
        let Some(partition) = partition else {
            return Err(Refusal::new(
                E::UnknownTopicOrPartition,
                "The partition does not exist.",
            ));
        };
        let before: Vec<BrokerId> = partition
            .replicas
            .iter()
            .copied()
            .filter(|id| !partition.adding.contains(id))
            .collect();
        partition.adding = target.iter().copied().filter(|id| !before.contains(id)).collect();
        partition.removing = before.into_iter().filter(|id| !target.contains(id)).collect();
        partition.replicas = target.iter().chain(&partition.removing).copied().collect();
        let adding = partition.adding.clone();
        let name = TopicName::from(topic);
        for id in &adding {
            self.disks.copied(&name, number, *id, 0);
        }
        if adding.is_empty() {
            self.settle(&name, number);
        }
        Ok(())
    }

    /// Takes a move back: the replicas that join go again.
    ///
    /// # Errors
    /// NO_REASSIGNMENT_IN_PROGRESS, or no such partition.
    pub fn cancel(&mut self, topic: &str, number: i32) -> Result<(), Refusal> {
        let partition = self.topics.get_mut(topic).and_then(|topic| topic.partition_mut(number));
        let Some(partition) = partition else {
            return Err(Refusal::new(
                E::UnknownTopicOrPartition,
                "The partition does not exist.",
            ));
        };
        if partition.adding.is_empty() && partition.removing.is_empty() {
            return Err(Refusal::new(
                E::NoReassignmentInProgress,
                "No reassignment is in progress.",
            ));
        }
        let adding = std::mem::take(&mut partition.adding);
        partition.removing.clear();
        partition.replicas.retain(|id| !adding.contains(id));
        partition.isr.retain(|id| !adding.contains(id));
        for id in adding {
            self.disks.done(topic, number, id);
        }
        Ok(())
    }

    /// Gives leadership to the preferred leader, or (unclean) to any replica that is up where nobody leads.
    ///
    /// # Errors
    /// As ElectLeaders refuses.
    pub fn elect(&mut self, topic: &str, number: i32, unclean: bool) -> Result<(), E> {
        let part = self.topics.get(topic).and_then(|topic| topic.partition(number));
        let part = part.ok_or(E::UnknownTopicOrPartition)?;
        let next = if unclean {
            if part.leader.is_some() {
                return Err(E::ElectionNotNeeded);
            }
            part.replicas.iter().copied().find(|id| self.brokers.is_up(*id))
        } else {
            let first = part.replicas.first().copied();
            if part.leader == first {
                return Err(E::ElectionNotNeeded);
            }
            first.filter(|id| part.isr.contains(id) && self.brokers.is_up(*id))
        };
        let Some(next) = next else {
            return Err(if unclean {
                E::EligibleLeadersNotAvailable
            } else {
                E::PreferredLeaderNotAvailable
            });
        };
        if let Some(part) = self.topics.get_mut(topic).and_then(|topic| topic.partition_mut(number)) {
            part.lead(Some(next));
            if unclean {
                part.isr = vec![next];
            }
        }
        Ok(())
    }

    /// What moves, by topic and partition.
    #[must_use]
    pub fn moving(&self) -> Vec<Moving> {
        let mut all = Vec::new();
        for (name, topic) in self.topics.iter() {
            let moving = (0..).zip(&topic.partitions);
            let moving = moving.filter(|(_, part)| !part.adding.is_empty() || !part.removing.is_empty());
            all.extend(moving.map(|(number, _)| (name.clone(), number)));
        }
        all
    }

    /// Copies for `ms`: every broker takes in what its throttle allows, shared by what it is copying.
    pub fn copy(&mut self, moving: &[Moving], ms: i64) {
        let ms = u64::try_from(ms).unwrap_or(0);
        for id in self.brokers.live().map(|broker| broker.id).collect::<Vec<_>>() {
            let rate = self
                .brokers
                .get(id)
                .and_then(|broker| broker.configs.get(THROTTLE)?.parse().ok());
            let rate = rate.unwrap_or(LINE);
            let wants = |(name, number): &&Moving| {
                let partition = self
                    .topics
                    .get(name.as_str())
                    .and_then(|topic| topic.partition(*number));
                partition.is_some_and(|part| part.adding.contains(&id) && !part.isr.contains(&id))
            };
            let wanted: Vec<Moving> = moving.iter().filter(wants).cloned().collect();
            let share = (rate * ms / 1_000).checked_div(wanted.len() as u64).unwrap_or(0);
            for (name, number) in wanted {
                self.copy_one(&name, number, id, share);
            }
        }
        for (name, number) in moving {
            self.settle(name, *number);
        }
    }

    fn copy_one(&mut self, name: &TopicName, number: i32, id: BrokerId, bytes: u64) {
        let Some(whole) = self.topics.get(name.as_str()).and_then(|topic| topic.partition(number)) else {
            return;
        };
        let whole = whole.log.size();
        let copied = self.disks.size(name.as_str(), number, id, whole) + bytes;
        if copied < whole {
            self.disks.copied(name, number, id, copied);
            return;
        }
        self.disks.done(name.as_str(), number, id);
        if let Some(partition) = self
            .topics
            .get_mut(name.as_str())
            .and_then(|topic| topic.partition_mut(number))
        {
            partition.isr.push(id);
        }
    }

    /// Ends a move whose target is in sync.
    fn settle(&mut self, name: &TopicName, number: i32) {
        let done = |part: &super::topic::Partition| {
            let mut target = part.replicas.iter().filter(|id| !part.removing.contains(id));
            (!part.adding.is_empty() || !part.removing.is_empty()) && target.all(|id| part.isr.contains(id))
        };
        let partition = self.topics.get(name.as_str()).and_then(|topic| topic.partition(number));
        if !partition.is_some_and(done) {
            return;
        }
        if let Some(part) = self
            .topics
            .get_mut(name.as_str())
            .and_then(|topic| topic.partition_mut(number))
        {
            let removing = std::mem::take(&mut part.removing);
            part.adding.clear();
            part.replicas.retain(|id| !removing.contains(id));
            part.isr.retain(|id| !removing.contains(id));
            if part.leader.is_some_and(|leader| removing.contains(&leader)) {
                let next = part.replicas.iter().copied().find(|id| part.isr.contains(id));
                part.lead(next);
            }
        }
    }
}
