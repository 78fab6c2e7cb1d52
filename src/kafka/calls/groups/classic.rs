//! Classic groups: DescribeGroups (key 15).

use kafka_protocol::messages::DescribeGroupsRequest;
use kafka_protocol::messages::describe_groups_response::{DescribedGroup, DescribedGroupMember};

use super::NOT_FOUND;
use super::describe::{Answers, Described};
use crate::kafka::calls::support::{self, Names};
use crate::kafka::{Ask, Client};
use crate::model::group::{GroupKind, GroupState, Member};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId, Partition, TopicName};
use crate::model::rights::Rights;
use crate::model::trouble::Trouble;
use crate::wire;

const OPERATION: &str = "describe groups";
/// The protocol type of consumers; members of others (Connect, the schema registry) note assignments of their own.
const CONSUMER: &str = "consumer";

pub(super) async fn describe(client: &Client, to: BrokerId, ids: &[GroupId]) -> Result<Answers, Trouble> {
    let reply = client
        .ask(Ask::of(to, OPERATION), |version| request(version, ids))
        .await?;
    let mut names = Names::default();
    let read = |group: DescribedGroup| {
        let id = support::group_id(&group.group_id);
        let state = GroupState::parse(&group.group_state);
        // Before version 6 (Kafka < 4.0) a group that is not there, or is not classic, is "Dead" and no error.
        let code = match (group.error_code, state) {
            (0, Some(GroupState::Dead)) => NOT_FOUND,
            (code, _) => code,
        };
        let described = match code {
            0 => Ok(described(group, state, &mut names)),
            code => Err(support::refusal(
                client,
                OPERATION,
                reply.broker,
                code,
                group.error_message.as_ref(),
            )),
        };
        (id, described)
    };
    Ok(reply.body.groups.into_iter().map(read).collect())
}

fn request(version: i16, ids: &[GroupId]) -> DescribeGroupsRequest {
    DescribeGroupsRequest::default()
        .with_groups(ids.iter().map(support::group).collect())
        .with_include_authorized_operations(version >= 3)
}

fn described(group: DescribedGroup, state: Option<GroupState>, names: &mut Names) -> Described {
    let consumers = &*group.protocol_type == CONSUMER;
    let members = group.members.into_iter().map(|one| member(one, consumers, names));
    Described {
        kind: GroupKind::Classic,
        state: Known::from_option(state, Reason::NotSupported),
        protocol_type: Some((&*group.protocol_type).into()),
        assignor: Known::from_option(support::filled(Some(&group.protocol_data)), Reason::NotApplicable),
        epoch: Known::Unknown(Reason::NotApplicable),
        assignment_epoch: Known::Unknown(Reason::NotApplicable),
        members: Known::Value(members.collect()),
        rights: Known::from_option(Rights::from_wire(group.authorized_operations), Reason::TooOld),
    }
}

fn member(member: DescribedGroupMember, consumers: bool, names: &mut Names) -> Member {
    let assigned = if consumers {
        assigned(member.member_assignment, names)
    } else {
        Vec::new()
    };
    Member {
        id: (&*member.member_id).into(),
        instance: support::filled(member.group_instance_id.as_ref()),
        client: (&*member.client_id).into(),
        host: (&*member.client_host).into(),
        epoch: Known::Unknown(Reason::NotApplicable),
        assigned,
        target: Known::Unknown(Reason::NotApplicable),
    }
}

/// The blob comes from another client, by way of the broker: one that cannot be read is no assignment.
fn assigned(blob: bytes::Bytes, names: &mut Names) -> Vec<(TopicName, Partition)> {
    let assignment = match wire::decode_assignment(blob) {
        Ok(assignment) => assignment,
        Err(error) => {
            tracing::debug!(%error, "a member's assignment cannot be read");
            return Vec::new();
        }
    };
    let topics = assignment.assigned_partitions.iter();
    names.assigned(topics.map(|topic| (&topic.topic, &topic.partitions)))
}
