//! What a health rule found: a root cause, what it affects, since when, what to do.

use serde::Serialize;

use super::names::{BrokerId, GroupId, TopicName};
use super::time::Since;

/// How bad it is. The order is the order on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something stopped working: partitions offline, writes refused, a group stopped.
    Critical,
    /// One step from that, or slowly getting there.
    Warning,
    /// Under way, worth a look, nothing wrong.
    Moving,
    /// All well.
    Ok,
}

/// What a finding or an event is about; what Enter opens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind", content = "name")]
pub enum Subject {
    /// The cluster as a whole.
    Cluster,
    /// A broker.
    Broker(BrokerId),
    /// A topic.
    Topic(TopicName),
    /// A group.
    Group(GroupId),
    /// The KRaft quorum.
    Quorum,
}

/// One root cause, with all it affects beneath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, stable: `offline-partition`, `under-min-isr`, `broker-fenced`, ….
    pub rule: &'static str,
    /// What it is about. `(rule, subject)` is its identity from view to view.
    pub subject: Subject,
    /// How bad.
    pub severity: Severity,
    /// One line: "broker 2 kafka-2:9092 fenced".
    pub title: String,
    /// What stops or suffers, each with a short label: ("writes fail", "12 partitions under min ISR: payments-3, …").
    pub effects: Vec<(&'static str, String)>,
    /// Since when.
    pub since: Since,
    /// The suggested next step.
    pub next: Option<String>,
    /// Dense indices of the affected partitions at the view's topology, sorted.
    pub partitions: Vec<u32>,
}

/// The state of one partition, worst first; as the topics and partitions screens show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum PartitionState {
    /// No leader: neither writes nor reads.
    Offline,
    /// ISR smaller than `min.insync.replicas`: writes with acks=all are refused.
    UnderMinIsr,
    /// ISR equals `min.insync.replicas`, with replicas missing: one more loss stops writes.
    AtMinIsr,
    /// Replicas missing from the ISR, as the broker counts it.
    UnderReplicated,
    /// Being reassigned.
    Moving,
    /// Led by another than the preferred leader.
    NonPreferred,
    /// All well.
    Ok,
}

/// The outcome of all rules.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// By severity, then weight.
    pub findings: Vec<Finding>,
    /// Of each partition, by dense index.
    pub partitions: Vec<PartitionState>,
    /// Settings were not known for the min-ISR rules, so `ok` may be too kind.
    pub min_isr_known: bool,
    /// Rules that had what they need at least once: what they find from then on has begun when it is found.
    pub ready: Vec<&'static str>,
}

impl Health {
    /// The worst severity of all findings.
    #[must_use]
    pub fn worst(&self) -> Severity {
        self.findings.iter().map(|f| f.severity).min().unwrap_or(Severity::Ok)
    }

    /// The finding of `rule` about `subject`.
    #[must_use]
    pub fn find(&self, rule: &str, subject: &Subject) -> Option<&Finding> {
        self.findings.iter().find(|f| f.rule == rule && f.subject == *subject)
    }
}
