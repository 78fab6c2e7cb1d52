//! What brokers can be set to: those that an operator looks at.

use super::Type::{Boolean, Double, Int, List, Long, Password, Text};
use super::{Config, config};

const fn fixed(config: Config) -> Config {
    Config { fixed: true, ..config }
}

/// By name.
#[rustfmt::skip]
pub const BROKER: &[Config] = &[
    config("advertised.listeners", Text, "", "", "The addresses that clients are told."),
    fixed(config("auto.create.topics.enable", Boolean, "true", "", "Whether a topic comes into being when it is first written to.")),
    fixed(config("auto.leader.rebalance.enable", Boolean, "true", "", "Whether the controller gives leadership back to preferred leaders.")),
    fixed(config("broker.id", Int, "-1", "", "The broker's id.")),
    fixed(config("broker.rack", Text, "", "", "Where the broker stands; replicas are spread over racks.")),
    config("compression.type", Text, "producer", "", "The codec a batch is kept in where its topic does not say."),
    fixed(config("controller.quorum.voters", List, "", "", "The voters of the metadata quorum.")),
    fixed(config("default.replication.factor", Int, "1", "", "Replicas of a topic that is created without a count.")),
    config("follower.replication.throttled.rate", Long, "9223372036854775807", "", "Bytes a second that throttled followers fetch at most."),
    fixed(config("group.initial.rebalance.delay.ms", Int, "3000", "", "How long an empty group waits for more members.")),
    fixed(config("inter.broker.listener.name", Text, "PLAINTEXT", "", "The listener by which brokers talk to each other.")),
    config("leader.replication.throttled.rate", Long, "9223372036854775807", "", "Bytes a second that leaders send to throttled followers at most."),
    config("log.cleaner.delete.retention.ms", Long, "86400000", "", "How long tombstones stay in compacted topics."),
    config("log.cleaner.max.compaction.lag.ms", Long, "9223372036854775807", "", "The longest a record may wait for compaction."),
    config("log.cleaner.min.cleanable.ratio", Double, "0.5", "", "What share of a log must be dirty before it is compacted."),
    config("log.cleaner.min.compaction.lag.ms", Long, "0", "", "How long a record stays as it is at least."),
    config("log.cleaner.threads", Int, "1", "", "Threads that compact."),
    config("log.cleanup.policy", List, "delete", "", "What happens to old segments where the topic does not say."),
    fixed(config("log.dirs", List, "", "", "Where the logs lie.")),
    config("log.flush.interval.messages", Long, "9223372036854775807", "", "After how many records a log is forced to the disk."),
    config("log.index.interval.bytes", Int, "4096", "", "How many bytes lie between two entries of an index."),
    config("log.local.retention.bytes", Long, "-2", "", "How much of a tiered partition stays on the broker."),
    config("log.message.timestamp.type", Text, "CreateTime", "", "Whose clock a record carries."),
    config("log.preallocate", Boolean, "false", "", "Whether a segment takes its full size at once."),
    config("log.retention.bytes", Long, "-1", "", "How large a partition may grow where its topic does not say."),
    config("log.retention.ms", Long, "604800000", "", "How long records are kept where the topic does not say."),
    config("log.roll.ms", Long, "604800000", "", "The age at which a new segment begins."),
    config("log.segment.bytes", Int, "1073741824", "", "The size at which a new segment begins."),
    config("log.segment.delete.delay.ms", Long, "60000", "", "How long a deleted segment stays on the disk."),
    config("message.max.bytes", Int, "1048588", "", "The largest batch that is taken."),
    config("min.insync.replicas", Int, "1", "", "How many replicas must have a record where its topic does not say."),
    fixed(config("node.id", Int, "-1", "", "The node's id.")),
    config("num.io.threads", Int, "8", "", "Threads that answer requests."),
    config("num.network.threads", Int, "3", "", "Threads that read and write sockets."),
    fixed(config("num.partitions", Int, "1", "", "Partitions of a topic that is created without a count.")),
    config("num.replica.fetchers", Int, "1", "", "Threads that fetch from each leader."),
    fixed(config("offsets.topic.num.partitions", Int, "50", "", "Partitions of __consumer_offsets.")),
    fixed(config("process.roles", List, "broker,controller", "", "What this node is.")),
    fixed(config("replica.lag.time.max.ms", Long, "30000", "", "After how long a replica that is behind leaves the ISR.")),
    config("ssl.keystore.password", Password, "", "", "The key store's password."),
    fixed(config("transaction.max.timeout.ms", Int, "900000", "", "The longest a producer may ask for its transactions to last.")),
    config("unclean.leader.election.enable", Boolean, "false", "", "Whether a replica that is behind may lead when no other is left."),
];
