//! What to start.

use serde::{Deserialize, Serialize};

use super::listener::Listener;

/// A Kafka version the harness knows how to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
pub enum Version {
    /// The main version: `KRaft` only.
    #[value(name = "4.3.1")]
    #[serde(rename = "4.3.1")]
    V4_3_1,
    /// The last line that could still run on `ZooKeeper`; run here on `KRaft`.
    #[value(name = "3.9.2")]
    #[serde(rename = "3.9.2")]
    V3_9_2,
    /// The old world: `ZooKeeper`, no `DescribeQuorum`, no `OffsetFetch` for many groups.
    #[value(name = "2.8.2")]
    #[serde(rename = "2.8.2")]
    V2_8_2,
}

impl Version {
    /// As Maven names it.
    pub fn number(self) -> &'static str {
        match self {
            Self::V4_3_1 => "4.3.1",
            Self::V3_9_2 => "3.9.2",
            Self::V2_8_2 => "2.8.2",
        }
    }

    /// Whether the metadata lives in `ZooKeeper`.
    pub fn has_zookeeper(self) -> bool {
        self == Self::V2_8_2
    }

    /// Whether it logs by log4j 2 (else by log4j 1's heir, reload4j).
    pub fn has_log4j2(self) -> bool {
        self == Self::V4_3_1
    }

    /// Whether share groups exist (KIP-932), and with them their coordinator's topic.
    pub fn has_share_groups(self) -> bool {
        self == Self::V4_3_1
    }
}

/// A cluster to be started.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Spec {
    /// Shown to people, and part of the cluster id.
    pub name: String,
    /// Which Kafka.
    pub version: Version,
    /// How many brokers, ids from 1.
    pub brokers: u16,
    /// One controller-only node (id 100) instead of controllers inside the brokers.
    pub controller: bool,
    /// Adds the `SSL` and `MTLS` listeners (and `SASL_SSL` with `sasl`).
    pub tls: bool,
    /// Adds `SASL_PLAINTEXT`, users and the authorizer.
    pub sasl: bool,
    /// Adds a Prometheus page of JMX figures to each broker.
    pub jmx: bool,
    /// More broker properties; these win.
    pub set: Vec<(String, String)>,
}

impl Spec {
    /// The client listeners of each broker.
    pub fn listeners(&self) -> Vec<Listener> {
        let mut all = vec![Listener::Plaintext];
        if self.tls {
            all.extend([Listener::Ssl, Listener::Mtls]);
        }
        if self.sasl {
            all.push(Listener::SaslPlaintext);
        }
        if self.tls && self.sasl {
            all.push(Listener::SaslSsl);
        }
        all
    }
}
