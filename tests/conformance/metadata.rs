//! Metadata and DescribeCluster.

use anyhow::{Result, ensure};
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::{DescribeClusterRequest, MetadataRequest};
use uuid::Uuid;

use super::place::{describe, metadata};
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[
    ("a-topic-in-every-version", every_version),
    ("all-and-none", all_and_none),
    ("what-is-not-there", not_there),
    ("by-id", by_id),
    ("operations", operations),
    ("the-cluster", the_cluster),
];

fn every_version(place: &Place) -> Result<()> {
    let name = place.topic(3, &[])?;
    let mut raw = place.any()?;
    for version in 0..=12 {
        let topic = describe(&mut raw, version, &name)?;
        let what = format!("Metadata v{version}");
        says(&what, topic.error_code, "NONE")?;
        same(
            &what,
            topic.name.as_deref().map(kafka_protocol::protocol::StrBytes::as_str),
            Some(name.as_str()),
        )?;
        same(&what, topic.is_internal, false)?;
        let mut numbers: Vec<i32> = topic.partitions.iter().map(|part| part.partition_index).collect();
        numbers.sort_unstable();
        same(&what, numbers, vec![0, 1, 2])?;
        for part in &topic.partitions {
            says(&what, part.error_code, "NONE")?;
            ensure!(
                part.replica_nodes.len() == 2 && part.isr_nodes.len() == 2,
                "{what}: {part:?}"
            );
            ensure!(part.replica_nodes.contains(&part.leader_id), "{what}: {part:?}");
            ensure!(part.offline_replicas.is_empty(), "{what}: {part:?}");
            ensure!(version < 7 || part.leader_epoch >= 0, "{what}: {part:?}");
        }
        ensure!(topic.topic_id.is_nil() == (version < 10), "{what}: {}", topic.topic_id);
    }
    Ok(())
}

fn all_and_none(place: &Place) -> Result<()> {
    let name = place.topic(1, &[])?;
    let mut raw = place.any()?;
    for version in [0, 1, 4, 9, 12] {
        let all = match version {
            0 => Some(Vec::new()),
            _ => None,
        };
        let request = MetadataRequest::default()
            .with_topics(all)
            .with_allow_auto_topic_creation(version < 4);
        let answer = raw.ask(version, &request)?;
        let mut found = answer.topics.iter().filter_map(|topic| topic.name.as_deref());
        ensure!(
            found.any(|topic| topic.as_str() == name),
            "v{version}: not among all topics"
        );
        ensure!(
            answer.brokers.len() >= 2,
            "v{version}: {} brokers",
            answer.brokers.len()
        );
        if version > 0 {
            let none = metadata(&mut raw, version, &[])?;
            ensure!(none.topics.is_empty(), "v{version}: {} topics", none.topics.len());
            let controller = none.controller_id;
            ensure!(
                none.brokers.iter().any(|broker| broker.node_id == controller),
                "{controller:?}"
            );
        }
    }
    Ok(())
}

fn not_there(place: &Place) -> Result<()> {
    let mut raw = place.any()?;
    for version in [4, 8, 12] {
        let name = place.name();
        let topic = describe(&mut raw, version, &name)?;
        says(
            "a topic that is not there",
            topic.error_code,
            "UNKNOWN_TOPIC_OR_PARTITION",
        )?;
        ensure!(topic.partitions.is_empty(), "{topic:?}");
        let again = describe(&mut raw, version, &name)?;
        says("asked again", again.error_code, "UNKNOWN_TOPIC_OR_PARTITION")?;
        let illegal = describe(&mut raw, version, "not/legal")?;
        says("an illegal name", illegal.error_code, "INVALID_TOPIC_EXCEPTION")?;
    }
    Ok(())
}

fn by_id(place: &Place) -> Result<()> {
    let name = place.topic(1, &[])?;
    let mut raw = place.any()?;
    let id = describe(&mut raw, 12, &name)?.topic_id;
    let mut ask = |id: Uuid| {
        let topic = MetadataRequestTopic::default().with_name(None).with_topic_id(id);
        let request = MetadataRequest::default()
            .with_topics(Some(vec![topic]))
            .with_allow_auto_topic_creation(false);
        raw.ask(12, &request)
    };
    let topic = &ask(id)?.topics[0];
    same(
        "the name",
        topic.name.as_deref().map(kafka_protocol::protocol::StrBytes::as_str),
        Some(name.as_str()),
    )?;
    let unknown = &ask(Uuid::from_u128(7))?.topics[0];
    says("an unknown id", unknown.error_code, "UNKNOWN_TOPIC_ID")?;
    same("its name", unknown.name.is_none(), true)
}

fn operations(place: &Place) -> Result<()> {
    let name = place.topic(1, &[])?;
    let mut raw = place.any()?;
    let topic = MetadataRequestTopic::default().with_name(Some(super::place::named(&name)));
    for asked in [false, true] {
        let request = MetadataRequest::default()
            .with_topics(Some(vec![topic.clone()]))
            .with_allow_auto_topic_creation(false)
            .with_include_topic_authorized_operations(asked);
        let told = raw.ask(9, &request)?.topics[0].topic_authorized_operations;
        // read, write, create, delete, alter, describe, describe configs, alter configs
        let all = [3, 4, 5, 6, 7, 8, 10, 11].iter().map(|bit| 1 << bit).sum();
        same("operations on the topic", told, if asked { all } else { i32::MIN })?;
    }
    Ok(())
}

fn the_cluster(place: &Place) -> Result<()> {
    let mut raw = place.any()?;
    let told = metadata(&mut raw, 9, &[])?;
    let mut brokers: Vec<_> = told
        .brokers
        .iter()
        .map(|broker| (broker.node_id.0, broker.host.clone(), broker.port, broker.rack.clone()))
        .collect();
    brokers.sort();
    for version in 0..=2 {
        let answer = raw.ask(version, &DescribeClusterRequest::default())?;
        says("DescribeCluster", answer.error_code, "NONE")?;
        same("the cluster's id", Some(&answer.cluster_id), told.cluster_id.as_ref())?;
        let mut same_brokers: Vec<_> = answer
            .brokers
            .iter()
            .map(|broker| {
                (
                    broker.broker_id.0,
                    broker.host.clone(),
                    broker.port,
                    broker.rack.clone(),
                )
            })
            .collect();
        same_brokers.sort();
        same("the brokers", &same_brokers, &brokers)?;
        same(
            "operations not asked for",
            answer.cluster_authorized_operations,
            i32::MIN,
        )?;
    }
    let controllers = DescribeClusterRequest::default().with_endpoint_type(2);
    says(
        "a broker asked for controllers",
        raw.ask(1, &controllers)?.error_code,
        "MISMATCHED_ENDPOINT_TYPE",
    )
}
