//! ShareGroupDescribe (KIP-932).

use kafka_protocol::messages::share_group_describe_response as share;
use kafka_protocol::messages::{GroupId as WireGroup, ShareGroupDescribeRequest, ShareGroupDescribeResponse};
use kafka_protocol::protocol::StrBytes;

use super::{assignment, described, find, parts, text, topics};
use crate::demo::protocol::Call;
use crate::demo::state::State;
use crate::demo::state::group::modern::{Kind, Member};
use crate::demo::state::rights::operations;

pub(in crate::demo::protocol) fn shares(
    call: &Call,
    state: &State,
    request: ShareGroupDescribeRequest,
) -> ShareGroupDescribeResponse {
    let operations = operations::told(request.include_authorized_operations, operations::GROUP);
    let member = |member: &Member| {
        share::Member::default()
            .with_member_id(text(&member.id))
            .with_rack_id(member.rack.as_deref().map(text))
            .with_member_epoch(member.epoch)
            .with_client_id(text(&member.client_id))
            .with_client_host(text(&member.host))
            .with_subscribed_topic_names(topics(member))
            .with_assignment(assignment!(share, state, &member.assigned))
    };
    let groups = request.group_ids.into_iter().map(|id| {
        let found = find(call, state, &id, Kind::Share);
        described!(share, id, operations, found, member)
    });
    ShareGroupDescribeResponse::default().with_groups(groups.collect())
}
