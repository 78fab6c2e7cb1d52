//! Groups of the newer protocols, as an operator asks: ConsumerGroupDescribe (KIP-848), ShareGroupDescribe and
//! DescribeShareGroupOffsets (KIP-932).

mod consumers;
mod share_offsets;
mod shares;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::TopicName as WireTopic;
use kafka_protocol::protocol::StrBytes;

use crate::demo::protocol::Call;
use crate::demo::state::State;
use crate::demo::state::group::modern::{Assigned, Kind, Member, Modern};
use crate::demo::state::group::{Body, Group};
use crate::model::names::{GroupId, TopicId};

pub(in crate::demo::protocol) use consumers::consumers;
pub(in crate::demo::protocol) use share_offsets::share_offsets;
pub(in crate::demo::protocol) use shares::shares;

/// The group of this protocol that the broker coordinates.
fn find<'a>(call: &Call, state: &'a State, id: &str, kind: Kind) -> Result<(&'a Group, &'a Modern), (E, String)> {
    if !state.rights.sees_group(id) {
        return Err((E::GroupAuthorizationFailed, "Group authorization failed.".into()));
    }
    if state.coordinator(&GroupId::from(id)) != Some(call.broker) {
        return Err((E::NotCoordinator, "This is not the correct coordinator.".into()));
    }
    let missing = || {
        (
            E::GroupIdNotFound,
            format!("Group {id} is not a {} group.", kind.words()),
        )
    };
    let group = state.groups.get(id).ok_or_else(missing)?;
    match &group.body {
        Body::Modern(modern) if modern.kind == kind => Ok((group, modern)),
        _ => Err(missing()),
    }
}

/// What both describe calls tell of a group, whatever its kind; the types are the codec's own for each.
macro_rules! described {
    ($answer:ident, $id:expr, $operations:expr, $found:expr, $member:expr) => {{
        let told = $answer::DescribedGroup::default()
            .with_group_id(WireGroup(text(&$id)))
            .with_authorized_operations($operations);
        match $found {
            Err((error, words)) => told
                .with_error_code(error.code())
                .with_error_message(Some(text(&words))),
            Ok((_, group)) => told
                .with_group_state(StrBytes::from_static_str(group.state()))
                .with_group_epoch(group.epoch)
                .with_assignment_epoch(group.assignment_epoch)
                .with_assignor_name(StrBytes::from_static_str(group.assignor))
                .with_members(group.members.iter().map($member).collect()),
        }
    }};
}
use described;

/// What a member was given, in the types of either describe call.
macro_rules! assignment {
    ($answer:ident, $state:expr, $assigned:expr) => {{
        let topics = parts($state, $assigned).map(|(id, name, partitions)| {
            $answer::TopicPartitions::default()
                .with_topic_id(id)
                .with_topic_name(name)
                .with_partitions(partitions)
        });
        $answer::Assignment::default().with_topic_partitions(topics.collect())
    }};
}
use assignment;

/// A member's subscription.
fn topics(member: &Member) -> Vec<WireTopic> {
    member.topics.iter().map(|name| topic(name.as_str())).collect()
}

fn parts<'a>(state: &'a State, of: &'a Assigned) -> impl Iterator<Item = (TopicId, WireTopic, Vec<i32>)> + 'a {
    of.iter().map(|(name, partitions)| {
        let id = state.topics.get(name.as_str()).map_or(TopicId::nil(), |topic| topic.id);
        (id, topic(name.as_str()), partitions.clone())
    })
}

fn topic(name: &str) -> WireTopic {
    WireTopic(text(name))
}

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}
