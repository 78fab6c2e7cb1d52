//! OffsetFetch (key 9): what groups committed; one group up to version 7, many from 8 on.

use kafka_protocol::messages::offset_fetch_response::{
    OffsetFetchResponseGroup, OffsetFetchResponsePartition, OffsetFetchResponsePartitions, OffsetFetchResponseTopic,
    OffsetFetchResponseTopics,
};
use kafka_protocol::messages::{OffsetFetchRequest, OffsetFetchResponse, TopicName as Name};
use kafka_protocol::protocol::StrBytes;

use crate::demo::protocol::{Call, support};
use crate::demo::state::State;
use crate::demo::state::group::Group;
use crate::demo::state::group::offsets::Commit;

/// Topic and partition numbers, as both forms of the request ask.
type Asked<'a> = Option<Vec<(&'a Name, &'a [i32])>>;
/// Topic, and each partition with what was committed.
type Told = Vec<(Name, Vec<(i32, Commit)>)>;

pub(in super::super) fn answer(call: &Call, state: &State, request: OffsetFetchRequest) -> OffsetFetchResponse {
    let answer = OffsetFetchResponse::default();
    if call.version >= 8 {
        let groups = request.groups.into_iter().map(|group| {
            let asked = group.topics.as_ref().map(|topics| {
                let each = topics
                    .iter()
                    .map(|topic| (&topic.name, topic.partition_indexes.as_slice()));
                each.collect()
            });
            let found = support::coordinated(call, state, &support::group(&group.group_id))
                .map(|()| told(state, state.groups.get(&group.group_id), asked));
            let told = OffsetFetchResponseGroup::default().with_group_id(group.group_id);
            match found {
                Ok(topics) => told.with_topics(topics.into_iter().map(newer).collect()),
                Err(code) => told.with_error_code(code),
            }
        });
        return answer.with_groups(groups.collect());
    }
    // before version 2 there is no null: an empty list is what it says
    let asked: Asked<'_> = request.topics.as_ref().map(|topics| {
        let each = topics
            .iter()
            .map(|topic| (&topic.name, topic.partition_indexes.as_slice()));
        each.collect()
    });
    let nothing = asked.clone().unwrap_or_default();
    match support::coordinated(call, state, &support::group(&request.group_id)) {
        Ok(()) => {
            let told = told(state, state.groups.get(&request.group_id), asked);
            answer.with_topics(told.into_iter().map(|topic| older(topic, 0)).collect())
        }
        Err(code) if call.version >= 2 => answer.with_error_code(code),
        // version 1 has no code of its own: each partition says it
        Err(code) => {
            let each = nothing.into_iter().map(|(name, numbers)| {
                let nothing = numbers.iter().map(|number| (*number, none()));
                older((name.clone(), nothing.collect()), code)
            });
            answer.with_topics(each.collect())
        }
    }
}

fn told(state: &State, group: Option<&Group>, asked: Asked<'_>) -> Told {
    let Some(asked) = asked else {
        let all = group.into_iter().flat_map(|group| group.offsets.iter());
        let seen = all.filter(|(topic, _)| state.rights.sees_topic(topic.as_str()));
        let each = seen.map(|(topic, partitions)| {
            let commits = partitions.iter().map(|(number, commit)| (*number, commit.clone()));
            (support::topic(topic), commits.collect())
        });
        return each.collect();
    };
    let each = asked.into_iter().map(|(topic, numbers)| {
        let commits = numbers.iter().map(|number| {
            let found = group.and_then(|group| group.offsets.get(topic, *number));
            (*number, found.cloned().unwrap_or_else(none))
        });
        (topic.clone(), commits.collect())
    });
    each.collect()
}

/// What stands for "never committed".
fn none() -> Commit {
    Commit {
        offset: -1,
        epoch: -1,
        ..Commit::default()
    }
}

fn metadata(commit: &Commit) -> Option<StrBytes> {
    Some(support::text(commit.metadata.as_deref().unwrap_or_default()))
}

fn newer((name, partitions): (Name, Vec<(i32, Commit)>)) -> OffsetFetchResponseTopics {
    let partitions = partitions.iter().map(|(number, commit)| {
        OffsetFetchResponsePartitions::default()
            .with_partition_index(*number)
            .with_committed_offset(commit.offset)
            .with_committed_leader_epoch(commit.epoch)
            .with_metadata(metadata(commit))
    });
    let partitions = partitions.collect();
    OffsetFetchResponseTopics::default()
        .with_name(name)
        .with_partitions(partitions)
}

fn older((name, partitions): (Name, Vec<(i32, Commit)>), code: i16) -> OffsetFetchResponseTopic {
    let partitions = partitions.iter().map(|(number, commit)| {
        OffsetFetchResponsePartition::default()
            .with_partition_index(*number)
            .with_committed_offset(commit.offset)
            .with_committed_leader_epoch(commit.epoch)
            .with_metadata(metadata(commit))
            .with_error_code(code)
    });
    let partitions = partitions.collect();
    OffsetFetchResponseTopic::default()
        .with_name(name)
        .with_partitions(partitions)
}
