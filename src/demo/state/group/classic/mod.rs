//! Classic groups as their coordinator keeps them: members join, the first of them assigns, everybody is told.
//!
//! ```text
//! Empty → PreparingRebalance (members join) → CompletingRebalance (the leader assigns) → Stable
//!            ↑________________ somebody joins anew, leaves or falls silent ________________|
//! ```

mod join;
mod member;
mod rebalance;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use join::{Joined, Joining, Request, Synced};
pub use member::Member;

use bytes::Bytes;
use kafka_protocol::error::ResponseError as E;

use crate::wire;

/// Where the group is between two generations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nobody is in it.
    #[default]
    Empty,
    /// Members are asked to join again.
    PreparingRebalance,
    /// All have joined; the leader works out who reads what.
    CompletingRebalance,
    /// Everybody knows.
    Stable,
}

/// A classic group.
#[derive(Debug, Default)]
pub struct Classic {
    /// Where it is.
    pub phase: Phase,
    /// Counts its rebalances.
    pub generation: i32,
    /// What its members do (`consumer`, `connect`).
    pub protocol_type: String,
    /// The assignor that all members know and most want.
    pub protocol: String,
    /// The member that assigns.
    pub leader: Option<String>,
    /// Its members, by member id.
    pub members: BTreeMap<String, Member>,
    /// Member ids that were given out and did not join yet, and until when they may.
    pending: BTreeMap<String, i64>,
    /// When the phase ends by itself.
    deadline_ms: Option<i64>,
    /// Until when a group that was empty waits for more members.
    patience_ms: Option<i64>,
}

impl Phase {
    /// Kafka's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::PreparingRebalance => "PreparingRebalance",
            Self::CompletingRebalance => "CompletingRebalance",
            Self::Stable => "Stable",
        }
    }
}

impl Classic {
    /// A group as a scenario plays it: nobody behind it heartbeats, and it stays as it is.
    #[must_use]
    pub fn played(phase: Phase, generation: i32, protocol: &str, members: BTreeMap<String, Member>) -> Self {
        Self {
            phase,
            generation,
            protocol_type: String::from("consumer"),
            protocol: protocol.to_owned(),
            leader: members.keys().next().cloned(),
            members,
            ..Self::default()
        }
    }

    /// Whether a member subscribes to this topic.
    #[must_use]
    pub fn subscribes(&self, topic: &str) -> bool {
        self.members.values().any(|member| {
            let metadata = member.metadata(&self.protocol).unwrap_or_default();
            let subscription = wire::decode_subscription(metadata);
            subscription.is_ok_and(|said| said.topics.iter().any(|name| name.as_str() == topic))
        })
    }

    /// Whether a commit of this member and generation is taken; −1 and no member for a client outside the group.
    ///
    /// # Errors
    /// UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS, FENCED_INSTANCE_ID.
    pub fn may_commit(
        &mut self,
        member: &str,
        instance: Option<&str>,
        generation: i32,
        now_ms: i64,
    ) -> Result<(), i16> {
        if generation < 0 && self.members.is_empty() {
            return Ok(());
        }
        self.known(member, instance)?;
        if generation != self.generation {
            return Err(E::IllegalGeneration.code());
        }
        if self.phase == Phase::CompletingRebalance {
            return Err(E::RebalanceInProgress.code());
        }
        self.heard(member, now_ms);
        Ok(())
    }

    /// A member says that it lives.
    ///
    /// # Errors
    /// As [`Classic::may_commit`].
    pub fn heartbeat(&mut self, member: &str, instance: Option<&str>, generation: i32, now_ms: i64) -> Result<(), i16> {
        self.known(member, instance)?;
        if generation != self.generation {
            return Err(E::IllegalGeneration.code());
        }
        self.heard(member, now_ms);
        match self.phase {
            Phase::PreparingRebalance => Err(E::RebalanceInProgress.code()),
            _ => Ok(()),
        }
    }

    /// What a member was assigned.
    #[must_use]
    pub fn assignment(&self, member: &str) -> Bytes {
        self.members
            .get(member)
            .map(|member| member.assignment.clone())
            .unwrap_or_default()
    }

    /// Checks that this is a member, and the one that its instance id stands for.
    fn known(&self, member: &str, instance: Option<&str>) -> Result<(), i16> {
        if let Some(instance) = instance {
            return match self.by_instance(instance) {
                Some(id) if id == member => Ok(()),
                Some(_) => Err(E::FencedInstanceId.code()),
                None => Err(E::UnknownMemberId.code()),
            };
        }
        match self.members.contains_key(member) {
            true => Ok(()),
            false => Err(E::UnknownMemberId.code()),
        }
    }

    /// The member that an instance id (`group.instance.id`) stands for.
    fn by_instance(&self, instance: &str) -> Option<&String> {
        let mut all = self.members.iter();
        all.find(|(_, member)| member.instance.as_deref() == Some(instance))
            .map(|(id, _)| id)
    }

    fn heard(&mut self, member: &str, now_ms: i64) {
        if let Some(member) = self.members.get_mut(member) {
            member.heard(now_ms);
        }
    }
}
