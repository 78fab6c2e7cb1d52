//! The cluster and its brokers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::known::Known;
use super::names::{BrokerId, ClusterId};
use super::rights::Rights;
use super::time::{At, Since};
use super::trouble::Trouble;

/// The cluster as DescribeCluster, Metadata and ApiVersions tell it.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    /// Its id.
    pub id: Known<ClusterId>,
    /// Who keeps its metadata.
    pub kind: Kind,
    /// The active controller. On KRaft it comes from DescribeQuorum alone and may be no broker.
    pub controller: Known<BrokerId>,
    /// Every broker seen since the start, by id: those that are gone stay, marked.
    pub brokers: Vec<Broker>,
    /// Finalised features, such as `metadata.version` (KIP-584), by name.
    pub features: Known<Arc<BTreeMap<String, i16>>>,
    /// What the user may do with the cluster.
    pub rights: Known<Rights>,
}

/// Who keeps the cluster's metadata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Not known yet.
    #[default]
    Unknown,
    /// A KRaft quorum (the brokers know DescribeQuorum).
    KRaft,
    /// ZooKeeper (Kafka before 4.0).
    ZooKeeper,
}

/// One broker.
#[derive(Clone, Debug)]
pub struct Broker {
    /// Its id.
    pub id: BrokerId,
    /// Its advertised host.
    pub host: Arc<str>,
    /// Its advertised port.
    pub port: u16,
    /// Its rack (`broker.rack`).
    pub rack: Option<Arc<str>>,
    /// What the cluster says of it.
    pub state: BrokerState,
    /// Since when the cluster says so.
    pub since: Since,
    /// Whether it answers *us*.
    pub reach: Reach,
    /// What software it runs at least, inferred from ApiVersions: "≥ 3.9".
    pub software: Known<Arc<str>>,
}

/// What the cluster says of a broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokerState {
    /// Registered and unfenced.
    Up,
    /// Registered and fenced (KIP-631): it leads nothing and is in no ISR.
    Fenced,
    /// It was listed, or is named as a replica, and is not listed now.
    Missing,
}

/// Whether a broker answers from here; independent of what the cluster says.
#[derive(Clone, Debug)]
pub enum Reach {
    /// Not tried yet.
    NotTried,
    /// It answers; round-trip time of the last answer in microseconds.
    Answers {
        /// Round-trip time in microseconds.
        rtt: u32,
    },
    /// It does not answer.
    Lost {
        /// Since when.
        since: At,
        /// The last try's trouble.
        trouble: Arc<Trouble>,
    },
}

impl Cluster {
    /// The broker with this id.
    #[must_use]
    pub fn broker(&self, id: BrokerId) -> Option<&Broker> {
        self.brokers
            .binary_search_by_key(&id, |b| b.id)
            .ok()
            .map(|at| &self.brokers[at])
    }

    /// How many brokers the cluster says are up.
    #[must_use]
    pub fn up(&self) -> usize {
        self.brokers.iter().filter(|b| b.state == BrokerState::Up).count()
    }
}

impl Broker {
    /// `host:port` as advertised.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Whether the cluster counts on it and it answers us (or was not tried).
    #[must_use]
    pub fn healthy(&self) -> bool {
        self.state == BrokerState::Up && !matches!(self.reach, Reach::Lost { .. })
    }
}
