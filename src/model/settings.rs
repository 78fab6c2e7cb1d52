//! Configs: the few that health needs for everything, and all of one thing when it is opened (DescribeConfigs).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::known::Known;
use super::names::{BrokerId, TopicName};

/// The configs that the health rules need.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// By topic; a topic that is missing was not answered yet.
    pub topics: BTreeMap<TopicName, TopicSettings>,
    /// By broker.
    pub brokers: BTreeMap<BrokerId, BrokerSettings>,
    /// Why topics' settings are missing, if they are.
    pub topics_known: Known<()>,
}

/// What the rules need to know of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicSettings {
    /// `min.insync.replicas`.
    pub min_isr: i32,
    /// `retention.ms`; negative for no limit.
    pub retention_ms: i64,
    /// `retention.bytes` per partition; negative for no limit.
    pub retention_bytes: i64,
    /// Whether `cleanup.policy` has `delete`.
    pub delete: bool,
    /// Whether `cleanup.policy` has `compact`.
    pub compact: bool,
    /// `leader.replication.throttled.replicas`; empty when none is left there.
    pub leader_throttled: Arc<str>,
    /// `follower.replication.throttled.replicas`; empty when none is left there.
    pub follower_throttled: Arc<str>,
}

/// What the rules need to know of a broker (dynamic configs).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrokerSettings {
    /// `leader.replication.throttled.rate` in bytes/s, when set.
    pub leader_throttle: Option<i64>,
    /// `follower.replication.throttled.rate` in bytes/s, when set.
    pub follower_throttle: Option<i64>,
}

/// One config of an opened topic or broker, with source and docs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigEntry {
    /// Its name.
    pub name: String,
    /// Its value; none when it is sensitive.
    pub value: Option<String>,
    /// Where the value comes from.
    pub source: ConfigSource,
    /// Its type's name ("long", "list", …); empty when the broker is too old to tell.
    pub kind: &'static str,
    /// Kafka's documentation; empty when the broker is too old to tell.
    pub doc: String,
    /// Cannot be altered.
    pub read_only: bool,
    /// Its value is kept secret by the broker.
    pub sensitive: bool,
    /// Where else it is set, in order of precedence: source, name, value.
    pub synonyms: Vec<(ConfigSource, String, Option<String>)>,
}

/// Where a config's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "Kafka's own names say it")]
pub enum ConfigSource {
    Topic,
    DynamicBroker,
    DynamicBrokerDefault,
    StaticBroker,
    Default,
    Group,
    DynamicBrokerLogger,
    ClientMetrics,
    Unknown,
}

impl ConfigSource {
    /// From DescribeConfigs' code.
    #[must_use]
    pub fn from_wire(code: i8) -> Self {
        match code {
            1 => Self::Topic,
            2 => Self::DynamicBroker,
            3 => Self::DynamicBrokerDefault,
            4 => Self::StaticBroker,
            5 => Self::Default,
            6 => Self::DynamicBrokerLogger,
            7 => Self::ClientMetrics,
            8 => Self::Group,
            _ => Self::Unknown,
        }
    }

    /// In words, as the configs pane shows it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::DynamicBroker => "broker (dynamic)",
            Self::DynamicBrokerDefault => "cluster (dynamic)",
            Self::StaticBroker => "broker (file)",
            Self::Default => "default",
            Self::Group => "group",
            Self::DynamicBrokerLogger => "logger",
            Self::ClientMetrics => "client metrics",
            Self::Unknown => "unknown",
        }
    }
}
