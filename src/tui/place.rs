//! Where one can be: what a screen shows, as a value that history, commands and findings share.

use crate::model::finding::Subject;
use crate::model::names::{BrokerId, GroupId, TopicName};
use crate::model::view::Open;
use std::borrow::Cow;

/// A place to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// What is wrong, since when, and what it stops.
    Overview,
    /// All topics.
    Topics,
    /// One topic.
    Topic(TopicName),
    /// The records of one topic.
    Records(TopicName),
    /// A record in the making, for one topic.
    Produce(TopicName),
    /// All brokers.
    Brokers,
    /// One broker.
    Broker(BrokerId),
    /// All groups.
    Groups,
    /// One group.
    Group(GroupId),
    /// The KRaft quorum.
    Quorum,
    /// What happened.
    Events,
    /// The clusters one can look at.
    Contexts,
    /// The keys and commands of the place one came from.
    Help,
}

impl Place {
    /// Where the subject of a finding or an event is shown.
    #[must_use]
    pub fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Cluster => Self::Overview,
            Subject::Broker(id) => Self::Broker(*id),
            Subject::Topic(name) => Self::Topic(name.clone()),
            Subject::Group(id) => Self::Group(id.clone()),
            Subject::Quorum => Self::Quorum,
        }
    }

    /// What the engine has to look at closely for it.
    #[must_use]
    pub fn open(&self) -> Option<Open> {
        match self {
            Self::Topic(name) => Some(Open::Topic(name.clone())),
            Self::Broker(id) => Some(Open::Broker(*id)),
            _ => None,
        }
    }

    /// A word for it, as it names a saved file and a crumb.
    #[must_use]
    pub fn word(&self) -> Cow<'static, str> {
        match self {
            Self::Overview => Cow::Borrowed("overview"),
            Self::Topics => Cow::Borrowed("topics"),
            Self::Topic(name) => Cow::Owned(format!("topic {name}")),
            Self::Records(name) => Cow::Owned(format!("records {name}")),
            Self::Produce(name) => Cow::Owned(format!("produce {name}")),
            Self::Brokers => Cow::Borrowed("brokers"),
            Self::Broker(id) => Cow::Owned(format!("broker {id}")),
            Self::Groups => Cow::Borrowed("groups"),
            Self::Group(id) => Cow::Owned(format!("group {id}")),
            Self::Quorum => Cow::Borrowed("quorum"),
            Self::Events => Cow::Borrowed("events"),
            Self::Contexts => Cow::Borrowed("contexts"),
            Self::Help => Cow::Borrowed("help"),
        }
    }
}
