//! Metadata (key 3): topics, partitions, leaders, ISR and brokers. It never creates a topic.
//!
//! The answer has a row for every partition of the cluster: it is read in place, not by the codec.

mod body;
mod hash;
mod topics;

use std::sync::Arc;
use std::time::Duration;

use kafka_protocol::messages::MetadataRequest;
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;

#[cfg(test)]
pub(super) use self::body::read;
use self::topics::Topics;
use super::support;
use crate::kafka::{Ask, Client, Node, Reply};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, ClusterId, TopicName};
use crate::model::rights::Rights;
use crate::model::topology::Topology;
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
    /// The same for the same topics in any order: when it did not change, [`MetadataAnswer::topology`] can be spared.
    pub raw_hash: u64,
    /// How long the answer took.
    pub took: Duration,
    topics: Topics,
}

impl MetadataAnswer {
    /// The topics, packed and numbered after `before`.
    #[must_use]
    pub fn topology(&self, before: &Arc<Topology>) -> Arc<Topology> {
        self.topics.pack(before)
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
    let build = |version| request(version, topics);
    let reply = client.ask_any_and_read(ask, build, body::read).await?;
    support::check(client, OPERATION, &reply, reply.body.error, None)?;
    let Reply { broker, took, body, .. } = reply;
    client.learn(&body.nodes);
    Ok(MetadataAnswer {
        broker,
        cluster_id: body.cluster_id,
        controller: body.controller,
        nodes: body.nodes,
        rights: Known::from_option(body.rights, Reason::TooOld),
        raw_hash: body.topics.hash(),
        took,
        topics: body.topics,
    })
}
