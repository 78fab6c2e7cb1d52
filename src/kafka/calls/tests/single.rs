//! Calls with one request: log dirs, quorum, reassignments, eligible leaders.

use kafka_protocol::messages::describe_log_dirs_response::{
    DescribeLogDirsPartition, DescribeLogDirsResult, DescribeLogDirsTopic,
};
use kafka_protocol::messages::describe_quorum_response::{PartitionData, ReplicaState, TopicData};
use kafka_protocol::messages::describe_topic_partitions_response::{
    Cursor, DescribeTopicPartitionsResponsePartition, DescribeTopicPartitionsResponseTopic,
};
use kafka_protocol::messages::list_partition_reassignments_response::{
    OngoingPartitionReassignment, OngoingTopicReassignment,
};
use kafka_protocol::messages::metadata_response::MetadataResponseBroker;
use kafka_protocol::messages::*;

use super::*;
use crate::kafka::calls::{log_dirs, quorum, reassignments, topic_partitions};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, Partition};
use crate::model::time::At;
use crate::model::trouble::Cause;

#[tokio::test]
async fn log_dirs_tell_sizes_at_every_version_and_disks_from_4() {
    for version in 1..=4 {
        let fake = Scripted::start(&[(35, version, version)], |heard| {
            let part = DescribeLogDirsPartition::default()
                .with_partition_index(3)
                .with_partition_size(77);
            let topic = DescribeLogDirsTopic::default()
                .with_name(super::wire_topic("t"))
                .with_partitions(vec![part]);
            let dir = |path| DescribeLogDirsResult::default().with_log_dir(text(path));
            let mut well = dir("/a").with_topics(vec![topic]);
            if heard.version >= 4 {
                well = well.with_total_bytes(1000).with_usable_bytes(250);
            }
            let dirs = vec![dir("/b").with_error_code(56), well];
            Some(heard.answer(&DescribeLogDirsResponse::default().with_results(dirs)))
        })
        .await;
        let dirs = log_dirs::describe(&fake.client(), BrokerId(1)).await.unwrap();
        let [well, broken] = &dirs[..] else { panic!("{dirs:?}") };
        assert_eq!(
            (
                &*well.path,
                well.used(),
                well.replicas.iter().map(|r| r.partition).collect()
            ),
            ("/a", 77, vec![Partition(3)])
        );
        let (total, missing) = match version {
            4 => (Known::Value(1000), Known::Unknown(Reason::Failed(56))),
            _ => (Known::Unknown(Reason::TooOld), Known::Unknown(Reason::TooOld)),
        };
        assert_eq!(
            (well.total, broken.total, broken.error),
            (total, missing, 56),
            "v{version}"
        );
        assert_eq!(fake.requests::<DescribeLogDirsRequest>()[0].1.topics, None);
    }
}

#[tokio::test]
async fn no_log_dirs_at_all_means_not_authorised() {
    for version in 1..=4 {
        let fake = Scripted::start(&[(35, version, version)], |heard| {
            let code = if heard.version >= 3 { 31 } else { 0 };
            Some(heard.answer(&DescribeLogDirsResponse::default().with_error_code(code)))
        })
        .await;
        let trouble = log_dirs::describe(&fake.client(), BrokerId(1)).await.unwrap_err();
        assert_eq!(trouble.reason(), Reason::NotAuthorised, "v{version}");
    }
}

fn quorum_answer(heard: &Heard, code: i16, leader: i32) -> Option<Bytes> {
    let mut replica = ReplicaState::default()
        .with_replica_id(1.into())
        .with_log_end_offset(50);
    if heard.version >= 1 {
        replica = replica.with_last_fetch_timestamp(9).with_last_caught_up_timestamp(-1);
    }
    let part = PartitionData::default()
        .with_error_code(code)
        .with_leader_id(leader.into())
        .with_leader_epoch(4)
        .with_high_watermark(49)
        .with_current_voters(vec![replica.clone()])
        .with_observers(vec![replica.with_replica_id(7.into())]);
    let topic = TopicData::default().with_topic_name(super::wire_topic("__cluster_metadata"));
    let body = DescribeQuorumResponse::default().with_topics(vec![topic.with_partitions(vec![part])]);
    Some(heard.answer(&body))
}

#[tokio::test]
async fn the_quorum_at_every_version() {
    for version in 0..=2 {
        let fake = Scripted::start(&[(55, version, version)], |heard| quorum_answer(heard, 0, 3)).await;
        let told = quorum::describe(&fake.client()).await.unwrap();
        assert_eq!(
            (told.leader, told.epoch, told.high_watermark),
            (Some(BrokerId(3)), 4, 49)
        );
        let fetch = (version >= 1).then_some(At(9));
        assert_eq!(
            (told.voters[0].last_fetch, told.voters[0].last_caught_up),
            (fetch, None),
            "v{version}"
        );
        assert_eq!(told.observers[0].id, BrokerId(7));
        let (_, request) = &fake.requests::<DescribeQuorumRequest>()[0];
        assert_eq!(&**request.topics[0].topic_name, "__cluster_metadata");
    }
    let fake = Scripted::start(&[(55, 0, 2)], |heard| quorum_answer(heard, 0, -1)).await;
    assert_eq!(quorum::describe(&fake.client()).await.unwrap().leader, None);
    let fake = Scripted::start(&[(55, 0, 2)], |heard| quorum_answer(heard, 6, -1)).await;
    let trouble = quorum::describe(&fake.client()).await.unwrap_err();
    assert!(trouble.to_string().contains("NOT_LEADER_OR_FOLLOWER"), "{trouble}");
}

fn moving(heard: &Heard, code: i16) -> Bytes {
    let ids = |ids: &[i32]| ids.iter().map(|&id| id.into()).collect::<Vec<_>>();
    let part = OngoingPartitionReassignment::default()
        .with_partition_index(2)
        .with_replicas(ids(&[3, 1]))
        .with_adding_replicas(ids(&[3]))
        .with_removing_replicas(ids(&[1]));
    let topic = OngoingTopicReassignment::default()
        .with_name(super::wire_topic("t"))
        .with_partitions(vec![part]);
    let body = ListPartitionReassignmentsResponse::default().with_error_code(code);
    heard.answer(&if code == 0 { body.with_topics(vec![topic]) } else { body })
}

#[tokio::test]
async fn on_zookeeper_the_controller_lists_reassignments() {
    let controller = Scripted::start(&[(46, 0, 0)], |heard| Some(moving(heard, 0))).await;
    let port = i32::from(controller.fake.address.port());
    let other = Scripted::start(&[(46, 0, 0), (3, 0, 11)], move |heard| {
        if heard.key == 46 {
            return Some(moving(heard, 41));
        }
        let broker = MetadataResponseBroker::default()
            .with_node_id(2.into())
            .with_host(text("127.0.0.1"));
        let body = MetadataResponse::default().with_controller_id(2.into());
        Some(heard.answer(&body.with_brokers(vec![broker.with_port(port)])))
    })
    .await;
    let moves = reassignments::list(&other.client()).await.unwrap();
    let the_move = &moves[&("t".into(), Partition(2))];
    assert_eq!(the_move.replicas, [BrokerId(3), BrokerId(1)]);
    assert_eq!(
        (&the_move.adding[..], &the_move.removing[..]),
        (&[BrokerId(3)][..], &[BrokerId(1)][..])
    );
    assert_eq!(
        controller.requests::<ListPartitionReassignmentsRequest>()[0].1.topics,
        None
    );
}

/// One partition a page; partition 1 is complete, the others have lost a replica.
fn page(heard: &Heard, stuck: bool) -> Option<Bytes> {
    let request = DescribeTopicPartitionsRequest::decode(&mut heard.body.clone(), 0).unwrap();
    let number = request.cursor.as_ref().map_or(0, |cursor| cursor.partition_index);
    let ids = |ids: &[i32]| ids.iter().map(|&id| id.into()).collect::<Vec<_>>();
    let part = DescribeTopicPartitionsResponsePartition::default()
        .with_partition_index(number)
        .with_leader_id(1.into())
        .with_replica_nodes(ids(&[1, 2]))
        .with_isr_nodes(if number == 1 { ids(&[1, 2]) } else { ids(&[1]) })
        .with_eligible_leader_replicas((number == 0).then(|| ids(&[2])))
        .with_last_known_elr(None);
    let topic = DescribeTopicPartitionsResponseTopic::default().with_name(Some(super::wire_topic("t")));
    let next = if stuck { number } else { number + 1 };
    let cursor = Cursor::default()
        .with_topic_name(super::wire_topic("t"))
        .with_partition_index(next);
    let body = DescribeTopicPartitionsResponse::default()
        .with_topics(vec![topic.with_partitions(vec![part])])
        .with_next_cursor((number < 2).then_some(cursor));
    Some(heard.answer(&body))
}

#[tokio::test]
async fn eligible_leaders_are_read_page_by_page() {
    let fake = Scripted::start(&[(75, 0, 0)], |heard| page(heard, false)).await;
    let told = topic_partitions::eligible(&fake.client(), &topics(&["t", "a", "t"]))
        .await
        .unwrap();
    let parts: Vec<_> = told
        .iter()
        .map(|((_, number), found)| (number.0, found.eligible.len()))
        .collect();
    assert_eq!(parts, [(0, 1), (2, 0)], "a partition with a complete ISR is left out");
    let requests = fake.requests::<DescribeTopicPartitionsRequest>();
    let names: Vec<usize> = requests.iter().map(|(_, request)| request.topics.len()).collect();
    assert_eq!(names, [2, 1, 1], "what lies before the cursor is not asked again");
}

#[tokio::test]
async fn a_cursor_that_stands_still_ends_the_reading() {
    let fake = Scripted::start(&[(75, 0, 0)], |heard| page(heard, true)).await;
    let trouble = topic_partitions::eligible(&fake.client(), &topics(&["t"]))
        .await
        .unwrap_err();
    assert!(matches!(trouble.cause, Cause::Malformed(_)), "{trouble}");
}
