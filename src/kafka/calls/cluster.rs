//! DescribeCluster (key 60): the brokers with those that are fenced, what the user may do, features and kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::stream::{FuturesUnordered, StreamExt};
use kafka_protocol::messages::describe_cluster_response::DescribeClusterBroker;
use kafka_protocol::messages::{ApiKey, DescribeClusterRequest, DescribeClusterResponse};

use super::{metadata, support};
use crate::kafka::{Abilities, Ask, Client, Node, Reply};
use crate::model::cluster::Kind;
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, ClusterId};
use crate::model::rights::Rights;
use crate::model::trouble::{Cause, Trouble};

const OPERATION: &str = "describe the cluster";

/// What DescribeCluster and ApiVersions told.
#[derive(Clone, Debug)]
pub struct ClusterAnswer {
    /// The broker that answered.
    pub broker: BrokerId,
    /// The cluster's id.
    pub id: Known<ClusterId>,
    /// Who keeps the cluster's metadata.
    pub kind: Kind,
    /// The controller, where this call tells it (ZooKeeper); on KRaft only [`super::quorum`] does.
    pub controller: Known<BrokerId>,
    /// Every registered broker by id, with whether it is fenced. Before version 2 (Kafka < 4.0) the fenced are left out.
    pub nodes: Vec<(Node, bool)>,
    /// Whether fenced brokers are in the list.
    pub with_fenced: bool,
    /// What the user may do with the cluster.
    pub rights: Known<Rights>,
    /// Finalised features by name; unknown before Kafka 2.7.
    pub features: Known<Arc<BTreeMap<String, i16>>>,
}

/// Asks any broker; brokers before 2.8 are asked by Metadata instead. Tells the client the brokers that are up.
///
/// # Errors
/// When no broker answers, or the one that does refuses.
pub async fn describe(client: &Client) -> Result<ClusterAnswer, Trouble> {
    match client.ask_any(Ask::any(OPERATION), request).await {
        Ok(reply) => read(client, reply).await,
        Err(trouble) if matches!(trouble.cause, Cause::TooOld(_)) => from_metadata(client).await,
        Err(trouble) => Err(trouble),
    }
}

fn request(version: i16) -> DescribeClusterRequest {
    DescribeClusterRequest::default()
        .with_include_cluster_authorized_operations(true)
        .with_include_fenced_brokers(version >= 2)
}

async fn read(client: &Client, reply: Reply<DescribeClusterResponse>) -> Result<ClusterAnswer, Trouble> {
    let message = reply.body.error_message.as_ref();
    support::check(client, OPERATION, &reply, reply.body.error_code, message)?;
    let Reply {
        broker, version, body, ..
    } = reply;
    let mut nodes: Vec<(Node, bool)> = body.brokers.into_iter().map(node).collect();
    nodes.sort_unstable_by_key(|(node, _)| node.id);
    nodes.dedup_by_key(|(node, _)| node.id);
    let up: Vec<Node> = nodes
        .iter()
        .filter(|(_, fenced)| !fenced)
        .map(|(node, _)| node.clone())
        .collect();
    client.learn(&up);
    let (kind, features) = told(client, broker).await;
    Ok(ClusterAnswer {
        broker,
        id: Known::Value(ClusterId::from(body.cluster_id.as_str())),
        kind,
        controller: controller(kind, body.controller_id.0),
        nodes,
        with_fenced: version >= 2,
        rights: Known::from_option(
            Rights::from_wire(body.cluster_authorized_operations),
            Reason::NotAuthorised,
        ),
        features,
    })
}

async fn from_metadata(client: &Client) -> Result<ClusterAnswer, Trouble> {
    let answer = metadata::fetch(client, Some(&[])).await?;
    let (kind, features) = told(client, answer.broker).await;
    Ok(ClusterAnswer {
        broker: answer.broker,
        id: answer.cluster_id,
        kind,
        controller: controller(kind, answer.controller.map_or(-1, |id| id.0)),
        nodes: answer.nodes.into_iter().map(|node| (node, false)).collect(),
        with_fenced: false,
        rights: answer.rights,
        features,
    })
}

/// On KRaft every broker names a live broker at random, not the controller.
fn controller(kind: Kind, told: i32) -> Known<BrokerId> {
    match kind {
        Kind::ZooKeeper => Known::from_option((told >= 0).then_some(BrokerId(told)), Reason::NoLeader),
        Kind::KRaft | Kind::Unknown => Known::Unknown(Reason::NotYet),
    }
}

/// What the broker that answered tells by ApiVersions, or while its id is not known, the first of the others that does.
async fn told(client: &Client, broker: BrokerId) -> (Kind, Known<Arc<BTreeMap<String, i16>>>) {
    let whom = match broker {
        Ask::NOBODY => client.nodes().into_iter().map(|node| node.id).collect(),
        broker => vec![broker],
    };
    let mut answers: FuturesUnordered<_> = whom.into_iter().map(|id| client.abilities(id)).collect();
    let mut reason = Reason::Unreachable;
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(abilities) => return (kind(&abilities), features(&abilities)),
            Err(trouble) => reason = trouble.reason(),
        }
    }
    (Kind::Unknown, Known::Unknown(reason))
}

/// Brokers of a KRaft cluster answer DescribeQuorum; those on ZooKeeper do not list it.
#[must_use]
pub fn kind(abilities: &Abilities) -> Kind {
    if abilities.has(ApiKey::DescribeQuorum as i16) {
        Kind::KRaft
    } else {
        Kind::ZooKeeper
    }
}

fn features(abilities: &Abilities) -> Known<Arc<BTreeMap<String, i16>>> {
    Known::from_option(abilities.features.clone(), Reason::TooOld)
}

fn node(broker: DescribeClusterBroker) -> (Node, bool) {
    let node = Node {
        id: BrokerId(broker.broker_id.0),
        host: Arc::from(broker.host.as_str()),
        port: u16::try_from(broker.port).unwrap_or(0),
        rack: support::filled(broker.rack.as_ref()),
    };
    (node, broker.is_fenced)
}
