//! DescribeQuorum (key 55, KIP-595, KIP-836): the KRaft metadata quorum, and who the controller really is.

use kafka_protocol::messages::DescribeQuorumRequest;
use kafka_protocol::messages::describe_quorum_request::{PartitionData, TopicData};
use kafka_protocol::messages::describe_quorum_response::{PartitionData as Answer, ReplicaState};

use super::support;
use crate::kafka::{Ask, Client};
use crate::model::names::BrokerId;
use crate::model::quorum::{Quorum, QuorumReplica};
use crate::model::time::At;
use crate::model::trouble::{Cause, Trouble};

const OPERATION: &str = "describe the quorum";
const TOPIC: &str = "__cluster_metadata";

/// Asks any broker, which passes it on to the active controller.
///
/// # Errors
/// [`Cause::TooOld`] on ZooKeeper; a Kafka error when the user may not describe the cluster, and a time-out or an error
/// while there is no controller.
pub async fn describe(client: &Client) -> Result<Quorum, Trouble> {
    let reply = client.ask_any(Ask::any(OPERATION), |_| request()).await?;
    support::check(
        client,
        OPERATION,
        &reply,
        reply.body.error_code,
        reply.body.error_message.as_ref(),
    )?;
    let parts = reply.body.topics.iter().flat_map(|topic| &topic.partitions);
    let Some(part) = parts.into_iter().find(|part| part.partition_index == 0) else {
        let why = "the quorum's partition is not in it".to_owned();
        return Err(Trouble::new(OPERATION, Cause::Malformed(why)));
    };
    support::check(client, OPERATION, &reply, part.error_code, part.error_message.as_ref())?;
    Ok(read(part))
}

fn request() -> DescribeQuorumRequest {
    let partition = PartitionData::default().with_partition_index(0);
    let topic = TopicData::default()
        .with_topic_name(kafka_protocol::messages::TopicName(support::text(TOPIC)))
        .with_partitions(vec![partition]);
    DescribeQuorumRequest::default().with_topics(vec![topic])
}

fn read(part: &Answer) -> Quorum {
    Quorum {
        leader: (part.leader_id.0 >= 0).then_some(BrokerId(part.leader_id.0)),
        epoch: part.leader_epoch,
        high_watermark: part.high_watermark,
        voters: part.current_voters.iter().map(replica).collect(),
        observers: part.observers.iter().map(replica).collect(),
    }
}

fn replica(state: &ReplicaState) -> QuorumReplica {
    let at = |ms: i64| (ms >= 0).then_some(At(ms));
    QuorumReplica {
        id: BrokerId(state.replica_id.0),
        end: state.log_end_offset,
        last_fetch: at(state.last_fetch_timestamp),
        last_caught_up: at(state.last_caught_up_timestamp),
    }
}
