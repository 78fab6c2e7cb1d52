//! ListOffsets (key 2): where logs start and end. One request a leader, to all leaders at once.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures_util::stream::{FuturesUnordered, StreamExt};
use kafka_protocol::messages::ListOffsetsRequest;
use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};

use super::support;
use crate::kafka::{Ask, Client};
use crate::model::names::{BrokerId, Partition};
use crate::model::topology::Topology;
use crate::model::trouble::Trouble;
use crate::wire::{self, Reader, WireError};

/// Least bytes that an answer's topic and partition take.
const TOPIC: usize = 1 + 1;
const PARTITION: usize = 4 + 2 + 8 + 8;

/// Partitions in one request at most. A leader of more is asked several times, one request after another: it is kept
/// busy for milliseconds at a time, and what is under way stays small.
const CHUNK: usize = 25_000;

/// Which offset of each partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spec {
    /// The high watermark: the end for read_uncommitted.
    Latest,
    /// The last stable offset: the end for read_committed.
    LatestStable,
    /// The log start offset.
    Earliest,
    /// The first record with the highest timestamp (KIP-734, Kafka ≥ 3.0).
    MaxTimestamp,
    /// The first record whose timestamp (ms since the epoch) is this or later.
    Timestamp(i64),
}

/// One partition's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetAt {
    /// The offset; −1 when no record has such a timestamp.
    pub offset: i64,
    /// The record's timestamp in ms; −1 for log starts and ends.
    pub timestamp: i64,
    /// The leader epoch of the offset; −1 when unknown.
    pub epoch: i32,
}

/// What one leader told, by dense index: the offset, or a Kafka error code (retriable ones mean that another broker
/// leads now). A partition that it left out is missing.
pub type Told = Vec<(u32, Result<OffsetAt, i16>)>;

impl Spec {
    fn timestamp(self) -> i64 {
        match self {
            Self::Latest | Self::LatestStable => -1,
            Self::Earliest => -2,
            Self::MaxTimestamp => -3,
            Self::Timestamp(at) => at.max(0),
        }
    }

    fn versions(self) -> (i16, i16) {
        match self {
            Self::Latest | Self::Earliest | Self::Timestamp(_) => (1, 10),
            Self::LatestStable => (2, 10),
            Self::MaxTimestamp => (7, 10),
        }
    }

    fn operation(self) -> &'static str {
        match self {
            Self::Latest => "list end offsets",
            Self::LatestStable => "list last stable offsets",
            Self::Earliest => "list log start offsets",
            Self::MaxTimestamp => "list offsets of the newest records",
            Self::Timestamp(_) => "list offsets by time",
        }
    }
}

/// Asks every leader for its partitions: all of the topology, or `only` these dense indices. `each` is called as each
/// broker answers or fails, once for every 25,000 partitions. Partitions without a leader are not asked.
pub async fn list(
    client: &Client,
    topology: &Topology,
    spec: Spec,
    only: Option<&[u32]>,
    mut each: impl FnMut(BrokerId, Result<Told, Trouble>),
) {
    let mut brokers: FuturesUnordered<_> = by_leader(topology, only)
        .into_iter()
        .map(|(leader, indices)| ask_leader(client, topology, spec, leader, indices, 0))
        .collect();
    while let Some((leader, told, indices, next)) = brokers.next().await {
        let failed = told.is_err();
        each(leader, told);
        if !failed && next < indices.len() {
            brokers.push(ask_leader(client, topology, spec, leader, indices, next));
        }
    }
}

async fn ask_leader(
    client: &Client,
    topology: &Topology,
    spec: Spec,
    leader: BrokerId,
    indices: Vec<u32>,
    from: usize,
) -> (BrokerId, Result<Told, Trouble>, Vec<u32>, usize) {
    let next = indices.len().min(from + CHUNK);
    let (lowest, highest) = spec.versions();
    let ask = Ask::of(leader, spec.operation()).versions(lowest, highest);
    let wanted = &indices[from..next];
    let build = |version| request(version, topology, spec, wanted);
    let read = |frame: Bytes, version| read(&frame, version, topology, leader, wanted.len());
    let told = client.ask_and_read(ask, build, read).await.map(|reply| reply.body);
    (leader, told, indices, next)
}

fn by_leader(topology: &Topology, only: Option<&[u32]>) -> BTreeMap<BrokerId, Vec<u32>> {
    let mut leaders: BTreeMap<BrokerId, Vec<u32>> = BTreeMap::new();
    let mut add = |index: u32| {
        if let Some(leader) = topology.leader(index as usize) {
            leaders.entry(leader).or_default().push(index);
        }
    };
    match only {
        None => (0..u32::try_from(topology.partitions()).unwrap_or(u32::MAX)).for_each(&mut add),
        // A request may name a partition only once, and neighbours share their topic's name.
        Some(some) => {
            let mut some = some.to_vec();
            some.sort_unstable();
            some.dedup();
            some.into_iter().for_each(&mut add);
        }
    }
    leaders
}

/// `indices` are sorted, so the partitions of a topic lie together.
fn request(version: i16, topology: &Topology, spec: Spec, indices: &[u32]) -> ListOffsetsRequest {
    let rows = |index: &u32| topology.name(*index as usize);
    let same = |a: &u32, b: &u32| rows(a).map(|(topic, _)| topic.first) == rows(b).map(|(topic, _)| topic.first);
    let topics = indices.chunk_by(same).filter_map(|indices| {
        let partition = |number: Partition| {
            ListOffsetsPartition::default()
                .with_partition_index(number.0)
                .with_timestamp(spec.timestamp())
        };
        let (topic, _) = rows(indices.first()?)?;
        let partitions = indices.iter().filter_map(rows).map(|(_, number)| partition(number));
        let named = ListOffsetsTopic::default().with_name(support::topic(&topic.name));
        Some(named.with_partitions(partitions.collect()))
    });
    let request = ListOffsetsRequest::default()
        // The codec's default is 0: a request of replica 0, not of a client.
        .with_replica_id((-1).into())
        .with_topics(topics.collect());
    match spec {
        Spec::LatestStable if version >= 2 => request.with_isolation_level(1),
        _ => request,
    }
}

/// The answer in place: it has a row for every partition that was asked.
pub(super) fn read(
    frame: &[u8],
    version: i16,
    topology: &Topology,
    leader: BrokerId,
    asked: usize,
) -> Result<Told, WireError> {
    let mut body = wire::open::<ListOffsetsRequest>(frame, version)?;
    if version >= 2 {
        body.i32("throttle_time_ms")?;
    }
    let mut told = Vec::with_capacity(asked);
    let mut finder = topology.finder();
    for _ in 0..body.count(TOPIC, "topics")? {
        let name = body.text("name")?.unwrap_or_default();
        let topic = finder.topic(name);
        for _ in 0..body.count(PARTITION, "partitions")? {
            let (number, answer) = partition(&mut body)?;
            let index = topic.and_then(|topic| topology.index_in(topic, number));
            if let Some(index) = index.filter(|index| topology.leader(*index) == Some(leader))
                && let Ok(index) = u32::try_from(index)
            {
                told.push((index, answer));
            }
        }
        body.end()?;
    }
    body.end()?;
    Ok(told)
}

fn partition(body: &mut Reader<'_>) -> Result<(Partition, Result<OffsetAt, i16>), WireError> {
    let number = Partition(body.i32("partition_index")?);
    let code = body.i16("error_code")?;
    let at = OffsetAt {
        timestamp: body.i64("timestamp")?,
        offset: body.i64("offset")?,
        epoch: match body.version() {
            4.. => body.i32("leader_epoch")?,
            _ => -1,
        },
    };
    body.end()?;
    Ok((number, if code == 0 { Ok(at) } else { Err(code) }))
}
