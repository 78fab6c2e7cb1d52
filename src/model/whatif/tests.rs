use std::sync::Arc;

use super::*;
use crate::model::cluster::{Broker, Cluster, Kind, Reach};
use crate::model::known::{Known, Reason};
use crate::model::quorum::{Quorum, QuorumReplica};
use crate::model::settings::{Settings, TopicSettings};
use crate::model::stamp::{Section, Stamp};
use crate::model::time::{At, Since};
use crate::model::topology::{PartitionPart, TopicPart, Topology};

fn section<T>(data: T) -> Section<T> {
    let stamp = Stamp {
        at: Some(At(1)),
        ..Stamp::default()
    };
    Section { data, stamp }
}

/// A topic's name, its min ISR if known, the leader and ISR of each partition; replicas are 1 2 3.
type TopicOf<'a> = (&'a str, Option<i32>, &'a [(i32, &'a [i32])]);

fn view(topics: &[TopicOf<'_>]) -> View {
    let parts = topics.iter().map(|(name, _, partitions)| TopicPart {
        name: (*name).into(),
        partitions: (0..)
            .zip(*partitions)
            .map(|(partition, (leader, isr))| PartitionPart {
                partition,
                leader: *leader,
                replicas: vec![1, 2, 3],
                isr: isr.to_vec(),
                ..PartitionPart::default()
            })
            .collect(),
        ..TopicPart::default()
    });
    let settings = |min_isr| TopicSettings {
        min_isr,
        retention_ms: -1,
        retention_bytes: -1,
        delete: true,
        compact: false,
        leader_throttled: "".into(),
        follower_throttled: "".into(),
    };
    let known = topics
        .iter()
        .filter_map(|(name, min, _)| Some(((*name).into(), settings((*min)?))));
    let broker = |id| Broker {
        id: BrokerId(id),
        host: "h".into(),
        port: 9092,
        rack: Some(if id == 3 { "b".into() } else { "a".into() }),
        state: BrokerState::Up,
        since: Since::At(At(1)),
        reach: Reach::NotTried,
        software: Known::default(),
    };
    View {
        topology: section(Topology::build(parts.collect(), &Arc::default())),
        settings: section(Arc::new(Settings {
            topics: known.collect(),
            ..Settings::default()
        })),
        cluster: section(Arc::new(Cluster {
            kind: Kind::ZooKeeper,
            brokers: (1..=3).map(broker).collect(),
            ..Cluster::default()
        })),
        ..View::default()
    }
}

#[test]
fn with_room_to_spare_it_is_safe_and_leaders_move() {
    let view = view(&[("a", Some(1), &[(1, &[1, 2, 3]), (2, &[2, 1])])]);
    let verdict = stop_broker(&view, BrokerId(1));
    assert!(verdict.safe && verdict.brief() == "yes", "{verdict:?}");
    assert_eq!((verdict.leaders, verdict.thin, verdict.stops()), (1, 1, 0));
}

#[test]
fn it_says_what_stops() {
    let view = view(&[
        ("a", Some(2), &[(1, &[1, 2, 3]), (1, &[1, 2]), (1, &[1]), (-1, &[1])]),
        (GROUPS_TOPIC, Some(1), &[(1, &[1])]),
        (TRANSACTIONS_TOPIC, Some(1), &[(2, &[2])]),
    ]);
    let verdict = stop_broker(&view, BrokerId(1));
    assert!(!verdict.safe);
    assert_eq!(verdict.brief(), "no: 3 stop");
    let offset = view.topology.topic("a").unwrap().first;
    assert_eq!(verdict.under_min, [offset + 1]);
    assert!(
        verdict.reasons[0].starts_with("2 partitions would go offline: __consumer_offsets-0, a-2"),
        "{verdict:?}"
    );
    assert_eq!(verdict.transactions, 0);
    assert_eq!(stop_broker(&view, BrokerId(2)).transactions, 1);
}

#[test]
fn what_is_down_already_is_told_so() {
    let mut view = view(&[("a", Some(1), &[(2, &[2, 3])])]);
    Arc::make_mut(&mut view.cluster.data).brokers[0].state = BrokerState::Fenced;
    let verdict = stop_broker(&view, BrokerId(1));
    assert_eq!((verdict.safe, verdict.brief()), (true, "is down".to_owned()));
    assert!(!stop_broker(&view, BrokerId(2)).down);
    assert!(!stop_rack(&view, "a").down, "broker 2 of the rack still runs");
}

#[test]
fn an_unknown_min_isr_is_not_provably_safe() {
    let view = view(&[("a", None, &[(1, &[1, 2, 3])])]);
    let verdict = stop_broker(&view, BrokerId(1));
    assert_eq!((verdict.safe, verdict.brief()), (false, "unknown".to_owned()));
    assert_eq!(
        verdict.reasons,
        ["not known: min.insync.replicas of 1 partition that would lose a replica"]
    );
    assert!(!stop_broker(&View::default(), BrokerId(1)).safe);
}

#[test]
fn a_rack_is_more_than_its_brokers_alone() {
    let view = view(&[("a", Some(1), &[(1, &[1, 2]), (3, &[3, 1])])]);
    assert!(stop_broker(&view, BrokerId(1)).safe && stop_broker(&view, BrokerId(2)).safe);
    assert_eq!(stop_rack(&view, "a").offline, [0]);
    assert!(stop_rack(&view, "b").safe);
    assert!(!stop_rack(&view, "z").safe, "an unknown rack is not safe");
}

#[test]
fn each_is_the_same_as_one_by_one() {
    let view = view(&[
        ("a", Some(2), &[(1, &[1, 2, 3]), (2, &[2, 3]), (3, &[3]), (1, &[1])]),
        ("b", None, &[(1, &[1, 2])]),
    ]);
    for (id, verdict) in stop_each(&view) {
        assert_eq!(verdict, stop_broker(&view, id));
    }
}

#[test]
fn a_voter_more_must_not_break_the_majority() {
    let mut view = view(&[("a", Some(1), &[(1, &[1, 2, 3])])]);
    let voter = |id, fetched| QuorumReplica {
        id: BrokerId(id),
        end: 9,
        last_fetch: Some(At(fetched)),
        last_caught_up: None,
    };
    let quorum = |voters| {
        let quorum = Quorum {
            leader: Some(BrokerId(1)),
            voters,
            ..Quorum::default()
        };
        section(Known::Value(Arc::new(quorum)))
    };
    view.quorum = quorum(vec![voter(1, 99_000), voter(2, 99_000), voter(3, 99_000)]);
    assert!(stop_broker(&view, BrokerId(1)).safe);
    view.quorum = quorum(vec![voter(1, 99_000), voter(2, 99_000), voter(11, 9_000)]);
    let verdict = stop_broker(&view, BrokerId(1));
    assert!(
        verdict.reasons[0].contains("1 of 3 voters left, 2 needed"),
        "{verdict:?}"
    );
    assert!(stop_broker(&view, BrokerId(3)).safe, "it is no voter");
    view.quorum = section(Known::Unknown(Reason::NotAuthorised));
    assert!(stop_broker(&view, BrokerId(1)).safe, "ZooKeeper has no quorum");
    Arc::make_mut(&mut view.cluster.data).kind = Kind::KRaft;
    assert!(!stop_broker(&view, BrokerId(1)).safe);
}

#[test]
fn beside_a_broker_that_does_not_answer_nothing_is_surely_safe() {
    use crate::model::trouble::{Cause, Trouble};
    let mut view = view(&[("a", Some(1), &[(1, &[1, 2, 3])])]);
    assert_eq!(stop_broker(&view, BrokerId(1)).brief(), "yes");
    let mut cluster = Cluster::clone(&view.cluster);
    cluster.brokers[1].reach = Reach::Lost {
        since: At(1),
        trouble: Arc::new(Trouble::new("reach the broker", Cause::Refused)),
    };
    view.cluster = section(Arc::new(cluster));
    let verdict = stop_broker(&view, BrokerId(1));
    assert_eq!((verdict.safe, verdict.brief().as_str()), (false, "unknown"));
    assert_eq!(
        verdict.reasons,
        ["not known: whether broker 2 is there: it does not answer from here"]
    );
    assert!(
        stop_broker(&view, BrokerId(2)).safe,
        "the lost one itself may be stopped"
    );
}
