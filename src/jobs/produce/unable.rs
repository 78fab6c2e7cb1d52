//! Why a topic takes nothing now: asked when no broker acknowledged what was sent. librdkafka tries again and again, and
//! does not tell what it was refused for.

use std::sync::Arc;
use std::time::Duration;

use crate::config::profile::Profile;
use crate::kafka::Client;
use crate::kafka::calls::{configs, metadata};
use crate::model::names::TopicName;
use crate::model::topology::Topology;

/// Who asks has waited long enough.
const PATIENCE: Duration = Duration::from_secs(3);

/// Partitions that are named one by one.
const NAMED: usize = 12;

/// What stands in the way of records with `acks=all`, a line each; nothing when nothing does or nobody answers in time.
/// Blocks.
#[must_use]
pub fn unable(profile: &Profile, topic: &TopicName) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else { return Vec::new() };
    let client = Client::new(Arc::new(profile.clone()));
    runtime.block_on(async {
        let asked = async {
            let answer = metadata::fetch(&client, Some(std::slice::from_ref(topic))).await.ok()?;
            let least = configs::value(&client, configs::Resource::Topic(topic), "min.insync.replicas").await;
            let least = least.ok().flatten().and_then(|value| value.parse().ok());
            Some(told(&answer.topology(&Arc::default()), topic, least))
        };
        let told = tokio::time::timeout(PATIENCE, asked).await;
        told.ok().flatten().unwrap_or_default()
    })
}

fn told(topology: &Topology, topic: &TopicName, least: Option<usize>) -> Vec<String> {
    let Some(known) = topology.topic(topic.as_str()) else {
        return Vec::new();
    };
    let parts = || topology.of(known);
    let named = |parts: Vec<i32>| {
        let mut numbers: Vec<String> = parts.iter().take(NAMED).map(ToString::to_string).collect();
        numbers.extend((parts.len() > NAMED).then(|| "…".to_owned()));
        let noun = if parts.len() == 1 { "partition" } else { "partitions" };
        (!parts.is_empty()).then(|| format!("{topic}: {noun} {}", numbers.join(", ")))
    };
    let offline = parts().filter(|part| part.leader.is_none());
    let offline = named(offline.map(|part| part.partition.0).collect());
    let short = parts().filter(|part| part.leader.is_some() && least.is_some_and(|least| part.isr.len() < least));
    let short = named(short.map(|part| part.partition.0).collect());
    let offline = offline.map(|parts| format!("{parts}: no leader"));
    let short = short.zip(least).map(|(parts, least)| {
        format!("{parts}: fewer replicas in sync than min.insync.replicas={least}, so it takes nothing with acks=all")
    });
    offline.into_iter().chain(short).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::topology::{PartitionPart, TopicPart};

    #[test]
    fn partitions_without_a_leader_and_with_too_few_replicas_are_named() {
        let part = |partition, leader, isr: &[i32]| PartitionPart {
            partition,
            leader,
            replicas: vec![1, 2, 3],
            isr: isr.to_vec(),
            ..PartitionPart::default()
        };
        let partitions = vec![
            part(0, 1, &[1, 2, 3]),
            part(1, -1, &[]),
            part(2, 1, &[1]),
            part(3, 2, &[2]),
        ];
        let topic = TopicName::from("orders");
        let topology = Topology::build(
            vec![TopicPart {
                name: "orders".into(),
                partitions,
                ..TopicPart::default()
            }],
            &Arc::default(),
        );
        assert_eq!(
            told(&topology, &topic, Some(2)),
            [
                "orders: partition 1: no leader",
                "orders: partitions 2, 3: fewer replicas in sync than min.insync.replicas=2, so it takes nothing with acks=all"
            ]
        );
        assert_eq!(told(&topology, &topic, None).len(), 1);
        assert!(told(&topology, &TopicName::from("gone"), Some(2)).is_empty());
    }
}
