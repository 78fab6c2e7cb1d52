//! Groups whose coordinator assigns: consumer (KIP-848), share (KIP-932) and streams (KIP-1071). Their members are played.

use std::collections::BTreeMap;

use crate::model::names::TopicName;

/// Which protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// KIP-848.
    Consumer,
    /// KIP-932.
    Share,
    /// KIP-1071.
    Streams,
}

/// What a member has or will have.
pub type Assigned = BTreeMap<TopicName, Vec<i32>>;

/// A group of such a protocol.
#[derive(Clone, Debug)]
pub struct Modern {
    /// Its protocol.
    pub kind: Kind,
    /// The group epoch.
    pub epoch: i32,
    /// The epoch of the target assignment.
    pub assignment_epoch: i32,
    /// The assignor.
    pub assignor: &'static str,
    /// Its members.
    pub members: Vec<Member>,
}

/// One member.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its member id.
    pub id: String,
    /// Its `group.instance.id`.
    pub instance: Option<String>,
    /// Its rack.
    pub rack: Option<String>,
    /// Its `client.id`.
    pub client_id: String,
    /// Where it connects from, as Kafka writes it.
    pub host: String,
    /// Its epoch.
    pub epoch: i32,
    /// What it subscribes to.
    pub topics: Vec<TopicName>,
    /// What it reads now.
    pub assigned: Assigned,
    /// What it will read.
    pub target: Assigned,
}

impl Kind {
    /// Kafka's word.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Consumer => "consumer",
            Self::Share => "share",
            Self::Streams => "streams",
        }
    }
}

impl Modern {
    /// Whether a member subscribes to this topic.
    #[must_use]
    pub fn subscribes(&self, topic: &str) -> bool {
        let mut topics = self.members.iter().flat_map(|member| &member.topics);
        topics.any(|name| name.as_str() == topic)
    }

    /// The state by Kafka's rule: of the epochs, and of members that are not yet where they will be.
    #[must_use]
    pub fn state(&self) -> &'static str {
        if self.members.is_empty() {
            "Empty"
        } else if self.kind == Kind::Share {
            "Stable"
        } else if self.epoch > self.assignment_epoch {
            "Assigning"
        } else if self.members.iter().any(|member| member.assigned != member.target) {
            "Reconciling"
        } else {
            "Stable"
        }
    }
}
