//! The records of share groups (KIP-932), Streams groups (KIP-1071) and regular expressions, by Kafka's own definitions
//! (as of 4.3).

use super::layout::{Field, Kind};
use super::records::{BY_ID, GROUP, MEMBER, Record, field, newer, tagged};
use crate::decode::Format;

const EPOCH: Field = field("epoch", Kind::I32);
const HASH: Field = field("metadata_hash", Kind::I64);

const NAMED: &[Field] = &[
    field("topic_id", Kind::Uuid),
    field("topic", Kind::Text),
    field("partitions", Kind::I32s),
];

const TASKS: &[Field] = &[
    field("subtopology", Kind::Text),
    field("partitions", Kind::I32s),
    tagged(0, "assignment_epochs", Kind::I32s),
];

const PAIRS: &[Field] = &[field("key", Kind::Text), field("value", Kind::Text)];

const MADE: &[Field] = &[
    field("topic", Kind::Text),
    field("partitions", Kind::I32),
    field("replication_factor", Kind::I16),
    field("configs", Kind::List(PAIRS)),
];

/// The kinds of records of a topic that [`super::records`] leaves to this file.
pub(super) fn of(format: Format) -> &'static [Record] {
    match format {
        Format::Offsets => RECORDS,
        Format::ShareState => DELIVERIES,
        _ => &[],
    }
}

const RECORDS: &[Record] = &[
    newer(
        &[4],
        "consumer group's partitions",
        GROUP,
        &[field(
            "topics",
            Kind::List(&[
                field("topic_id", Kind::Uuid),
                field("topic", Kind::Text),
                field("partitions", Kind::I32),
                field(
                    "racks",
                    Kind::List(&[field("partition", Kind::I32), field("racks", Kind::Texts)]),
                ),
            ]),
        )],
    ),
    newer(
        &[10],
        "share group member",
        MEMBER,
        &[
            field("rack_id", Kind::Text),
            field("client_id", Kind::Text),
            field("client_host", Kind::Text),
            field("topics", Kind::Texts),
        ],
    ),
    newer(&[11], "share group", GROUP, &[EPOCH, HASH]),
    newer(
        &[12],
        "share group target assignment",
        GROUP,
        &[EPOCH, tagged(0, "timestamp", Kind::Time)],
    ),
    newer(
        &[13],
        "share group member's target assignment",
        MEMBER,
        &[field("partitions", Kind::List(BY_ID))],
    ),
    newer(
        &[14],
        "share group member's assignment",
        MEMBER,
        &[
            EPOCH,
            field("previous_epoch", Kind::I32),
            field("state", Kind::I8),
            field("assigned", Kind::List(BY_ID)),
        ],
    ),
    newer(
        &[15],
        "share group's partitions",
        GROUP,
        &[
            field("initializing", Kind::List(NAMED)),
            field("initialized", Kind::List(NAMED)),
            field(
                "deleting",
                Kind::List(&[field("topic_id", Kind::Uuid), field("topic", Kind::Text)]),
            ),
        ],
    ),
    newer(
        &[16],
        "consumer group's regular expression",
        &[field("group", Kind::Text), field("regex", Kind::Text)],
        &[
            field("topics", Kind::Texts),
            field("version", Kind::I64),
            field("timestamp", Kind::Time),
        ],
    ),
    newer(
        &[17],
        "Streams group",
        GROUP,
        &[
            EPOCH,
            HASH,
            tagged(0, "validated_topology_epoch", Kind::I32),
            tagged(1, "last_assignment_configs", Kind::List(PAIRS)),
        ],
    ),
    newer(
        &[19],
        "Streams group member",
        MEMBER,
        &[
            field("instance_id", Kind::Text),
            field("rack_id", Kind::Text),
            field("client_id", Kind::Text),
            field("client_host", Kind::Text),
            field("rebalance_timeout_ms", Kind::I32),
            field("topology_epoch", Kind::I32),
            field("process_id", Kind::Text),
            field(
                "endpoint",
                Kind::Maybe(&[field("host", Kind::Text), field("port", Kind::U16)]),
            ),
            field("tags", Kind::List(PAIRS)),
        ],
    ),
    newer(
        &[20],
        "Streams group target assignment",
        GROUP,
        &[EPOCH, tagged(0, "timestamp", Kind::Time)],
    ),
    newer(
        &[21],
        "Streams group member's target assignment",
        MEMBER,
        &[
            field("active", Kind::List(TASKS)),
            field("standby", Kind::List(TASKS)),
            field("warmup", Kind::List(TASKS)),
        ],
    ),
    newer(
        &[22],
        "Streams group member's assignment",
        MEMBER,
        &[
            EPOCH,
            field("previous_epoch", Kind::I32),
            field("state", Kind::I8),
            field("active", Kind::List(TASKS)),
            field("standby", Kind::List(TASKS)),
            field("warmup", Kind::List(TASKS)),
            field("active_pending_revocation", Kind::List(TASKS)),
            field("standby_pending_revocation", Kind::List(TASKS)),
            field("warmup_pending_revocation", Kind::List(TASKS)),
        ],
    ),
    newer(
        &[23],
        "Streams group topology",
        GROUP,
        &[
            EPOCH,
            field(
                "subtopologies",
                Kind::List(&[
                    field("subtopology", Kind::Text),
                    field("source_topics", Kind::Texts),
                    field("source_topic_regex", Kind::Texts),
                    field("state_changelog_topics", Kind::List(MADE)),
                    field("repartition_sink_topics", Kind::Texts),
                    field("repartition_source_topics", Kind::List(MADE)),
                    field(
                        "copartition_groups",
                        Kind::List(&[
                            field("source_topics", Kind::I16s),
                            field("source_topic_regex", Kind::I16s),
                            field("repartition_source_topics", Kind::I16s),
                        ]),
                    ),
                ]),
            ),
        ],
    ),
];

/// The key of a partition's state in a share group.
const STATE: &[Field] = &[
    field("group", Kind::Text),
    field("topic_id", Kind::Uuid),
    field("partition", Kind::I32),
];

const BATCHES: Kind = Kind::List(&[
    field("first_offset", Kind::I64),
    field("last_offset", Kind::I64),
    field(
        "state",
        Kind::Word(&["Available", "Acquired", "Acknowledged", "", "Archived"]),
    ),
    field("deliveries", Kind::I16),
]);

const DELIVERIES: &[Record] = &[
    newer(
        &[0],
        "share group's deliveries, a snapshot",
        STATE,
        &[
            field("snapshot_epoch", Kind::I32),
            field("state_epoch", Kind::I32),
            field("leader_epoch", Kind::I32),
            field("start_offset", Kind::I64),
            tagged(0, "delivery_complete_count", Kind::I32),
            field("creation_timestamp", Kind::Time),
            field("write_timestamp", Kind::Time),
            field("batches", BATCHES),
        ],
    ),
    newer(
        &[1],
        "share group's deliveries, a change",
        STATE,
        &[
            field("snapshot_epoch", Kind::I32),
            field("leader_epoch", Kind::I32),
            field("start_offset", Kind::I64),
            tagged(0, "delivery_complete_count", Kind::I32),
            field("batches", BATCHES),
        ],
    ),
];
