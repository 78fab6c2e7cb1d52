//! Brokers: where they are, and whether they run.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::demo::plan::Plan;
use crate::model::names::BrokerId;

/// One broker.
#[derive(Clone, Debug)]
pub struct Broker {
    /// Its `node.id`.
    pub id: BrokerId,
    /// Its rack (`broker.rack`).
    pub rack: Option<String>,
    /// The host it advertises; need not be where it listens.
    pub host: String,
    /// The port it advertises.
    pub port: u16,
    /// Whether it runs. One that does not is fenced, and nothing listens on its port.
    pub up: bool,
    /// When it was last started, in milliseconds since the epoch; 0 for the start of the cluster.
    pub since_ms: i64,
    /// Its dynamic configs.
    pub configs: BTreeMap<String, String>,
}

/// All brokers, by id.
#[derive(Clone, Debug, Default)]
pub struct Brokers {
    all: BTreeMap<BrokerId, Broker>,
    generation: u64,
}

impl Brokers {
    pub(super) fn new(plan: &Plan, addresses: &[(BrokerId, SocketAddr)]) -> Self {
        let broker = |(at, (id, address)): (usize, &(BrokerId, SocketAddr))| {
            let own = (address.ip().to_string(), address.port());
            let (host, port) = plan.advertised.as_deref().map_or(own, |pattern| {
                let name = pattern.replace('%', &id.to_string());
                match name.rsplit_once(':') {
                    Some((host, port)) => (host.to_owned(), port.parse().unwrap_or(address.port())),
                    None => (name, address.port()),
                }
            });
            let broker = Broker {
                id: *id,
                rack: plan.racks.get(at % plan.racks.len().max(1)).cloned(),
                host,
                port,
                up: true,
                since_ms: 0,
                configs: BTreeMap::new(),
            };
            (*id, broker)
        };
        Self {
            all: addresses.iter().enumerate().map(broker).collect(),
            generation: 0,
        }
    }

    /// Changes with every [`Brokers::get_mut`].
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// A broker by its id.
    #[must_use]
    pub fn get(&self, id: BrokerId) -> Option<&Broker> {
        self.all.get(&id)
    }

    /// A broker, to change it.
    pub fn get_mut(&mut self, id: BrokerId) -> Option<&mut Broker> {
        self.generation += 1;
        self.all.get_mut(&id)
    }

    /// Whether this broker runs.
    #[must_use]
    pub fn is_up(&self, id: BrokerId) -> bool {
        self.get(id).is_some_and(|broker| broker.up)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Broker> {
        self.all.values()
    }

    /// Those that run, by id.
    pub fn live(&self) -> impl Iterator<Item = &Broker> {
        self.iter().filter(|broker| broker.up)
    }

    /// The broker that Metadata calls the controller: on KRaft any live one, here the lowest.
    #[must_use]
    pub fn told_controller(&self) -> Option<BrokerId> {
        self.live().next().map(|broker| broker.id)
    }
}
