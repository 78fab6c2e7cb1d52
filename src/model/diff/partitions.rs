//! Leaders, ISR, offline and online: gathered first, so that a broker's event can take what it explains.

use super::{Out, PARTS};
use crate::model::event::EventKind;
use crate::model::finding::{Severity, Subject};
use crate::model::names::BrokerId;
use crate::model::topology::{PartitionRef, Topology};
use crate::model::view::View;
use crate::model::words::{brokers, count, partition, partitions};

/// One broker's part in a partition's change; the index is of the topology after.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub index: u32,
    /// Who left or joined the ISR; who led before.
    pub broker: Option<BrokerId>,
    /// Who leads now.
    pub to: Option<BrokerId>,
}

/// What changed in partitions that are in both topologies.
#[derive(Default)]
pub(super) struct Changes {
    pub shrank: Vec<Change>,
    pub expanded: Vec<Change>,
    pub leaders: Vec<Change>,
    pub offline: Vec<Change>,
    pub online: Vec<Change>,
}

/// Gathers the changes; none before the first answer.
pub(super) fn changes(before: &View, after: &View) -> Changes {
    let mut out = Changes::default();
    let (old, new): (&Topology, &Topology) = (&before.topology, &after.topology);
    if old.version == 0 || old.version == new.version {
        return out;
    }
    for topic in new.topics() {
        let Some(was) = old.topic(topic.name.as_str()).filter(|was| was.id == topic.id) else {
            continue;
        };
        for (was, is) in old.of(was).zip(new.of(topic)) {
            compare(&was, &is, &mut out);
        }
    }
    out
}

fn compare(was: &PartitionRef<'_>, is: &PartitionRef<'_>, out: &mut Changes) {
    if was.partition != is.partition {
        return;
    }
    let Ok(index) = u32::try_from(is.index) else { return };
    let of = |broker: BrokerId| Change {
        index,
        broker: Some(broker),
        to: is.leader,
    };
    if was.isr != is.isr {
        out.shrank
            .extend(was.isr.iter().filter(|id| !is.isr.contains(id)).map(|id| of(*id)));
        out.expanded
            .extend(is.isr.iter().filter(|id| !was.isr.contains(id)).map(|id| of(*id)));
    }
    if was.leader != is.leader {
        let change = Change {
            index,
            broker: was.leader,
            to: is.leader,
        };
        match (was.leader, is.leader) {
            (Some(_), None) => out.offline.push(change),
            (None, Some(_)) => out.online.push(change),
            _ => out.leaders.push(change),
        }
    }
}

/// Tells what no broker's event took.
pub(super) fn tell(after: &View, changes: &Changes, out: &mut Out) {
    let topology = &after.topology;
    by_broker(
        topology,
        &changes.shrank,
        out,
        EventKind::IsrShrank,
        Severity::Warning,
        "left",
    );
    by_broker(
        topology,
        &changes.expanded,
        out,
        EventKind::IsrExpanded,
        Severity::Ok,
        "joined",
    );
    leaders(topology, &changes.leaders, out);
    let offline = (EventKind::PartitionOffline, Severity::Critical, "offline");
    let online = (EventKind::PartitionOnline, Severity::Ok, "online again");
    for ((kind, severity, what), list) in [(offline, &changes.offline), (online, &changes.online)] {
        if list.is_empty() {
            continue;
        }
        let indices: Vec<_> = list.iter().map(|change| change.index).collect();
        let text = format!(
            "{} {what}: {}",
            count(list.len(), "partition"),
            partitions(topology, &indices)
        );
        out.burst(
            kind,
            subject(topology, &indices),
            severity,
            text,
            list.len(),
            names(topology, &indices),
        );
    }
}

/// One event a broker that left or joined ISRs.
fn by_broker(topology: &Topology, list: &[Change], out: &mut Out, kind: EventKind, severity: Severity, verb: &str) {
    let mut ids: Vec<_> = list.iter().filter_map(|change| change.broker).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let indices: Vec<_> = list.iter().filter(|c| c.broker == Some(id)).map(|c| c.index).collect();
        let isr = match &indices[..] {
            [one] => topology
                .get(*one as usize)
                .map(|row| format!(", which is now {}", brokers(row.isr.iter().copied()))),
            _ => None,
        };
        let text = format!(
            "broker {id} {verb} the ISR of {}: {}{}",
            count(indices.len(), "partition"),
            partitions(topology, &indices),
            isr.unwrap_or_default()
        );
        out.burst(
            kind,
            Subject::Broker(id),
            severity,
            text,
            indices.len(),
            names(topology, &indices),
        );
    }
}

fn leaders(topology: &Topology, list: &[Change], out: &mut Out) {
    let Some(first) = list.first() else { return };
    let indices: Vec<_> = list.iter().map(|change| change.index).collect();
    let n = count(list.len(), "leader");
    let (subject, text) = match (first.broker, first.to) {
        (Some(from), Some(to)) if list.len() == 1 => (
            subject(topology, &indices),
            format!("{}: leader {from} → {to}", partitions(topology, &indices)),
        ),
        (Some(from), _) if list.iter().all(|c| c.broker == Some(from)) => {
            (Subject::Broker(from), format!("{n} moved off broker {from}"))
        }
        (_, Some(to)) if list.iter().all(|c| c.to == Some(to)) => {
            (Subject::Broker(to), format!("{n} moved to broker {to}"))
        }
        _ => (Subject::Cluster, format!("{n} moved")),
    };
    let parts = list.iter().take(PARTS).filter_map(|change| {
        let row = topology.get(change.index as usize)?;
        let name = partition(row.topic.name.as_str(), row.partition);
        Some(format!("{name}: leader {} → {}", change.broker?, change.to?))
    });
    let parts = if list.len() > 1 { parts.collect() } else { Vec::new() };
    out.burst(
        EventKind::LeaderChanged,
        subject,
        Severity::Moving,
        text,
        list.len(),
        parts,
    );
}

/// The names of several partitions; none for one, which the text has.
pub(super) fn names(topology: &Topology, indices: &[u32]) -> Vec<String> {
    let rows = indices
        .iter()
        .take(PARTS)
        .filter_map(|&index| topology.get(index as usize));
    let names = rows.map(|row| partition(row.topic.name.as_str(), row.partition));
    if indices.len() > 1 { names.collect() } else { Vec::new() }
}

fn subject(topology: &Topology, indices: &[u32]) -> Subject {
    let mut topics = indices
        .iter()
        .filter_map(|&index| topology.get(index as usize))
        .map(|row| &row.topic.name);
    match topics.next() {
        Some(first) if topics.all(|topic| topic == first) => Subject::Topic(first.clone()),
        _ => Subject::Cluster,
    }
}
