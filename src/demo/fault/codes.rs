//! Where each answer keeps its error codes, so that any error can be forced on any API.

use kafka_protocol::messages::*;

/// An answer with error codes.
pub(in crate::demo) trait Coded {
    /// Puts this code wherever the answer has one.
    fn put(&mut self, code: i16);

    /// Asks the client to send nothing for so many milliseconds.
    fn throttle(&mut self, ms: i32);

    /// Takes the records out of it, if it is one that has some.
    fn empty(&mut self) {}
}

/// One line an answer: the paths of its codes, `[]` for each element of a list.
macro_rules! codes {
    ($($answer:ident: $($first:ident $([] . $next:ident)*),+;)*) => {$(
        impl Coded for $answer {
            fn put(&mut self, code: i16) {
                $(codes!(@put self, code, $first $($next)*);)+
            }

            fn throttle(&mut self, ms: i32) {
                self.throttle_time_ms = ms;
            }
        }
    )*};
    (@put $at:expr, $code:ident, $last:ident) => { $at.$last = $code };
    (@put $at:expr, $code:ident, $list:ident $($next:ident)+) => {
        for each in &mut $at.$list {
            codes!(@put each, $code, $($next)+);
        }
    };
}

impl Coded for FetchResponse {
    fn put(&mut self, code: i16) {
        for part in self.responses.iter_mut().flat_map(|topic| &mut topic.partitions) {
            part.error_code = code;
        }
    }

    fn throttle(&mut self, ms: i32) {
        self.throttle_time_ms = ms;
    }

    fn empty(&mut self) {
        for part in self.responses.iter_mut().flat_map(|topic| &mut topic.partitions) {
            part.records = Some(bytes::Bytes::new());
        }
    }
}

codes! {
    AddOffsetsToTxnResponse: error_code;
    AddPartitionsToTxnResponse: results_by_topic_v3_and_below[].results_by_partition[].partition_error_code;
    AlterPartitionReassignmentsResponse: error_code, responses[].partitions[].error_code;
    ApiVersionsResponse: error_code;
    ConsumerGroupDescribeResponse: groups[].error_code;
    CreatePartitionsResponse: results[].error_code;
    CreateTopicsResponse: topics[].error_code;
    DeleteGroupsResponse: results[].error_code;
    DeleteRecordsResponse: topics[].partitions[].error_code;
    DeleteTopicsResponse: responses[].error_code;
    DescribeClusterResponse: error_code;
    DescribeConfigsResponse: results[].error_code;
    DescribeGroupsResponse: groups[].error_code;
    DescribeProducersResponse: topics[].partitions[].error_code;
    DescribeShareGroupOffsetsResponse: groups[].error_code;
    DescribeTopicPartitionsResponse: topics[].error_code, topics[].partitions[].error_code;
    DescribeTransactionsResponse: transaction_states[].error_code;
    EndTxnResponse: error_code;
    HeartbeatResponse: error_code;
    IncrementalAlterConfigsResponse: responses[].error_code;
    InitProducerIdResponse: error_code;
    JoinGroupResponse: error_code;
    LeaveGroupResponse: error_code, members[].error_code;
    ListGroupsResponse: error_code;
    ListPartitionReassignmentsResponse: error_code;
    ListOffsetsResponse: topics[].partitions[].error_code;
    ListTransactionsResponse: error_code;
    MetadataResponse: topics[].error_code, topics[].partitions[].error_code;
    OffsetCommitResponse: topics[].partitions[].error_code;
    OffsetDeleteResponse: error_code;
    OffsetForLeaderEpochResponse: topics[].partitions[].error_code;
    ProduceResponse: responses[].partition_responses[].error_code;
    ShareGroupDescribeResponse: groups[].error_code;
    SyncGroupResponse: error_code;
    TxnOffsetCommitResponse: topics[].partitions[].error_code;
}

impl Coded for WriteTxnMarkersResponse {
    fn put(&mut self, code: i16) {
        let topics = self.markers.iter_mut().flat_map(|marker| &mut marker.topics);
        for part in topics.flat_map(|topic| &mut topic.partitions) {
            part.error_code = code;
        }
    }

    // only brokers and operators send it: it has no place for that
    fn throttle(&mut self, _ms: i32) {}
}

/// It cannot ask for quiet.
impl Coded for DescribeQuorumResponse {
    fn put(&mut self, code: i16) {
        self.error_code = code;
    }

    fn throttle(&mut self, _ms: i32) {}
}

/// The whole answer's code is there from version 3 on, each dir's always.
impl Coded for DescribeLogDirsResponse {
    fn put(&mut self, code: i16) {
        self.error_code = code;
        self.results.iter_mut().for_each(|dir| dir.error_code = code);
    }

    fn throttle(&mut self, ms: i32) {
        self.throttle_time_ms = ms;
    }
}

/// The whole answer's code is there from version 1 on, each partition's always.
impl Coded for ElectLeadersResponse {
    fn put(&mut self, code: i16) {
        for topic in &mut self.replica_election_results {
            topic
                .partition_result
                .iter_mut()
                .for_each(|part| part.error_code = code);
        }
    }

    fn throttle(&mut self, ms: i32) {
        self.throttle_time_ms = ms;
    }
}

/// Up to version 7 the code is the answer's own, from 8 on each group's.
impl Coded for OffsetFetchResponse {
    fn put(&mut self, code: i16) {
        match self.groups.is_empty() {
            true => self.error_code = code,
            false => self.groups.iter_mut().for_each(|group| group.error_code = code),
        }
    }

    fn throttle(&mut self, ms: i32) {
        self.throttle_time_ms = ms;
    }
}

/// Up to version 3 the code is the answer's own, from 4 on each coordinator's.
impl Coded for FindCoordinatorResponse {
    fn put(&mut self, code: i16) {
        match self.coordinators.is_empty() {
            true => self.error_code = code,
            false => self.coordinators.iter_mut().for_each(|one| one.error_code = code),
        }
    }

    fn throttle(&mut self, ms: i32) {
        self.throttle_time_ms = ms;
    }
}
