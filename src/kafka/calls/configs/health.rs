//! The configs that the health rules need, typed.

use std::str::FromStr;
use std::sync::Arc;

use kafka_protocol::messages::describe_configs_response::DescribeConfigsResourceResult;

use crate::model::settings::{BrokerSettings, TopicSettings};

const MIN_ISR: &str = "min.insync.replicas";
const RETENTION_MS: &str = "retention.ms";
const RETENTION_BYTES: &str = "retention.bytes";
const CLEANUP: &str = "cleanup.policy";
const LEADER_THROTTLED: &str = "leader.replication.throttled.replicas";
const FOLLOWER_THROTTLED: &str = "follower.replication.throttled.replicas";
const LEADER_RATE: &str = "leader.replication.throttled.rate";
const FOLLOWER_RATE: &str = "follower.replication.throttled.rate";

pub(super) const TOPIC_KEYS: [&str; 6] = [
    MIN_ISR,
    RETENTION_MS,
    RETENTION_BYTES,
    CLEANUP,
    LEADER_THROTTLED,
    FOLLOWER_THROTTLED,
];
pub(super) const BROKER_KEYS: [&str; 2] = [LEADER_RATE, FOLLOWER_RATE];

/// A key that the broker does not know is as if it limited nothing: no minimum beyond the leader, no retention.
pub(super) fn topic(configs: &[DescribeConfigsResourceResult]) -> TopicSettings {
    let policy = text(configs, CLEANUP).unwrap_or_default();
    let policy = |word: &str| policy.split(',').any(|one| one.trim() == word);
    TopicSettings {
        min_isr: number(configs, MIN_ISR).unwrap_or(1),
        retention_ms: number(configs, RETENTION_MS).unwrap_or(-1),
        retention_bytes: number(configs, RETENTION_BYTES).unwrap_or(-1),
        delete: policy("delete"),
        compact: policy("compact"),
        leader_throttled: throttled(configs, LEADER_THROTTLED),
        follower_throttled: throttled(configs, FOLLOWER_THROTTLED),
    }
}

pub(super) fn broker(configs: &[DescribeConfigsResourceResult]) -> BrokerSettings {
    // Newer brokers tell the default too, which is "no limit".
    let rate = |key| number(configs, key).filter(|&rate| rate < i64::MAX);
    BrokerSettings {
        leader_throttle: rate(LEADER_RATE),
        follower_throttle: rate(FOLLOWER_RATE),
    }
}

fn text<'a>(configs: &'a [DescribeConfigsResourceResult], key: &str) -> Option<&'a str> {
    let config = configs.iter().find(|config| &*config.name == key)?;
    config.value.as_deref()
}

fn number<T: FromStr>(configs: &[DescribeConfigsResourceResult], key: &str) -> Option<T> {
    text(configs, key)?.trim().parse().ok()
}

fn throttled(configs: &[DescribeConfigsResourceResult], key: &str) -> Arc<str> {
    Arc::from(text(configs, key).unwrap_or_default())
}
