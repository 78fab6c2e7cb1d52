//! How a group gets from one generation to the next, and what time does to it.

use std::collections::BTreeMap;

use bytes::Bytes;
use kafka_protocol::error::ResponseError as E;

use super::join::Joined;
use super::{Classic, Member, Phase};

impl Classic {
    /// Asks everybody to join again. An empty group waits `delay_ms` for more members first.
    pub(super) fn prepare(&mut self, now_ms: i64, delay_ms: i64) {
        for member in self.members.values_mut() {
            if let Some(waiting) = member.syncing.take() {
                // nobody waits any more when this fails
                let _ = waiting.send(Err(E::RebalanceInProgress.code()));
            }
        }
        let was_empty = self.phase == Phase::Empty;
        self.phase = Phase::PreparingRebalance;
        self.patience_ms = was_empty.then(|| now_ms.saturating_add(delay_ms));
        let longest = self
            .members
            .values()
            .map(|member| member.rebalance_ms)
            .max()
            .unwrap_or(0);
        self.deadline_ms = Some(now_ms.saturating_add(i64::from(longest).max(delay_ms)));
        self.maybe_complete(now_ms);
    }

    /// Goes on when every member has joined, and those that were promised an id.
    pub(super) fn maybe_complete(&mut self, now_ms: i64) {
        let all = self.members.values().all(|member| member.joining.is_some());
        let patient = self.patience_ms.is_some_and(|until| now_ms < until);
        if self.phase == Phase::PreparingRebalance && all && !patient && self.pending.is_empty() {
            self.complete(now_ms);
        }
    }

    /// The generation begins with whoever joined in time.
    fn complete(&mut self, now_ms: i64) {
        // a static member may take until its session ends
        self.members
            .retain(|_, member| member.joining.is_some() || member.instance.is_some());
        self.generation += 1;
        self.patience_ms = None;
        if self.members.is_empty() {
            self.phase = Phase::Empty;
            (self.leader, self.deadline_ms) = (None, None);
            self.protocol.clear();
            return;
        }
        self.phase = Phase::CompletingRebalance;
        self.protocol = self.elected();
        if self
            .leader
            .as_ref()
            .is_none_or(|leader| !self.members.contains_key(leader))
        {
            self.leader = self.members.keys().next().cloned();
        }
        let longest = self
            .members
            .values()
            .map(|member| member.rebalance_ms)
            .max()
            .unwrap_or(0);
        self.deadline_ms = Some(now_ms.saturating_add(i64::from(longest)));
        let told: Vec<(String, Joined)> = self.members.keys().map(|id| (id.clone(), self.told(id))).collect();
        for (id, joined) in told {
            if let Some(member) = self.members.get_mut(&id) {
                member.synced = false;
                member.assignment = Bytes::new();
                member.heard(now_ms);
                if let Some(waiting) = member.joining.take() {
                    // nobody waits any more when this fails
                    let _ = waiting.send(joined);
                }
            }
        }
    }

    /// Each member votes for the first of its assignors that all know.
    fn elected(&self) -> String {
        let known = |name: &str| self.members.values().all(|member| member.metadata(name).is_some());
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for member in self.members.values() {
            if let Some((name, _)) = member.protocols.iter().find(|(name, _)| known(name)) {
                *votes.entry(name).or_default() += 1;
            }
        }
        let best = votes.into_iter().max_by_key(|(_, votes)| *votes);
        best.map(|(name, _)| name.to_owned()).unwrap_or_default()
    }

    /// The leader's word: who reads what.
    pub(super) fn assign(&mut self, assignments: Vec<(String, Bytes)>) {
        for (id, assignment) in assignments {
            if let Some(member) = self.members.get_mut(&id) {
                member.assignment = assignment;
            }
        }
        self.phase = Phase::Stable;
        self.deadline_ms = None;
    }

    /// Tells everybody who asked.
    pub(super) fn hand_out(&mut self, now_ms: i64) {
        for member in self.members.values_mut() {
            if let Some(waiting) = member.syncing.take() {
                member.heard(now_ms);
                // nobody waits any more when this fails
                let _ = waiting.send(Ok(member.assignment.clone()));
            }
        }
    }

    /// A member leaves, by its id or by its instance id.
    ///
    /// # Errors
    /// UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID.
    pub fn leave(&mut self, member: &str, instance: Option<&str>, now_ms: i64) -> Result<(), i16> {
        if self.pending.remove(member).is_some() {
            self.maybe_complete(now_ms);
            return Ok(());
        }
        let id = match instance {
            // an operator removes a static member without knowing its id
            Some(instance) if member.is_empty() => self.by_instance(instance).cloned(),
            _ => None,
        };
        let id = id.unwrap_or_else(|| member.to_owned());
        self.known(&id, instance)?;
        self.remove(&id, now_ms);
        Ok(())
    }

    fn remove(&mut self, id: &str, now_ms: i64) {
        if let Some(gone) = self.members.remove(id) {
            gone.dismiss();
        }
        if self.leader.as_deref() == Some(id) {
            self.leader = None;
        }
        match self.phase {
            Phase::Stable | Phase::CompletingRebalance => self.prepare(now_ms, 0),
            Phase::PreparingRebalance => self.maybe_complete(now_ms),
            Phase::Empty => {}
        }
    }

    /// Whether a time-out has passed.
    pub(in crate::demo) fn is_due(&self, now_ms: i64) -> bool {
        let passed = |at: Option<i64>| at.is_some_and(|at| at <= now_ms);
        passed(self.deadline_ms)
            || passed(self.patience_ms)
            || self.pending.values().any(|until| *until <= now_ms)
            || self.members.values().any(|member| member.is_silent(now_ms))
    }

    /// Does what is due.
    pub(in crate::demo) fn expire(&mut self, now_ms: i64) {
        self.pending.retain(|_, until| *until > now_ms);
        let silent = self.members.iter().filter(|(_, member)| member.is_silent(now_ms));
        let silent: Vec<String> = silent.map(|(id, _)| id.clone()).collect();
        for id in silent {
            self.remove(&id, now_ms);
        }
        if self.patience_ms.is_some_and(|until| until <= now_ms) {
            self.patience_ms = None;
        }
        self.maybe_complete(now_ms);
        if self.deadline_ms.is_some_and(|at| at <= now_ms) {
            match self.phase {
                Phase::PreparingRebalance => self.complete(now_ms),
                Phase::CompletingRebalance => self.drop_unsynced(now_ms),
                Phase::Empty | Phase::Stable => self.deadline_ms = None,
            }
        }
    }

    /// Members that joined and never asked for their assignment are gone; the others begin again.
    fn drop_unsynced(&mut self, now_ms: i64) {
        self.members.retain(|_, member| member.synced);
        self.prepare(now_ms, 0);
    }
}

impl Member {
    fn is_silent(&self, now_ms: i64) -> bool {
        self.deadline_ms <= now_ms && !self.waits()
    }

    /// Tells a member that waits that it is none any more.
    fn dismiss(self) {
        let id = E::UnknownMemberId;
        // nobody waits any more when these fail
        if let Some(waiting) = self.joining {
            let _ = waiting.send(Joined::refused(id, ""));
        }
        if let Some(waiting) = self.syncing {
            let _ = waiting.send(Err(id.code()));
        }
    }
}
