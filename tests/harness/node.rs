//! One process of a cluster, as its state file describes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::listener::Listener;

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Broker and `KRaft` controller in one process.
    Combined,
    /// A broker only.
    Broker,
    /// A `KRaft` controller only.
    Controller,
    /// `ZooKeeper` for the old versions.
    ZooKeeper,
}

/// A node of a cluster.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Node {
    /// Kafka's node id (for `ZooKeeper` 0).
    pub id: i32,
    /// What it does.
    pub role: Role,
    /// `rack-a`, `rack-b`, `rack-c`, in turn; none for what is no broker.
    pub rack: Option<String>,
    /// The loopback port of each listener.
    pub ports: BTreeMap<Listener, u16>,
    /// The port of the JMX exporter's page (`http://127.0.0.1:PORT/metrics`).
    pub metrics: Option<u16>,
}

impl Node {
    /// Whether clients may speak to it.
    pub fn is_broker(&self) -> bool {
        matches!(self.role, Role::Combined | Role::Broker)
    }

    /// Whether it votes in the metadata quorum.
    pub fn is_controller(&self) -> bool {
        matches!(self.role, Role::Combined | Role::Controller)
    }

    /// `127.0.0.1:PORT` of a listener, when the node has it.
    pub fn address(&self, listener: Listener) -> Option<String> {
        self.ports.get(&listener).map(|port| format!("127.0.0.1:{port}"))
    }

    /// The name of its folder in the cluster's directory.
    pub fn folder(&self) -> String {
        match self.role {
            Role::ZooKeeper => "zookeeper".to_owned(),
            Role::Controller => format!("controller-{}", self.id),
            Role::Combined | Role::Broker => format!("broker-{}", self.id),
        }
    }
}
