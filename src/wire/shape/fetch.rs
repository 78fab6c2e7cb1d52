//! Shape of the answer that carries records. The records themselves are read by [`crate::wire::batch`].

use super::shapes;

shapes! {
    FetchRequest "Fetch" flexible 12 {
        throttle_time_ms: i32,
        error_code: i16 7+,
        session_id: i32 7+,
        responses: [
            topic: str 0-12,
            topic_id: uuid 13+,
            partitions: [
                partition_index: i32,
                error_code: i16,
                high_watermark: i64,
                last_stable_offset: i64 4+,
                log_start_offset: i64 5+,
                diverging_epoch: #0 {epoch: i32, end_offset: i64},
                current_leader: #1 {leader_id: i32, leader_epoch: i32},
                snapshot_id: #2 {end_offset: i64, epoch: i32},
                aborted_transactions: [producer_id: i64, first_offset: i64]? 4+,
                preferred_read_replica: i32 11+,
                records: bytes?,
            ],
        ],
        node_endpoints: #0 [node_id: i32, host: str, port: i32, rack: str?] 16+,
    }
}
