//! Metadata never creates a topic.

use bytes::{Buf, Bytes};
use kafka_protocol::messages::{MetadataRequest, RequestHeader};
use kafka_protocol::protocol::{Decodable, HeaderVersion};

use crate::kafka::calls::metadata::{VERSIONS, request};
use crate::model::names::TopicName;
use crate::wire;

/// The bytes of a request after its header.
fn body(version: i16, topics: Option<&[TopicName]>) -> Bytes {
    let mut frame = wire::encode(&request(version, topics), version, 7, "test").unwrap();
    frame.advance(4);
    RequestHeader::decode(&mut frame, MetadataRequest::header_version(version)).unwrap();
    frame
}

#[test]
fn auto_creation_is_off_at_every_version() {
    let named = [TopicName::from("orders")];
    assert_eq!(VERSIONS.1, wire::range::<MetadataRequest>().1);
    for version in VERSIONS.0..=VERSIONS.1 {
        for topics in [None, Some(&named[..]), Some(&[])] {
            let bytes = body(version, topics);
            // After the topics: the flag, then from 8 on the rights of the cluster (to 10) and of topics, then tags (from 9).
            let after = match version {
                4..8 => 0,
                8 => 2,
                9 | 10 => 3,
                _ => 2,
            };
            assert_eq!(bytes[bytes.len() - after - 1], 0, "v{version} {topics:?}");
            let read = MetadataRequest::decode(&mut bytes.clone(), version).unwrap();
            assert!(!read.allow_auto_topic_creation, "v{version}");
            assert_eq!(read.include_topic_authorized_operations, version >= 8);
            assert_eq!(
                read.topics.map(|topics| topics.len()),
                topics.map(<[_]>::len),
                "v{version}"
            );
        }
    }
}

mod answer {
    use kafka_protocol::messages::MetadataResponse;
    use kafka_protocol::messages::metadata_response::{
        MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
    };

    use super::super::*;
    use crate::kafka::calls::metadata::{MetadataAnswer, fetch};
    use crate::model::trouble::Cause;

    fn partition(number: i32, leader: i32, isr: &[i32]) -> MetadataResponsePartition {
        MetadataResponsePartition::default()
            .with_partition_index(number)
            .with_leader_id(leader.into())
            .with_replica_nodes(vec![1.into(), 2.into()])
            .with_isr_nodes(isr.iter().map(|&id| id.into()).collect())
    }

    fn topic(name: &str, partitions: Vec<MetadataResponsePartition>) -> MetadataResponseTopic {
        MetadataResponseTopic::default()
            .with_name(Some(wire_topic(name)))
            .with_partitions(partitions)
    }

    async fn ask(topics: Vec<MetadataResponseTopic>, version: i16) -> MetadataAnswer {
        let fake = Scripted::start(&[(3, version, version)], move |heard| {
            let broker = MetadataResponseBroker::default()
                .with_node_id(1.into())
                .with_host(text("127.0.0.1"));
            let body = MetadataResponse::default().with_brokers(vec![broker.with_port(9092)]);
            Some(heard.answer(&body.with_topics(topics.clone())))
        })
        .await;
        let client = fake.client();
        let answer = fetch(&client, None).await.unwrap();
        assert_eq!(client.nodes(), answer.nodes);
        answer
    }

    #[tokio::test]
    async fn the_hash_follows_the_content_not_the_order() {
        let a = topic("a", vec![partition(0, 1, &[1, 2]), partition(1, 2, &[1, 2])]);
        let b = topic("b", vec![partition(0, 1, &[1, 2])]);
        let first = ask(vec![a.clone(), b.clone()], 12).await;
        let mut turned = a.clone();
        turned.partitions.reverse();
        let same = ask(vec![b.clone(), turned], 12).await;
        assert_eq!(first.raw_hash, same.raw_hash);
        let changes = [
            vec![a.clone()],
            vec![
                topic("a", vec![partition(0, 1, &[1, 2]), partition(1, 2, &[2])]),
                b.clone(),
            ],
            vec![
                topic("a", vec![partition(0, 2, &[1, 2]), partition(1, 2, &[1, 2])]),
                b.clone(),
            ],
            vec![a.clone(), topic("b", vec![partition(1, 1, &[1, 2])])],
            vec![topic("b", a.partitions.clone()), topic("a", b.partitions.clone())],
            vec![a.clone().with_topic_id(uuid::Uuid::from_u128(1)), b.clone()],
        ];
        for changed in changes {
            assert_ne!(ask(changed.clone(), 12).await.raw_hash, first.raw_hash, "{changed:?}");
        }
    }

    #[tokio::test]
    async fn topics_become_a_topology_at_every_version() {
        for version in 4..=13 {
            let topics = vec![
                topic("b", vec![partition(0, -1, &[])]),
                topic("a", vec![partition(0, 1, &[1])]),
            ];
            let answer = ask(topics, version).await;
            assert_eq!((answer.broker, answer.topics()), (BrokerId(1), 2));
            let topology = answer.topology(&Arc::default());
            let row = topology.get(0).unwrap();
            assert_eq!(
                (row.topic.name.as_str(), row.leader, row.isr),
                ("a", Some(BrokerId(1)), &[BrokerId(1)][..])
            );
            assert_eq!(topology.get(1).unwrap().leader, None, "v{version}");
        }
    }

    #[tokio::test]
    async fn a_broker_that_cannot_be_told_to_create_nothing_is_not_asked() {
        let fake = Scripted::start(&[(3, 0, 3)], |_| None).await;
        let trouble = fetch(&fake.client(), None).await.unwrap_err();
        assert!(matches!(trouble.cause, Cause::TooOld(_)), "{trouble}");
        assert!(fake.heard.lock().unwrap().is_empty());
    }
}
