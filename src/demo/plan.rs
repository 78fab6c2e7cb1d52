//! How a cluster is to be when it starts.

use std::time::Duration;

use super::clock::Clock;

/// The wishes a [`super::Cluster`] is started with.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many brokers; their ids count from 1. At least one is started.
    pub brokers: u16,
    /// Racks, dealt to the brokers in turn. Empty: no rack is told.
    pub racks: Vec<String>,
    /// Ports to listen on, in the order of the brokers; those that are not named are free ones.
    pub ports: Vec<u16>,
    /// The host, or `HOST:PORT`, that brokers advertise, `%` standing for the broker's id; `None` for the loopback address
    /// they listen on.
    pub advertised: Option<String>,
    /// The cluster's id.
    pub cluster_id: String,
    /// Whether a Metadata request that allows it creates the topics it names (`auto.create.topics.enable`).
    pub auto_create: bool,
    /// Partitions of a topic created without a count (`num.partitions`).
    pub partitions: i32,
    /// Partitions of `__consumer_offsets`; 0 leaves the topic out until a group needs it.
    pub offsets_partitions: i32,
    /// How long an empty group waits for more members (`group.initial.rebalance.delay.ms`).
    pub rebalance_delay: Duration,
    /// Bytes of record batches kept per partition; older ones go, as retention takes them.
    pub log_bytes: u64,
    /// The clock everything in the cluster goes by.
    pub clock: Clock,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            brokers: 3,
            racks: ["a", "b", "c"].map(String::from).to_vec(),
            ports: Vec::new(),
            advertised: None,
            cluster_id: String::from("DEMO-kconsole-embedded"),
            auto_create: true,
            partitions: 1,
            offsets_partitions: 50,
            rebalance_delay: Duration::from_millis(100),
            log_bytes: 16 * 1024 * 1024,
            clock: Clock::wall(),
        }
    }
}

impl Plan {
    /// A cluster of so many brokers, all else as by default.
    #[must_use]
    pub fn of(brokers: u16) -> Self {
        Self {
            brokers,
            ..Self::default()
        }
    }
}
