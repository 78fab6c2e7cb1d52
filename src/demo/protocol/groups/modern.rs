//! ConsumerGroupDescribe (KIP-848), ShareGroupDescribe and DescribeShareGroupOffsets (KIP-932).

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::consumer_group_describe_response as consumer;
use kafka_protocol::messages::describe_share_group_offsets_response::{
    DescribeShareGroupOffsetsResponseGroup, DescribeShareGroupOffsetsResponsePartition,
    DescribeShareGroupOffsetsResponseTopic,
};
use kafka_protocol::messages::share_group_describe_response as share;
use kafka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, DescribeShareGroupOffsetsRequest,
    DescribeShareGroupOffsetsResponse, GroupId as WireGroup, ShareGroupDescribeRequest, ShareGroupDescribeResponse,
    TopicName as WireTopic,
};
use kafka_protocol::protocol::StrBytes;

use crate::demo::protocol::Call;
use crate::demo::state::State;
use crate::demo::state::group::modern::{Assigned, Kind, Modern};
use crate::demo::state::group::{Body, Group};
use crate::demo::state::rights::operations;
use crate::model::names::{GroupId, TopicId};

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

pub(in crate::demo::protocol) fn consumers(
    call: &Call,
    state: &State,
    request: ConsumerGroupDescribeRequest,
) -> ConsumerGroupDescribeResponse {
    let operations = if request.include_authorized_operations {
        operations::GROUP
    } else {
        operations::NOT_ASKED
    };
    let groups = request.group_ids.into_iter().map(|id| {
        let id = id.0.to_string();
        let told = consumer::DescribedGroup::default()
            .with_group_id(WireGroup(text(&id)))
            .with_authorized_operations(operations);
        match find(call, state, &id, Kind::Consumer) {
            Err((error, words)) => told
                .with_error_code(error.code())
                .with_error_message(Some(text(&words))),
            Ok((_, group)) => {
                let assignment = |of: &Assigned| {
                    let topics = parts(state, of).map(|(id, name, partitions)| {
                        consumer::TopicPartitions::default()
                            .with_topic_id(id)
                            .with_topic_name(name)
                            .with_partitions(partitions)
                    });
                    consumer::Assignment::default().with_topic_partitions(topics.collect())
                };
                let members = group.members.iter().map(|member| {
                    let told = consumer::Member::default()
                        .with_member_id(text(&member.id))
                        .with_instance_id(member.instance.as_deref().map(text))
                        .with_rack_id(member.rack.as_deref().map(text))
                        .with_member_epoch(member.epoch)
                        .with_client_id(text(&member.client_id))
                        .with_client_host(text(&member.host))
                        .with_subscribed_topic_names(member.topics.iter().map(|name| topic(name.as_str())).collect())
                        .with_assignment(assignment(&member.assigned))
                        .with_target_assignment(assignment(&member.target));
                    if call.version >= 1 {
                        told.with_member_type(1)
                    } else {
                        told
                    }
                });
                told.with_group_state(StrBytes::from_static_str(group.state()))
                    .with_group_epoch(group.epoch)
                    .with_assignment_epoch(group.assignment_epoch)
                    .with_assignor_name(StrBytes::from_static_str(group.assignor))
                    .with_members(members.collect())
            }
        }
    });
    ConsumerGroupDescribeResponse::default().with_groups(groups.collect())
}

pub(in crate::demo::protocol) fn shares(
    call: &Call,
    state: &State,
    request: ShareGroupDescribeRequest,
) -> ShareGroupDescribeResponse {
    let operations = if request.include_authorized_operations {
        operations::GROUP
    } else {
        operations::NOT_ASKED
    };
    let groups = request.group_ids.into_iter().map(|id| {
        let id = id.0.to_string();
        let told = share::DescribedGroup::default()
            .with_group_id(WireGroup(text(&id)))
            .with_authorized_operations(operations);
        match find(call, state, &id, Kind::Share) {
            Err((error, words)) => told
                .with_error_code(error.code())
                .with_error_message(Some(text(&words))),
            Ok((_, group)) => {
                let members = group.members.iter().map(|member| {
                    let topics = parts(state, &member.assigned).map(|(id, name, partitions)| {
                        share::TopicPartitions::default()
                            .with_topic_id(id)
                            .with_topic_name(name)
                            .with_partitions(partitions)
                    });
                    share::Member::default()
                        .with_member_id(text(&member.id))
                        .with_rack_id(member.rack.as_deref().map(text))
                        .with_member_epoch(member.epoch)
                        .with_client_id(text(&member.client_id))
                        .with_client_host(text(&member.host))
                        .with_subscribed_topic_names(member.topics.iter().map(|name| topic(name.as_str())).collect())
                        .with_assignment(share::Assignment::default().with_topic_partitions(topics.collect()))
                });
                told.with_group_state(StrBytes::from_static_str(group.state()))
                    .with_group_epoch(group.epoch)
                    .with_assignment_epoch(group.assignment_epoch)
                    .with_assignor_name(StrBytes::from_static_str(group.assignor))
                    .with_members(members.collect())
            }
        }
    });
    ShareGroupDescribeResponse::default().with_groups(groups.collect())
}

/// The share-partition start offsets, which are kept where other groups keep their commits.
pub(in crate::demo::protocol) fn share_offsets(
    call: &Call,
    state: &State,
    request: DescribeShareGroupOffsetsRequest,
) -> DescribeShareGroupOffsetsResponse {
    let groups = request.groups.into_iter().map(|asked| {
        let id = asked.group_id.0.to_string();
        let told = DescribeShareGroupOffsetsResponseGroup::default().with_group_id(WireGroup(text(&id)));
        let group = match find(call, state, &id, Kind::Share) {
            Ok((group, _)) => group,
            Err((error, words)) => {
                return told
                    .with_error_code(error.code())
                    .with_error_message(Some(text(&words)));
            }
        };
        let wanted = |name: &str, number: i32| match &asked.topics {
            None => true,
            Some(topics) => topics
                .iter()
                .any(|topic| topic.topic_name.as_str() == name && topic.partitions.contains(&number)),
        };
        let mut topics: Vec<DescribeShareGroupOffsetsResponseTopic> = Vec::new();
        for (name, commits) in group.offsets.iter() {
            let commits = commits.iter().filter(|(number, _)| wanted(name.as_str(), **number));
            let parts: Vec<_> = commits
                .map(|(number, commit)| {
                    DescribeShareGroupOffsetsResponsePartition::default()
                        .with_partition_index(*number)
                        .with_start_offset(commit.offset)
                        .with_leader_epoch(commit.epoch)
                })
                .collect();
            if !parts.is_empty() {
                topics.push(
                    DescribeShareGroupOffsetsResponseTopic::default()
                        .with_topic_name(topic(name.as_str()))
                        .with_topic_id(state.topics.get(name.as_str()).map_or(TopicId::nil(), |topic| topic.id))
                        .with_partitions(parts),
                );
            }
        }
        told.with_topics(topics)
    });
    DescribeShareGroupOffsetsResponse::default().with_groups(groups.collect())
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
