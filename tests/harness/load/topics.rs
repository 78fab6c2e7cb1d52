//! Topics by the hundred: CreateTopics in batches, then Metadata until every partition has a leader.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::TopicName;
use kafka_protocol::messages::create_topics_request::{CreatableTopic, CreateTopicsRequest};
use kafka_protocol::messages::metadata_request::{MetadataRequest, MetadataRequestTopic};
use kafka_protocol::protocol::StrBytes;

use super::{Brokers, Load};
use crate::harness::cluster::Cluster;
use crate::harness::process::until;
use crate::harness::raw::Connection;

const BATCH: usize = 100;
/// A thousand topics on a busy machine take their time.
const PATIENCE: Duration = Duration::from_secs(300);

/// The leader of each partition, by topic.
pub type Layout = BTreeMap<String, Vec<i32>>;

/// Creates the topics of `load` that do not exist, and tells who leads what.
pub fn create(load: &Load, cluster: &Cluster, brokers: &mut Brokers) -> Result<Layout> {
    let names: Vec<String> = (0..load.topics).map(|at| load.topic(at)).collect();
    let replicas = load
        .replicas
        .unwrap_or_else(|| i16::try_from(cluster.spec.brokers.min(3)).unwrap_or(3));
    for batch in names.chunks(BATCH) {
        let topics = batch.iter().map(|name| {
            CreatableTopic::default()
                .with_name(topic_name(name))
                .with_num_partitions(load.partitions)
                .with_replication_factor(replicas)
        });
        let request = CreateTopicsRequest::default()
            .with_topics(topics.collect())
            .with_timeout_ms(60_000);
        for topic in brokers.controller()?.call(&request)?.topics {
            match ResponseError::try_from_code(topic.error_code) {
                None | Some(ResponseError::TopicAlreadyExists) => {}
                Some(error) => bail!("cannot create {}: {error}", topic.name.as_str()),
            }
        }
    }
    let connection = brokers.any()?;
    let mut layout = Layout::new();
    for batch in names.chunks(BATCH) {
        layout.extend(until(PATIENCE, || leaders(batch, connection))?);
    }
    Ok(layout)
}

/// Who leads the partitions of `names`; an error while one has no leader.
fn leaders(names: &[String], connection: &mut Connection) -> Result<Layout> {
    let topics = names
        .iter()
        .map(|name| MetadataRequestTopic::default().with_name(Some(topic_name(name))));
    let request = MetadataRequest::default()
        .with_topics(Some(topics.collect()))
        .with_allow_auto_topic_creation(false);
    let mut layout = Layout::new();
    for topic in connection.call(&request)?.topics {
        let name = topic.name.map(|name| name.to_string()).unwrap_or_default();
        let mut leaders = vec![-1; topic.partitions.len()];
        for partition in topic.partitions {
            let place = leaders.get_mut(usize::try_from(partition.partition_index)?);
            *place.context("a partition index beyond the count")? = partition.leader_id.0;
        }
        if leaders.is_empty() || leaders.contains(&-1) {
            bail!("{name} is created but lacks a leader");
        }
        layout.insert(name, leaders);
    }
    Ok(layout)
}

/// A name as the codecs want it.
pub fn topic_name(name: &str) -> TopicName {
    TopicName(StrBytes::from_string(name.to_owned()))
}
