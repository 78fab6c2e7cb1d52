//! Groups without members that have committed: OffsetCommit from outside (generation −1), as tools do it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::offset_commit_request::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kafka_protocol::messages::{FindCoordinatorRequest, GroupId};
use kafka_protocol::protocol::StrBytes;

use super::records::Ends;
use super::topics::{Layout, topic_name};
use super::{Brokers, Load, PATIENCE};
use crate::harness::process::until;
use crate::harness::raw::Connection;

/// Commits for every group of `load` on its coordinator.
pub fn commit(load: &Load, layout: &Layout, ends: &Ends, brokers: &mut Brokers) -> Result<()> {
    let partitions: Vec<(&str, i32)> = layout
        .iter()
        .flat_map(|(topic, leaders)| (0..).zip(leaders).map(|(at, _)| (topic.as_str(), at)))
        .collect();
    if partitions.is_empty() {
        return Ok(());
    }
    for at in 0..load.groups {
        let from = (at * load.group_partitions) as usize;
        let taken = partitions.iter().cycle().skip(from % partitions.len());
        let mut topics: BTreeMap<&str, Vec<OffsetCommitRequestPartition>> = BTreeMap::new();
        for (topic, partition) in taken.take((load.group_partitions as usize).min(partitions.len())) {
            let end = if *partition == 0 {
                ends.get(*topic).copied().unwrap_or_default()
            } else {
                0
            };
            let offset = OffsetCommitRequestPartition::default()
                .with_partition_index(*partition)
                .with_committed_offset(end * i64::from(at % 10) / 10);
            topics.entry(topic).or_default().push(offset);
        }
        let topics = topics.into_iter().map(|(topic, partitions)| {
            OffsetCommitRequestTopic::default()
                .with_name(topic_name(topic))
                .with_partitions(partitions)
        });
        let request = OffsetCommitRequest::default()
            .with_group_id(GroupId(StrBytes::from_string(load.group(at))))
            .with_generation_id_or_member_epoch(-1)
            .with_topics(topics.collect());
        // The first group of a cluster creates `__consumer_offsets`: its coordinator comes up meanwhile.
        until(PATIENCE, || offer(&load.group(at), &request, brokers))?;
    }
    Ok(())
}

fn offer(group: &str, request: &OffsetCommitRequest, brokers: &mut Brokers) -> Result<()> {
    let coordinator = coordinator(group, brokers.any()?)?;
    for topic in brokers.of(coordinator)?.call(request)?.topics {
        for partition in topic.partitions {
            if let Some(error) = ResponseError::try_from_code(partition.error_code) {
                bail!("cannot commit {group} on {}: {error}", topic.name.as_str());
            }
        }
    }
    Ok(())
}

/// The broker that coordinates `group`.
fn coordinator(group: &str, connection: &mut Connection) -> Result<i32> {
    let key = StrBytes::from_string(group.to_owned());
    let request = FindCoordinatorRequest::default();
    let (code, id) = if connection.version::<FindCoordinatorRequest>()? < 4 {
        let answer = connection.call(&request.with_key(key))?;
        (answer.error_code, answer.node_id)
    } else {
        let answer = connection.call(&request.with_coordinator_keys(vec![key]))?;
        let found = answer
            .coordinators
            .first()
            .context("FindCoordinator answered without the group")?;
        (found.error_code, found.node_id)
    };
    match ResponseError::try_from_code(code) {
        None => Ok(id.0),
        Some(error) => bail!("no coordinator for {group}: {error}"),
    }
}
