//! DescribeLogDirs (key 35, KIP-113, KIP-827): what lies on a broker's disks.

use std::sync::Arc;

use bytes::Bytes;
use kafka_protocol::messages::DescribeLogDirsRequest;

use super::support::{self, Names};
use crate::kafka::{Ask, Client};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, Partition};
use crate::model::storage::{LogDir, ReplicaSize};
use crate::model::trouble::Trouble;
use crate::wire::{self, Reader, WireError};

const OPERATION: &str = "describe log dirs";
/// Kafka's CLUSTER_AUTHORIZATION_FAILED.
const NOT_AUTHORISED: i16 = 31;
/// Least bytes that a log dir, a topic and a replica take.
const DIR: usize = 2 + 1 + 1;
const TOPIC: usize = 1 + 1;
const REPLICA: usize = 4 + 8 + 8 + 1;

/// Asks `broker` for all of its log dirs, sorted by path. Offline ones are listed with their error and without replicas.
///
/// # Errors
/// When the broker does not answer, or the user may not describe the cluster.
pub async fn describe(client: &Client, broker: BrokerId) -> Result<Vec<LogDir>, Trouble> {
    let build = |_| DescribeLogDirsRequest::default().with_topics(None);
    let mut reply = client.ask_and_read(Ask::of(broker, OPERATION), build, read).await?;
    let (error, mut dirs) = std::mem::take(&mut reply.body);
    support::check(client, OPERATION, &reply, error, None)?;
    // Before version 3 (Kafka < 3.2) an unauthorised user gets no error, just nothing; a broker has a log dir at least.
    if dirs.is_empty() {
        support::check(client, OPERATION, &reply, NOT_AUTHORISED, None)?;
    }
    dirs.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(dirs)
}

/// The answer in place: it has a row for every replica.
pub(super) fn read(frame: Bytes, version: i16) -> Result<(i16, Vec<LogDir>), WireError> {
    let mut body = wire::open::<DescribeLogDirsRequest>(&frame, version)?;
    body.i32("throttle_time_ms")?;
    let error = match version {
        3.. => body.i16("error_code")?,
        _ => 0,
    };
    let mut names = Names::default();
    let count = body.count(DIR, "results")?;
    let dirs = (0..count)
        .map(|_| dir(&mut body, &mut names))
        .collect::<Result<_, _>>()?;
    body.end()?;
    Ok((error, dirs))
}

fn dir(body: &mut Reader<'_>, names: &mut Names) -> Result<LogDir, WireError> {
    let error = body.i16("error_code")?;
    let path = Arc::from(body.text("log_dir")?.unwrap_or_default());
    let mut topics = Vec::new();
    for _ in 0..body.count(TOPIC, "topics")? {
        let topic = names.get(body.text("name")?.unwrap_or_default());
        let rows = Rows {
            left: body.count(REPLICA, "partitions")?,
            body: body.clone(),
        };
        for _ in 0..rows.left {
            replica(body)?;
        }
        body.end()?;
        topics.push((topic, rows));
    }
    let (total, usable) = match body.version() {
        4.. => (body.i64("total_bytes")?, body.i64("usable_bytes")?),
        _ => (-1, -1),
    };
    let missing = match error {
        _ if body.version() < 4 => Reason::TooOld,
        0 => Reason::NotYet,
        code => Reason::Failed(code),
    };
    body.end()?;
    let bytes = |bytes: i64| Known::from_option((bytes >= 0).then_some(bytes), missing);
    Ok(LogDir {
        path,
        error,
        replicas: topics.into_iter().collect(),
        total: bytes(total),
        usable: bytes(usable),
    })
}

/// The replicas of a topic, where they lie; all of them were read over once.
struct Rows<'a> {
    body: Reader<'a>,
    left: usize,
}

impl Iterator for Rows<'_> {
    type Item = ReplicaSize;

    fn next(&mut self) -> Option<ReplicaSize> {
        self.left = self.left.checked_sub(1)?;
        replica(&mut self.body).ok()
    }
}

fn replica(body: &mut Reader<'_>) -> Result<ReplicaSize, WireError> {
    let partition = Partition(body.i32("partition_index")?);
    let size = body.i64("partition_size")?;
    body.i64("offset_lag")?;
    let future = body.flag("is_future_key")?;
    body.end()?;
    Ok(ReplicaSize {
        partition,
        size,
        future,
    })
}
