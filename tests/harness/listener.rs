//! The doors of a broker.

use serde::{Deserialize, Serialize};

/// A listener by its Kafka name. Every broker has `PLAINTEXT`, which the brokers use among themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Listener {
    /// No encryption, no login: the user is `ANONYMOUS`, a super user here.
    Plaintext,
    /// TLS with a server certificate of the cluster's own CA.
    Ssl,
    /// TLS that also requires a client certificate of that CA.
    Mtls,
    /// SASL (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512) without encryption.
    SaslPlaintext,
    /// SASL over TLS.
    SaslSsl,
    /// `KRaft` controllers only; no client speaks to it.
    Controller,
}

impl Listener {
    /// The name in `listeners=`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "PLAINTEXT",
            Self::Ssl => "SSL",
            Self::Mtls => "MTLS",
            Self::SaslPlaintext => "SASL_PLAINTEXT",
            Self::SaslSsl => "SASL_SSL",
            Self::Controller => "CONTROLLER",
        }
    }

    /// The security protocol behind the name.
    pub fn protocol(self) -> &'static str {
        match self {
            Self::Plaintext | Self::Controller => "PLAINTEXT",
            Self::Ssl | Self::Mtls => "SSL",
            Self::SaslPlaintext => "SASL_PLAINTEXT",
            Self::SaslSsl => "SASL_SSL",
        }
    }
    /// Whether it needs certificates.
    pub fn is_tls(self) -> bool {
        matches!(self, Self::Ssl | Self::Mtls | Self::SaslSsl)
    }

    /// Whether it needs users.
    pub fn is_sasl(self) -> bool {
        matches!(self, Self::SaslPlaintext | Self::SaslSsl)
    }
}
