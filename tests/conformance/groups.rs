//! Groups from an operator's side: commits, listing, describing, deleting.

use anyhow::{Context, Result, ensure};
use kafka_protocol::messages::describe_groups_response::DescribedGroup;
use kafka_protocol::messages::offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic};
use kafka_protocol::messages::offset_delete_request::{OffsetDeleteRequestPartition, OffsetDeleteRequestTopic};
use kafka_protocol::messages::offset_fetch_request::{
    OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
};
use kafka_protocol::messages::{
    DeleteGroupsRequest, DescribeGroupsRequest, ListGroupsRequest, OffsetCommitRequest, OffsetDeleteRequest,
    OffsetFetchRequest,
};

use super::joining::{assign, id, join, leave};
use super::place::named;
use super::raw::Raw;
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[
    ("commits-come-back", commits),
    ("refused-commits", refused_commits),
    ("a-group-through-its-life", life),
    ("groups-that-are-not", not_there),
];

/// Commits for partition 0 from outside of the group, or as a member.
pub fn commit(raw: &mut Raw, group: &str, topic: &str, offset: i64, member: (&str, i32)) -> Result<i16> {
    let part = OffsetCommitRequestPartition::default()
        .with_committed_offset(offset)
        .with_committed_leader_epoch(-1)
        .with_committed_metadata(Some("note".into()));
    let topic = OffsetCommitRequestTopic::default()
        .with_name(named(topic))
        .with_partitions(vec![part]);
    let request = OffsetCommitRequest::default()
        .with_group_id(id(group))
        .with_member_id(member.0.to_owned().into())
        .with_generation_id_or_member_epoch(member.1)
        .with_topics(vec![topic]);
    Ok(raw.ask(8, &request)?.topics[0].partitions[0].error_code)
}

const OUTSIDE: (&str, i32) = ("", -1);

fn describe(raw: &mut Raw, version: i16, group: &str) -> Result<DescribedGroup> {
    let request = DescribeGroupsRequest::default().with_groups(vec![id(group)]);
    raw.ask(version, &request)?
        .groups
        .pop()
        .context("no group in the answer")
}

fn delete(raw: &mut Raw, group: &str) -> Result<i16> {
    let request = DeleteGroupsRequest::default().with_groups_names(vec![id(group)]);
    Ok(raw.ask(2, &request)?.results[0].error_code)
}

fn commits(place: &Place) -> Result<()> {
    let (topic, group) = (place.topic(2, &[])?, place.name());
    let (mut raw, _) = place.coordinator(&group)?;
    says("a commit", commit(&mut raw, &group, &topic, 42, OUTSIDE)?, "NONE")?;
    for version in 1..=7 {
        let wanted = OffsetFetchRequestTopic::default()
            .with_name(named(&topic))
            .with_partition_indexes(vec![0, 1]);
        let request = OffsetFetchRequest::default()
            .with_group_id(id(&group))
            .with_topics(Some(vec![wanted]));
        let answer = raw.ask(version, &request)?;
        let parts = &answer.topics[0].partitions;
        let told: Vec<(i64, i16)> = parts
            .iter()
            .map(|part| (part.committed_offset, part.error_code))
            .collect();
        same(&format!("OffsetFetch v{version}"), told, vec![(42, 0), (-1, 0)])?;
        same("the note", parts[0].metadata.as_deref(), Some("note"))?;
    }
    for version in 8..=9 {
        let named_topic = OffsetFetchRequestTopics::default()
            .with_name(named(&topic))
            .with_partition_indexes(vec![0, 1]);
        let one = OffsetFetchRequestGroup::default()
            .with_group_id(id(&group))
            .with_member_epoch(-1);
        let all = one.clone().with_topics(None);
        let request = OffsetFetchRequest::default().with_groups(vec![one.with_topics(Some(vec![named_topic]))]);
        let answer = raw.ask(version, &request)?;
        let parts = &answer.groups[0].topics[0].partitions;
        let told: Vec<i64> = parts.iter().map(|part| part.committed_offset).collect();
        same(&format!("OffsetFetch v{version}"), told, vec![42, -1])?;
        // all topics: only what was committed
        let answer = raw.ask(version, &OffsetFetchRequest::default().with_groups(vec![all]))?;
        same("its topics", answer.groups[0].topics.len(), 1)?;
        same("its partitions", answer.groups[0].topics[0].partitions.len(), 1)?;
    }
    let part = OffsetDeleteRequestPartition::default();
    let wanted = OffsetDeleteRequestTopic::default()
        .with_name(named(&topic))
        .with_partitions(vec![part]);
    let request = OffsetDeleteRequest::default()
        .with_group_id(id(&group))
        .with_topics(vec![wanted]);
    let answer = raw.ask(0, &request)?;
    says("OffsetDelete", answer.error_code, "NONE")?;
    says("of partition 0", answer.topics[0].partitions[0].error_code, "NONE")
}

fn refused_commits(place: &Place) -> Result<()> {
    let (topic, group) = (place.topic(1, &[])?, place.name());
    let (mut raw, mut other) = place.coordinator(&group)?;
    says(
        "another broker",
        commit(&mut other, &group, &topic, 1, OUTSIDE)?,
        "NOT_COORDINATOR",
    )?;
    let nowhere = commit(&mut raw, &group, &place.name(), 1, OUTSIDE)?;
    says("no such topic", nowhere, "UNKNOWN_TOPIC_OR_PARTITION")?;
    let joined = join(&mut raw, &group)?;
    assign(&mut raw, &group, &joined)?;
    let me = joined.member_id.as_str();
    says(
        "from outside",
        commit(&mut raw, &group, &topic, 1, OUTSIDE)?,
        "UNKNOWN_MEMBER_ID",
    )?;
    says(
        "of another generation",
        commit(&mut raw, &group, &topic, 1, (me, 9))?,
        "ILLEGAL_GENERATION",
    )?;
    says("from within", commit(&mut raw, &group, &topic, 1, (me, 1))?, "NONE")?;
    says("a group that is used", delete(&mut raw, &group)?, "NON_EMPTY_GROUP")?;
    says("leaving", leave(&mut raw, &group, me)?, "NONE")
}

fn life(place: &Place) -> Result<()> {
    let group = place.name();
    let (mut raw, mut other) = place.coordinator(&group)?;
    let joined = join(&mut raw, &group)?;
    // a coordinator tells a state once it is written down
    place.eventually("it is told to wait for its assignment", || {
        let told = describe(&mut raw, 5, &group)?;
        same("its state", told.group_state.as_str(), "CompletingRebalance")
    })?;
    assign(&mut raw, &group, &joined)?;
    for version in 0..=5 {
        let told = describe(&mut raw, version, &group)?;
        says("DescribeGroups", told.error_code, "NONE")?;
        same("its state", told.group_state.as_str(), "Stable")?;
        same(
            "its type",
            (told.protocol_type.as_str(), told.protocol_data.as_str()),
            ("consumer", "range"),
        )?;
        let member = told.members.first().context("no member")?;
        same("its member", &member.member_id, &joined.member_id)?;
        same("its client", member.client_id.as_str(), "conformance")?;
        same(
            "its assignment",
            member.member_assignment.as_ref(),
            joined.member_id.as_bytes(),
        )?;
        ensure!(member.client_host.starts_with('/'), "{:?}", member.client_host);
    }
    let listed = |raw: &mut Raw, version, states: &[&str]| -> Result<Option<String>> {
        let states = states.iter().map(|state| (*state).to_owned().into()).collect();
        let answer = raw.ask(version, &ListGroupsRequest::default().with_states_filter(states))?;
        let found = answer.groups.iter().find(|one| one.group_id.as_str() == group);
        Ok(found.map(|one| format!("{} {} {}", one.protocol_type, one.group_state, one.group_type)))
    };
    same("listed", listed(&mut raw, 3, &[])?.as_deref(), Some("consumer  "))?;
    same("listed", listed(&mut raw, 4, &[])?.as_deref(), Some("consumer Stable "))?;
    same(
        "listed",
        listed(&mut raw, 5, &[])?.map(|told| told.to_lowercase()).as_deref(),
        Some("consumer stable classic"),
    )?;
    same("by its state", listed(&mut raw, 4, &["Stable"])?.is_some(), true)?;
    same("by another", listed(&mut raw, 4, &["Empty"])?, None)?;
    same("by another broker", listed(&mut other, 4, &[])?, None)?;
    says(
        "asked elsewhere",
        describe(&mut other, 5, &group)?.error_code,
        "NOT_COORDINATOR",
    )?;
    says("leaving", leave(&mut raw, &group, &joined.member_id)?, "NONE")?;
    same(
        "its state",
        describe(&mut raw, 5, &group)?.group_state.as_str(),
        "Empty",
    )?;
    says("deleted", delete(&mut raw, &group)?, "NONE")?;
    same("then", describe(&mut raw, 5, &group)?.group_state.as_str(), "Dead")
}

fn not_there(place: &Place) -> Result<()> {
    let group = place.name();
    let (mut raw, _) = place.coordinator(&group)?;
    let told = describe(&mut raw, 5, &group)?;
    same(
        "up to version 5",
        (told.error_code, told.group_state.as_str()),
        (0, "Dead"),
    )?;
    says(
        "from version 6 on",
        describe(&mut raw, 6, &group)?.error_code,
        "GROUP_ID_NOT_FOUND",
    )?;
    says("deleted", delete(&mut raw, &group)?, "GROUP_ID_NOT_FOUND")?;
    let one = OffsetFetchRequestGroup::default()
        .with_group_id(id(&group))
        .with_member_epoch(-1)
        .with_topics(None);
    let answer = raw.ask(8, &OffsetFetchRequest::default().with_groups(vec![one]))?;
    same(
        "its commits",
        (answer.groups[0].error_code, answer.groups[0].topics.len()),
        (0, 0),
    )
}
