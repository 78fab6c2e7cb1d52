//! What brokers of older releases announce (Apache Kafka's ApiVersions).

use kafka_protocol::messages::ApiKey;

/// A release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// Kafka 1.0: before DeleteGroups, ElectLeaders and leader epochs.
    Kafka1_0,
    /// Kafka 2.8: before KRaft's DescribeQuorum; many groups in one request not yet.
    Kafka2_8,
    /// Kafka 3.9: KIP-848 in its first version.
    Kafka3_9,
}

type Row = (ApiKey, i16);

impl Era {
    /// The versions of an API, lowest and highest; `None` where the release had none.
    pub(in crate::demo) fn versions(self, key: ApiKey) -> Option<(i16, i16)> {
        let rows = match self {
            Self::Kafka1_0 => KAFKA_1_0,
            Self::Kafka2_8 => KAFKA_2_8,
            Self::Kafka3_9 => KAFKA_3_9,
        };
        rows.iter()
            .find(|(api, _)| *api == key)
            .map(|(_, highest)| (0, *highest))
    }
}

/// The highest version of each API that clients use; the lowest was 0 for all.
#[rustfmt::skip]
const KAFKA_1_0: &[Row] = {
    use ApiKey::*;
    &[
        (Produce, 5), (Fetch, 6), (ListOffsets, 2), (Metadata, 5), (OffsetCommit, 3), (OffsetFetch, 3),
        (FindCoordinator, 1), (JoinGroup, 2), (Heartbeat, 1), (LeaveGroup, 1), (SyncGroup, 1), (DescribeGroups, 1),
        (ListGroups, 1), (SaslHandshake, 1), (ApiVersions, 1), (CreateTopics, 2), (DeleteTopics, 1), (DeleteRecords, 0),
        (InitProducerId, 0), (OffsetForLeaderEpoch, 0), (AddPartitionsToTxn, 0), (AddOffsetsToTxn, 0), (EndTxn, 0),
        (WriteTxnMarkers, 0), (TxnOffsetCommit, 0), (DescribeAcls, 0), (CreateAcls, 0), (DeleteAcls, 0),
        (DescribeConfigs, 0), (AlterConfigs, 0), (AlterReplicaLogDirs, 0), (DescribeLogDirs, 0), (SaslAuthenticate, 0),
        (CreatePartitions, 0),
    ]
};

#[rustfmt::skip]
const KAFKA_2_8: &[Row] = {
    use ApiKey::*;
    &[
        (Produce, 9), (Fetch, 12), (ListOffsets, 6), (Metadata, 11), (OffsetCommit, 8), (OffsetFetch, 7),
        (FindCoordinator, 3), (JoinGroup, 7), (Heartbeat, 4), (LeaveGroup, 4), (SyncGroup, 5), (DescribeGroups, 5),
        (ListGroups, 4), (SaslHandshake, 1), (ApiVersions, 3), (CreateTopics, 7), (DeleteTopics, 6), (DeleteRecords, 2),
        (InitProducerId, 4), (OffsetForLeaderEpoch, 4), (AddPartitionsToTxn, 3), (AddOffsetsToTxn, 3), (EndTxn, 3),
        (WriteTxnMarkers, 1), (TxnOffsetCommit, 3), (DescribeAcls, 2), (CreateAcls, 2), (DeleteAcls, 2),
        (DescribeConfigs, 4), (AlterConfigs, 2), (AlterReplicaLogDirs, 2), (DescribeLogDirs, 2), (SaslAuthenticate, 2),
        (CreatePartitions, 3), (CreateDelegationToken, 2), (RenewDelegationToken, 2), (ExpireDelegationToken, 2),
        (DescribeDelegationToken, 2), (DeleteGroups, 2), (ElectLeaders, 2), (IncrementalAlterConfigs, 1),
        (AlterPartitionReassignments, 0), (ListPartitionReassignments, 0), (OffsetDelete, 0), (DescribeClientQuotas, 1),
        (AlterClientQuotas, 1), (DescribeUserScramCredentials, 0), (AlterUserScramCredentials, 0), (UpdateFeatures, 0),
        (DescribeCluster, 0), (DescribeProducers, 0),
    ]
};

#[rustfmt::skip]
const KAFKA_3_9: &[Row] = {
    use ApiKey::*;
    &[
        (Produce, 11), (Fetch, 17), (ListOffsets, 9), (Metadata, 12), (OffsetCommit, 9), (OffsetFetch, 9),
        (FindCoordinator, 6), (JoinGroup, 9), (Heartbeat, 4), (LeaveGroup, 5), (SyncGroup, 5), (DescribeGroups, 5),
        (ListGroups, 5), (SaslHandshake, 1), (ApiVersions, 4), (CreateTopics, 7), (DeleteTopics, 6), (DeleteRecords, 2),
        (InitProducerId, 5), (OffsetForLeaderEpoch, 4), (AddPartitionsToTxn, 5), (AddOffsetsToTxn, 4), (EndTxn, 4),
        (WriteTxnMarkers, 1), (TxnOffsetCommit, 4), (DescribeAcls, 3), (CreateAcls, 3), (DeleteAcls, 3),
        (DescribeConfigs, 4), (AlterConfigs, 2), (AlterReplicaLogDirs, 2), (DescribeLogDirs, 4), (SaslAuthenticate, 2),
        (CreatePartitions, 3), (CreateDelegationToken, 3), (RenewDelegationToken, 2), (ExpireDelegationToken, 2),
        (DescribeDelegationToken, 3), (DeleteGroups, 2), (ElectLeaders, 2), (IncrementalAlterConfigs, 1),
        (AlterPartitionReassignments, 0), (ListPartitionReassignments, 0), (OffsetDelete, 0), (DescribeClientQuotas, 1),
        (AlterClientQuotas, 1), (DescribeUserScramCredentials, 0), (AlterUserScramCredentials, 0), (DescribeQuorum, 2),
        (UpdateFeatures, 1), (DescribeCluster, 1), (DescribeProducers, 0), (UnregisterBroker, 0),
        (DescribeTransactions, 0), (ListTransactions, 1), (ConsumerGroupHeartbeat, 0), (ConsumerGroupDescribe, 0),
        (GetTelemetrySubscriptions, 0), (PushTelemetry, 0), (ListConfigResources, 0), (DescribeTopicPartitions, 0),
    ]
};
