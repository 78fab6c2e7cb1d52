//! Findings and events in words: counts, names, brokers. Names from the cluster are escaped here, once.

use std::fmt::Write;

use super::cluster::Cluster;
use super::names::{BrokerId, Partition};
use super::topology::Topology;
use crate::text::{Thousands, escape};

/// How many names stand for a long list.
const NAMED: usize = 3;

/// "1 partition", "3,333 partitions".
pub(super) fn count(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", Thousands(i64::try_from(n).unwrap_or(i64::MAX)))
}

/// "payments-3, payments-7, orders-0, …".
pub(super) fn partitions(topology: &Topology, indices: &[u32]) -> String {
    let names = indices.iter().filter_map(|&index| {
        let row = topology.get(index as usize)?;
        Some(partition(row.topic.name.as_str(), row.partition))
    });
    list(names, indices.len())
}

/// "payments-3".
pub(super) fn partition(topic: &str, partition: Partition) -> String {
    format!("{}-{partition}", escape(topic))
}

/// The first few of `of` names, and "…" for the rest.
pub(super) fn list(names: impl IntoIterator<Item = String>, of: usize) -> String {
    let mut out = String::new();
    for (at, name) in names.into_iter().take(NAMED).enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        out.push_str(&name);
    }
    if of > NAMED {
        out.push_str(", …");
    }
    out
}

/// "1 2 5".
pub(super) fn brokers(ids: impl IntoIterator<Item = BrokerId>) -> String {
    let mut out = String::new();
    for id in ids {
        let _ = write!(out, "{}{id}", if out.is_empty() { "" } else { " " });
    }
    out
}

/// "broker 2 kafka-2.eu:9092"; without the address where it is not known.
pub(super) fn broker(cluster: &Cluster, id: BrokerId) -> String {
    match cluster.broker(id) {
        Some(broker) if !broker.host.is_empty() => format!("broker {id} {}:{}", escape(&broker.host), broker.port),
        _ => format!("broker {id}"),
    }
}
