//! DescribeLogDirs (KIP-113, KIP-827).

use std::collections::BTreeMap;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::describe_log_dirs_response::{
    DescribeLogDirsPartition, DescribeLogDirsResult, DescribeLogDirsTopic,
};
use kafka_protocol::messages::{DescribeLogDirsRequest, DescribeLogDirsResponse, TopicName};
use kafka_protocol::protocol::StrBytes;

use super::Call;
use crate::demo::state::State;
use crate::demo::state::disks::{DIRS, Disks};

pub(super) fn answer(call: &Call, state: &State, request: DescribeLogDirsRequest) -> DescribeLogDirsResponse {
    if !state.rights.cluster() {
        let answer = DescribeLogDirsResponse::default();
        return match call.version {
            3.. => answer.with_error_code(E::ClusterAuthorizationFailed.code()),
            _ => answer,
        };
    }
    let wanted: Option<BTreeMap<String, Vec<i32>>> = request.topics.map(|topics| {
        let topics = topics
            .into_iter()
            .map(|topic| (topic.topic.0.to_string(), topic.partitions));
        topics.collect()
    });
    let asked = |name: &str, number: i32| match &wanted {
        None => true,
        Some(topics) => topics.get(name).is_some_and(|numbers| numbers.contains(&number)),
    };
    let failed = state.disks.failed.get(&call.broker).map_or(&[][..], Vec::as_slice);
    let mut dirs: BTreeMap<&'static str, (u64, Vec<DescribeLogDirsTopic>)> =
        DIRS.iter().map(|dir| (*dir, Default::default())).collect();
    for (name, number, size) in state.replicas_on(call.broker) {
        let Some((used, topics)) = dirs.get_mut(Disks::dir_of(number)) else {
            continue;
        };
        *used += size;
        if !asked(name.as_str(), number) {
            continue;
        }
        let partition = DescribeLogDirsPartition::default()
            .with_partition_index(number)
            .with_partition_size(i64::try_from(size).unwrap_or(i64::MAX));
        match topics.last_mut() {
            Some(last) if last.name.as_str() == name.as_str() => last.partitions.push(partition),
            _ => topics.push(
                DescribeLogDirsTopic::default()
                    .with_name(TopicName(StrBytes::from_string(name.as_str().to_owned())))
                    .with_partitions(vec![partition]),
            ),
        }
    }
    let results = dirs.into_iter().map(|(dir, (used, topics))| {
        let result = DescribeLogDirsResult::default().with_log_dir(StrBytes::from_static_str(dir));
        if failed.contains(&dir) {
            return result.with_error_code(E::KafkaStorageError.code());
        }
        let result = result.with_topics(topics);
        match state.disks.total {
            Some(total) if call.version >= 4 => {
                let usable = total.saturating_sub(state.disks.other).saturating_sub(used);
                result
                    .with_total_bytes(i64::try_from(total).unwrap_or(i64::MAX))
                    .with_usable_bytes(i64::try_from(usable).unwrap_or(i64::MAX))
            }
            _ => result,
        }
    });
    DescribeLogDirsResponse::default().with_results(results.collect())
}
