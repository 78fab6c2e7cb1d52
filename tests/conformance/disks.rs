//! DescribeLogDirs: what lies on whose disks.

use anyhow::{Context, Result, ensure};
use kafka_protocol::messages::describe_log_dirs_request::DescribableLogDirTopic;
use kafka_protocol::messages::describe_log_dirs_response::DescribeLogDirsPartition;
use kafka_protocol::messages::{DescribeLogDirsRequest, DescribeLogDirsResponse};

use super::place::{describe, named};
use super::produce::{batch, produce, request};
use super::raw::Raw;
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[
    ("log-dirs-of-replicas", of_replicas),
    ("log-dirs-of-nothing", of_nothing),
];

fn ask(raw: &mut Raw, version: i16, topic: Option<&str>) -> Result<DescribeLogDirsResponse> {
    let topics = topic.map(|name| {
        let topic = DescribableLogDirTopic::default()
            .with_topic(named(name))
            .with_partitions(vec![0]);
        vec![topic]
    });
    let answer = raw.ask(version, &DescribeLogDirsRequest::default().with_topics(topics))?;
    ensure!(!answer.results.is_empty(), "no log dir");
    for dir in &answer.results {
        says("a log dir", dir.error_code, "NONE")?;
        ensure!(dir.log_dir.starts_with('/'), "{dir:?}");
    }
    Ok(answer)
}

/// The replicas of partition 0 on this broker, over all its dirs.
fn replicas(answer: &DescribeLogDirsResponse, topic: &str) -> Vec<DescribeLogDirsPartition> {
    let topics = answer.results.iter().flat_map(|dir| &dir.topics);
    let ours = topics.filter(|one| one.name.as_str() == topic);
    ours.flat_map(|one| one.partitions.clone()).collect()
}

fn of_replicas(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    let (mut leader, _) = place.leader(&topic, 0)?;
    let written = produce(&mut leader, 9, &request(&topic, 0, -1, batch(10)))?;
    says("Produce", written.error_code, "NONE")?;
    let told = describe(&mut place.any()?, 7, &topic)?;
    let holders: Vec<i32> = told.partitions[0].replica_nodes.iter().map(|id| id.0).collect();
    for (id, address) in place.brokers()? {
        let mut raw = Raw::connect(&address)?;
        if !holders.contains(&id) {
            same(
                "on a broker without it",
                replicas(&ask(&mut raw, 4, Some(&topic))?, &topic).len(),
                0,
            )?;
            continue;
        }
        for version in 1..=4 {
            for asked in [Some(topic.as_str()), None] {
                let size = place.eventually("the records are on the disk", || {
                    let answer = ask(&mut raw, version, asked)?;
                    let all = replicas(&answer, &topic);
                    same("replicas of it", all.len(), 1)?;
                    let one = all.into_iter().next().context("none")?;
                    same(
                        "what it is",
                        (one.partition_index, one.offset_lag, one.is_future_key),
                        (0, 0, false),
                    )?;
                    ensure!(one.partition_size > 0, "{one:?}");
                    if version >= 4 {
                        let dirs = &answer.results;
                        ensure!(
                            dirs.iter()
                                .all(|dir| dir.total_bytes >= dir.usable_bytes && dir.usable_bytes > 0),
                            "{dirs:?}"
                        );
                    }
                    Ok(one.partition_size)
                })?;
                ensure!(size < 100_000, "{size} bytes for ten records");
            }
        }
    }
    Ok(())
}

fn of_nothing(place: &Place) -> Result<()> {
    let name = place.name();
    let answer = ask(&mut place.any()?, 4, Some(&name))?;
    same("no such topic", replicas(&answer, &name).len(), 0)
}
