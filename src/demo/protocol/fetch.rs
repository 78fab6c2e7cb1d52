//! Fetch (key 1): batches as they are stored, waited for as long as the client says. Sessions are not kept: every answer is
//! a full one with session id 0, which the protocol allows.

use std::pin::pin;
use std::time::Duration;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kafka_protocol::messages::fetch_response::{
    AbortedTransaction, FetchableTopicResponse, LeaderIdAndEpoch, PartitionData,
};
use kafka_protocol::messages::{FetchRequest, FetchResponse};
use tokio::time::Instant;

use super::{Call, Reply, support};
use crate::demo::state::State;
use crate::demo::state::topic::Partition;
use crate::model::names::TopicName;

/// Bytes of one answer at most, whatever the client says.
const MOST: usize = 48 * 1024 * 1024;
/// A client that wants to wait longer is answered then.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
const READ_COMMITTED: i8 = 1;

pub(super) async fn answer(call: &Call, request: FetchRequest) -> Reply<FetchResponse> {
    if request.session_id != 0 {
        return Reply::Say(FetchResponse::default().with_error_code(E::FetchSessionIdNotFound.code()));
    }
    let wait = Duration::from_millis(u64::try_from(request.max_wait_ms).unwrap_or(0)).min(LONGEST_WAIT);
    let until = Instant::now() + wait;
    let least = usize::try_from(request.min_bytes).unwrap_or(0);
    loop {
        let mut changed = pin!(call.shared.changed());
        changed.as_mut().enable();
        let read = call.shared.read(|state| Reading::new(call, state, &request).run());
        if read.bytes >= least || read.failed || Instant::now() >= until {
            return Reply::Say(FetchResponse::default().with_responses(read.topics));
        }
        let _elapsed = tokio::time::timeout_at(until, changed).await;
    }
}

/// What was read for one request.
struct Read {
    topics: Vec<FetchableTopicResponse>,
    bytes: usize,
    /// A partition that cannot be read is told at once.
    failed: bool,
}

struct Reading<'a> {
    call: &'a Call,
    state: &'a State,
    request: &'a FetchRequest,
    left: usize,
    read: Read,
}

impl<'a> Reading<'a> {
    fn new(call: &'a Call, state: &'a State, request: &'a FetchRequest) -> Self {
        Self {
            call,
            state,
            request,
            left: usize::try_from(request.max_bytes).unwrap_or(0).min(MOST),
            read: Read {
                topics: Vec::new(),
                bytes: 0,
                failed: false,
            },
        }
    }

    fn run(mut self) -> Read {
        for topic in &self.request.topics {
            let told = self.topic(topic);
            self.read.topics.push(told);
        }
        self.read
    }

    fn topic(&mut self, topic: &FetchTopic) -> FetchableTopicResponse {
        let name = support::named(self.state, &topic.topic, topic.topic_id);
        let partitions = topic.partitions.iter().map(|part| {
            let told = match &name {
                Ok(name) => self.partition(name, part),
                Err(code) => Err(*code),
            };
            told.unwrap_or_else(|code| {
                self.read.failed = true;
                self.refused(name.as_ref().ok(), part.partition, code)
            })
        });
        let partitions = partitions.collect();
        FetchableTopicResponse::default()
            .with_topic(topic.topic.clone())
            .with_topic_id(topic.topic_id)
            .with_partitions(partitions)
    }

    fn partition(&mut self, name: &TopicName, part: &FetchPartition) -> Result<PartitionData, i16> {
        let epoch = part.current_leader_epoch;
        let (_, partition) = support::led(self.call, self.state, name.as_str(), part.partition, epoch)?;
        let log = &partition.log;
        if !(log.start()..=log.end()).contains(&part.fetch_offset) {
            return Err(E::OffsetOutOfRange.code());
        }
        let committed = self.request.isolation_level == READ_COMMITTED;
        let until = if committed { log.stable() } else { log.end() };
        let most = usize::try_from(part.partition_max_bytes).unwrap_or(0).min(self.left);
        let first = self.read.bytes == 0;
        let records = log.read(part.fetch_offset, until, most, first, partition.leader_epoch);
        self.read.bytes += records.len();
        self.left = self.left.saturating_sub(records.len());
        let aborted = committed.then(|| {
            let aborted = log.aborted(part.fetch_offset, until).into_iter().map(|aborted| {
                AbortedTransaction::default()
                    .with_producer_id(aborted.producer_id.into())
                    .with_first_offset(aborted.first)
            });
            aborted.collect()
        });
        Ok(blank(part.partition)
            .with_high_watermark(log.end())
            .with_last_stable_offset(log.stable())
            .with_log_start_offset(log.start())
            .with_aborted_transactions(aborted)
            .with_records(Some(records)))
    }

    /// Of a partition led elsewhere the leader is told (KIP-951).
    fn refused(&self, name: Option<&TopicName>, number: i32, code: i16) -> PartitionData {
        let find = |name: &TopicName| self.state.topics.get(name.as_str())?.partition(number);
        let told = |partition: &Partition| {
            LeaderIdAndEpoch::default()
                .with_leader_id(support::broker(partition.leader))
                .with_leader_epoch(partition.leader_epoch)
        };
        let moved = code == E::NotLeaderOrFollower.code() || code == E::FencedLeaderEpoch.code();
        let leader = name.and_then(find).filter(|_| moved && self.call.version >= 12);
        blank(number)
            .with_error_code(code)
            .with_high_watermark(-1)
            .with_last_stable_offset(-1)
            .with_log_start_offset(-1)
            .with_current_leader(leader.map(told).unwrap_or_default())
            .with_records(Some(bytes::Bytes::new()))
    }
}

fn blank(partition: i32) -> PartitionData {
    PartitionData::default()
        .with_partition_index(partition)
        .with_preferred_read_replica((-1).into())
}
