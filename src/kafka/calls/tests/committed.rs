//! OffsetFetch: many groups a request, or one each for old brokers.

use kafka_protocol::messages::offset_fetch_response::{
    OffsetFetchResponseGroup, OffsetFetchResponsePartition, OffsetFetchResponsePartitions, OffsetFetchResponseTopic,
    OffsetFetchResponseTopics,
};
use kafka_protocol::messages::{
    DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse, OffsetFetchRequest, OffsetFetchResponse,
    describe_share_group_offsets_response as share,
};

use super::*;
use crate::kafka::calls::groups::{Commit, committed, share_offsets};
use crate::model::known::{Known, Reason};
use crate::model::names::Partition;
use crate::model::trouble::Cause;

const COMMITS: [(i32, i64, i16); 4] = [(2, 20, 0), (0, 5, 0), (1, -1, 0), (3, 0, 88)];

/// Every group but "gone" has the commits above in topic "t".
fn answer(heard: &Heard) -> Option<Bytes> {
    let request = OffsetFetchRequest::decode(&mut heard.body.clone(), heard.version).unwrap();
    let body = OffsetFetchResponse::default();
    if heard.version < 8 {
        assert_eq!(request.topics, None, "all topics");
        let parts = COMMITS.map(|(number, offset, code)| {
            OffsetFetchResponsePartition::default()
                .with_partition_index(number)
                .with_committed_offset(offset)
                .with_error_code(code)
        });
        let topic = OffsetFetchResponseTopic::default()
            .with_name(wire_topic("t"))
            .with_partitions(parts.to_vec());
        return Some(heard.answer(&match &**request.group_id {
            "gone" => body.with_error_code(69),
            _ => body.with_topics(vec![topic]),
        }));
    }
    let groups = request.groups.iter().map(|group| {
        assert_eq!(group.topics, None, "all topics");
        let parts = COMMITS.map(|(number, offset, code)| {
            OffsetFetchResponsePartitions::default()
                .with_partition_index(number)
                .with_committed_offset(offset)
                .with_error_code(code)
        });
        let topic = OffsetFetchResponseTopics::default()
            .with_name(wire_topic("t"))
            .with_partitions(parts.to_vec());
        let answer = OffsetFetchResponseGroup::default().with_group_id(group.group_id.clone());
        match &**group.group_id {
            "gone" => answer.with_error_code(69),
            _ => answer.with_topics(vec![topic]),
        }
    });
    Some(heard.answer(&body.with_groups(groups.collect())))
}

fn commit(number: i32, offset: Known<i64>) -> Commit {
    Commit {
        topic: "t".into(),
        partition: Partition(number),
        offset,
        epoch: -1,
        metadata: None,
    }
}

#[tokio::test]
async fn the_same_commits_at_every_version() {
    let expected = vec![
        commit(0, Known::Value(5)),
        commit(1, Known::Unknown(Reason::NoCommit)),
        commit(2, Known::Value(20)),
        commit(3, Known::Unknown(Reason::Failed(88))),
    ];
    for version in 2..=9 {
        let broker = Scripted::start(&[(9, version, version)], answer).await;
        let ids = groups(&["a", "gone", "b"]);
        let mut told = committed(&broker.client(), BrokerId(1), &ids).await.unwrap();
        told.sort_by(|a, b| a.0.cmp(&b.0));
        let told: Vec<_> = told
            .into_iter()
            .map(|(id, commits)| (id.to_string(), commits))
            .collect();
        let all = [
            ("a", Ok(expected.clone())),
            ("b", Ok(expected.clone())),
            ("gone", Err(69)),
        ];
        assert_eq!(told, all.map(|(id, commits)| (id.to_owned(), commits)), "v{version}");
        let requests = broker.requests::<OffsetFetchRequest>().len();
        assert_eq!(requests, if version < 8 { 3 } else { 1 }, "v{version}");
    }
}

#[tokio::test]
async fn many_groups_are_asked_in_chunks() {
    let broker = Scripted::start(&[(9, 1, 9)], answer).await;
    let ids: Vec<GroupId> = (0..450).map(|number| GroupId::from(format!("g{number}"))).collect();
    let told = committed(&broker.client(), BrokerId(1), &ids).await.unwrap();
    assert_eq!(told.len(), 450);
    let mut sizes: Vec<usize> = broker
        .requests::<OffsetFetchRequest>()
        .iter()
        .map(|(_, r)| r.groups.len())
        .collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [50, 200, 200]);
}

#[tokio::test]
async fn share_groups_start_where_their_coordinator_says() {
    let answer = |heard: &Heard| {
        let request = DescribeShareGroupOffsetsRequest::decode(&mut heard.body.clone(), 0).unwrap();
        let groups = request.groups.iter().map(|group| {
            assert_eq!(group.topics, None, "all topics");
            let part = share::DescribeShareGroupOffsetsResponsePartition::default();
            let parts = vec![
                part.clone().with_partition_index(1).with_start_offset(-1),
                part.with_start_offset(7),
            ];
            let topic = share::DescribeShareGroupOffsetsResponseTopic::default()
                .with_topic_name(wire_topic("t"))
                .with_partitions(parts);
            share::DescribeShareGroupOffsetsResponseGroup::default()
                .with_group_id(group.group_id.clone())
                .with_topics(vec![topic])
        });
        Some(heard.answer(&DescribeShareGroupOffsetsResponse::default().with_groups(groups.collect())))
    };
    let broker = Scripted::start(&[(90, 0, 1)], answer).await;
    let told = share_offsets(&broker.client(), BrokerId(1), &groups(&["s"]))
        .await
        .unwrap();
    let starts = told[0].1.as_ref().unwrap();
    let offsets: Vec<_> = starts.iter().map(|start| (start.partition.0, start.offset)).collect();
    assert_eq!(offsets, [(0, Known::Value(7)), (1, Known::Unknown(Reason::NoCommit))]);

    let old = Scripted::start(&[(9, 1, 9)], answer).await;
    let trouble = share_offsets(&old.client(), BrokerId(1), &groups(&["s"]))
        .await
        .unwrap_err();
    assert!(matches!(trouble.cause, Cause::TooOld(_)), "{trouble}");
}
