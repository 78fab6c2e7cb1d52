//! OffsetDelete (key 47): commits of topics that the group does not read now.

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::offset_delete_response::{OffsetDeleteResponsePartition, OffsetDeleteResponseTopic};
use kafka_protocol::messages::{OffsetDeleteRequest, OffsetDeleteResponse};

use crate::demo::protocol::{Call, support};
use crate::demo::state::State;

pub(in super::super) fn answer(call: &Call, state: &mut State, request: OffsetDeleteRequest) -> OffsetDeleteResponse {
    let answer = OffsetDeleteResponse::default();
    if let Err(code) = support::coordinated(call, state, &support::group(&request.group_id)) {
        return answer.with_error_code(code);
    }
    let Some(group) = state.groups.get_mut(&request.group_id) else {
        return answer.with_error_code(E::GroupIdNotFound.code());
    };
    let topics = request.topics.into_iter().map(|topic| {
        let live = group.subscribes(&topic.name);
        let partitions = topic.partitions.iter().map(|part| {
            if !live {
                group.offsets.forget(&topic.name, part.partition_index);
            }
            OffsetDeleteResponsePartition::default()
                .with_partition_index(part.partition_index)
                .with_error_code(if live { E::GroupSubscribedToTopic.code() } else { 0 })
        });
        let partitions = partitions.collect();
        OffsetDeleteResponseTopic::default()
            .with_name(topic.name)
            .with_partitions(partitions)
    });
    answer.with_topics(topics.collect())
}
