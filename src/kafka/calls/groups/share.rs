//! Share groups (KIP-932): ShareGroupDescribe (key 77) and DescribeShareGroupOffsets (key 90).

use kafka_protocol::messages::describe_share_group_offsets_request::DescribeShareGroupOffsetsRequestGroup;
use kafka_protocol::messages::share_group_describe_response::{Assignment, DescribedGroup, Member as Answer};
use kafka_protocol::messages::{DescribeShareGroupOffsetsRequest, ShareGroupDescribeRequest};

use super::committed::Commit;
use super::describe::{Answers, Described};
use crate::kafka::calls::support::{self, Names};
use crate::kafka::{Ask, Client};
use crate::model::group::{GroupKind, GroupState, Member};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId, Partition, TopicName};
use crate::model::rights::Rights;
use crate::model::trouble::Trouble;

const DESCRIBE: &str = "describe share groups";
const OFFSETS: &str = "read share group offsets";
/// Groups in one request for offsets at most: each may have many thousand partitions.
const CHUNK: usize = 200;

/// Where each share group starts: the earliest offset that is not done with, by partition. Records beyond it may be done.
///
/// # Errors
/// [`crate::model::trouble::Cause::TooOld`] before Kafka 4.1; else when the coordinator fails to answer one of the requests.
pub async fn share_offsets(
    client: &Client,
    coordinator: BrokerId,
    ids: &[GroupId],
) -> Result<Vec<(GroupId, Result<Vec<Commit>, i16>)>, Trouble> {
    let mut all = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let reply = client.ask(Ask::of(coordinator, OFFSETS), |_| offsets(chunk)).await?;
        let mut names = Names::default();
        for group in reply.body.groups {
            let mut starts = Vec::new();
            for topic in group.topics {
                let name = names.get(&topic.topic_name);
                starts.extend(topic.partitions.into_iter().map(|part| Commit {
                    topic: name.clone(),
                    partition: Partition(part.partition_index),
                    offset: match part.error_code {
                        0 => {
                            Known::from_option((part.start_offset >= 0).then_some(part.start_offset), Reason::NoCommit)
                        }
                        code => Known::Unknown(Reason::Failed(code)),
                    },
                    epoch: part.leader_epoch,
                    metadata: None,
                }));
            }
            starts.sort_unstable_by(|a, b| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
            let starts = if group.error_code == 0 {
                Ok(starts)
            } else {
                Err(group.error_code)
            };
            all.push((support::group_id(&group.group_id), starts));
        }
    }
    Ok(all)
}

fn offsets(ids: &[GroupId]) -> DescribeShareGroupOffsetsRequest {
    let groups = ids.iter().map(|id| {
        DescribeShareGroupOffsetsRequestGroup::default()
            .with_group_id(support::group(id))
            .with_topics(None)
    });
    DescribeShareGroupOffsetsRequest::default().with_groups(groups.collect())
}

pub(super) async fn describe(client: &Client, to: BrokerId, ids: &[GroupId]) -> Result<Answers, Trouble> {
    let build = |_| {
        ShareGroupDescribeRequest::default()
            .with_group_ids(ids.iter().map(support::group).collect())
            .with_include_authorized_operations(true)
    };
    let reply = client.ask(Ask::of(to, DESCRIBE), build).await?;
    let mut names = Names::default();
    let read = |group: DescribedGroup| {
        let id = support::group_id(&group.group_id);
        let described = match group.error_code {
            0 => Ok(described(group, &mut names)),
            code => Err(support::refusal(
                client,
                DESCRIBE,
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
        kind: GroupKind::Share,
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
        instance: None,
        client: (&*member.client_id).into(),
        host: (&*member.client_host).into(),
        epoch: Known::Value(member.member_epoch),
        assigned: assigned(&member.assignment, names),
        // Share partitions are never handed over: what the coordinator assigns is what a member reads.
        target: Known::Unknown(Reason::NotApplicable),
    }
}

fn assigned(assignment: &Assignment, names: &mut Names) -> Vec<(TopicName, Partition)> {
    let topics = assignment.topic_partitions.iter();
    names.assigned(topics.map(|topic| (&topic.topic_name, &topic.partitions)))
}
