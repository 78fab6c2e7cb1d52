//! ConsumerGroupDescribe (KIP-848).

use kafka_protocol::messages::consumer_group_describe_response as consumer;
use kafka_protocol::messages::{ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, GroupId as WireGroup};
use kafka_protocol::protocol::StrBytes;

use super::{assignment, described, find, parts, text, topics};
use crate::demo::protocol::Call;
use crate::demo::state::State;
use crate::demo::state::group::modern::{Kind, Member};
use crate::demo::state::rights::operations;

pub(in crate::demo::protocol) fn consumers(
    call: &Call,
    state: &State,
    request: ConsumerGroupDescribeRequest,
) -> ConsumerGroupDescribeResponse {
    let operations = operations::told(request.include_authorized_operations, operations::GROUP);
    let member = |member: &Member| {
        let told = consumer::Member::default()
            .with_member_id(text(&member.id))
            .with_instance_id(member.instance.as_deref().map(text))
            .with_rack_id(member.rack.as_deref().map(text))
            .with_member_epoch(member.epoch)
            .with_client_id(text(&member.client_id))
            .with_client_host(text(&member.host))
            .with_subscribed_topic_names(topics(member))
            .with_assignment(assignment!(consumer, state, &member.assigned))
            .with_target_assignment(assignment!(consumer, state, &member.target));
        match call.version {
            ..1 => told,
            _ => told.with_member_type(1),
        }
    };
    let groups = request.group_ids.into_iter().map(|id| {
        let found = find(call, state, &id, Kind::Consumer);
        described!(consumer, id, operations, found, member)
    });
    ConsumerGroupDescribeResponse::default().with_groups(groups.collect())
}
