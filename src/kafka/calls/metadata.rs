//! Metadata (key 3): topics, partitions, leaders, ISR and brokers. It never creates a topic.

use std::sync::Arc;
use std::time::Duration;

use kafka_protocol::messages::MetadataRequest;
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};

use super::support;
use crate::kafka::{Ask, Client, Node};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, ClusterId, TopicName};
use crate::model::rights::Rights;
use crate::model::topology::{PartitionPart, TopicPart};
use crate::model::trouble::Trouble;

/// Versions before 4 (Kafka < 0.11) cannot say that no topic is to be created.
pub const VERSIONS: (i16, i16) = (4, 13);

const OPERATION: &str = "read metadata";

/// What Metadata told.
#[derive(Debug)]
pub struct MetadataAnswer {
    /// The broker that answered; −1 while only a bootstrap address is known.
    pub broker: BrokerId,
    /// The cluster's id.
    pub cluster_id: Known<ClusterId>,
    /// The controller as this broker tells it: the truth on ZooKeeper, *any live broker* on KRaft.
    pub controller: Option<BrokerId>,
    /// The brokers that are up, by id. Fenced ones are not in it.
    pub nodes: Vec<Node>,
    /// What the user may do with the cluster (only versions 8 to 10 tell; later ones by DescribeCluster).
    pub rights: Known<Rights>,
    /// The same for the same topics in any order: when it did not change, [`MetadataAnswer::into_topics`] and a new
    /// topology can be spared.
    pub raw_hash: u64,
    /// How long the answer took.
    pub took: Duration,
    topics: Vec<MetadataResponseTopic>,
}

impl MetadataAnswer {
    /// The topics, for [`crate::model::topology::Topology::build`].
    #[must_use]
    pub fn into_topics(self) -> Vec<TopicPart> {
        self.topics.into_iter().filter_map(topic).collect()
    }

    /// How many topics the answer has.
    #[must_use]
    pub fn topics(&self) -> usize {
        self.topics.len()
    }
}

/// The one place where a Metadata request is made: auto-creation of topics is off. `None` asks for all topics, an
/// empty list for none (brokers only).
#[must_use]
pub fn request(version: i16, topics: Option<&[TopicName]>) -> MetadataRequest {
    let named = |name| MetadataRequestTopic::default().with_name(Some(support::topic(name)));
    MetadataRequest::default()
        .with_allow_auto_topic_creation(false)
        .with_topics(topics.map(|names| names.iter().map(named).collect()))
        .with_include_topic_authorized_operations(version >= 8)
        .with_include_cluster_authorized_operations((8..=10).contains(&version))
}

/// Asks any broker for all topics (`None`) or for these, and tells the client the brokers it learnt.
///
/// # Errors
/// When no broker answers, or the one that does refuses. A named topic that is not there is a part with its error.
pub async fn fetch(client: &Client, topics: Option<&[TopicName]>) -> Result<MetadataAnswer, Trouble> {
    let ask = Ask::any(OPERATION).versions(VERSIONS.0, VERSIONS.1);
    let reply = client.ask_any(ask, |version| request(version, topics)).await?;
    support::check(client, OPERATION, &reply, reply.body.error_code, None)?;
    let body = reply.body;
    let mut nodes: Vec<Node> = body.brokers.into_iter().map(node).collect();
    nodes.sort_unstable_by_key(|node| node.id);
    nodes.dedup_by_key(|node| node.id);
    client.learn(&nodes);
    Ok(MetadataAnswer {
        broker: reply.broker,
        cluster_id: Known::from_option(body.cluster_id.map(|id| ClusterId::from(id.as_str())), Reason::TooOld),
        controller: (body.controller_id.0 >= 0).then_some(BrokerId(body.controller_id.0)),
        nodes,
        rights: Known::from_option(Rights::from_wire(body.cluster_authorized_operations), Reason::TooOld),
        raw_hash: body.topics.iter().fold(0, |sum, topic| sum.wrapping_add(hash(topic))),
        took: reply.took,
        topics: body.topics,
    })
}

fn node(broker: MetadataResponseBroker) -> Node {
    Node {
        id: BrokerId(broker.node_id.0),
        host: Arc::from(broker.host.as_str()),
        port: u16::try_from(broker.port).unwrap_or(0),
        rack: support::filled(broker.rack.as_ref()),
    }
}

fn topic(topic: MetadataResponseTopic) -> Option<TopicPart> {
    Some(TopicPart {
        name: topic.name?.to_string(),
        id: topic.topic_id,
        internal: topic.is_internal,
        error: topic.error_code,
        rights: Rights::from_wire(topic.topic_authorized_operations),
        partitions: topic.partitions.into_iter().map(partition).collect(),
    })
}

fn partition(partition: MetadataResponsePartition) -> PartitionPart {
    let ids = |list: Vec<kafka_protocol::messages::BrokerId>| list.into_iter().map(|id| id.0).collect();
    PartitionPart {
        partition: partition.partition_index,
        leader: partition.leader_id.0,
        epoch: partition.leader_epoch,
        error: partition.error_code,
        replicas: ids(partition.replica_nodes),
        isr: ids(partition.isr_nodes),
        offline: ids(partition.offline_replicas),
    }
}

/// Brokers list topics and partitions in no fixed order, so the parts' hashes are summed; within one the order counts.
fn hash(topic: &MetadataResponseTopic) -> u64 {
    let mut own = Mix::default();
    if let Some(name) = &topic.name {
        name.as_bytes().chunks(8).for_each(|bytes| {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            own.add(u64::from_le_bytes(word));
        });
        own.add(name.len() as u64);
    }
    let (high, low) = topic.topic_id.as_u64_pair();
    own.add(high);
    own.add(low);
    own.pair(i32::from(topic.is_internal), i32::from(topic.error_code));
    own.pair(topic.topic_authorized_operations, 0);
    let partitions = topic.partitions.iter().map(|p| {
        let mut part = Mix(own.0);
        part.pair(p.partition_index, p.leader_id.0);
        part.pair(p.leader_epoch, i32::from(p.error_code));
        for list in [&p.replica_nodes, &p.isr_nodes, &p.offline_replicas] {
            part.add(list.len() as u64);
            list.chunks(2)
                .for_each(|ids| part.pair(ids[0].0, ids.get(1).map_or(0, |id| id.0)));
        }
        part.0
    });
    partitions.fold(own.0, u64::wrapping_add)
}

struct Mix(u64);

impl Default for Mix {
    fn default() -> Self {
        Self(0x243f_6a88_85a3_08d3)
    }
}

impl Mix {
    fn add(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }

    fn pair(&mut self, a: i32, b: i32) {
        self.add(u64::from(a.cast_unsigned()) << 32 | u64::from(b.cast_unsigned()));
    }
}
