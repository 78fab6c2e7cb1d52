//! DescribeLogDirs (key 35, KIP-113, KIP-827): what lies on a broker's disks.

use std::sync::Arc;

use kafka_protocol::messages::DescribeLogDirsRequest;
use kafka_protocol::messages::describe_log_dirs_response::DescribeLogDirsResult;

use super::support::{self, Names};
use crate::kafka::{Ask, Client};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, Partition};
use crate::model::storage::{LogDir, ReplicaSize};
use crate::model::trouble::Trouble;

const OPERATION: &str = "describe log dirs";
/// Kafka's CLUSTER_AUTHORIZATION_FAILED.
const NOT_AUTHORISED: i16 = 31;

/// Asks `broker` for all of its log dirs, sorted by path. Offline ones are listed with their error and without replicas.
///
/// # Errors
/// When the broker does not answer, or the user may not describe the cluster.
pub async fn describe(client: &Client, broker: BrokerId) -> Result<Vec<LogDir>, Trouble> {
    let build = |_| DescribeLogDirsRequest::default().with_topics(None);
    let mut reply = client.ask(Ask::of(broker, OPERATION), build).await?;
    let results = std::mem::take(&mut reply.body.results);
    support::check(client, OPERATION, &reply, reply.body.error_code, None)?;
    // Before version 3 (Kafka < 3.2) an unauthorised user gets no error, just nothing; a broker has a log dir at least.
    if results.is_empty() {
        support::check(client, OPERATION, &reply, NOT_AUTHORISED, None)?;
    }
    let mut names = Names::default();
    let mut dirs: Vec<LogDir> = results
        .into_iter()
        .map(|dir| read(dir, reply.version, &mut names))
        .collect();
    dirs.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(dirs)
}

fn read(dir: DescribeLogDirsResult, version: i16, names: &mut Names) -> LogDir {
    let missing = match dir.error_code {
        _ if version < 4 => Reason::TooOld,
        0 => Reason::NotYet,
        code => Reason::Failed(code),
    };
    let bytes = |bytes: i64| Known::from_option((bytes >= 0).then_some(bytes), missing);
    let replicas = dir.topics.into_iter().flat_map(|topic| {
        let name = names.get(&topic.name);
        topic.partitions.into_iter().map(move |part| ReplicaSize {
            topic: name.clone(),
            partition: Partition(part.partition_index),
            size: part.partition_size,
            lag: part.offset_lag,
            future: part.is_future_key,
        })
    });
    LogDir {
        path: Arc::from(dir.log_dir.as_str()),
        error: dir.error_code,
        replicas: replicas.collect(),
        total: bytes(dir.total_bytes),
        usable: bytes(dir.usable_bytes),
    }
}
