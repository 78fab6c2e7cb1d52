//! OffsetFetch (key 9): what groups have committed.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use kafka_protocol::messages::OffsetFetchRequest;
use kafka_protocol::messages::offset_fetch_request::OffsetFetchRequestGroup;
use kafka_protocol::protocol::StrBytes;

use super::AT_ONCE;
use crate::kafka::calls::support::{self, Names};
use crate::kafka::{Ask, Client};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId, Partition, TopicName};
use crate::model::trouble::{Cause, Trouble};

const OPERATION: &str = "read committed offsets";
/// Groups in one request at most: each may have many thousand partitions.
const CHUNK: usize = 200;

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
type Commits = Result<Vec<Commit>, i16>;

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
        client.ask(ask, move |_| many(chunk))
    });
    let mut answers = stream::iter(chunks).buffer_unordered(AT_ONCE);
    let mut all = Vec::with_capacity(ids.len());
    while let Some(reply) = answers.next().await {
        let mut names = Names::default();
        for group in reply?.body.groups {
            let topics = group.topics.into_iter().map(|topic| {
                let parts = topic.partitions.into_iter().map(|p| Part {
                    number: p.partition_index,
                    offset: p.committed_offset,
                    epoch: p.committed_leader_epoch,
                    metadata: p.metadata,
                    error: p.error_code,
                });
                (names.get(&topic.name), parts)
            });
            let commits = read(group.error_code, topics);
            all.push((support::group_id(&group.group_id), commits));
        }
    }
    Ok(all)
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
        let topics = body.topics.into_iter().map(|topic| {
            let parts = topic.partitions.into_iter().map(|p| Part {
                number: p.partition_index,
                offset: p.committed_offset,
                epoch: p.committed_leader_epoch,
                metadata: p.metadata,
                error: p.error_code,
            });
            (names.get(&topic.name), parts)
        });
        all.push((id, read(body.error_code, topics)));
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
struct Part {
    number: i32,
    offset: i64,
    epoch: i32,
    metadata: Option<StrBytes>,
    error: i16,
}

fn read<P: Iterator<Item = Part>>(code: i16, topics: impl Iterator<Item = (TopicName, P)>) -> Commits {
    if code != 0 {
        return Err(code);
    }
    let mut commits: Vec<Commit> = topics
        .flat_map(|(topic, parts)| {
            parts.map(move |part| Commit {
                topic: topic.clone(),
                partition: Partition(part.number),
                offset: match part.error {
                    0 => Known::from_option((part.offset >= 0).then_some(part.offset), Reason::NoCommit),
                    code => Known::Unknown(Reason::Failed(code)),
                },
                epoch: part.epoch,
                metadata: support::filled(part.metadata.as_ref()),
            })
        })
        .collect();
    commits.sort_unstable_by(|a, b| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
    Ok(commits)
}
