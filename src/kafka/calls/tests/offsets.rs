//! ListOffsets: one request a leader, each answer as it comes.

use kafka_protocol::messages::list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse};
use kafka_protocol::messages::{ListOffsetsRequest, ListOffsetsResponse};

use super::*;
use crate::kafka::calls::offsets::{OffsetAt, Spec, Told, list};
use crate::model::trouble::{Cause, Trouble};

const LIST_OFFSETS: (i16, i16, i16) = (2, 0, 10);

/// Answers each partition with 100 × topic's place + partition; partition 9 with an error.
fn answer(heard: &Heard) -> Option<Bytes> {
    let request = ListOffsetsRequest::decode(&mut heard.body.clone(), heard.version).unwrap();
    let topics = request.topics.iter().enumerate().map(|(place, topic)| {
        let partitions = topic.partitions.iter().map(|p| {
            ListOffsetsPartitionResponse::default()
                .with_partition_index(p.partition_index)
                .with_error_code(if p.partition_index == 9 { 6 } else { 0 })
                .with_offset(i64::try_from(place).unwrap() * 100 + i64::from(p.partition_index))
                .with_timestamp(-1)
        });
        ListOffsetsTopicResponse::default()
            .with_name(topic.name.clone())
            .with_partitions(partitions.collect())
    });
    Some(heard.answer(&ListOffsetsResponse::default().with_topics(topics.collect())))
}

fn offset(offset: i64) -> Result<OffsetAt, i16> {
    Ok(OffsetAt {
        offset,
        timestamp: -1,
        epoch: -1,
    })
}

async fn all(
    client: &Client,
    topology: &Topology,
    spec: Spec,
    only: Option<&[u32]>,
) -> Vec<(i32, Result<Told, Trouble>)> {
    let mut all = Vec::new();
    list(client, topology, spec, only, |broker, told| all.push((broker.0, told))).await;
    all.sort_by_key(|(broker, _)| *broker);
    all
}

#[tokio::test]
async fn each_leader_is_asked_once_for_all_of_its_partitions() {
    let (one, two) = (
        Scripted::start(&[LIST_OFFSETS], answer).await,
        Scripted::start(&[LIST_OFFSETS], answer).await,
    );
    let client = client(&[(1, &one), (2, &two)]);
    let topology = topology(&[("a", &[1, 2, -1, 1]), ("b", &[2, 1])]);
    let told = all(&client, &topology, Spec::Latest, None).await;
    let expected: Vec<(i32, Result<Told, Trouble>)> = vec![
        (1, Ok(vec![(0, offset(0)), (3, offset(3)), (5, offset(101))])),
        (2, Ok(vec![(1, offset(1)), (4, offset(100))])),
    ];
    assert_eq!(told, expected);
    for (broker, topics) in [(&one, 2), (&two, 2)] {
        let requests = broker.requests::<ListOffsetsRequest>();
        assert_eq!(requests.len(), 1);
        let (version, request) = &requests[0];
        assert_eq!((*version, request.replica_id.0, request.isolation_level), (10, -1, 0));
        assert_eq!(request.topics.len(), topics);
    }
}

#[tokio::test]
async fn a_silent_leader_keeps_only_its_own_answer() {
    let (one, two) = (
        Scripted::start(&[LIST_OFFSETS], answer).await,
        Scripted::start(&[LIST_OFFSETS], |_| None).await,
    );
    let client = client(&[(1, &one), (2, &two)]);
    let topology = topology(&[("a", &[1, 2])]);
    let (told, first) = std::sync::mpsc::channel();
    let listing = list(&client, &topology, Spec::Latest, None, |broker, answer| {
        told.send((broker, answer)).unwrap();
    });
    tokio::select! {
        () = listing => panic!("broker 2 never answers"),
        answer = async {
            loop {
                if let Ok(answer) = first.try_recv() {
                    break answer;
                }
                tokio::task::yield_now().await;
            }
        } => assert_eq!(answer, (BrokerId(1), Ok(vec![(0, offset(0))]))),
    }
}

#[tokio::test]
async fn only_what_is_asked_for_and_errors_beside_their_partition() {
    let one = Scripted::start(&[LIST_OFFSETS], answer).await;
    let topology = topology(&[("a", &[1; 10]), ("b", &[1; 3])]);
    let told = all(
        &one.client(),
        &topology,
        Spec::LatestStable,
        Some(&[11, 9, 9, 3, 4_000_000]),
    )
    .await;
    let expected: Vec<(i32, Result<Told, Trouble>)> =
        vec![(1, Ok(vec![(3, offset(3)), (9, Err(6)), (11, offset(101))]))];
    assert_eq!(told, expected);
    assert_eq!(one.requests::<ListOffsetsRequest>()[0].1.isolation_level, 1);
}

#[tokio::test]
async fn the_spec_decides_timestamp_and_version() {
    for (spec, timestamp) in [
        (Spec::Latest, -1),
        (Spec::LatestStable, -1),
        (Spec::Earliest, -2),
        (Spec::MaxTimestamp, -3),
        (Spec::Timestamp(77), 77),
    ] {
        let lowest = match spec {
            Spec::MaxTimestamp => 7,
            Spec::LatestStable => 2,
            _ => 1,
        };
        for version in 1..=10 {
            let one = Scripted::start(&[(2, version, version)], answer).await;
            let told = all(&one.client(), &topology(&[("a", &[1])]), spec, None).await;
            let [(1, told)] = &told[..] else { panic!("{told:?}") };
            if version < lowest {
                let trouble = told.as_ref().unwrap_err();
                assert!(matches!(trouble.cause, Cause::TooOld(_)), "{trouble}");
                continue;
            }
            assert_eq!(told.as_ref().unwrap(), &vec![(0, offset(0))], "{spec:?} v{version}");
            let (_, request) = &one.requests::<ListOffsetsRequest>()[0];
            assert_eq!(request.topics[0].partitions[0].timestamp, timestamp);
            assert_eq!(request.isolation_level == 1, spec == Spec::LatestStable);
        }
    }
}

#[tokio::test]
async fn answers_about_what_was_not_asked_are_dropped() {
    let strange = |heard: &Heard| {
        let part = |number| {
            ListOffsetsPartitionResponse::default()
                .with_partition_index(number)
                .with_offset(5)
        };
        let topic = |name, parts: &[i32]| {
            ListOffsetsTopicResponse::default()
                .with_name(wire_topic(name))
                .with_partitions(parts.iter().map(|&number| part(number)).collect())
        };
        let topics = vec![topic("a", &[0, 1, 7, -1, i32::MIN]), topic("nobody", &[0])];
        Some(heard.answer(&ListOffsetsResponse::default().with_topics(topics)))
    };
    let one = Scripted::start(&[LIST_OFFSETS], strange).await;
    // Partition 1 is led by broker 2, which is not there.
    let topology = topology(&[("a", &[1, 2])]);
    let told = all(&one.client(), &topology, Spec::Latest, None).await;
    assert_eq!(
        told[0],
        (
            1,
            Ok(vec![(
                0,
                Ok(OffsetAt {
                    offset: 5,
                    timestamp: -1,
                    epoch: -1
                })
            )])
        )
    );
    assert!(
        matches!(&told[1], (2, Err(trouble)) if matches!(trouble.cause, Cause::NoBroker(_))),
        "{told:?}"
    );
}
