//! The describe calls of every kind of group.

use bytes::{BufMut, BytesMut};
use kafka_protocol::messages::consumer_protocol_assignment::TopicPartition;
use kafka_protocol::messages::describe_groups_response::{DescribedGroup, DescribedGroupMember};
use kafka_protocol::messages::*;
use kafka_protocol::messages::{consumer_group_describe_response as consumer, share_group_describe_response as share};
use kafka_protocol::protocol::Encodable;

use super::*;
use crate::kafka::calls::groups::{Described, describe};
use crate::model::group::{GroupKind, GroupState};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId, Partition, TopicName};
use crate::model::trouble::{Cause, Trouble};

fn blob(topic: &str, numbers: &[i32]) -> Bytes {
    let part = TopicPartition::default()
        .with_topic(wire_topic(topic))
        .with_partitions(numbers.to_vec());
    let mut blob = BytesMut::new();
    blob.put_i16(1);
    let assignment = ConsumerProtocolAssignment::default().with_assigned_partitions(vec![part]);
    assignment.encode(&mut blob, 1).unwrap();
    blob.freeze()
}

fn part(topic: &str, number: i32) -> (TopicName, Partition) {
    (topic.into(), Partition(number))
}

/// "orders" is a classic group, "connect" another with assignments of its own; anything else is not there.
fn classic(heard: &Heard) -> Bytes {
    let request = DescribeGroupsRequest::decode(&mut heard.body.clone(), heard.version).unwrap();
    assert_eq!(request.include_authorized_operations, heard.version >= 3);
    let groups = request.groups.iter().map(|id| {
        let group = DescribedGroup::default().with_group_id(id.clone());
        let member = DescribedGroupMember::default()
            .with_member_id(text("m-1"))
            .with_client_id(text("app"))
            .with_client_host(text("/10.0.0.7"));
        match (&***id, heard.version) {
            ("orders", _) => group
                .with_group_state(text("Stable"))
                .with_protocol_type(text("consumer"))
                .with_protocol_data(text("range"))
                .with_members(vec![member.with_member_assignment(blob("t", &[3, 1]))]),
            ("connect", _) => group
                .with_group_state(text("Stable"))
                .with_protocol_type(text("connect"))
                .with_members(vec![member.with_member_assignment(Bytes::from_static(b"\x00\x01\xff"))]),
            (_, 6) => group
                .with_error_code(69)
                .with_error_message(Some(text("no such group"))),
            _ => group.with_group_state(text("Dead")),
        }
    });
    heard.answer(&DescribeGroupsResponse::default().with_groups(groups.collect()))
}

/// "new" is a consumer group; anything else is not there.
fn modern(heard: &Heard) -> Bytes {
    let request = ConsumerGroupDescribeRequest::decode(&mut heard.body.clone(), heard.version).unwrap();
    let groups = request.group_ids.iter().map(|id| {
        let group = consumer::DescribedGroup::default().with_group_id(id.clone());
        let assignment = |number| {
            let topic = consumer::TopicPartitions::default()
                .with_topic_name(wire_topic("t"))
                .with_partitions(vec![number]);
            consumer::Assignment::default().with_topic_partitions(vec![topic])
        };
        match &***id {
            "new" => {
                let member = consumer::Member::default()
                    .with_member_epoch(8)
                    .with_instance_id(Some(text("static-1")));
                let member = member
                    .with_assignment(assignment(0))
                    .with_target_assignment(assignment(1));
                let group = group.with_group_state(text("Reconciling")).with_group_epoch(9);
                group
                    .with_assignment_epoch(9)
                    .with_assignor_name(text("uniform"))
                    .with_members(vec![member])
            }
            _ => group.with_error_code(69),
        }
    });
    heard.answer(&ConsumerGroupDescribeResponse::default().with_groups(groups.collect()))
}

fn shared(heard: &Heard) -> Bytes {
    let request = ShareGroupDescribeRequest::decode(&mut heard.body.clone(), heard.version).unwrap();
    let groups = request.group_ids.iter().map(|id| {
        let group = share::DescribedGroup::default().with_group_id(id.clone());
        group.with_group_state(text("Empty")).with_assignor_name(text("simple"))
    });
    heard.answer(&ShareGroupDescribeResponse::default().with_groups(groups.collect()))
}

fn script(heard: &Heard) -> Option<Bytes> {
    match heard.key {
        15 => Some(classic(heard)),
        69 => Some(modern(heard)),
        77 => Some(shared(heard)),
        _ => None,
    }
}

async fn told(broker: &Scripted, groups: &[(&str, GroupKind)]) -> Vec<Result<Described, Trouble>> {
    let ids: Vec<(GroupId, GroupKind)> = groups.iter().map(|&(id, kind)| (id.into(), kind)).collect();
    let told = describe(&broker.client(), BrokerId(1), &ids).await.unwrap();
    assert_eq!(told.len(), ids.len());
    let of = |id: &GroupId| told.iter().find(|(other, _)| other == id).unwrap().1.clone();
    ids.iter().map(|(id, _)| of(id)).collect()
}

fn not_found(told: &Result<Described, Trouble>) -> bool {
    told.as_ref()
        .is_err_and(|trouble| matches!(trouble.cause, Cause::Kafka { code: 69, .. }))
}

#[tokio::test]
async fn classic_groups_at_every_version() {
    for version in 0..=6 {
        let broker = Scripted::start(&[(15, version, version)], script).await;
        let asked = [
            ("orders", GroupKind::Classic),
            ("connect", GroupKind::Classic),
            ("gone", GroupKind::Classic),
        ];
        let [orders, connect, gone] = &told(&broker, &asked).await[..] else {
            panic!("three")
        };
        let orders = orders.as_ref().unwrap();
        assert_eq!(orders.state, Known::Value(GroupState::Stable), "v{version}");
        assert_eq!(orders.assignor, Known::Value("range".into()));
        let [member] = &orders.members.as_ref().value().unwrap()[..] else {
            panic!("one member")
        };
        assert_eq!(member.assigned, [part("t", 1), part("t", 3)]);
        assert_eq!((&*member.client, &*member.host), ("app", "/10.0.0.7"));
        assert_eq!(member.target, Known::Unknown(Reason::NotApplicable));
        let connect = connect.as_ref().unwrap();
        assert_eq!(connect.protocol_type.as_deref(), Some("connect"));
        assert_eq!(connect.members.as_ref().value().unwrap()[0].assigned, []);
        assert!(not_found(gone), "v{version}: {gone:?}");
    }
}

#[tokio::test]
async fn each_kind_by_its_own_call() {
    let broker = Scripted::start(&[(15, 0, 6), (69, 0, 1), (77, 1, 1)], script).await;
    let asked = [
        ("orders", GroupKind::Classic),
        ("new", GroupKind::Consumer),
        ("queue", GroupKind::Share),
        ("flow", GroupKind::Streams),
    ];
    let [orders, new, queue, flow] = &told(&broker, &asked).await[..] else {
        panic!("four")
    };
    assert_eq!(orders.as_ref().unwrap().kind, GroupKind::Classic);
    let new = new.as_ref().unwrap();
    assert_eq!(
        (new.kind, new.state),
        (GroupKind::Consumer, Known::Value(GroupState::Reconciling))
    );
    assert_eq!((new.epoch, new.assignment_epoch), (Known::Value(9), Known::Value(9)));
    let member = &new.members.as_ref().value().unwrap()[0];
    assert_eq!(
        (member.instance.as_deref(), member.epoch),
        (Some("static-1"), Known::Value(8))
    );
    assert_eq!(
        (&member.assigned[..], &member.target),
        (&[part("t", 0)][..], &Known::Value(vec![part("t", 1)]))
    );
    let queue = queue.as_ref().unwrap();
    assert_eq!(
        (queue.kind, queue.state),
        (GroupKind::Share, Known::Value(GroupState::Empty))
    );
    let flow = flow.as_ref().unwrap();
    assert_eq!(
        (flow.kind, &flow.members),
        (GroupKind::Streams, &Known::Unknown(Reason::NotSupported))
    );
}

#[tokio::test]
async fn a_group_of_another_kind_than_listed_is_found() {
    let broker = Scripted::start(&[(15, 0, 6), (69, 0, 1)], script).await;
    let asked = [
        ("new", GroupKind::Classic),
        ("orders", GroupKind::Consumer),
        ("gone", GroupKind::Consumer),
    ];
    let [new, orders, gone] = &told(&broker, &asked).await[..] else {
        panic!("three")
    };
    assert_eq!(new.as_ref().unwrap().kind, GroupKind::Consumer);
    assert_eq!(orders.as_ref().unwrap().kind, GroupKind::Classic);
    assert!(not_found(gone));
}

#[tokio::test]
async fn a_call_that_is_listed_and_not_answered_hides_nothing() {
    let without = |heard: &Heard| match heard.key {
        69 => {
            let request = ConsumerGroupDescribeRequest::decode(&mut heard.body.clone(), heard.version).unwrap();
            let group = |id: &kafka_protocol::messages::GroupId| {
                consumer::DescribedGroup::default()
                    .with_group_id(id.clone())
                    .with_error_code(35)
            };
            let groups = request.group_ids.iter().map(group).collect();
            Some(heard.answer(&ConsumerGroupDescribeResponse::default().with_groups(groups)))
        }
        _ => script(heard),
    };
    let broker = Scripted::start(&[(15, 0, 5), (69, 0, 0)], without).await;
    let asked = [("orders", GroupKind::Consumer), ("gone", GroupKind::Classic)];
    let [orders, gone] = &told(&broker, &asked).await[..] else {
        panic!("two")
    };
    assert_eq!(orders.as_ref().unwrap().kind, GroupKind::Classic);
    assert!(not_found(gone), "{gone:?}");
}

#[tokio::test]
async fn one_kind_that_fails_costs_the_others_nothing() {
    let broker = Scripted::start(&[(15, 0, 6)], script).await;
    let asked = [("orders", GroupKind::Classic), ("queue", GroupKind::Share)];
    let [orders, queue] = &told(&broker, &asked).await[..] else {
        panic!("two")
    };
    assert!(orders.is_ok());
    assert!(matches!(queue.as_ref().unwrap_err().cause, Cause::TooOld(_)));
    let all = describe(&broker.client(), BrokerId(1), &[("queue".into(), GroupKind::Share)]).await;
    assert!(matches!(all.unwrap_err().cause, Cause::TooOld(_)));
}
