use std::time::Duration;

use super::Exporter;
use crate::demo::clock::Clock;
use crate::demo::prometheus::{Sample, Source};
use crate::demo::state::topic::{Partition, Topic};
use crate::demo::{Cluster, Plan};
use crate::model::names::{BrokerId, TopicId, TopicName};

/// Three brokers and one topic of one partition that broker 1 leads, min ISR 2.
fn cluster() -> Cluster {
    let cluster = Cluster::start(&Plan {
        clock: Clock::by_hand(1_000),
        ..Plan::of(3)
    })
    .unwrap();
    let brokers = [1, 2, 3].map(BrokerId).to_vec();
    let partition = Partition {
        leader: Some(BrokerId(1)),
        isr: brokers.clone(),
        replicas: brokers,
        ..Partition::default()
    };
    let topic = Topic {
        id: TopicId::from_u128(7),
        internal: false,
        configs: [("min.insync.replicas".to_owned(), "2".to_owned())].into(),
        partitions: vec![partition],
        created_ms: 0,
    };
    cluster.edit(|state| state.topics.insert(TopicName::from("orders"), topic));
    cluster
}

fn samples(exporter: &Exporter) -> Vec<Sample> {
    let mut out = Vec::new();
    exporter.samples(&mut out);
    out
}

/// The sum of a metric over all series that have these labels.
fn sum(samples: &[Sample], name: &str, labels: &[(&str, &str)]) -> f64 {
    let has = |sample: &Sample| {
        labels
            .iter()
            .all(|(label, value)| sample.labels.iter().any(|(l, v)| l == label && v == value))
    };
    let chosen = samples.iter().filter(|sample| sample.name == name && has(sample));
    chosen.map(|sample| sample.value).sum()
}

#[test]
fn counters_count_growth_where_it_is_led_and_never_fall() {
    const IN: &str = "kafka_server_brokertopicmetrics_messagesin_total";
    let cluster = cluster();
    cluster.edit(|state| state.topics.log_mut("orders", 0).unwrap().skip(500, 50_000));
    let exporter = Exporter::new(cluster.shared().clone());
    assert_eq!(
        sum(&samples(&exporter), IN, &[("topic", "orders")]),
        0.0,
        "the past is not counted"
    );
    let write = |leader: i32| {
        cluster.edit(|state| {
            state.topics.get_mut("orders").unwrap().partitions[0].leader = Some(BrokerId(leader));
            state.topics.log_mut("orders", 0).unwrap().skip(10, 1_000);
        });
        samples(&exporter)
    };
    let of = |samples: &[Sample], broker: usize| {
        let host = cluster.read(|state| state.brokers.iter().nth(broker - 1).unwrap().host.clone());
        sum(
            samples,
            IN,
            &[("topic", "orders"), ("instance", &format!("{host}:1100{broker}"))],
        )
    };
    let first = write(1);
    assert_eq!((of(&first, 1), of(&first, 2)), (10.0, 0.0));
    let moved = write(2);
    assert_eq!((of(&moved, 1), of(&moved, 2)), (10.0, 10.0));
    assert_eq!(sum(&moved, IN, &[("topic", "")]), 20.0, "in all");
    assert_eq!(
        sum(
            &moved,
            "kafka_server_brokertopicmetrics_bytesin_total",
            &[("topic", "orders")]
        ),
        2_000.0
    );
    assert_eq!(
        sum(&moved, "kafka_topic_partition_current_offset", &[("topic", "orders")]),
        520.0
    );
}

#[test]
fn a_lost_replica_is_counted_and_fires_since_then() {
    let cluster = cluster();
    let exporter = Exporter::new(cluster.shared().clone());
    assert!(exporter.alerts().is_empty());
    cluster.shared().clock().advance(Duration::from_secs(5));
    cluster.edit(|state| {
        let partition = &mut state.topics.get_mut("orders").unwrap().partitions[0];
        partition.isr = vec![BrokerId(1)];
    });
    let now = samples(&exporter);
    for (name, value) in [
        ("kafka_server_replicamanager_underreplicatedpartitions", 1.0),
        ("kafka_server_replicamanager_underminisrpartitioncount", 1.0),
        ("kafka_server_replicamanager_atminisrpartitioncount", 0.0),
        ("kafka_server_replicamanager_isrshrinks_total", 1.0),
        ("kafka_controller_kafkacontroller_activecontrollercount", 1.0),
        ("kafka_controller_kafkacontroller_offlinepartitionscount", 0.0),
    ] {
        assert_eq!(sum(&now, name, &[]), value, "{name}");
    }
    cluster.shared().clock().advance(Duration::from_secs(5));
    let alerts = exporter.alerts();
    let told: Vec<_> = alerts
        .iter()
        .map(|alert| (alert.name, alert.active_at, alert.summary.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("KafkaUnderMinIsr", 6_000, "1 partitions under their min ISR"),
            ("KafkaUnderReplicated", 6_000, "1 under-replicated partitions"),
        ]
    );
}
