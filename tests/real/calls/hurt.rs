//! A dead broker: what is being moved to it, and who may lead instead.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kafka_protocol::messages::alter_partition_reassignments_request::{ReassignablePartition, ReassignableTopic};
use kafka_protocol::messages::{AlterPartitionReassignmentsRequest, TopicName as WireName};
use kafka_protocol::protocol::StrBytes;
use kconsole::kafka::Client;
use kconsole::kafka::calls::{cluster, quorum, reassignments, topic_partitions};
use kconsole::model::moves::Move;
use kconsole::model::names::{BrokerId, Partition, TopicName};

use super::ask;
use crate::harness::Cluster;
use crate::harness::listener::Listener;
use crate::harness::load::Load;
use crate::harness::process::until;
use crate::harness::raw::Connection;

const TOPIC: &str = "calls-hurt-0000";
const DEAD: i32 = 3;
/// A broker session is 9 s; the rest is for a busy machine.
const FENCED: Duration = Duration::from_secs(60);

/// Broker 3 is killed, and a partition is to move to it: the move cannot end.
pub fn dead_broker(cluster: &Cluster) -> Result<()> {
    let load = Load {
        topics: 1,
        partitions: 1,
        prefix: "calls-hurt".to_owned(),
        ..Load::default()
    };
    load.run(cluster)?;
    reassign(cluster, Some(&[1, 2]))?;
    until(FENCED, || ask(cluster, async |client| moves(client, &None).await))?;
    cluster.kill(DEAD)?;
    until(FENCED, || ask(cluster, async |client| fenced(client).await))?;
    reassign(cluster, Some(&[1, 2, DEAD]))?;
    let stuck = Move {
        replicas: vec![BrokerId(1), BrokerId(2), BrokerId(DEAD)],
        adding: vec![BrokerId(DEAD)],
        removing: Vec::new(),
    };
    until(FENCED, || {
        ask(cluster, async |client| moves(client, &Some(stuck.clone())).await)
    })?;
    until(FENCED, || ask(cluster, async |client| faulty(client).await))?;
    reassign(cluster, None)?;
    until(FENCED, || ask(cluster, async |client| moves(client, &None).await))?;
    cluster.launch(DEAD)
}

/// The one partition moves to these brokers; none cancels the move.
fn reassign(cluster: &Cluster, replicas: Option<&[i32]>) -> Result<()> {
    let replicas = replicas.map(|ids| ids.iter().map(|&id| id.into()).collect());
    let partition = ReassignablePartition::default()
        .with_partition_index(0)
        .with_replicas(replicas);
    let topic = ReassignableTopic::default()
        .with_name(WireName(StrBytes::from_static_str(TOPIC)))
        .with_partitions(vec![partition]);
    let request = AlterPartitionReassignmentsRequest::default().with_topics(vec![topic]);
    let address = cluster.node(1)?.address(Listener::Plaintext).context("no address")?;
    let answer = Connection::open(&address, Duration::from_secs(20))?.call(&request)?;
    ensure!(
        answer.error_code == 0 && answer.responses[0].partitions[0].error_code == 0,
        "{answer:?}"
    );
    Ok(())
}

async fn moves(client: &Client, expected: &Option<Move>) -> Result<()> {
    let moves = reassignments::list(client).await?;
    let ours = moves.get(&(TopicName::from(TOPIC), Partition(0)));
    ensure!(ours == expected.as_ref(), "{moves:?}");
    Ok(())
}

async fn fenced(client: &Client) -> Result<()> {
    let told = cluster::describe(client).await?;
    let states: Vec<(i32, bool)> = told.nodes.iter().map(|(node, fenced)| (node.id.0, *fenced)).collect();
    ensure!(states == [(1, false), (2, false), (DEAD, true)], "{states:?}");
    let quorum = quorum::describe(client).await?;
    ensure!(
        quorum.leader.is_some_and(|leader| leader != BrokerId(DEAD)),
        "{quorum:?}"
    );
    Ok(())
}

async fn faulty(client: &Client) -> Result<()> {
    let told = topic_partitions::eligible(client, &[TopicName::from(TOPIC)]).await?;
    // The new replica never was in the ISR: it is not eligible.
    let found = told
        .get(&(TopicName::from(TOPIC), Partition(0)))
        .context("not faulty")?;
    ensure!(found.eligible.is_empty(), "{found:?}");
    Ok(())
}
