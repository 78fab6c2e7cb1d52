//! Shapes of answers about the cluster, its brokers and the session.

use super::shapes;

shapes! {
    ApiVersionsRequest "ApiVersions" flexible 3 {
        error_code: i16,
        api_keys: [api_key: i16, min_version: i16, max_version: i16],
        throttle_time_ms: i32 1+,
        supported_features: #0 [name: str, min_version: i16, max_version: i16],
        finalized_features_epoch: #1 i64,
        finalized_features: #2 [name: str, max_version_level: i16, min_version_level: i16],
        zk_migration_ready: #3 bool,
    }

    SaslHandshakeRequest "SaslHandshake" flexible never {
        error_code: i16,
        mechanisms: [str],
    }

    SaslAuthenticateRequest "SaslAuthenticate" flexible 2 {
        error_code: i16,
        error_message: str?,
        auth_bytes: bytes,
        session_lifetime_ms: i64 1+,
    }

    MetadataRequest "Metadata" flexible 9 {
        throttle_time_ms: i32 3+,
        brokers: [node_id: i32, host: str, port: i32, rack: str? 1+],
        cluster_id: str? 2+,
        controller_id: i32 1+,
        topics: [
            error_code: i16,
            name: str?,
            topic_id: uuid 10+,
            is_internal: bool 1+,
            partitions: [
                error_code: i16,
                partition_index: i32,
                leader_id: i32,
                leader_epoch: i32 7+,
                replica_nodes: [i32],
                isr_nodes: [i32],
                offline_replicas: [i32] 5+,
            ],
            topic_authorized_operations: i32 8+,
        ],
        cluster_authorized_operations: i32 8-10,
        error_code: i16 13+,
    }

    DescribeClusterRequest "DescribeCluster" flexible 0 {
        throttle_time_ms: i32,
        error_code: i16,
        error_message: str?,
        endpoint_type: i8 1+,
        cluster_id: str,
        controller_id: i32,
        brokers: [broker_id: i32, host: str, port: i32, rack: str?, is_fenced: bool 2+],
        cluster_authorized_operations: i32,
    }

    DescribeQuorumRequest "DescribeQuorum" flexible 0 {
        error_code: i16,
        error_message: str? 2+,
        topics: [
            topic_name: str,
            partitions: [
                partition_index: i32,
                error_code: i16,
                error_message: str? 2+,
                leader_id: i32,
                leader_epoch: i32,
                high_watermark: i64,
                current_voters: [
                    replica_id: i32,
                    replica_directory_id: uuid 2+,
                    log_end_offset: i64,
                    last_fetch_timestamp: i64 1+,
                    last_caught_up_timestamp: i64 1+,
                ],
                observers: [
                    replica_id: i32,
                    replica_directory_id: uuid 2+,
                    log_end_offset: i64,
                    last_fetch_timestamp: i64 1+,
                    last_caught_up_timestamp: i64 1+,
                ],
            ],
        ],
        nodes: [node_id: i32, listeners: [name: str, host: str, port: u16]] 2+,
    }

    DescribeConfigsRequest "DescribeConfigs" flexible 4 {
        throttle_time_ms: i32,
        results: [
            error_code: i16,
            error_message: str?,
            resource_type: i8,
            resource_name: str,
            configs: [
                name: str,
                value: str?,
                read_only: bool,
                config_source: i8,
                is_sensitive: bool,
                synonyms: [name: str, value: str?, source: i8],
                config_type: i8 3+,
                documentation: str? 3+,
            ],
        ],
    }

    DescribeLogDirsRequest "DescribeLogDirs" flexible 2 {
        throttle_time_ms: i32,
        error_code: i16 3+,
        results: [
            error_code: i16,
            log_dir: str,
            topics: [
                name: str,
                partitions: [partition_index: i32, partition_size: i64, offset_lag: i64, is_future_key: bool],
            ],
            total_bytes: i64 4+,
            usable_bytes: i64 4+,
        ],
    }
}
