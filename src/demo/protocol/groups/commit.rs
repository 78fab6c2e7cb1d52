//! OffsetCommit (key 8): from members, and from clients outside an empty group.

use std::sync::Arc;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::offset_commit_request::OffsetCommitRequestPartition;
use kafka_protocol::messages::offset_commit_response::{OffsetCommitResponsePartition, OffsetCommitResponseTopic};
use kafka_protocol::messages::{OffsetCommitRequest, OffsetCommitResponse};

use super::{classic, optional};
use crate::demo::protocol::{Call, support};
use crate::demo::state::State;
use crate::demo::state::group::offsets::Commit;
use crate::model::names::{GroupId, TopicName};

/// `offset.metadata.max.bytes`.
const LONGEST_METADATA: usize = 4_096;

pub(in super::super) fn answer(call: &Call, state: &mut State, request: OffsetCommitRequest) -> OffsetCommitResponse {
    let id = support::group(&request.group_id);
    let allowed = allowed(call, state, &request, &id);
    let topics = request.topics.into_iter().map(|topic| {
        let name = TopicName::from(topic.name.as_str());
        let partitions = topic.partitions.iter().map(|part| {
            let done = allowed.and_then(|()| one(call, state, &id, &name, part));
            OffsetCommitResponsePartition::default()
                .with_partition_index(part.partition_index)
                .with_error_code(done.err().unwrap_or(0))
        });
        let partitions = partitions.collect();
        OffsetCommitResponseTopic::default()
            .with_name(topic.name)
            .with_partitions(partitions)
    });
    OffsetCommitResponse::default().with_topics(topics.collect())
}

fn allowed(call: &Call, state: &mut State, request: &OffsetCommitRequest, id: &GroupId) -> Result<(), i16> {
    support::coordinated(call, state, id)?;
    let generation = request.generation_id_or_member_epoch;
    if state.groups.get(id.as_str()).is_none() {
        return match generation {
            // a client that assigns partitions itself
            ..0 => Ok(()),
            _ => Err(E::IllegalGeneration.code()),
        };
    }
    let instance = optional(request.group_instance_id.as_ref());
    let group = classic(call, state, &request.group_id)?;
    group.may_commit(&request.member_id, instance.as_deref(), generation, call.now_ms)
}

fn one(
    call: &Call,
    state: &mut State,
    id: &GroupId,
    topic: &TopicName,
    part: &OffsetCommitRequestPartition,
) -> Result<(), i16> {
    let known = support::seen(state, topic.as_str())?.partition(part.partition_index);
    known.ok_or(E::UnknownTopicOrPartition.code())?;
    let metadata = part.committed_metadata.as_ref().filter(|text| !text.is_empty());
    if metadata.is_some_and(|text| text.len() > LONGEST_METADATA) {
        return Err(E::OffsetMetadataTooLarge.code());
    }
    let commit = Commit {
        offset: part.committed_offset,
        epoch: part.committed_leader_epoch,
        metadata: metadata.map(|text| Arc::from(text.as_str())),
        at_ms: call.now_ms,
    };
    state
        .groups
        .ensure(id)
        .offsets
        .commit(topic, part.partition_index, commit);
    Ok(())
}
