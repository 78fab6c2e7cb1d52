//! Consumer groups of the new protocol (KIP-848): ConsumerGroupDescribe (key 69).

use kafka_protocol::messages::ConsumerGroupDescribeRequest;
use kafka_protocol::messages::consumer_group_describe_response::{Assignment, DescribedGroup, Member as Answer};

use super::describe::{Answers, Described};
use crate::kafka::calls::support::{self, Names};
use crate::kafka::{Ask, Client};
use crate::model::group::{GroupKind, GroupState, Member};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId, Partition, TopicName};
use crate::model::rights::Rights;
use crate::model::trouble::Trouble;

const OPERATION: &str = "describe consumer groups";

pub(super) async fn describe(client: &Client, to: BrokerId, ids: &[GroupId]) -> Result<Answers, Trouble> {
    let build = |_| {
        ConsumerGroupDescribeRequest::default()
            .with_group_ids(ids.iter().map(support::group).collect())
            .with_include_authorized_operations(true)
    };
    let reply = client.ask(Ask::of(to, OPERATION), build).await?;
    let mut names = Names::default();
    let read = |group: DescribedGroup| {
        let id = support::group_id(&group.group_id);
        let described = match group.error_code {
            0 => Ok(described(group, &mut names)),
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

fn described(group: DescribedGroup, names: &mut Names) -> Described {
    let members = group.members.into_iter().map(|one| member(one, names));
    Described {
        kind: GroupKind::Consumer,
        state: Known::from_option(GroupState::parse(&group.group_state), Reason::NotSupported),
        protocol_type: None,
        assignor: Known::from_option(support::filled(Some(&group.assignor_name)), Reason::NotApplicable),
        epoch: Known::Value(group.group_epoch),
        assignment_epoch: Known::Value(group.assignment_epoch),
        members: Known::Value(members.collect()),
        rights: Known::from_option(Rights::from_wire(group.authorized_operations), Reason::NotAuthorised),
    }
}

fn member(member: Answer, names: &mut Names) -> Member {
    Member {
        id: (&*member.member_id).into(),
        instance: support::filled(member.instance_id.as_ref()),
        client: (&*member.client_id).into(),
        host: (&*member.client_host).into(),
        epoch: Known::Value(member.member_epoch),
        assigned: assigned(&member.assignment, names),
        target: Known::Value(assigned(&member.target_assignment, names)),
    }
}

fn assigned(assignment: &Assignment, names: &mut Names) -> Vec<(TopicName, Partition)> {
    let topics = assignment.topic_partitions.iter();
    names.assigned(topics.map(|topic| (&topic.topic_name, &topic.partitions)))
}
