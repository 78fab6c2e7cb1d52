//! What handlers share: names into the codec's types and back, and who leads a partition.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages;
use kafka_protocol::protocol::StrBytes;
use uuid::Uuid;

use super::Call;
use crate::demo::state::State;
use crate::demo::state::topic::{Partition, Topic};
use crate::model::names::{BrokerId, GroupId, TopicName};

/// Text for an answer.
pub(super) fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

/// A topic's name for an answer.
pub(super) fn topic(name: &TopicName) -> messages::TopicName {
    messages::TopicName(text(name.as_str()))
}

/// A broker for an answer, −1 for none.
pub(super) fn broker(id: Option<BrokerId>) -> messages::BrokerId {
    messages::BrokerId(id.map_or(-1, |id| id.0))
}

/// Brokers for an answer.
pub(super) fn brokers<'a>(ids: impl IntoIterator<Item = &'a BrokerId>) -> Vec<messages::BrokerId> {
    ids.into_iter().map(|id| messages::BrokerId(id.0)).collect()
}

/// A group's id as it is kept: a copy of its own.
pub(super) fn group(id: &messages::GroupId) -> GroupId {
    GroupId::from(id.as_str())
}

/// A topic that may be seen.
///
/// # Errors
/// TOPIC_AUTHORIZATION_FAILED, UNKNOWN_TOPIC_OR_PARTITION.
pub(super) fn seen<'a>(state: &'a State, name: &str) -> Result<&'a Topic, i16> {
    if !state.rights.sees_topic(name) {
        return Err(E::TopicAuthorizationFailed.code());
    }
    state.topics.get(name).ok_or(E::UnknownTopicOrPartition.code())
}

/// A partition that the asked broker leads, in the epoch that the client knows (−1 for any).
///
/// # Errors
/// As [`seen`], and NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH.
pub(super) fn led<'a>(
    call: &Call,
    state: &'a State,
    name: &str,
    number: i32,
    epoch: i32,
) -> Result<(&'a Topic, &'a Partition), i16> {
    let topic = seen(state, name)?;
    Ok((topic, led_of(call, topic, number, epoch)?))
}

/// [`led`], of a topic that is known already.
///
/// # Errors
/// UNKNOWN_TOPIC_OR_PARTITION, NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH.
pub(super) fn led_of<'a>(call: &Call, topic: &'a Topic, number: i32, epoch: i32) -> Result<&'a Partition, i16> {
    let partition = topic.partition(number).ok_or(E::UnknownTopicOrPartition.code())?;
    if partition.leader != Some(call.broker) {
        return Err(E::NotLeaderOrFollower.code());
    }
    match epoch {
        -1 => Ok(partition),
        older if older < partition.leader_epoch => Err(E::FencedLeaderEpoch.code()),
        newer if newer > partition.leader_epoch => Err(E::UnknownLeaderEpoch.code()),
        _ => Ok(partition),
    }
}

/// The name of a topic that a request gives by name or, in newer versions, by id.
///
/// # Errors
/// UNKNOWN_TOPIC_ID.
pub(super) fn named(state: &State, name: &messages::TopicName, id: Uuid) -> Result<TopicName, i16> {
    if id.is_nil() {
        return Ok(TopicName::from(name.as_str()));
    }
    state.topics.by_id(id).cloned().ok_or(E::UnknownTopicId.code())
}

/// Whether this broker coordinates the group, and the group may be seen.
///
/// # Errors
/// GROUP_AUTHORIZATION_FAILED, INVALID_GROUP_ID, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR.
pub(super) fn coordinated(call: &Call, state: &State, group: &GroupId) -> Result<(), i16> {
    if !state.rights.sees_group(group.as_str()) {
        return Err(E::GroupAuthorizationFailed.code());
    }
    match state.coordinator(group) {
        Some(coordinator) if coordinator == call.broker => Ok(()),
        Some(_) => Err(E::NotCoordinator.code()),
        None => Err(E::CoordinatorNotAvailable.code()),
    }
}
