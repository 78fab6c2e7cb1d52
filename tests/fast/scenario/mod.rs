//! Scenarios in TOML: a cluster in compact notation, changed step by step, and what must be found and told.
//!
//! ```toml
//! [[step]]
//! after = 10                                        # seconds since the step before
//! repeat = 30                                       # times, each with `grow`
//! brokers = { 1 = "up a", 2 = "fenced b" }          # up | fenced | missing | lost (up, and no answer to us); rack
//! topics.orders = { min = 2, parts = ["1/1,2,3/1,3"] }   # leader/replicas/isr[/offline]; - for none
//! groups.billing = { state = "Stable", members = 1, commits = { orders-0 = "40 100 450 500" } }   # committed start stable high
//! grow = { "billing orders-0" = "10 30" }           # committed and ends, each time the step is played
//! moves = { orders-0 = "+4 -1" }
//! disks = { 1 = ["/d1 100 12", "/d2 failed"] }      # path, total and usable bytes
//! quorum = { leader = 1, voters = ["1 900 0"] }     # id, end, seconds since it was caught up; leader 0 is none
//! throttles = { 1 = 50000 }                         # bytes/s on a broker
//! findings = ["critical broker-fenced broker 2"]    # all of them, in order
//! says = ["writes fail: 1 partition under min ISR"] # each in some finding
//! events = ["broker 2 fenced; ISR shrank on 2"]     # all that the step (the last of its repeats) brings, in order
//! silent = true                                     # no coordinator answers
//! ```
//! A step keeps what it does not name; `gone` takes things away.

mod groups;
mod parts;
mod world;

use std::collections::BTreeMap;

use kconsole::model::finding::{Finding, Subject};
use kconsole::model::names::Partition;
use kconsole::model::time::{At, Since};
use serde::Deserialize;

pub use world::World;

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
    repeat: Option<u32>,
    brokers: BTreeMap<String, String>,
    topics: BTreeMap<String, TopicToml>,
    groups: BTreeMap<String, GroupToml>,
    grow: BTreeMap<String, String>,
    moves: BTreeMap<String, String>,
    eligible: BTreeMap<String, String>,
    disks: BTreeMap<String, Vec<String>>,
    quorum: Option<QuorumToml>,
    throttles: BTreeMap<String, i64>,
    gone: Vec<String>,
    silent: bool,
    pub findings: Option<Vec<String>>,
    pub says: Vec<String>,
    pub events: Option<Vec<String>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicToml {
    min: Option<i32>,
    parts: Vec<String>,
    #[serde(default)]
    id: u32,
    #[serde(default)]
    throttled: String,
    /// `retention.ms`; none is no limit.
    retention: Option<i64>,
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

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuorumToml {
    leader: i32,
    voters: Vec<String>,
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

fn subject(subject: &Subject) -> String {
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
