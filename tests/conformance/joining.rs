//! Classic groups from a member's side: joining, syncing, committing, leaving.

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use kafka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kafka_protocol::messages::leave_group_request::MemberIdentity;
use kafka_protocol::messages::sync_group_request::SyncGroupRequestAssignment;
use kafka_protocol::messages::{
    GroupId, HeartbeatRequest, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, SyncGroupRequest,
};
use kafka_protocol::protocol::StrBytes;

use super::raw::Raw;
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[("one-member", one), ("two-members", two), ("refused-members", refused)];

/// A group's id for a request.
pub fn id(group: &str) -> GroupId {
    GroupId(StrBytes::from_string(group.to_owned()))
}

pub fn join_request(group: &str, member: &str) -> JoinGroupRequest {
    let range = JoinGroupRequestProtocol::default()
        .with_name("range".into())
        .with_metadata(subscription());
    JoinGroupRequest::default()
        .with_group_id(id(group))
        .with_session_timeout_ms(10_000)
        .with_rebalance_timeout_ms(20_000)
        .with_member_id(member.to_owned().into())
        .with_protocol_type("consumer".into())
        .with_protocols(vec![range])
}

/// Version 0, no topics, no user data.
fn subscription() -> Bytes {
    Bytes::from_static(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

/// A member of its own in the group: the answer to its second join.
pub fn join(raw: &mut Raw, group: &str) -> Result<JoinGroupResponse> {
    let first = raw.ask(7, &join_request(group, ""))?;
    says("the first join", first.error_code, "MEMBER_ID_REQUIRED")?;
    ensure!(!first.member_id.is_empty(), "no id");
    let joined = raw.ask(7, &join_request(group, &first.member_id))?;
    says("the second join", joined.error_code, "NONE")?;
    same("the member", &joined.member_id, &first.member_id)?;
    Ok(joined)
}

/// The leader says what everybody gets: its own id.
pub fn assign(raw: &mut Raw, group: &str, joined: &JoinGroupResponse) -> Result<Bytes> {
    let all = joined.members.iter().map(|member| {
        SyncGroupRequestAssignment::default()
            .with_member_id(member.member_id.clone())
            .with_assignment(Bytes::copy_from_slice(member.member_id.as_bytes()))
    });
    let request = SyncGroupRequest::default()
        .with_group_id(id(group))
        .with_generation_id(joined.generation_id)
        .with_member_id(joined.member_id.clone())
        .with_protocol_type(Some("consumer".into()))
        .with_protocol_name(Some("range".into()))
        .with_assignments(all.collect());
    let answer = raw.ask(5, &request)?;
    says("the sync", answer.error_code, "NONE")?;
    Ok(answer.assignment)
}

pub fn beat(raw: &mut Raw, group: &str, member: &str, generation: i32) -> Result<i16> {
    let request = HeartbeatRequest::default()
        .with_group_id(id(group))
        .with_member_id(member.to_owned().into())
        .with_generation_id(generation);
    Ok(raw.ask(4, &request)?.error_code)
}

pub fn leave(raw: &mut Raw, group: &str, member: &str) -> Result<i16> {
    let member = MemberIdentity::default().with_member_id(member.to_owned().into());
    let request = LeaveGroupRequest::default()
        .with_group_id(id(group))
        .with_members(vec![member]);
    let answer = raw.ask(4, &request)?;
    says("the leaving", answer.error_code, "NONE")?;
    Ok(answer.members.first().context("no member in the answer")?.error_code)
}

fn one(place: &Place) -> Result<()> {
    let group = place.name();
    let (mut raw, _) = place.coordinator(&group)?;
    let joined = join(&mut raw, &group)?;
    same("the generation", joined.generation_id, 1)?;
    same("the leader", &joined.leader, &joined.member_id)?;
    same("the assignor", joined.protocol_name.as_deref(), Some("range"))?;
    same("the members", joined.members.len(), 1)?;
    same("what it says", &joined.members[0].metadata, &subscription())?;
    let me = joined.member_id.as_str();
    same(
        "the assignment",
        assign(&mut raw, &group, &joined)?.as_ref(),
        me.as_bytes(),
    )?;
    says("a heartbeat", beat(&mut raw, &group, me, 1)?, "NONE")?;
    says(
        "of the next generation",
        beat(&mut raw, &group, me, 2)?,
        "ILLEGAL_GENERATION",
    )?;
    says(
        "of a stranger",
        beat(&mut raw, &group, "stranger", 1)?,
        "UNKNOWN_MEMBER_ID",
    )?;
    says("leaving", leave(&mut raw, &group, me)?, "NONE")?;
    says("leaving again", leave(&mut raw, &group, me)?, "UNKNOWN_MEMBER_ID")?;
    says("a heartbeat after", beat(&mut raw, &group, me, 1)?, "UNKNOWN_MEMBER_ID")
}

fn two(place: &Place) -> Result<()> {
    let group = place.name();
    let ((mut a, _), (mut b, _)) = (place.coordinator(&group)?, place.coordinator(&group)?);
    let first = join(&mut a, &group)?;
    assign(&mut a, &group, &first)?;
    // the second one's join waits for the first one's
    let given = b.ask(7, &join_request(&group, ""))?;
    b.send(7, &join_request(&group, &given.member_id))?;
    place.eventually("the first hears of it", || {
        let told = beat(&mut a, &group, &first.member_id, first.generation_id)?;
        says("a heartbeat", told, "REBALANCE_IN_PROGRESS")
    })?;
    let first = a.ask(7, &join_request(&group, &first.member_id))?;
    let second = b.receive::<JoinGroupRequest>(7)?;
    says("the first again", first.error_code, "NONE")?;
    says("the second", second.error_code, "NONE")?;
    same("generations", (first.generation_id, second.generation_id), (2, 2))?;
    same("leaders", &first.leader, &second.leader)?;
    let leads = first.leader == first.member_id;
    let (leader, follower) = if leads { (&first, &second) } else { (&second, &first) };
    same(
        "who is told of whom",
        (leader.members.len(), follower.members.len()),
        (2, 0),
    )?;
    let (to_leader, to_follower) = if leads { (&mut a, &mut b) } else { (&mut b, &mut a) };
    same(
        "the leader's",
        assign(to_leader, &group, leader)?.as_ref(),
        leader.member_id.as_bytes(),
    )?;
    same(
        "the follower's",
        assign(to_follower, &group, follower)?.as_ref(),
        follower.member_id.as_bytes(),
    )?;
    says("one leaves", leave(to_follower, &group, &follower.member_id)?, "NONE")?;
    let told = beat(to_leader, &group, &leader.member_id, 2)?;
    says("the other hears of it", told, "REBALANCE_IN_PROGRESS")?;
    says("and leaves too", leave(to_leader, &group, &leader.member_id)?, "NONE")
}

fn refused(place: &Place) -> Result<()> {
    let group = place.name();
    let (mut raw, mut other) = place.coordinator(&group)?;
    let mut code = |request: &JoinGroupRequest| -> Result<i16> { Ok(raw.ask(7, request)?.error_code) };
    says(
        "a stranger",
        code(&join_request(&group, "stranger"))?,
        "UNKNOWN_MEMBER_ID",
    )?;
    says("no group", code(&join_request("", ""))?, "INVALID_GROUP_ID")?;
    let hasty = join_request(&group, "").with_session_timeout_ms(10);
    says("a hasty one", code(&hasty)?, "INVALID_SESSION_TIMEOUT")?;
    let elsewhere = other.ask(7, &join_request(&group, ""))?;
    says("another broker", elsewhere.error_code, "NOT_COORDINATOR")?;
    let joined = join(&mut raw, &group)?;
    assign(&mut raw, &group, &joined)?;
    let mut odd = join_request(&group, "");
    odd.protocols[0].name = "sticky".into();
    says(
        "another assignor",
        raw.ask(7, &odd)?.error_code,
        "INCONSISTENT_GROUP_PROTOCOL",
    )?;
    says("leaving", leave(&mut raw, &group, &joined.member_id)?, "NONE")
}
