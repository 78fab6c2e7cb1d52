//! What the records hold, by Kafka's own definitions (versions as of 4.3).

use super::layout::{Field, Kind};
use crate::decode::Format;

/// A kind of record.
pub(super) struct Record {
    /// The numbers its key begins with.
    pub(super) keys: &'static [i16],
    pub(super) name: &'static str,
    pub(super) key: &'static [Field],
    pub(super) value: &'static [Field],
    /// The newest version of its value, and the first flexible one.
    pub(super) newest: i16,
    pub(super) flexible: i16,
}

/// The kinds of records of a topic.
pub(super) fn of(format: Format) -> &'static [Record] {
    match format {
        Format::Offsets => OFFSETS,
        Format::Transactions => TRANSACTIONS,
        _ => &[],
    }
}

pub(super) const fn field(name: &'static str, kind: Kind) -> Field {
    since(0, name, kind)
}

const fn since(from: i16, name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        from,
        until: i16::MAX,
        tag: None,
        kind,
    }
}

pub(super) const fn tagged(tag: u64, name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        from: 0,
        until: i16::MAX,
        tag: Some(tag),
        kind,
    }
}

pub(super) const GROUP: &[Field] = &[field("group", Kind::Text)];
pub(super) const MEMBER: &[Field] = &[field("group", Kind::Text), field("member", Kind::Text)];

const OFFSETS: &[Record] = &[
    Record {
        keys: &[0, 1],
        name: "offset commit",
        key: &[
            field("group", Kind::Text),
            field("topic", Kind::Text),
            field("partition", Kind::I32),
        ],
        value: &[
            field("offset", Kind::I64),
            since(3, "leader_epoch", Kind::I32),
            field("metadata", Kind::Text),
            field("commit_timestamp", Kind::Time),
            Field {
                name: "expire_timestamp",
                from: 1,
                until: 1,
                tag: None,
                kind: Kind::Time,
            },
            tagged(0, "topic_id", Kind::Uuid),
        ],
        newest: 4,
        flexible: 4,
    },
    Record {
        keys: &[2],
        name: "group metadata",
        key: GROUP,
        value: &[
            field("protocol_type", Kind::Text),
            field("generation", Kind::I32),
            field("protocol", Kind::Text),
            field("leader", Kind::Text),
            since(2, "state_timestamp", Kind::Time),
            field("members", Kind::List(CLASSIC_MEMBER)),
        ],
        newest: 4,
        flexible: 4,
    },
    newer(
        &[3],
        "consumer group",
        GROUP,
        &[
            field("epoch", Kind::I32),
            tagged(0, "metadata_hash", Kind::I64),
            tagged(1, "creation_timestamp", Kind::Time),
        ],
    ),
    newer(
        &[5],
        "consumer group member",
        MEMBER,
        &[
            field("instance_id", Kind::Text),
            field("rack_id", Kind::Text),
            field("client_id", Kind::Text),
            field("client_host", Kind::Text),
            field("topics", Kind::Texts),
            field("topic_regex", Kind::Text),
            field("rebalance_timeout_ms", Kind::I32),
            field("assignor", Kind::Text),
            tagged(0, "classic", Kind::MaybeApart(CLASSIC)),
        ],
    ),
    newer(
        &[6],
        "consumer group target assignment",
        GROUP,
        &[field("epoch", Kind::I32), tagged(0, "timestamp", Kind::Time)],
    ),
    newer(
        &[7],
        "consumer group member's target assignment",
        MEMBER,
        &[field("partitions", Kind::List(BY_ID))],
    ),
    newer(
        &[8],
        "consumer group member's assignment",
        MEMBER,
        &[
            field("epoch", Kind::I32),
            field("previous_epoch", Kind::I32),
            field("state", Kind::I8),
            field("assigned", Kind::List(ASSIGNED)),
            field("pending_revocation", Kind::List(ASSIGNED)),
        ],
    ),
];

/// A record of the newer kinds of groups.
pub(super) const fn newer(
    keys: &'static [i16],
    name: &'static str,
    key: &'static [Field],
    value: &'static [Field],
) -> Record {
    Record {
        keys,
        name,
        key,
        value,
        newest: 0,
        flexible: 0,
    }
}

pub(super) const BY_ID: &[Field] = &[field("topic_id", Kind::Uuid), field("partitions", Kind::I32s)];
const ASSIGNED: &[Field] = &[
    field("topic_id", Kind::Uuid),
    field("partitions", Kind::I32s),
    tagged(0, "assignment_epochs", Kind::I32s),
];
/// Of a member that speaks the older protocol in a group of the newer one.
const CLASSIC: &[Field] = &[
    field("session_timeout_ms", Kind::I32),
    field(
        "protocols",
        Kind::List(&[field("name", Kind::Text), field("metadata", Kind::Bytes)]),
    ),
];
const BY_NAME: &[Field] = &[field("topic", Kind::Text), field("partitions", Kind::I32s)];

const CLASSIC_MEMBER: &[Field] = &[
    field("member", Kind::Text),
    since(3, "instance_id", Kind::Text),
    field("client_id", Kind::Text),
    field("client_host", Kind::Text),
    since(1, "rebalance_timeout_ms", Kind::I32),
    field("session_timeout_ms", Kind::I32),
    field(
        "subscription",
        Kind::Inside(&[
            field("topics", Kind::Texts),
            field("user_data", Kind::Bytes),
            since(1, "owned", Kind::List(BY_NAME)),
            since(2, "generation", Kind::I32),
            since(3, "rack_id", Kind::Text),
        ]),
    ),
    field(
        "assignment",
        Kind::Inside(&[
            field("partitions", Kind::List(BY_NAME)),
            field("user_data", Kind::Bytes),
        ]),
    ),
];

const TRANSACTIONS: &[Record] = &[Record {
    keys: &[0],
    name: "transaction",
    key: &[field("transactional_id", Kind::Text)],
    value: &[
        field("producer_id", Kind::I64),
        tagged(0, "previous_producer_id", Kind::I64),
        tagged(1, "next_producer_id", Kind::I64),
        field("producer_epoch", Kind::I16),
        tagged(3, "next_producer_epoch", Kind::I16),
        field("timeout_ms", Kind::I32),
        field(
            "state",
            Kind::Word(&[
                "Empty",
                "Ongoing",
                "PrepareCommit",
                "PrepareAbort",
                "CompleteCommit",
                "CompleteAbort",
                "Dead",
                "PrepareEpochFence",
            ]),
        ),
        field("partitions", Kind::List(BY_NAME)),
        field("last_update", Kind::Time),
        field("start", Kind::Time),
        tagged(2, "client_version", Kind::I16),
    ],
    newest: 1,
    flexible: 1,
}];
