//! Shapes of answers about groups, their members and their offsets.

use super::{LAST, Shape, fields, shapes};

shapes! {
    FindCoordinatorRequest "FindCoordinator" flexible 3 {
        throttle_time_ms: i32 1+,
        error_code: i16 0-3,
        error_message: str? 1-3,
        node_id: i32 0-3,
        host: str 0-3,
        port: i32 0-3,
        coordinators: [key: str, node_id: i32, host: str, port: i32, error_code: i16, error_message: str?] 4+,
    }

    ListGroupsRequest "ListGroups" flexible 3 {
        throttle_time_ms: i32 1+,
        error_code: i16,
        groups: [group_id: str, protocol_type: str, group_state: str 4+, group_type: str 5+],
    }

    DescribeGroupsRequest "DescribeGroups" flexible 5 {
        throttle_time_ms: i32 1+,
        groups: [
            error_code: i16,
            error_message: str? 6+,
            group_id: str,
            group_state: str,
            protocol_type: str,
            protocol_data: str,
            members: [
                member_id: str,
                group_instance_id: str? 4+,
                client_id: str,
                client_host: str,
                member_metadata: bytes,
                member_assignment: bytes,
            ],
            authorized_operations: i32 3+,
        ],
    }

    ConsumerGroupDescribeRequest "ConsumerGroupDescribe" flexible 0 {
        throttle_time_ms: i32,
        groups: [
            error_code: i16,
            error_message: str?,
            group_id: str,
            group_state: str,
            group_epoch: i32,
            assignment_epoch: i32,
            assignor_name: str,
            members: [
                member_id: str,
                instance_id: str?,
                rack_id: str?,
                member_epoch: i32,
                client_id: str,
                client_host: str,
                subscribed_topic_names: [str],
                subscribed_topic_regex: str?,
                assignment: {topic_partitions: [topic_id: uuid, topic_name: str, partitions: [i32]]},
                target_assignment: {topic_partitions: [topic_id: uuid, topic_name: str, partitions: [i32]]},
                member_type: i8 1+,
            ],
            authorized_operations: i32,
        ],
    }

    ShareGroupDescribeRequest "ShareGroupDescribe" flexible 0 {
        throttle_time_ms: i32,
        groups: [
            error_code: i16,
            error_message: str?,
            group_id: str,
            group_state: str,
            group_epoch: i32,
            assignment_epoch: i32,
            assignor_name: str,
            members: [
                member_id: str,
                rack_id: str?,
                member_epoch: i32,
                client_id: str,
                client_host: str,
                subscribed_topic_names: [str],
                assignment: {topic_partitions: [topic_id: uuid, topic_name: str, partitions: [i32]]},
            ],
            authorized_operations: i32,
        ],
    }

    DescribeShareGroupOffsetsRequest "DescribeShareGroupOffsets" flexible 0 {
        throttle_time_ms: i32,
        groups: [
            group_id: str,
            topics: [
                topic_name: str,
                topic_id: uuid,
                partitions: [
                    partition_index: i32,
                    start_offset: i64,
                    leader_epoch: i32,
                    error_code: i16,
                    error_message: str?,
                ],
            ],
            error_code: i16,
            error_message: str?,
        ],
    }

    OffsetFetchRequest "OffsetFetch" flexible 6 {
        throttle_time_ms: i32 3+,
        topics: [
            name: str,
            partitions: [
                partition_index: i32,
                committed_offset: i64,
                committed_leader_epoch: i32 5+,
                metadata: str?,
                error_code: i16,
            ],
        ] 0-7,
        error_code: i16 2-7,
        groups: [
            group_id: str,
            topics: [
                name: str 0-9,
                topic_id: uuid 10+,
                partitions: [
                    partition_index: i32,
                    committed_offset: i64,
                    committed_leader_epoch: i32,
                    metadata: str?,
                    error_code: i16,
                ],
            ],
            error_code: i16,
        ] 8+,
    }
}

/// What a classic consumer was assigned, inside DescribeGroups' `member_assignment`.
pub(crate) const ASSIGNMENT: &Shape = &Shape {
    name: "ConsumerProtocolAssignment",
    flexible: LAST,
    fields: fields! {
        assigned_partitions: [topic: str, partitions: [i32]],
        user_data: bytes?,
    },
};

/// What a classic consumer subscribes to, inside DescribeGroups' `member_metadata`.
pub(crate) const SUBSCRIPTION: &Shape = &Shape {
    name: "ConsumerProtocolSubscription",
    flexible: LAST,
    fields: fields! {
        topics: [str],
        user_data: bytes?,
        owned_partitions: [topic: str, partitions: [i32]] 1+,
        generation_id: i32 2+,
        rack_id: str? 3+,
    },
};
