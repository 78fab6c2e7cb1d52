//! What is asked of whom, and what comes back.

use std::sync::Arc;
use std::time::Duration;

use crate::model::names::BrokerId;

/// A broker as Metadata or DescribeCluster names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: BrokerId,
    /// Its advertised host.
    pub host: Arc<str>,
    /// Its advertised port.
    pub port: u16,
    /// Its rack (`broker.rack`).
    pub rack: Option<Arc<str>>,
}

impl Node {
    /// `host:port` as advertised.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// Whom to ask, what for, and for how long.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The broker; [`Ask::NOBODY`] when any will do.
    pub to: BrokerId,
    /// What is tried, as a verb phrase for errors: "list offsets".
    pub operation: &'static str,
    /// How long connecting and answering may take together; none for the profile's request time-out.
    pub timeout: Option<Duration>,
    /// Only these versions of the API, lowest and highest; none for all that the codec knows.
    pub versions: Option<(i16, i16)>,
}

impl Ask {
    /// The id that stands for no broker in particular.
    pub const NOBODY: BrokerId = BrokerId(-1);

    /// Asks one broker.
    #[must_use]
    pub fn of(to: BrokerId, operation: &'static str) -> Self {
        Self {
            to,
            operation,
            timeout: None,
            versions: None,
        }
    }

    /// Asks whoever answers first ([`super::Client::ask_any`]).
    #[must_use]
    pub fn any(operation: &'static str) -> Self {
        Self::of(Self::NOBODY, operation)
    }

    /// Gives it this long.
    #[must_use]
    pub fn within(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Only these versions, both ends included.
    #[must_use]
    pub fn versions(mut self, lowest: i16, highest: i16) -> Self {
        self.versions = Some((lowest, highest));
        self
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    /// Who answered; [`Ask::NOBODY`] while it is only a bootstrap address.
    pub broker: BrokerId,
    /// The version that was spoken.
    pub version: i16,
    /// The answer itself. Its error codes are the caller's to read.
    pub body: T,
    /// From the request handed to the connection to the whole answer read.
    pub took: Duration,
}
