//! The list of brokers over time: what the cluster says of each, since when, and whether it answers us.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::kafka::Node;
use crate::model::cluster::{Broker, BrokerState, Reach};
use crate::model::known::{Known, Reason};
use crate::model::names::BrokerId;
use crate::model::time::{At, Since};
use crate::model::topology::Topology;

/// The list after an answer (each broker with whether it is fenced): those listed are up (or fenced), those known and not listed are missing.
/// `first` is the first answer of all: what is so then may have been so for long.
pub(super) fn listed(before: &[Broker], listed: &[(Node, bool)], now: At, first: bool) -> Vec<Broker> {
    let mut all: BTreeMap<BrokerId, Broker> = before.iter().map(|b| (b.id, b.clone())).collect();
    let present: BTreeSet<BrokerId> = listed.iter().map(|(node, _)| node.id).collect();
    let since = if first { Since::AtLeast(now) } else { Since::At(now) };
    for broker in all.values_mut().filter(|b| !present.contains(&b.id)) {
        turn(broker, BrokerState::Missing, since);
    }
    for (one, fenced) in listed {
        let state = if *fenced { BrokerState::Fenced } else { BrokerState::Up };
        let broker = all.entry(one.id).or_insert_with(|| new(one.id, state, since));
        turn(broker, state, since);
        broker.host = Arc::clone(&one.host);
        broker.port = one.port;
        broker.rack.clone_from(&one.rack);
    }
    all.into_values().collect()
}

/// Adds brokers that no answer lists and that partitions still name as replicas: they are missing.
pub(super) fn named(brokers: &mut Vec<Broker>, topology: &Topology, now: At, first: bool) {
    let known: BTreeSet<BrokerId> = brokers.iter().map(|b| b.id).collect();
    let named: BTreeSet<BrokerId> = topology.iter().flat_map(|p| p.replicas).copied().collect();
    let since = if first { Since::AtLeast(now) } else { Since::At(now) };
    let before = brokers.len();
    brokers.extend(named.difference(&known).map(|&id| new(id, BrokerState::Missing, since)));
    if brokers.len() > before {
        brokers.sort_by_key(|b| b.id);
    }
}

/// Whether each broker answers us, as the client saw it last.
pub(super) fn reached(brokers: &mut [Broker], reach: Vec<(BrokerId, Reach)>) {
    for (id, reach) in reach {
        if let Ok(at) = brokers.binary_search_by_key(&id, |b| b.id) {
            brokers[at].reach = reach;
        }
    }
}

fn new(id: BrokerId, state: BrokerState, since: Since) -> Broker {
    Broker {
        id,
        host: "".into(),
        port: 0,
        rack: None,
        state,
        since,
        reach: Reach::NotTried,
        software: Known::Unknown(Reason::NotYet),
    }
}

fn turn(broker: &mut Broker, state: BrokerState, since: Since) {
    if broker.state != state {
        broker.state = state;
        broker.since = since;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: i32, fenced: bool) -> (Node, bool) {
        (
            Node {
                id: BrokerId(id),
                host: "h".into(),
                port: 9092,
                rack: None,
            },
            fenced,
        )
    }

    #[test]
    fn a_broker_that_is_not_listed_any_more_is_missing_since_then() {
        let first = listed(&[], &[one(1, false), one(2, false)], At(10), true);
        assert!(
            first
                .iter()
                .all(|b| b.state == BrokerState::Up && b.since == Since::AtLeast(At(10)))
        );
        let second = listed(&first, &[one(1, false)], At(20), false);
        assert_eq!(second[1].state, BrokerState::Missing);
        assert_eq!(second[1].since, Since::At(At(20)));
        assert_eq!(&*second[1].host, "h", "its address is remembered");
        let third = listed(&second, &[one(1, false)], At(30), false);
        assert_eq!(
            third[1].since,
            Since::At(At(20)),
            "since it left, not since the last look"
        );
        let back = listed(&third, &[one(1, false), one(2, true)], At(40), false);
        assert_eq!((back[1].state, back[1].since), (BrokerState::Fenced, Since::At(At(40))));
    }
}
