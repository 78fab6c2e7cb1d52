//! What is spoken: one line an API with its versions, how its handler stands to the state, and the handler.
//!
//! `reads` handlers look at the state, `edits` handlers change it, `waits` handlers are async and take the state for a
//! moment at a time.

use bytes::Bytes;
use kafka_protocol::messages::ApiKey;

use super::{Call, Refused};
use super::{
    api_versions, cluster, configs, coordinator, fetch, groups, leader_epoch, list_offsets, log_dirs, metadata, moves,
    partitions, produce, producer_id, quorum, records, topic_partitions, topics, transactions, txn,
};
use crate::demo::fault::Faults;
use crate::model::names::BrokerId;

macro_rules! apis {
    (@run reads $call:ident $body:ident $answer:path) => { $call.reads($body, $answer) };
    (@run edits $call:ident $body:ident $answer:path) => { $call.edits($body, $answer) };
    (@run waits $call:ident $body:ident $answer:path) => {{
        let request = $call.decode($body)?;
        $call.reply($answer($call, request).await)
    }};
    ($($key:ident $min:literal..=$max:literal $kind:ident $answer:path;)*) => {
        /// Every API and its versions, lowest and highest.
        pub(super) const APIS: &[(ApiKey, i16, i16)] = &[$((ApiKey::$key, $min, $max)),*];

        /// Hands a request whose version is spoken to its handler.
        pub(super) async fn dispatch(call: &Call, key: ApiKey, body: Bytes) -> Result<Option<Bytes>, Refused> {
            match key {
                $(ApiKey::$key => apis!(@run $kind call body $answer),)*
                _ => Err(Refused::Unspoken { key, version: call.version }),
            }
        }
    };
}

apis! {
    Produce 3..=13 waits produce::answer;
    Fetch 4..=17 waits fetch::answer;
    ListOffsets 1..=10 reads list_offsets::answer;
    Metadata 0..=13 waits metadata::answer;
    OffsetCommit 2..=9 edits groups::commit::answer;
    OffsetFetch 1..=9 reads groups::committed::answer;
    FindCoordinator 0..=6 edits coordinator::answer;
    JoinGroup 0..=9 waits groups::join::answer;
    Heartbeat 0..=4 edits groups::heartbeat::answer;
    LeaveGroup 0..=5 edits groups::leave::answer;
    SyncGroup 0..=5 waits groups::sync::answer;
    DescribeGroups 0..=6 reads groups::describe::answer;
    ListGroups 0..=5 reads groups::list::answer;
    ApiVersions 0..=4 reads api_versions::answer;
    CreateTopics 2..=7 edits topics::create;
    DeleteTopics 1..=6 edits topics::delete;
    DeleteRecords 0..=2 edits records::delete;
    InitProducerId 0..=5 edits producer_id::answer;
    AddPartitionsToTxn 0..=3 edits txn::partitions;
    AddOffsetsToTxn 0..=4 edits txn::offsets;
    EndTxn 0..=5 edits txn::end;
    WriteTxnMarkers 1..=1 edits txn::markers;
    TxnOffsetCommit 0..=5 edits txn::commit;
    OffsetForLeaderEpoch 2..=4 reads leader_epoch::answer;
    CreatePartitions 0..=3 edits partitions::create;
    DeleteGroups 0..=2 edits groups::delete::answer;
    OffsetDelete 0..=0 edits groups::forget::answer;
    DescribeConfigs 1..=4 reads configs::describe;
    DescribeLogDirs 1..=4 reads log_dirs::answer;
    ElectLeaders 0..=2 edits moves::elect;
    IncrementalAlterConfigs 0..=1 edits configs::alter;
    AlterPartitionReassignments 0..=1 edits moves::alter;
    ListPartitionReassignments 0..=0 reads moves::list;
    DescribeQuorum 0..=2 reads quorum::answer;
    DescribeCluster 0..=2 reads cluster::answer;
    DescribeProducers 0..=0 reads transactions::producers;
    DescribeTransactions 0..=0 reads transactions::describe;
    ListTransactions 0..=1 reads transactions::list;
    ConsumerGroupDescribe 0..=1 reads groups::modern::consumers;
    DescribeTopicPartitions 0..=0 reads topic_partitions::answer;
    ShareGroupDescribe 1..=1 reads groups::modern::shares;
    DescribeShareGroupOffsets 0..=0 reads groups::modern::share_offsets;
}

/// The versions of an API that this broker takes now, lowest and highest; an empty range if it does not know it.
pub(super) fn spoken(faults: &Faults, broker: BrokerId, key: ApiKey) -> (i16, i16) {
    let ours = APIS
        .iter()
        .find(|(api, ..)| *api == key)
        .map(|&(_, min, max)| (min, max));
    match (ours, faults.era(broker)) {
        (None, _) => (0, -1),
        (Some(ours), None) => ours,
        (Some((min, max)), Some(era)) => match era.versions(key) {
            Some((old_min, old_max)) => (min.max(old_min), max.min(old_max)),
            None => (0, -1),
        },
    }
}
