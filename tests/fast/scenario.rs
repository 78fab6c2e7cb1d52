//! Scenarios in TOML: a cluster in compact notation, changed step by step, and what must be found and told.
//!
//! ```toml
//! [[step]]
//! after = 10                                        # seconds since the step before
//! brokers = { 1 = "up a", 2 = "fenced b" }          # up | fenced | missing | lost (up, and no answer to us); rack
//! topics.orders = { min = 2, parts = ["1/1,2,3/1,3"] }   # leader/replicas/isr[/offline]; - for none
//! groups.billing = { state = "Stable", members = 1, commits = { orders-0 = "40 100 450 500" } }   # committed start stable high
//! moves = { orders-0 = "+4 -1" }
//! findings = ["critical broker-fenced broker 2"]    # all of them, in order
//! says = ["writes fail: 1 partition under min ISR"] # each in some finding
//! events = ["broker 2 fenced; ISR shrank on 2"]     # all that the step brings, in order
//! silent = true                                     # no coordinator answers
//! ```
//! A step keeps what it does not name; `gone` takes things away.

use std::collections::BTreeMap;
use std::sync::Arc;

use kconsole::model::cluster::{Broker, BrokerState, Cluster, Kind, Reach};
use kconsole::model::column::encode;
use kconsole::model::diff::diff;
use kconsole::model::event::Event;
use kconsole::model::finding::{Finding, Health, Subject};
use kconsole::model::group::{Group, GroupKind, GroupOffset, GroupState, Groups, Member};
use kconsole::model::health::{Thresholds, evaluate};
use kconsole::model::known::{Known, Reason};
use kconsole::model::moves::Move;
use kconsole::model::names::{BrokerId, Partition};
use kconsole::model::settings::{Settings, TopicSettings};
use kconsole::model::stamp::{Section, Stamp};
use kconsole::model::time::{At, Since, Span};
use kconsole::model::topology::{PartitionPart, TopicPart, Topology};
use kconsole::model::trouble::{Cause, Trouble};
use kconsole::model::view::View;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    #[expect(dead_code, reason = "it tells the reader what went wrong")]
    about: String,
    pub step: Vec<Step>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    after: i64,
    brokers: BTreeMap<String, String>,
    topics: BTreeMap<String, TopicToml>,
    groups: BTreeMap<String, GroupToml>,
    moves: BTreeMap<String, String>,
    eligible: BTreeMap<String, String>,
    gone: Vec<String>,
    pub findings: Option<Vec<String>>,
    pub says: Vec<String>,
    pub events: Option<Vec<String>>,
    silent: bool,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicToml {
    min: Option<i32>,
    parts: Vec<String>,
    #[serde(default)]
    id: u32,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupToml {
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    members: usize,
    #[serde(default)]
    commits: BTreeMap<String, String>,
}

/// The world as the steps so far left it.
#[derive(Default)]
pub struct World {
    now: At,
    brokers: BTreeMap<i32, (String, At)>,
    topics: BTreeMap<String, TopicToml>,
    groups: BTreeMap<String, GroupToml>,
    moves: BTreeMap<String, String>,
    eligible: BTreeMap<String, String>,
    topology: Arc<Topology>,
    health: Arc<Health>,
    silent: bool,
    before: View,
}

impl World {
    /// Applies a step and gives the view after it, with its health.
    pub fn step(&mut self, step: &Step) -> (View, Vec<Event>) {
        self.silent = step.silent;
        self.now = self.now.plus(Span::seconds(step.after));
        for (id, text) in &step.brokers {
            self.brokers.insert(id.parse().unwrap(), (text.clone(), self.now));
        }
        self.topics.extend(step.topics.clone());
        self.groups.extend(step.groups.clone());
        self.moves.extend(step.moves.clone());
        self.eligible.extend(step.eligible.clone());
        for name in &step.gone {
            let known = self.topics.remove(name).is_some()
                | self.groups.remove(name).is_some()
                | self.moves.remove(name).is_some();
            assert!(known, "{name} was never there");
        }
        let mut view = self.view();
        let health = evaluate(&view, &self.health, &Thresholds::default(), self.now);
        self.health = Arc::new(health);
        view.health = Arc::clone(&self.health);
        let events = diff(&self.before, &view, self.now);
        self.before = view.clone();
        (view, events)
    }

    fn view(&mut self) -> View {
        let stamp = Stamp {
            at: Some(self.now),
            every: Span::seconds(2),
            trouble: None,
        };
        self.topology = Topology::build(self.topic_parts(), &self.topology);
        View {
            at: self.now,
            cluster: section(&stamp, Arc::new(self.cluster())),
            topology: section(&stamp, Arc::clone(&self.topology)),
            settings: section(&stamp, Arc::new(self.settings())),
            groups: section(&stamp, Arc::new(self.groups())),
            moves: section(&stamp, Known::Value(Arc::new(self.moves()))),
            eligible: section(
                &stamp,
                Arc::new(
                    self.eligible
                        .iter()
                        .map(|(name, ids)| {
                            let (topic, partition) = split(name);
                            let replicas = kconsole::model::moves::EligibleReplicas {
                                eligible: numbers(ids).into_iter().map(BrokerId).collect(),
                                last_known: Vec::new(),
                            };
                            ((topic.into(), partition), replicas)
                        })
                        .collect(),
                ),
            ),
            ..View::default()
        }
    }

    fn cluster(&self) -> Cluster {
        let broker = |(&id, (text, since)): (&i32, &(String, At))| {
            let mut words = text.split_whitespace();
            let state = words.next().unwrap();
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
                    Since::AtLeast(*since)
                } else {
                    Since::At(*since)
                },
                reach: match state {
                    "up" => Reach::Answers { rtt: 900 },
                    "lost" => Reach::Lost {
                        since: *since,
                        trouble: Arc::new(Trouble::new("connect", Cause::TimedOut(3_000))),
                    },
                    _ => Reach::Lost {
                        since: *since,
                        trouble: Arc::new(Trouble::new("connect", Cause::Refused)),
                    },
                },
                software: Known::default(),
            }
        };
        Cluster {
            kind: Kind::KRaft,
            brokers: self.brokers.iter().map(broker).collect(),
            ..Cluster::default()
        }
    }

    fn topic_parts(&self) -> Vec<TopicPart> {
        self.topics
            .iter()
            .map(|(name, topic)| TopicPart {
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
            })
            .collect()
    }

    fn settings(&self) -> Settings {
        let topics = self.topics.iter().filter_map(|(name, topic)| {
            let settings = TopicSettings {
                min_isr: topic.min?,
                retention_ms: -1,
                retention_bytes: -1,
                delete: true,
                compact: false,
                leader_throttled: "".into(),
                follower_throttled: "".into(),
            };
            Some((name.as_str().into(), settings))
        });
        Settings {
            topics: topics.collect(),
            topics_known: Known::Value(()),
            ..Settings::default()
        }
    }

    fn moves(&self) -> BTreeMap<(kconsole::model::names::TopicName, Partition), Move> {
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

    fn groups(&self) -> Groups {
        let list = self.groups.iter().map(|(id, group)| {
            let members = (0..group.members).map(|at| Member {
                id: format!("m-{at}").into(),
                instance: None,
                client: "c".into(),
                host: "/10.0.0.1".into(),
                epoch: Known::default(),
                assigned: group
                    .commits
                    .keys()
                    .map(|name| split(name))
                    .map(|(t, p)| (t.into(), p))
                    .collect(),
                target: Known::default(),
            });
            Arc::new(Group {
                id: id.as_str().into(),
                kind: GroupKind::parse(&group.kind),
                state: Known::from_option(GroupState::parse(&group.state), Reason::NotYet),
                protocol_type: "consumer".into(),
                assignor: Known::default(),
                coordinator: Known::Value(BrokerId(1)),
                epoch: Known::default(),
                assignment_epoch: Known::default(),
                members: Known::Value(members.collect()),
                offsets: Known::Value(
                    group
                        .commits
                        .iter()
                        .map(|(name, text)| self.commit(name, text))
                        .collect(),
                ),
                rights: Known::default(),
                read_at: Some(self.now),
            })
        });
        Groups {
            list: list.collect(),
            partial: self.silent,
            ..Groups::default()
        }
    }

    fn commit(&self, name: &str, text: &str) -> GroupOffset {
        let (topic, partition) = split(name);
        let n: Vec<i64> = text
            .split_whitespace()
            .map(|word| match word {
                "-" => encode(Known::Unknown(Reason::NoCommit)),
                "?" => encode(Known::Unknown(Reason::NotYet)),
                number => number.parse().unwrap(),
            })
            .collect();
        let [committed_raw, start_raw, stable_raw, high_raw] = n[..] else {
            panic!("{text:?} is not committed start stable high")
        };
        GroupOffset {
            topic: topic.into(),
            partition,
            index: self
                .topology
                .index_of(topic, partition)
                .map(|at| u32::try_from(at).unwrap()),
            committed_raw,
            high_raw,
            stable_raw,
            start_raw,
            member: None,
            changed: None,
        }
    }
}

fn section<T>(stamp: &Stamp, data: T) -> Section<T> {
    Section {
        data,
        stamp: stamp.clone(),
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

fn numbers(text: &str) -> Vec<i32> {
    text.split([',', ' '])
        .filter(|word| !word.is_empty() && *word != "-")
        .map(|word| word.parse().unwrap())
        .collect()
}

fn split(name: &str) -> (&str, Partition) {
    let (topic, partition) = name.rsplit_once('-').unwrap();
    (topic, Partition(partition.parse().unwrap()))
}

/// "critical broker-fenced broker 2".
pub fn line(finding: &Finding) -> String {
    let severity = format!("{:?}", finding.severity).to_lowercase();
    format!("{severity} {} {}", finding.rule, subject(&finding.subject))
}

pub fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Cluster => "cluster".into(),
        Subject::Broker(id) => format!("broker {id}"),
        Subject::Topic(name) => format!("topic {name}"),
        Subject::Group(id) => format!("group {id}"),
        Subject::Quorum => "quorum".into(),
    }
}

/// Everything a finding says, a line each.
pub fn words(finding: &Finding, now: At) -> String {
    let mut out = vec![finding.title.clone()];
    out.extend(finding.effects.iter().map(|(label, text)| format!("{label}: {text}")));
    out.extend(finding.next.iter().map(|next| format!("next: {next}")));
    out.push(match finding.since {
        Since::At(at) => format!("since {} s", now.since(at).0 / 1000),
        Since::AtLeast(at) => format!("since ≥ {} s", now.since(at).0 / 1000),
    });
    out.join("\n")
}
