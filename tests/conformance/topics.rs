//! Making, growing and deleting topics.

use anyhow::{Result, ensure};
use kafka_protocol::messages::create_partitions_request::CreatePartitionsTopic;
use kafka_protocol::messages::create_topics_request::{CreatableReplicaAssignment, CreatableTopic};
use kafka_protocol::messages::delete_topics_request::DeleteTopicState;
use kafka_protocol::messages::{CreatePartitionsRequest, CreateTopicsRequest, DeleteTopicsRequest};
use uuid::Uuid;

use super::place::{describe, named};
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[
    ("made-as-wished", as_wished),
    ("refused-wishes", refused),
    ("more-partitions", more),
    ("deleted", deleted),
];

fn create(place: &Place, topic: CreatableTopic, dry: bool) -> Result<(i16, i32)> {
    let request = CreateTopicsRequest::default()
        .with_topics(vec![topic])
        .with_timeout_ms(30_000)
        .with_validate_only(dry);
    let answer = place.any()?.ask(7, &request)?;
    Ok((answer.topics[0].error_code, answer.topics[0].num_partitions))
}

fn wish(name: &str, partitions: i32, replication: i16) -> CreatableTopic {
    CreatableTopic::default()
        .with_name(named(name))
        .with_num_partitions(partitions)
        .with_replication_factor(replication)
}

fn as_wished(place: &Place) -> Result<()> {
    let name = place.name();
    let (code, partitions) = create(place, wish(&name, 2, 2), true)?;
    says("a trial", code, "NONE")?;
    same("its partitions", partitions, 2)?;
    says(
        "after a trial",
        describe(&mut place.any()?, 7, &name)?.error_code,
        "UNKNOWN_TOPIC_OR_PARTITION",
    )?;
    says("made", create(place, wish(&name, 2, 2), false)?.0, "NONE")?;
    place.settled(&name, 2)?;
    says(
        "made again",
        create(place, wish(&name, 2, 2), false)?.0,
        "TOPIC_ALREADY_EXISTS",
    )?;
    let ids: Vec<i32> = place.brokers()?.into_keys().take(2).rev().collect();
    let replicas = ids.iter().map(|id| (*id).into()).collect();
    let assigned = place.name();
    let assignment = CreatableReplicaAssignment::default()
        .with_partition_index(0)
        .with_broker_ids(replicas);
    says(
        "assigned",
        create(place, wish(&assigned, -1, -1).with_assignments(vec![assignment]), false)?.0,
        "NONE",
    )?;
    place.settled(&assigned, 1)?;
    let told = describe(&mut place.any()?, 7, &assigned)?;
    let replicas: Vec<i32> = told.partitions[0].replica_nodes.iter().map(|id| id.0).collect();
    same("the replicas", &replicas, &ids)?;
    same("the leader", told.partitions[0].leader_id.0, ids[0])
}

fn refused(place: &Place) -> Result<()> {
    let name = place.name();
    let code = |topic| create(place, topic, false).map(|(code, _)| code);
    says("no partitions", code(wish(&name, 0, 1))?, "INVALID_PARTITIONS")?;
    says(
        "too many replicas",
        code(wish(&name, 1, 99))?,
        "INVALID_REPLICATION_FACTOR",
    )?;
    says("no replicas", code(wish(&name, 1, 0))?, "INVALID_REPLICATION_FACTOR")?;
    for illegal in ["a/b", ".", "..", ""] {
        says(illegal, code(wish(illegal, 1, 1))?, "INVALID_TOPIC_EXCEPTION")?;
    }
    let twice = CreatableReplicaAssignment::default().with_broker_ids(vec![1.into(), 1.into()]);
    says(
        "a broker twice",
        code(wish(&name, -1, -1).with_assignments(vec![twice]))?,
        "INVALID_REPLICA_ASSIGNMENT",
    )?;
    says(
        "nothing was made",
        describe(&mut place.any()?, 7, &name)?.error_code,
        "UNKNOWN_TOPIC_OR_PARTITION",
    )
}

fn more(place: &Place) -> Result<()> {
    let name = place.topic(2, &[])?;
    let grow = |name: &str, count| -> Result<i16> {
        let topic = CreatePartitionsTopic::default()
            .with_name(named(name))
            .with_count(count)
            .with_assignments(None);
        let request = CreatePartitionsRequest::default()
            .with_topics(vec![topic])
            .with_timeout_ms(30_000);
        Ok(place.any()?.ask(2, &request)?.results[0].error_code)
    };
    says("fewer", grow(&name, 1)?, "INVALID_PARTITIONS")?;
    says("as many", grow(&name, 2)?, "INVALID_PARTITIONS")?;
    says("more", grow(&name, 5)?, "NONE")?;
    place.settled(&name, 5)?;
    let told = describe(&mut place.any()?, 7, &name)?;
    ensure!(
        told.partitions.iter().all(|part| part.replica_nodes.len() == 2),
        "{told:?}"
    );
    says("of nothing", grow(&place.name(), 5)?, "UNKNOWN_TOPIC_OR_PARTITION")
}

fn deleted(place: &Place) -> Result<()> {
    let (by_name, by_id) = (place.topic(1, &[])?, place.topic(1, &[])?);
    let id = describe(&mut place.any()?, 12, &by_id)?.topic_id;
    let delete = |version, name: Option<&str>, id: Uuid| -> Result<i16> {
        let request = DeleteTopicsRequest::default().with_timeout_ms(30_000);
        let request = match version {
            ..6 => request.with_topic_names(vec![named(name.unwrap_or_default())]),
            _ => {
                let topic = DeleteTopicState::default().with_name(name.map(named)).with_topic_id(id);
                request.with_topics(vec![topic])
            }
        };
        Ok(place.any()?.ask(version, &request)?.responses[0].error_code)
    };
    says("by name", delete(4, Some(&by_name), Uuid::nil())?, "NONE")?;
    says("by id", delete(6, None, id)?, "NONE")?;
    for name in [&by_name, &by_id] {
        place.eventually("it is gone", || {
            says(
                "Metadata",
                describe(&mut place.any()?, 7, name)?.error_code,
                "UNKNOWN_TOPIC_OR_PARTITION",
            )
        })?;
        says(
            "again",
            delete(6, Some(name), Uuid::nil())?,
            "UNKNOWN_TOPIC_OR_PARTITION",
        )?;
    }
    says("by an unknown id", delete(6, None, id)?, "UNKNOWN_TOPIC_ID")
}
