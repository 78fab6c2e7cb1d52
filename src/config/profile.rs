//! A connection profile: everything both planes need to reach one cluster. Its keys are librdkafka's property names.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::topics::Topics;

/// One cluster as the user named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The context's name; none when only `-b` was given.
    pub name: Option<String>,
    /// `host:port` of the brokers to start from.
    pub bootstrap: Vec<String>,
    /// The environment (`prod`, `staging`, `dev`, …): colours the badge.
    pub environment: Option<String>,
    /// Nothing may be changed through this profile.
    pub read_only: bool,
    /// `client.id`.
    pub client_id: String,
    /// `client.rack`.
    pub client_rack: Option<String>,
    /// Encryption and server identity; none for plaintext.
    pub tls: Option<Tls>,
    /// Authentication.
    pub sasl: Option<Sasl>,
    /// The schema registry.
    pub registry: Option<Registry>,
    /// Advertised address → address to dial.
    pub address_map: AddressMap,
    /// How the keys and values of topics are written.
    pub topics: Topics,
    /// How long one request may take.
    pub request_timeout: Duration,
    /// How long connecting (TCP, TLS and SASL together) may take.
    pub connect_timeout: Duration,
    /// All properties by librdkafka's names, for the write plane. Secrets included: never print it.
    pub properties: Properties,
}

/// Properties with their secrets kept out of Debug.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Properties(pub BTreeMap<String, String>);

/// TLS settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// `ssl.ca.location`, PEM; none for the system's roots.
    pub ca: Option<PathBuf>,
    /// `ssl.ca.pem`.
    pub ca_pem: Option<String>,
    /// `ssl.certificate.location`, PEM chain.
    pub certificate: Option<PathBuf>,
    /// `ssl.certificate.pem`.
    pub certificate_pem: Option<String>,
    /// `ssl.key.location`, PEM.
    pub key: Option<PathBuf>,
    /// `ssl.key.pem`.
    pub key_pem: Option<Secret>,
    /// `ssl.key.password`: encrypted keys are named as unsupported.
    pub key_password: Option<Secret>,
    /// `ssl.endpoint.identification.algorithm` is not `none`: the host name is checked.
    pub check_name: bool,
    /// `enable.ssl.certificate.verification`.
    pub verify: bool,
}

/// How to reach the schema registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    /// `schema.registry.url`: the addresses, in order, without a slash at the end and without a login.
    pub urls: Vec<String>,
    /// `schema.registry.basic.auth.user.info`.
    pub user: Option<(String, Secret)>,
    /// `schema.registry.bearer.auth.token`; it goes over the user.
    pub token: Option<Secret>,
    /// `schema.registry.ssl.…`, for addresses with https.
    pub tls: Tls,
}

/// SASL settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sasl {
    /// `sasl.mechanism`.
    pub mechanism: Mechanism,
    /// `sasl.username`.
    pub username: String,
    /// `sasl.password`.
    pub password: Secret,
}

/// The SASL mechanisms the control plane speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// PLAIN (RFC 4616).
    Plain,
    /// SCRAM-SHA-256 (RFC 5802, RFC 7677).
    ScramSha256,
    /// SCRAM-SHA-512.
    ScramSha512,
}

/// A secret: Debug and Display never show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Where to dial instead of an advertised address: for port-forwards and bastions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressMap {
    /// In order; the first match wins.
    pub rules: Vec<AddressRule>,
}

/// One rule: `kafka-1.internal:9092 = "127.0.0.1:19092"`; `*` in the pattern matches any run of characters, and each
/// `*` of the target stands for what the pattern's matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressRule {
    /// The advertised `host:port`, with `*`.
    pub pattern: String,
    /// The `host:port` to dial.
    pub target: String,
}

impl Mechanism {
    /// Kafka's name of it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}

impl Secret {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the one place that sends it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Profile {
    /// A plaintext profile with the defaults.
    #[must_use]
    pub fn plaintext(bootstrap: Vec<String>) -> Self {
        Self {
            name: None,
            bootstrap,
            environment: None,
            read_only: false,
            client_id: "kconsole".into(),
            client_rack: None,
            tls: None,
            sasl: None,
            registry: None,
            address_map: AddressMap::default(),
            topics: Topics::default(),
            request_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(5),
            properties: Properties::default(),
        }
    }
}
