//! What topics and groups can be set to.

use super::Type::{Boolean, Double, Int, List, Long, Text};
use super::{Config, config};

/// By name.
#[rustfmt::skip]
pub const TOPIC: &[Config] = &[
    config("cleanup.policy", List, "delete", "log.cleanup.policy", "Whether old segments are <i>deleted</i> by retention, or <i>compacted</i> to the last value of each key."),
    config("compression.type", Text, "producer", "compression.type", "The codec a batch is kept in; <code>producer</code> keeps it as it came."),
    config("delete.retention.ms", Long, "86400000", "log.cleaner.delete.retention.ms", "How long tombstones stay in a compacted topic."),
    config("file.delete.delay.ms", Long, "60000", "log.segment.delete.delay.ms", "How long a deleted segment stays on the disk."),
    config("flush.messages", Long, "9223372036854775807", "log.flush.interval.messages", "After how many records the log is forced to the disk."),
    config("follower.replication.throttled.replicas", List, "", "", "The replicas whose followers keep to the throttle: <code>partition:broker</code> pairs, or * for all."),
    config("index.interval.bytes", Int, "4096", "log.index.interval.bytes", "How many bytes lie between two entries of the index."),
    config("leader.replication.throttled.replicas", List, "", "", "The replicas whose leaders keep to the throttle: <code>partition:broker</code> pairs, or * for all."),
    config("local.retention.bytes", Long, "-2", "log.local.retention.bytes", "How much of a tiered partition stays on the broker; -2 goes by retention.bytes."),
    config("max.compaction.lag.ms", Long, "9223372036854775807", "log.cleaner.max.compaction.lag.ms", "The longest a record may wait for compaction."),
    config("max.message.bytes", Int, "1048588", "message.max.bytes", "The largest batch that is taken."),
    config("message.timestamp.type", Text, "CreateTime", "log.message.timestamp.type", "Whose clock a record carries: its producer's, or the log's."),
    config("min.cleanable.dirty.ratio", Double, "0.5", "log.cleaner.min.cleanable.ratio", "What share of a log must be dirty before it is compacted."),
    config("min.compaction.lag.ms", Long, "0", "log.cleaner.min.compaction.lag.ms", "How long a record stays as it is at least."),
    config("min.insync.replicas", Int, "1", "min.insync.replicas", "How many replicas must have a record before <code>acks=all</code> is answered."),
    config("preallocate", Boolean, "false", "log.preallocate", "Whether a segment takes its full size at once."),
    config("remote.storage.enable", Boolean, "false", "", "Whether the topic is tiered."),
    config("retention.bytes", Long, "-1", "log.retention.bytes", "How large a partition may grow before its oldest segments go; -1 for no limit."),
    config("retention.ms", Long, "604800000", "log.retention.ms", "How long records are kept; -1 for ever."),
    config("segment.bytes", Int, "1073741824", "log.segment.bytes", "The size at which a new segment begins."),
    config("segment.ms", Long, "604800000", "log.roll.ms", "The age at which a new segment begins."),
    config("unclean.leader.election.enable", Boolean, "false", "unclean.leader.election.enable", "Whether a replica that is behind may lead when no other is left: records are lost then."),
];

/// What a group can be set to (KIP-848), by name.
#[rustfmt::skip]
pub const GROUP: &[Config] = &[
    config("consumer.heartbeat.interval.ms", Int, "5000", "", "How often a member must be heard."),
    config("consumer.session.timeout.ms", Int, "45000", "", "After how long a silent member is gone."),
    config("share.auto.offset.reset", Text, "latest", "", "Where a share group begins."),
    config("share.record.lock.duration.ms", Int, "30000", "", "How long a record stays with the member that took it."),
];
