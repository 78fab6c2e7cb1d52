//! Brokers, topics, settings, moves, disks and the quorum out of their compact notation.

use std::sync::Arc;

use kconsole::model::cluster::{Broker, BrokerState, Cluster, Kind, Reach};
use kconsole::model::known::{Known, Reason};
use kconsole::model::moves::{Eligible, EligibleReplicas, Move, Moves};
use kconsole::model::names::BrokerId;
use kconsole::model::quorum::{Quorum, QuorumReplica};
use kconsole::model::settings::{BrokerSettings, Settings, TopicSettings};
use kconsole::model::storage::{LogDir, Replicas, Storage};
use kconsole::model::time::{At, Since};
use kconsole::model::topology::{PartitionPart, TopicPart};
use kconsole::model::trouble::{Cause, Trouble};

use super::{QuorumToml, World, numbers, split};

impl World {
    pub(super) fn cluster(&self) -> Cluster {
        let brokers = self.brokers.iter().map(|(id, (text, since))| broker(*id, text, *since));
        Cluster {
            kind: Kind::KRaft,
            brokers: brokers.collect(),
            ..Cluster::default()
        }
    }

    pub(super) fn topic_parts(&self) -> Vec<TopicPart> {
        let parts = self.topics.iter().map(|(name, topic)| TopicPart {
            name: name.clone(),
            id: uuid::Uuid::from_u128(u128::from(topic.id) + 1),
            internal: name.starts_with("__"),
            partitions: topic
                .parts
                .iter()
                .enumerate()
                .map(|(at, text)| partition(at, text))
                .collect(),
            ..TopicPart::default()
        });
        parts.collect()
    }

    pub(super) fn settings(&self) -> Settings {
        let topics = self.topics.iter().filter_map(|(name, topic)| {
            let settings = TopicSettings {
                min_isr: topic.min?,
                retention_ms: topic.retention.unwrap_or(-1),
                retention_bytes: -1,
                delete: true,
                compact: false,
                leader_throttled: "".into(),
                follower_throttled: topic.throttled.as_str().into(),
            };
            Some((name.as_str().into(), settings))
        });
        let broker = |(id, rate): (&i32, &i64)| {
            let settings = BrokerSettings {
                leader_throttle: Some(*rate),
                ..BrokerSettings::default()
            };
            (BrokerId(*id), settings)
        };
        Settings {
            topics: topics.collect(),
            brokers: self.throttles.iter().map(broker).collect(),
            topics_known: Known::Value(()),
        }
    }

    pub(super) fn move_list(&self) -> Moves {
        let entry = |(name, text): (&String, &String)| {
            let (topic, partition) = split(name);
            let mut it = Move::default();
            for word in text.split_whitespace() {
                let list = if word.starts_with('+') {
                    &mut it.adding
                } else {
                    &mut it.removing
                };
                list.push(BrokerId(word[1..].parse().unwrap()));
            }
            ((topic.into(), partition), it)
        };
        self.moves.iter().map(entry).collect()
    }

    pub(super) fn eligible_list(&self) -> Eligible {
        let entry = |(name, ids): (&String, &String)| {
            let (topic, partition) = split(name);
            let replicas = EligibleReplicas {
                eligible: numbers(ids).into_iter().map(BrokerId).collect(),
                last_known: Vec::new(),
            };
            ((topic.into(), partition), replicas)
        };
        self.eligible.iter().map(entry).collect()
    }

    pub(super) fn storage(&self) -> Storage {
        let dirs = |(id, dirs): (&i32, &Vec<String>)| {
            let dirs = dirs.iter().map(|text| log_dir(text)).collect();
            (BrokerId(*id), Known::Value(Arc::new(dirs)))
        };
        Storage {
            brokers: self.disks.iter().map(dirs).collect(),
        }
    }

    pub(super) fn quorum(&self, quorum: &QuorumToml) -> Quorum {
        let voter = |text: &String| {
            let n: Vec<i64> = text.split(' ').map(|n| n.parse().unwrap()).collect();
            QuorumReplica {
                id: BrokerId(i32::try_from(n[0]).unwrap()),
                end: n[1],
                last_fetch: Some(At(self.now.0 - n[2] * 1000)),
                last_caught_up: Some(At(self.now.0 - n[2] * 1000)),
            }
        };
        Quorum {
            leader: (quorum.leader > 0).then_some(BrokerId(quorum.leader)),
            voters: quorum.voters.iter().map(voter).collect(),
            ..Quorum::default()
        }
    }
}

fn broker(id: i32, text: &str, since: At) -> Broker {
    let mut words = text.split_whitespace();
    let state = words.next().unwrap();
    let lost = |cause| Reach::Lost {
        since,
        trouble: Arc::new(Trouble::new("connect", cause)),
    };
    Broker {
        id: BrokerId(id),
        host: format!("kafka-{id}").into(),
        port: 9092,
        rack: words.next().map(Arc::from),
        state: match state {
            "up" | "lost" => BrokerState::Up,
            "fenced" => BrokerState::Fenced,
            "missing" => BrokerState::Missing,
            other => panic!("no broker state {other:?}"),
        },
        since: if since.0 == 0 {
            Since::AtLeast(since)
        } else {
            Since::At(since)
        },
        reach: match state {
            "up" => Reach::Answers { rtt: 900 },
            "lost" => lost(Cause::TimedOut(3_000)),
            _ => lost(Cause::Refused),
        },
        software: Known::default(),
    }
}

fn partition(at: usize, text: &str) -> PartitionPart {
    let mut fields = text.split('/');
    let leader = fields.next().unwrap().trim();
    PartitionPart {
        partition: i32::try_from(at).unwrap(),
        leader: if leader == "-" { -1 } else { leader.parse().unwrap() },
        replicas: numbers(fields.next().unwrap_or_default()),
        isr: numbers(fields.next().unwrap_or_default()),
        offline: numbers(fields.next().unwrap_or_default()),
        ..PartitionPart::default()
    }
}

fn log_dir(text: &str) -> LogDir {
    let words: Vec<_> = text.split(' ').collect();
    let number = |at: usize| Known::from_option(words.get(at).and_then(|word| word.parse().ok()), Reason::TooOld);
    LogDir {
        path: words[0].into(),
        error: if words.get(1) == Some(&"failed") { 56 } else { 0 },
        total: number(1),
        usable: number(2),
        replicas: Replicas::default(),
    }
}
