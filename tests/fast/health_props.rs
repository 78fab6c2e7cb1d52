//! Health holds on any cluster: it never panics, names only partitions that exist, and finds nothing where all is well.

use std::sync::Arc;

use kconsole::model::cluster::{Broker, BrokerState, Cluster, Reach};
use kconsole::model::finding::{Health, PartitionState};
use kconsole::model::health::{Thresholds, evaluate};
use kconsole::model::known::Known;
use kconsole::model::names::BrokerId;
use kconsole::model::settings::{Settings, TopicSettings};
use kconsole::model::stamp::{Section, Stamp};
use kconsole::model::time::{At, Since, Span};
use kconsole::model::topology::{PartitionPart, TopicPart, Topology};
use kconsole::model::view::View;
use proptest::prelude::*;

pub const NOW: At = At(1_000_000);

fn section<T>(data: T) -> Section<T> {
    let stamp = Stamp {
        at: Some(NOW),
        every: Span::seconds(1),
        trouble: None,
    };
    Section { data, stamp }
}

pub fn broker(id: i32, state: BrokerState) -> Broker {
    Broker {
        id: BrokerId(id),
        host: "h".into(),
        port: 9092,
        rack: None,
        state,
        since: Since::At(At(999_000)),
        reach: Reach::Answers { rtt: 1 },
        software: Known::default(),
    }
}

pub fn view(brokers: Vec<Broker>, topics: Vec<Vec<PartitionPart>>, min_isr: i32) -> View {
    let parts = topics.into_iter().enumerate().map(|(at, partitions)| TopicPart {
        name: format!("t{at}"),
        partitions,
        ..TopicPart::default()
    });
    let topology = Topology::build(parts.collect(), &Arc::default());
    let settings = TopicSettings {
        min_isr,
        retention_ms: -1,
        retention_bytes: -1,
        delete: true,
        compact: false,
        leader_throttled: "".into(),
        follower_throttled: "".into(),
    };
    let topics = topology
        .topics()
        .iter()
        .map(|t| (t.name.clone(), settings.clone()))
        .collect();
    View {
        at: NOW,
        cluster: section(Arc::new(Cluster {
            brokers,
            ..Cluster::default()
        })),
        topology: section(topology),
        settings: section(Arc::new(Settings {
            topics,
            topics_known: Known::Value(()),
            ..Settings::default()
        })),
        ..View::default()
    }
}

fn any_state() -> impl Strategy<Value = BrokerState> {
    prop_oneof![
        4 => Just(BrokerState::Up),
        1 => Just(BrokerState::Fenced),
        1 => Just(BrokerState::Missing),
    ]
}

fn any_partition() -> impl Strategy<Value = PartitionPart> {
    let ids = || prop::collection::vec(0..7i32, 0..4);
    (-1..7i32, ids(), ids(), ids()).prop_map(|(leader, replicas, isr, offline)| PartitionPart {
        leader,
        replicas,
        isr,
        offline,
        ..PartitionPart::default()
    })
}

pub fn numbered(mut topic: Vec<PartitionPart>) -> Vec<PartitionPart> {
    for (at, part) in topic.iter_mut().enumerate() {
        part.partition = i32::try_from(at).unwrap();
    }
    topic
}

pub fn any_view() -> impl Strategy<Value = View> {
    let topics = prop::collection::vec(prop::collection::vec(any_partition(), 0..5).prop_map(numbered), 0..5);
    (prop::collection::vec(any_state(), 0..6), topics, 0..4i32).prop_map(|(states, topics, min)| {
        let brokers = (0..).zip(states).map(|(id, state)| broker(id, state)).collect();
        view(brokers, topics, min)
    })
}

/// `after` as the view that follows `before`: its topology is numbered on.
pub fn follow(before: &View, mut after: View) -> View {
    let parts = after.topology.topics().iter().map(|topic| TopicPart {
        name: topic.name.to_string(),
        partitions: after
            .topology
            .of(topic)
            .map(|row| PartitionPart {
                partition: row.partition.0,
                leader: row.leader.map_or(-1, |id| id.0),
                replicas: row.replicas.iter().map(|id| id.0).collect(),
                isr: row.isr.iter().map(|id| id.0).collect(),
                offline: row.offline.iter().map(|id| id.0).collect(),
                ..PartitionPart::default()
            })
            .collect(),
        ..TopicPart::default()
    });
    let topology = Topology::build(parts.collect(), &before.topology.data);
    after.topology = section(topology);
    after
}

proptest! {
    #[test]
    fn findings_name_partitions_that_exist_and_every_fault_is_found(view in any_view()) {
        let health = evaluate(&view, &Health::default(), &Thresholds::default(), NOW);
        prop_assert_eq!(health.partitions.len(), view.topology.partitions());
        let mut told = vec![false; view.topology.partitions()];
        for finding in &health.findings {
            prop_assert!(finding.partitions.is_sorted());
            prop_assert!(finding.effects.len() <= 10);
            for &index in &finding.partitions {
                told[index as usize] = true;
            }
        }
        for (told, state) in told.iter().zip(&health.partitions) {
            prop_assert!(*told || *state > PartitionState::UnderReplicated, "{:?} belongs to no finding", state);
        }
    }

    #[test]
    fn the_same_view_again_finds_the_same_since_the_same(view in any_view()) {
        let first = evaluate(&view, &Health::default(), &Thresholds::default(), NOW);
        let again = evaluate(&view, &first, &Thresholds::default(), NOW.plus(Span::seconds(5)));
        prop_assert_eq!(&first.findings, &again.findings);
    }

    #[test]
    fn a_healthy_cluster_has_no_findings(brokers in 3..9i32, topics in 1..6usize, partitions in 1..9i32, rf in 1..4i32) {
        let part = |p: i32, t: i32| {
            let replicas: Vec<_> = (0..rf).map(|r| (p + t + r) % brokers).collect();
            PartitionPart { partition: p, leader: replicas[0], isr: replicas.clone(), replicas, ..PartitionPart::default() }
        };
        let topics = (0..topics).map(|t| (0..partitions).map(|p| part(p, i32::try_from(t).unwrap())).collect()).collect();
        let view = view((0..brokers).map(|id| broker(id, BrokerState::Up)).collect(), topics, 2);
        let health = evaluate(&view, &Health::default(), &Thresholds::default(), NOW);
        prop_assert!(health.findings.is_empty(), "{:?}", health.findings);
        prop_assert!(health.partitions.iter().all(|state| *state == PartitionState::Ok));
    }
}
