//! OffsetFetch (key 9): what groups have committed.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use kafka_protocol::messages::OffsetFetchRequest;
use kafka_protocol::messages::offset_fetch_request::OffsetFetchRequestGroup;

use super::AT_ONCE;
use crate::kafka::calls::support::{self, Names};
use crate::kafka::{Ask, Client};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId, Partition, TopicName};
use crate::model::trouble::{Cause, Trouble};
use crate::wire::{self, Reader, WireError};

const OPERATION: &str = "read committed offsets";
/// Groups in one request at most: each may have many thousand partitions.
const CHUNK: usize = 200;
/// Least bytes that an answer's group, topic and partition take.
const GROUP: usize = 1 + 1 + 2;
const TOPIC: usize = 1 + 1;
const PARTITION: usize = 4 + 8 + 4 + 1 + 2;

/// One committed offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The topic.
    pub topic: TopicName,
    /// The partition.
    pub partition: Partition,
    /// The committed offset; unknown with the broker's error for this partition, or when there is no commit.
    pub offset: Known<i64>,
    /// The leader epoch that was committed with it; −1 when none was.
    pub epoch: i32,
    /// What the group noted with it.
    pub metadata: Option<Arc<str>>,
}

/// A group's commits sorted by topic and partition, or the Kafka error code for this group.
pub(in crate::kafka::calls) type Commits = Result<Vec<Commit>, i16>;

/// Asks a coordinator for all commits of these groups: from version 8 on (Kafka ≥ 3.0) 200 groups a request, else one
/// each, several in flight. Pending transactional commits are not waited for. Streams groups are answered like any other.
///
/// # Errors
/// When the coordinator fails to answer one of the requests.
pub async fn committed(
    client: &Client,
    coordinator: BrokerId,
    ids: &[GroupId],
) -> Result<Vec<(GroupId, Commits)>, Trouble> {
    match batched(client, coordinator, ids).await {
        Err(trouble) if matches!(trouble.cause, Cause::TooOld(_)) => one_by_one(client, coordinator, ids).await,
        done => done,
    }
}

async fn batched(client: &Client, to: BrokerId, ids: &[GroupId]) -> Result<Vec<(GroupId, Commits)>, Trouble> {
    let chunks = ids.chunks(CHUNK).map(|chunk| {
        let ask = Ask::of(to, OPERATION).versions(8, 9);
        client.ask_and_read(ask, move |_| many(chunk), read_many)
    });
    let mut answers = stream::iter(chunks).buffer_unordered(AT_ONCE);
    let mut all = Vec::with_capacity(ids.len());
    while let Some(reply) = answers.next().await {
        all.extend(reply?.body);
    }
    Ok(all)
}

/// An answer about many groups in place: it has a row for every commit.
pub(in crate::kafka::calls) fn read_many(frame: Bytes, version: i16) -> Result<Vec<(GroupId, Commits)>, WireError> {
    let mut body = wire::open::<OffsetFetchRequest>(&frame, version)?;
    body.i32("throttle_time_ms")?;
    let mut names = Names::default();
    let count = body.count(GROUP, "groups")?;
    let groups = (0..count)
        .map(|_| read_one(&mut body, &mut names))
        .collect::<Result<_, _>>()?;
    body.end()?;
    Ok(groups)
}

fn read_one(body: &mut Reader<'_>, names: &mut Names) -> Result<(GroupId, Commits), WireError> {
    let id = GroupId::from(body.text("group_id")?.unwrap_or_default());
    let mut commits = Vec::new();
    for _ in 0..body.count(TOPIC, "topics")? {
        let topic = names.get(body.text("name")?.unwrap_or_default());
        let count = body.count(PARTITION, "partitions")?;
        commits.reserve(count);
        for _ in 0..count {
            let part = Part {
                number: body.i32("partition_index")?,
                offset: body.i64("committed_offset")?,
                epoch: body.i32("committed_leader_epoch")?,
                metadata: body.text("metadata")?,
                error: body.i16("error_code")?,
            };
            commits.push(part.of(topic.clone()));
            body.end()?;
        }
        body.end()?;
    }
    let code = body.i16("error_code")?;
    body.end()?;
    Ok((id, sorted(code, commits)))
}

async fn one_by_one(client: &Client, to: BrokerId, ids: &[GroupId]) -> Result<Vec<(GroupId, Commits)>, Trouble> {
    let asked = ids.iter().map(|id| async move {
        let ask = Ask::of(to, OPERATION).versions(2, 7);
        (id.clone(), client.ask(ask, |_| single(id)).await)
    });
    let mut answers = stream::iter(asked).buffer_unordered(AT_ONCE);
    let mut all = Vec::with_capacity(ids.len());
    let mut names = Names::default();
    while let Some((id, reply)) = answers.next().await {
        let body = reply?.body;
        let commits = body.topics.iter().flat_map(|topic| {
            let name = names.get(&topic.name);
            topic.partitions.iter().map(move |p| {
                let part = Part {
                    number: p.partition_index,
                    offset: p.committed_offset,
                    epoch: p.committed_leader_epoch,
                    metadata: p.metadata.as_deref(),
                    error: p.error_code,
                };
                part.of(name.clone())
            })
        });
        all.push((id, sorted(body.error_code, commits.collect())));
    }
    Ok(all)
}

fn many(ids: &[GroupId]) -> OffsetFetchRequest {
    let groups = ids.iter().map(|id| {
        OffsetFetchRequestGroup::default()
            .with_group_id(support::group(id))
            .with_topics(None)
    });
    OffsetFetchRequest::default().with_groups(groups.collect())
}

fn single(id: &GroupId) -> OffsetFetchRequest {
    OffsetFetchRequest::default()
        .with_group_id(support::group(id))
        .with_topics(None)
}

/// One partition of either shape of the answer.
struct Part<'a> {
    number: i32,
    offset: i64,
    epoch: i32,
    metadata: Option<&'a str>,
    error: i16,
}

impl Part<'_> {
    fn of(self, topic: TopicName) -> Commit {
        Commit {
            topic,
            partition: Partition(self.number),
            offset: match self.error {
                0 => Known::from_option((self.offset >= 0).then_some(self.offset), Reason::NoCommit),
                code => Known::Unknown(Reason::Failed(code)),
            },
            epoch: self.epoch,
            metadata: self.metadata.filter(|text| !text.is_empty()).map(Arc::from),
        }
    }
}

fn sorted(code: i16, mut commits: Vec<Commit>) -> Commits {
    if code != 0 {
        return Err(code);
    }
    commits.sort_unstable_by(|a, b| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
    Ok(commits)
}
