//! How the brokers are set up: what an operator would have in `server.properties`.

use crate::demo::plan::Plan;

/// Settings of the whole cluster.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `auto.create.topics.enable`.
    pub auto_create: bool,
    /// `num.partitions`.
    pub partitions: i32,
    /// `default.replication.factor`, held to the number of brokers.
    pub replication: i16,
    /// `offsets.topic.num.partitions`.
    pub offsets_partitions: i32,
    /// `group.initial.rebalance.delay.ms`.
    pub rebalance_delay_ms: i64,
    /// `group.min.session.timeout.ms`.
    pub min_session_ms: i32,
    /// `group.max.session.timeout.ms`.
    pub max_session_ms: i32,
    /// `message.max.bytes`: the largest record batch.
    pub max_message_bytes: usize,
    /// Bytes of batches kept per partition; not a Kafka setting, but the bound of this process.
    pub log_bytes: u64,
}

impl Settings {
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            auto_create: plan.auto_create,
            partitions: plan.partitions.max(1),
            replication: i16::try_from(plan.brokers.clamp(1, 3)).unwrap_or(1),
            offsets_partitions: plan.offsets_partitions.max(1),
            rebalance_delay_ms: i64::try_from(plan.rebalance_delay.as_millis()).unwrap_or(i64::MAX),
            min_session_ms: 6_000,
            max_session_ms: 1_800_000,
            max_message_bytes: 1_048_588,
            log_bytes: plan.log_bytes,
        }
    }
}
