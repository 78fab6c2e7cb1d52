//! DescribeQuorum: who keeps the metadata.

use anyhow::{Context, Result, ensure};
use kafka_protocol::messages::DescribeQuorumRequest;
use kafka_protocol::messages::describe_quorum_request::{PartitionData, TopicData};

use super::place::named;
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[("the-quorum", told)];

fn told(place: &Place) -> Result<()> {
    let partition = PartitionData::default().with_partition_index(0);
    let topic = TopicData::default()
        .with_topic_name(named("__cluster_metadata"))
        .with_partitions(vec![partition]);
    let request = DescribeQuorumRequest::default().with_topics(vec![topic]);
    for version in 0..=2 {
        let answer = place.any()?.ask(version, &request)?;
        says("DescribeQuorum", answer.error_code, "NONE")?;
        let topic = answer.topics.first().context("no topic")?;
        same("the topic", topic.topic_name.as_str(), "__cluster_metadata")?;
        let part = topic.partitions.first().context("no partition")?;
        says("the partition", part.error_code, "NONE")?;
        ensure!(part.leader_epoch > 0 && part.high_watermark > 0, "{part:?}");
        let leader = part
            .current_voters
            .iter()
            .find(|voter| voter.replica_id == part.leader_id);
        let leader = leader.with_context(|| format!("the leader is no voter: {part:?}"))?;
        ensure!(leader.log_end_offset >= part.high_watermark, "{part:?}");
        if version >= 1 {
            ensure!(leader.last_caught_up_timestamp > 0, "{leader:?}");
        }
        if version >= 2 {
            for voter in &part.current_voters {
                let node = answer.nodes.iter().find(|node| node.node_id == voter.replica_id);
                ensure!(
                    node.is_some_and(|node| !node.listeners.is_empty()),
                    "{:?}",
                    answer.nodes
                );
            }
        }
    }
    Ok(())
}
