//! Where one can be: what a screen shows, as a value that history, commands and findings share.

use crate::model::finding::Subject as Of;
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
    /// The dead letters of one topic on their way back: all, or those that a filter finds.
    Redrive(TopicName, Option<String>),
    /// The subjects of the schema registry: all, or those of a topic.
    Schemas(Option<TopicName>),
    /// One subject.
    Subject(String),
    /// The subject of the schema with this id.
    SchemaId(u32),
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
    pub fn of(subject: &Of) -> Self {
        match subject {
            Of::Cluster => Self::Overview,
            Of::Broker(id) => Self::Broker(*id),
            Of::Topic(name) => Self::Topic(name.clone()),
            Of::Group(id) => Self::Group(id.clone()),
            Of::Quorum => Self::Quorum,
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
            Self::Redrive(name, _) => Cow::Owned(format!("redrive {name}")),
            Self::Schemas(None) => Cow::Borrowed("schemas"),
            Self::Schemas(Some(topic)) => Cow::Owned(format!("schemas {topic}")),
            Self::Subject(name) => Cow::Owned(format!("subject {name}")),
            Self::SchemaId(id) => Cow::Owned(format!("schema {id}")),
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
