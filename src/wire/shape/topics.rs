//! Shapes of answers about topics and partitions.

use super::shapes;

shapes! {
    ListOffsetsRequest "ListOffsets" flexible 6 {
        throttle_time_ms: i32 2+,
        topics: [
            name: str,
            partitions: [
                partition_index: i32,
                error_code: i16,
                timestamp: i64,
                offset: i64,
                leader_epoch: i32 4+,
            ],
        ],
    }

    DescribeTopicPartitionsRequest "DescribeTopicPartitions" flexible 0 {
        throttle_time_ms: i32,
        topics: [
            error_code: i16,
            name: str?,
            topic_id: uuid,
            is_internal: bool,
            partitions: [
                error_code: i16,
                partition_index: i32,
                leader_id: i32,
                leader_epoch: i32,
                replica_nodes: [i32],
                isr_nodes: [i32],
                eligible_leader_replicas: [i32]?,
                last_known_elr: [i32]?,
                offline_replicas: [i32],
            ],
            topic_authorized_operations: i32,
        ],
        next_cursor: {topic_name: str, partition_index: i32}?,
    }

    ListPartitionReassignmentsRequest "ListPartitionReassignments" flexible 0 {
        throttle_time_ms: i32,
        error_code: i16,
        error_message: str?,
        topics: [
            name: str,
            partitions: [partition_index: i32, replicas: [i32], adding_replicas: [i32], removing_replicas: [i32]],
        ],
    }

    CreateTopicsRequest "CreateTopics" flexible 5 {
        throttle_time_ms: i32,
        topics: [
            name: str,
            topic_id: uuid 7+,
            error_code: i16,
            error_message: str?,
            topic_config_error_code: #0 i16,
            num_partitions: i32 5+,
            replication_factor: i16 5+,
            configs: [name: str, value: str?, read_only: bool, config_source: i8, is_sensitive: bool]? 5+,
        ],
    }

    DeleteTopicsRequest "DeleteTopics" flexible 4 {
        throttle_time_ms: i32,
        responses: [name: str?, topic_id: uuid 6+, error_code: i16, error_message: str? 5+],
    }
}
