//! Groups: what kind, who is in them, and what they committed.

pub mod classic;
pub mod modern;
pub mod offsets;

use std::collections::BTreeMap;

use classic::Classic;
use modern::Modern;
use offsets::Offsets;

use crate::model::names::GroupId;

/// One group.
#[derive(Debug)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// What it committed.
    pub offsets: Offsets,
    /// What it is.
    pub body: Body,
}

/// The kinds of groups.
#[derive(Debug)]
pub enum Body {
    /// JoinGroup and SyncGroup; also a group that only commits.
    Classic(Classic),
    /// Consumer (KIP-848), share (KIP-932) and streams (KIP-1071).
    Modern(Modern),
}

/// All groups, by id.
#[derive(Debug, Default)]
pub struct Groups {
    all: BTreeMap<GroupId, Group>,
    /// Counts the member ids that were given out.
    members: u64,
}

impl Group {
    /// A classic group that nobody is in yet.
    #[must_use]
    pub fn classic(id: GroupId) -> Self {
        Self {
            id,
            offsets: Offsets::default(),
            body: Body::Classic(Classic::default()),
        }
    }

    /// Its state in Kafka's word (`Stable`).
    #[must_use]
    pub fn phase(&self) -> &'static str {
        match &self.body {
            Body::Classic(classic) => classic.phase.word(),
            Body::Modern(modern) => modern.state(),
        }
    }

    /// Its type in Kafka's word, lower case (`classic`).
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.body {
            Body::Classic(_) => "classic",
            Body::Modern(modern) => modern.kind.words(),
        }
    }

    /// What its members do: `consumer`, `connect`; empty for one that only commits.
    #[must_use]
    pub fn protocol_type(&self) -> &str {
        match &self.body {
            Body::Classic(classic) => &classic.protocol_type,
            Body::Modern(modern) => modern.kind.words(),
        }
    }

    /// Whether nobody is in it, so that it may be deleted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.body {
            Body::Classic(classic) => classic.members.is_empty(),
            Body::Modern(modern) => modern.members.is_empty(),
        }
    }

    /// Whether it reads this topic now, so that its offsets must stay.
    #[must_use]
    pub fn subscribes(&self, topic: &str) -> bool {
        match &self.body {
            Body::Classic(classic) => classic.subscribes(topic),
            Body::Modern(modern) => modern.subscribes(topic),
        }
    }
}

impl Groups {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// A group by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Group> {
        self.all.get(id)
    }

    /// A group, to change it.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Group> {
        self.all.get_mut(id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.all.values()
    }

    /// All of them, to change them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Group> {
        self.all.values_mut()
    }

    /// Adds a group, or puts it in place of its namesake.
    pub fn insert(&mut self, group: Group) {
        self.all.insert(group.id.clone(), group);
    }

    /// Removes a group.
    pub fn remove(&mut self, id: &str) -> Option<Group> {
        self.all.remove(id)
    }

    /// The group, made classic and empty if it is not there.
    pub fn ensure(&mut self, id: &GroupId) -> &mut Group {
        self.all.entry(id.clone()).or_insert_with(|| Group::classic(id.clone()))
    }

    /// A member id as a coordinator makes it: the client's id and something of its own.
    pub fn new_member_id(&mut self, client: &str) -> String {
        self.members += 1;
        let [high, low] = [self.members, self.members.wrapping_mul(0x9e37_79b9_7f4a_7c15)];
        format!("{client}-{}", uuid::Uuid::from_u64_pair(low, high))
    }

    /// Drops what groups committed for a topic that is gone.
    pub fn forget_topic(&mut self, topic: &str) {
        for group in self.all.values_mut() {
            group.offsets.forget_topic(topic);
        }
    }

    /// Whether a time-out has passed somewhere.
    #[must_use]
    pub fn is_due(&self, now_ms: i64) -> bool {
        self.all.values().any(|group| match &group.body {
            Body::Classic(classic) => classic.is_due(now_ms),
            Body::Modern(_) => false,
        })
    }

    /// Does what is due: members that were silent too long leave, rebalances that waited long enough go on.
    pub fn expire(&mut self, now_ms: i64) {
        for group in self.all.values_mut() {
            match &mut group.body {
                Body::Classic(classic) => classic.expire(now_ms),
                Body::Modern(_) => {}
            }
        }
    }
}
