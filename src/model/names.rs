//! Newtypes for the names and numbers of Kafka, so that one cannot stand in for another.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

macro_rules! text_name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text. It may hold anything a broker sent: escape it before it reaches a terminal.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(Arc::from(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(Arc::from(text))
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

text_name!(
    /// A topic's name.
    TopicName
);
text_name!(
    /// A group's id (`group.id`): classic, consumer, share or streams.
    GroupId
);
text_name!(
    /// The cluster's id, as Metadata and DescribeCluster give it.
    ClusterId
);

macro_rules! number_name {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl From<$inner> for $name {
            fn from(number: $inner) -> Self {
                Self(number)
            }
        }
    };
}

number_name!(
    /// A broker's `node.id`. Controllers of a KRaft quorum share the number space.
    BrokerId(i32)
);
number_name!(
    /// A partition's number within its topic.
    Partition(i32)
);
number_name!(
    /// A record's offset within its partition.
    Offset(i64)
);

/// A topic's id (KIP-516): a recreated topic has the same name and another id.
pub type TopicId = uuid::Uuid;
