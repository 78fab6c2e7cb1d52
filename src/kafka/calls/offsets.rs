//! ListOffsets (key 2): where logs start and end. One request a leader, to all leaders at once.

use std::collections::BTreeMap;

use futures_util::stream::{FuturesUnordered, StreamExt};
use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kafka_protocol::messages::list_offsets_response::ListOffsetsPartitionResponse;
use kafka_protocol::messages::{ListOffsetsRequest, ListOffsetsResponse};

use super::support;
use crate::kafka::{Ask, Client};
use crate::model::names::{BrokerId, Partition};
use crate::model::topology::Topology;
use crate::model::trouble::Trouble;

/// Partitions in one request at most. A leader of more is asked several times, one request after another.
const CHUNK: usize = 100_000;

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
/// broker answers or fails, once for every 100,000 partitions. Partitions without a leader are not asked.
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
    let reply = client
        .ask(ask, |version| request(version, topology, spec, wanted))
        .await;
    let told = reply.map(|reply| read(reply.body, topology, leader));
    (leader, told, indices, next)
}

fn by_leader(topology: &Topology, only: Option<&[u32]>) -> BTreeMap<BrokerId, Vec<u32>> {
    let mut leaders: BTreeMap<BrokerId, Vec<u32>> = BTreeMap::new();
    let mut add = |index: u32| {
        if let Some(leader) = topology.get(index as usize).and_then(|row| row.leader) {
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
    let rows: Vec<_> = indices
        .iter()
        .filter_map(|&index| topology.get(index as usize))
        .collect();
    let topics = rows.chunk_by(|a, b| std::ptr::eq(a.topic, b.topic)).filter_map(|rows| {
        let partition = |number: Partition| {
            ListOffsetsPartition::default()
                .with_partition_index(number.0)
                .with_timestamp(spec.timestamp())
        };
        let partitions = rows.iter().map(|row| partition(row.partition)).collect();
        let name = support::topic(&rows.first()?.topic.name);
        Some(ListOffsetsTopic::default().with_name(name).with_partitions(partitions))
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

fn read(body: ListOffsetsResponse, topology: &Topology, leader: BrokerId) -> Told {
    let mut told = Vec::new();
    let mut finder = topology.finder();
    for answer in body.topics {
        let Some(topic) = finder.topic(&answer.name) else {
            continue;
        };
        for part in answer.partitions {
            let number = Partition(part.partition_index);
            // Partitions are numbered without gaps unless some are out of sight.
            let guess = usize::try_from(number.0)
                .ok()
                .map(|number| topic.first as usize + number);
            let row = guess.and_then(|index| topology.get(index));
            let row = match row {
                Some(row) if std::ptr::eq(row.topic, topic) && row.partition == number => Some(row),
                _ => topology
                    .index_of(&answer.name, number)
                    .and_then(|index| topology.get(index)),
            };
            if let Some(row) = row.filter(|row| row.leader == Some(leader))
                && let Ok(index) = u32::try_from(row.index)
            {
                told.push((index, offset(&part)));
            }
        }
    }
    told
}

fn offset(part: &ListOffsetsPartitionResponse) -> Result<OffsetAt, i16> {
    match part.error_code {
        0 => Ok(OffsetAt {
            offset: part.offset,
            timestamp: part.timestamp,
            epoch: part.leader_epoch,
        }),
        code => Err(code),
    }
}
