//! A small cluster with something of everything, for tests: a broker gone, a partition offline, a group behind, one
//! whose commits are unknown, and a hostile name.

use std::sync::Arc;

use crate::model::cluster::{Broker, BrokerState, Cluster, Kind, Reach};
use crate::model::column::{Column, encode};
use crate::model::group::{Group, GroupKind, GroupOffset, GroupState, Groups, Member};
use crate::model::health::{Thresholds, evaluate};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, Partition, TopicName};
use crate::model::offsets::Offsets;
use crate::model::quorum::{Quorum, QuorumReplica};
use crate::model::settings::{ConfigEntry, ConfigSource, Settings, TopicSettings};
use crate::model::stamp::{Section, Stamp};
use crate::model::storage::{LogDir, ReplicaSize, Storage};
use crate::model::time::{At, Since, Span};
use crate::model::topology::{PartitionPart, TopicPart, Topology};
use crate::model::trouble::{Cause, Trouble};
use crate::model::view::{Opened, View};

/// 2026-11-21T03:12:41Z.
pub const NOW: At = At(1_795_230_761_000);

fn answered<T>(data: T) -> Section<T> {
    Section {
        data,
        stamp: Stamp {
            at: Some(NOW),
            every: Span::seconds(1),
            trouble: None,
        },
    }
}

/// The view.
pub fn view() -> View {
    let topology = Topology::build(
        vec![
            topic(
                "orders",
                &[(1, &[1, 2, 3], &[1, 3]), (-1, &[2], &[]), (3, &[3, 1, 2], &[3, 1])],
            ),
            topic("payments", &[(1, &[1, 3], &[1, 3])]),
        ],
        &Arc::default(),
    );
    let mut view = View {
        seq: 1,
        at: NOW,
        started: At(NOW.0 - 20_000),
        cluster: answered(Arc::new(cluster())),
        offsets: answered(Arc::new(offsets(&topology))),
        groups: answered(Arc::new(groups())),
        storage: answered(Arc::new(storage())),
        settings: answered(Arc::new(settings())),
        quorum: answered(Known::Value(Arc::new(quorum()))),
        moves: answered(Known::Value(Arc::default())),
        opened: answered(Some(Arc::new(opened()))),
        topology: answered(topology),
        ..View::default()
    };
    view.health = Arc::new(evaluate(&view, &view.health, &Thresholds::default(), NOW));
    view
}

fn topic(name: &str, partitions: &[(i32, &[i32], &[i32])]) -> TopicPart {
    let parts = partitions
        .iter()
        .zip(0..)
        .map(|((leader, replicas, isr), partition)| PartitionPart {
            partition,
            leader: *leader,
            epoch: 4,
            replicas: replicas.to_vec(),
            isr: isr.to_vec(),
            ..PartitionPart::default()
        });
    TopicPart {
        name: name.into(),
        partitions: parts.collect(),
        ..TopicPart::default()
    }
}

fn cluster() -> Cluster {
    let broker = |id, state, reach| Broker {
        id: BrokerId(id),
        host: format!("kafka-{id}.example").into(),
        port: 9092,
        rack: Some(format!("rack-{id}").into()),
        state,
        since: Since::At(At(NOW.0 - 14_000)),
        reach,
        software: Known::Value("≥ 4.3".into()),
    };
    let trouble = Trouble::new("read metadata", Cause::Refused).at(Some(BrokerId(2)), "kafka-2.example:9092");
    let lost = Reach::Lost {
        since: At(NOW.0 - 14_000),
        trouble: Arc::new(trouble),
    };
    Cluster {
        id: Known::Value("abc".into()),
        kind: Kind::KRaft,
        controller: Known::Value(BrokerId(3)),
        brokers: vec![
            broker(1, BrokerState::Up, Reach::Answers { rtt: 640 }),
            broker(2, BrokerState::Fenced, lost),
            broker(3, BrokerState::Up, Reach::Answers { rtt: 710 }),
        ],
        ..Cluster::default()
    }
}

fn offsets(topology: &Topology) -> Offsets {
    let column = |values: [Known<i64>; 4]| {
        let mut column = Column::unknown(4, Reason::NotYet);
        for (at, value) in values.into_iter().enumerate() {
            column.set(at, value);
        }
        column
    };
    let none = Known::Unknown(Reason::NoLeader);
    Offsets {
        layout: topology.layout,
        high: column([Known::Value(8_230_790), none, Known::Value(500), Known::Value(0)]),
        stable: column([Known::Value(8_230_790), none, Known::Value(450), Known::Value(0)]),
        start: column([Known::Value(1_204_113), none, Known::Value(100), Known::Value(0)]),
        from: vec![1, -1, 3, 1],
        ..Offsets::default()
    }
}

fn groups() -> Groups {
    let offset = |partition, committed: Known<i64>, high: i64, start: i64| GroupOffset {
        topic: "orders".into(),
        partition: Partition(partition),
        index: u32::try_from(partition).ok(),
        committed_raw: encode(committed),
        high_raw: high,
        stable_raw: high,
        start_raw: start,
        member: Some(0),
        changed: Some(At(NOW.0 - 2_000)),
    };
    let mut billing = group("billing\x1b[2J", GroupKind::Consumer, GroupState::Stable);
    billing.members = Known::Value(vec![Member {
        id: "billing-7".into(),
        instance: None,
        client: "billing".into(),
        host: "/10.0.0.7".into(),
        epoch: Known::Value(41),
        assigned: vec![("orders".into(), Partition(0)), ("orders".into(), Partition(2))],
        target: Known::Value(vec![("orders".into(), Partition(0)), ("orders".into(), Partition(2))]),
    }]);
    billing.offsets = Known::Value(vec![
        offset(0, Known::Value(8_230_771), 8_230_790, 1_204_113),
        offset(
            1,
            Known::Unknown(Reason::NoCommit),
            encode(Known::Unknown(Reason::NoLeader)),
            0,
        ),
        offset(2, Known::Value(40), 500, 100),
    ]);
    let mut dark = group("dark", GroupKind::Classic, GroupState::Empty);
    dark.offsets = Known::Unknown(Reason::NotAuthorised);
    Groups {
        list: vec![Arc::new(billing), Arc::new(dark)],
        ..Groups::default()
    }
}

fn group(id: &str, kind: GroupKind, state: GroupState) -> Group {
    Group {
        id: id.into(),
        kind,
        state: Known::Value(state),
        protocol_type: "consumer".into(),
        assignor: Known::Value("uniform".into()),
        coordinator: Known::Value(BrokerId(1)),
        epoch: Known::Value(41),
        assignment_epoch: Known::Value(41),
        members: Known::Value(Vec::new()),
        offsets: Known::Value(Vec::new()),
        rights: Known::default(),
        read_at: Some(NOW),
    }
}

fn storage() -> Storage {
    let size = |topic: &str, partition, size| {
        let replica = ReplicaSize {
            partition: Partition(partition),
            size,
            future: false,
        };
        (topic.into(), [replica])
    };
    let dir = |replicas: Vec<(TopicName, [ReplicaSize; 1])>| {
        Known::Value(Arc::new(vec![LogDir {
            path: "/var/lib/kafka/a".into(),
            error: 0,
            total: Known::Value(100 << 30),
            usable: Known::Value(39 << 30),
            replicas: replicas.into_iter().collect(),
        }]))
    };
    let mut storage = Storage::default();
    storage.brokers.insert(
        BrokerId(1),
        dir(vec![size("orders", 0, 4 << 30), size("payments", 0, 0)]),
    );
    storage.brokers.insert(BrokerId(2), Known::Unknown(Reason::Unreachable));
    storage
        .brokers
        .insert(BrokerId(3), dir(vec![size("orders", 2, 1 << 20)]));
    storage
}

fn settings() -> Settings {
    let topic = |min_isr| TopicSettings {
        min_isr,
        retention_ms: 604_800_000,
        retention_bytes: -1,
        delete: true,
        compact: false,
        leader_throttled: "".into(),
        follower_throttled: "".into(),
    };
    let mut settings = Settings {
        topics_known: Known::Value(()),
        ..Settings::default()
    };
    settings.topics.insert("orders".into(), topic(2));
    settings.topics.insert("payments".into(), topic(1));
    settings
}

fn quorum() -> Quorum {
    let replica = |id, end, ago| QuorumReplica {
        id: BrokerId(id),
        end,
        last_fetch: Some(At(NOW.0 - ago)),
        last_caught_up: Some(At(NOW.0 - ago)),
    };
    Quorum {
        leader: Some(BrokerId(3)),
        epoch: 7,
        high_watermark: 4_000,
        voters: vec![replica(1, 4_000, 300), replica(2, 3_100, 14_000), replica(3, 4_000, 0)],
        observers: vec![replica(9, 3_999, 400)],
    }
}

fn opened() -> Opened {
    let entry = |name: &str, value: Option<&str>, source| ConfigEntry {
        name: name.into(),
        value: value.map(str::to_owned),
        source,
        kind: "long",
        doc: "What it does.".into(),
        read_only: false,
        sensitive: value.is_none(),
        synonyms: vec![(ConfigSource::Default, name.into(), Some("1".into()))],
    };
    Opened::Topic {
        name: "orders".into(),
        configs: Known::Value(vec![
            entry("retention.ms", Some("604800000"), ConfigSource::Topic),
            entry("min.insync.replicas", Some("2"), ConfigSource::DynamicBrokerDefault),
            entry("segment.bytes", Some("1073741824"), ConfigSource::Default),
        ]),
    }
}
