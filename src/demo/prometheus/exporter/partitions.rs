//! Partitions and groups, by the names of `kafka_exporter`.

use super::{Fare, PARTITIONS, all, long, number};
use crate::demo::prometheus::Sample;
use crate::demo::state::State;
use crate::demo::state::group::Group;

pub(super) fn samples(state: &State, out: &mut Vec<Sample>) {
    out.push(Sample::new("kafka_brokers", number(state.brokers.live().count())));
    if all(state).count() > PARTITIONS {
        return;
    }
    for (name, topic) in state.topics.iter() {
        out.push(Sample::new("kafka_topic_partitions", number(topic.partitions.len())).label("topic", name.as_str()));
    }
    for (name, topic, at, partition) in all(state) {
        let preferred = partition.leader.is_some() && partition.leader == partition.replicas.first().copied();
        let under = Fare::of(topic, partition).under_replicated;
        for (metric, value) in [
            ("kafka_topic_partition_current_offset", long(partition.log.end())),
            ("kafka_topic_partition_oldest_offset", long(partition.log.start())),
            ("kafka_topic_partition_replicas", number(partition.replicas.len())),
            ("kafka_topic_partition_in_sync_replica", number(partition.isr.len())),
            (
                "kafka_topic_partition_leader",
                partition.leader.map_or(-1.0, |id| f64::from(id.0)),
            ),
            (
                "kafka_topic_partition_leader_is_preferred",
                f64::from(u8::from(preferred)),
            ),
            (
                "kafka_topic_partition_under_replicated_partition",
                f64::from(u8::from(under)),
            ),
        ] {
            out.push(
                Sample::new(metric, value)
                    .label("topic", name)
                    .label("partition", at.to_string()),
            );
        }
    }
    for group in state.groups.iter() {
        group_samples(state, group, out);
    }
}

fn group_samples(state: &State, group: &Group, out: &mut Vec<Sample>) {
    for (name, commits) in group.offsets.iter() {
        let Some(topic) = state.topics.get(name.as_str()) else {
            continue;
        };
        let labelled = |metric, value| {
            Sample::new(metric, value)
                .label("consumergroup", group.id.as_str())
                .label("topic", name.as_str())
        };
        let mut sum = 0;
        for (&at, commit) in commits {
            let Some(partition) = topic.partition(at) else { continue };
            let lag = (partition.log.end() - commit.offset.max(partition.log.start())).max(0);
            sum += lag;
            for (metric, value) in [
                ("kafka_consumergroup_current_offset", commit.offset),
                ("kafka_consumergroup_lag", lag),
            ] {
                out.push(labelled(metric, long(value)).label("partition", at.to_string()));
            }
        }
        out.push(labelled("kafka_consumergroup_lag_sum", long(sum)));
    }
}
