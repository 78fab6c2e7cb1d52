//! DescribeShareGroupOffsets (KIP-932).

use kafka_protocol::messages::describe_share_group_offsets_response::{
    DescribeShareGroupOffsetsResponseGroup, DescribeShareGroupOffsetsResponsePartition,
    DescribeShareGroupOffsetsResponseTopic,
};
use kafka_protocol::messages::{
    DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse, GroupId as WireGroup,
};

use super::{find, text, topic};
use crate::demo::protocol::Call;
use crate::demo::state::State;
use crate::demo::state::group::modern::Kind;
use crate::model::names::TopicId;

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
