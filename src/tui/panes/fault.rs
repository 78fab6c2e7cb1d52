//! Why a partition is as it is, in one line: who brings it back, who lacks, what one more loss would do.

use crate::model::cluster::{Broker, BrokerState, Reach};
use crate::model::finding::PartitionState;
use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::time::{At, Since};
use crate::model::view::View;
use crate::report::partitions::PartitionRow;
use crate::text::{Ago, Thousands};
use std::fmt::Write;

/// Explains the state of a partition.
#[must_use]
pub fn explain(view: &View, row: &PartitionRow, now: At) -> String {
    let mut parts: Vec<String> = Vec::new();
    match row.state {
        PartitionState::Offline => {
            parts.push(back(row));
            let behind: Vec<_> = row
                .replicas
                .iter()
                .copied()
                .filter(|id| !returns(row).contains(id))
                .collect();
            if !behind.is_empty() && behind.len() < row.replicas.len() {
                parts.push(format!("{} behind: unclean would lose records", are(&behind)));
            }
        }
        PartitionState::UnderMinIsr => {
            let min = view.settings.topics.get(&row.topic).map(|settings| settings.min_isr);
            let min = min.map(|min| format!(", min is {min}")).unwrap_or_default();
            parts.push(format!("acks=all writes are refused: {} in sync{min}", row.isr.len()));
        }
        PartitionState::AtMinIsr => parts.push("one more loss stops acks=all writes".to_owned()),
        PartitionState::UnderReplicated => {}
        PartitionState::Moving => {
            for (verb, ids) in [("adds", &row.adding), ("removes", &row.removing)] {
                if !ids.is_empty() {
                    parts.push(format!("{verb} {}", list(ids)));
                }
            }
        }
        PartitionState::NonPreferred => {
            if let (Some(leader), Some(preferred)) = (row.leader, row.replicas.first()) {
                parts.push(format!("led by {leader}, {preferred} is preferred"));
            }
        }
        PartitionState::Ok => parts.extend(quiet(row)),
    }
    if row.state != PartitionState::Offline {
        parts.extend(row.out.iter().map(|id| format!("{id} {}", why_out(view, *id, now))));
    } else if let Some(id) = returns(row).first() {
        parts.push(format!("{id} {}", why_out(view, *id, now)));
    }
    parts.join(" · ")
}

/// Who brings an offline partition back without loss: its last ISR and its eligible leaders (KIP-966).
fn returns(row: &PartitionRow) -> Vec<BrokerId> {
    let mut back = row.isr.clone();
    if let Some(eligible) = &row.eligible {
        back.extend(eligible.eligible.iter().filter(|id| !row.isr.contains(id)));
    }
    back
}

fn back(row: &PartitionRow) -> String {
    let back = returns(row);
    let source = if row.isr.is_empty() { "in ELR" } else { "its last ISR" };
    match (back.as_slice(), &row.eligible) {
        ([], Some(eligible)) if !eligible.last_known.is_empty() => {
            format!("perhaps back with {} (last known ELR)", list(&eligible.last_known))
        }
        ([], _) => "who brings it back is not known".to_owned(),
        ([one], _) => format!("back with {one} ({source})"),
        (many, _) => format!("back with one of {} ({source})", list(many)),
    }
}

/// Why a replica is out of sync, as far as its broker tells.
fn why_out(view: &View, id: BrokerId, now: At) -> String {
    let ago = |since: Since| match since {
        Since::At(at) => format!("{}", Ago(now.since(at).0)),
        Since::AtLeast(at) => format!("≥ {}", Ago(now.since(at).0)),
    };
    match view.cluster.broker(id) {
        None => "is not listed".to_owned(),
        Some(Broker {
            state: BrokerState::Fenced,
            since,
            ..
        }) => format!("fenced {}", ago(*since)),
        Some(Broker {
            state: BrokerState::Missing,
            since,
            ..
        }) => format!("missing {}", ago(*since)),
        Some(Broker {
            reach: Reach::Lost { since, .. },
            ..
        }) => {
            format!("unreachable from here {}", Ago(now.since(*since).0))
        }
        Some(_) => "up, but out of sync".to_owned(),
    }
}

/// What is worth knowing of a partition that is well.
fn quiet(row: &PartitionRow) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(epoch) = row.epoch {
        parts.push(format!("leader epoch {epoch}"));
    }
    if let (Known::Value(end), Known::Value(start)) = (row.end, row.start) {
        parts.push(format!("{} offsets kept", Thousands((end - start).max(0))));
    }
    if let (Known::Value(end), Known::Value(stable)) = (row.end, row.stable)
        && stable < end
    {
        parts.push(format!("an open transaction holds back {}", Thousands(end - stable)));
    }
    parts
}

fn are(ids: &[BrokerId]) -> String {
    format!("{} {}", list(ids), if ids.len() == 1 { "is" } else { "are" })
}

fn list(ids: &[BrokerId]) -> String {
    let mut out = String::new();
    for id in ids {
        // writing to a String cannot fail
        let _ = write!(out, "{}{id}", if out.is_empty() { "" } else { " " });
    }
    out
}
