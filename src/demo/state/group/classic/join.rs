//! JoinGroup and SyncGroup: what comes in, and what members are told once all are there.

use bytes::Bytes;
use kafka_protocol::error::ResponseError as E;
use tokio::sync::oneshot;

use super::{Classic, Member, Phase};

/// From this version of JoinGroup on, a new member gets its id first and joins with it (KIP-394).
const MEMBER_ID_REQUIRED_FROM: i16 = 4;

/// A JoinGroup request, its text and blobs copied.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The request's version: from 4 on a member gets its id first.
    pub version: i16,
    /// Empty for a new member.
    pub member: String,
    /// An id to give to a new member.
    pub new_id: String,
    /// `group.instance.id`.
    pub instance: Option<String>,
    /// What its client calls itself.
    pub client_id: String,
    /// Where it is.
    pub client_host: String,
    /// `session.timeout.ms`.
    pub session_ms: i32,
    /// `max.poll.interval.ms`.
    pub rebalance_ms: i32,
    /// `consumer`, `connect`.
    pub protocol_type: String,
    /// Assignors with what is said to each.
    pub protocols: Vec<(String, Bytes)>,
    /// `group.initial.rebalance.delay.ms`.
    pub delay_ms: i64,
    /// Now.
    pub now_ms: i64,
}

/// What a member that joined is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Kafka's error code, 0 for none.
    pub code: i16,
    /// The member's id.
    pub member: String,
    /// The generation.
    pub generation: i32,
    /// The assignor.
    pub protocol: String,
    /// Who assigns.
    pub leader: String,
    /// For the leader: every member with its instance id and what it says.
    pub members: Vec<(String, Option<String>, Bytes)>,
    /// Whether a leader that came back keeps the assignment (KIP-814).
    pub skip_assignment: bool,
}

/// What a member is told that asked for its assignment.
pub type Synced = Result<Bytes, i16>;

/// An answer, or the promise of one.
#[derive(Debug)]
pub enum Joining {
    /// At once.
    Now(Joined),
    /// When all have joined.
    Later(oneshot::Receiver<Joined>),
}

impl Joined {
    /// A refusal.
    #[must_use]
    pub fn refused(error: E, member: &str) -> Self {
        Self {
            code: error.code(),
            member: member.to_owned(),
            generation: -1,
            ..Self::default()
        }
    }
}

impl Classic {
    /// A member wants in, or comes again for the next generation.
    pub fn join(&mut self, request: Request) -> Joining {
        let refuse = |error| Joining::Now(Joined::refused(error, &request.member));
        if request.protocols.is_empty() || !self.fits(&request) {
            return refuse(E::InconsistentGroupProtocol);
        }
        if !request.member.is_empty() {
            let pending = self.pending.remove(&request.member).is_some();
            if !pending && let Err(code) = self.known(&request.member, request.instance.as_deref()) {
                return Joining::Now(Joined {
                    code,
                    ..Joined::refused(E::UnknownMemberId, &request.member)
                });
            }
            return self.enter(request.member.clone(), request);
        }
        let id = request.new_id.clone();
        let before = request
            .instance
            .as_deref()
            .and_then(|instance| self.by_instance(instance))
            .cloned();
        if let Some(old) = before {
            return self.replace(&old, id, request);
        }
        if request.version >= MEMBER_ID_REQUIRED_FROM && request.instance.is_none() {
            self.pending
                .insert(id.clone(), request.now_ms + i64::from(request.session_ms));
            return Joining::Now(Joined::refused(E::MemberIdRequired, &id));
        }
        self.enter(id, request)
    }

    /// Whether the members would still agree on something.
    fn fits(&self, request: &Request) -> bool {
        let others: Vec<&Member> = self
            .members
            .iter()
            .filter(|(id, _)| **id != request.member)
            .map(|(_, other)| other)
            .collect();
        let knows = |name: &str| others.iter().all(|other| other.metadata(name).is_some());
        others.is_empty()
            || (self.protocol_type == request.protocol_type && request.protocols.iter().any(|(name, _)| knows(name)))
    }

    /// A static member that was restarted takes its old place; its group goes on if nothing else changed.
    fn replace(&mut self, old: &str, id: String, request: Request) -> Joining {
        let Some(mut member) = self.members.remove(old) else {
            return self.enter(id, request);
        };
        if let Some(waiting) = member.joining.take() {
            // nobody waits any more when this fails
            let _ = waiting.send(Joined::refused(E::FencedInstanceId, old));
        }
        let same = member.protocols == request.protocols;
        member.heard(request.now_ms);
        let led = self.leader.as_deref() == Some(old);
        if led {
            self.leader = Some(id.clone());
        }
        self.members.insert(id.clone(), member);
        if self.phase == Phase::Stable && same {
            let mut told = self.told(&id);
            // only from version 9 on can a leader be told not to assign again
            told.skip_assignment = led && request.version >= 9;
            if led && request.version < 9 {
                told.leader = old.to_owned();
                told.members.clear();
            }
            return Joining::Now(told);
        }
        self.enter(id, request)
    }

    fn enter(&mut self, id: String, request: Request) -> Joining {
        let now = request.now_ms;
        let member = self.members.get(&id);
        let same = member.is_some_and(|member| member.protocols == request.protocols);
        let leads = self.leader.as_deref() == Some(id.as_str());
        let goes_on = match self.phase {
            Phase::CompletingRebalance => same,
            Phase::Stable => same && !leads,
            Phase::Empty | Phase::PreparingRebalance => false,
        };
        if goes_on {
            self.heard(&id, now);
            return Joining::Now(self.told(&id));
        }
        let (send, receive) = oneshot::channel();
        self.protocol_type.clone_from(&request.protocol_type);
        let member = self.members.entry(id).or_default();
        member.instance = request.instance;
        member.client_id = request.client_id;
        member.client_host = request.client_host;
        member.session_ms = request.session_ms;
        member.rebalance_ms = request.rebalance_ms;
        member.protocols = request.protocols;
        member.joining = Some(send);
        member.deadline_ms = now.saturating_add(i64::from(request.session_ms));
        if self.phase == Phase::PreparingRebalance {
            self.maybe_complete(now);
        } else {
            self.prepare(now, request.delay_ms);
        }
        Joining::Later(receive)
    }

    /// What this member is told of the generation.
    pub(super) fn told(&self, id: &str) -> Joined {
        let leads = self.leader.as_deref() == Some(id);
        let all = self.members.iter().filter(|_| leads);
        let members = all.map(|(id, member)| {
            let metadata = member.metadata(&self.protocol).unwrap_or_default();
            (id.clone(), member.instance.clone(), metadata)
        });
        Joined {
            code: 0,
            member: id.to_owned(),
            generation: self.generation,
            protocol: self.protocol.clone(),
            leader: self.leader.clone().unwrap_or_default(),
            members: members.collect(),
            skip_assignment: false,
        }
    }

    /// A member asks for its assignment; the leader brings everybody's.
    ///
    /// # Errors
    /// UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS.
    pub fn sync(
        &mut self,
        member: &str,
        instance: Option<&str>,
        generation: i32,
        assignments: Vec<(String, Bytes)>,
        now_ms: i64,
    ) -> Result<oneshot::Receiver<Synced>, i16> {
        self.known(member, instance)?;
        if generation != self.generation {
            return Err(E::IllegalGeneration.code());
        }
        let (send, receive) = oneshot::channel();
        match self.phase {
            Phase::Empty => return Err(E::UnknownMemberId.code()),
            Phase::PreparingRebalance => return Err(E::RebalanceInProgress.code()),
            Phase::CompletingRebalance | Phase::Stable => {}
        }
        self.heard(member, now_ms);
        if let Some(member) = self.members.get_mut(member) {
            member.syncing = Some(send);
            member.synced = true;
        }
        if self.phase == Phase::CompletingRebalance && self.leader.as_deref() == Some(member) {
            self.assign(assignments);
        }
        if self.phase == Phase::Stable {
            self.hand_out(now_ms);
        }
        Ok(receive)
    }
}
