//! Groups with members that are played: nobody is behind them, and they stay as they are.

use std::collections::BTreeMap;

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::messages::consumer_protocol_assignment::TopicPartition;
use kafka_protocol::messages::{ConsumerProtocolAssignment, ConsumerProtocolSubscription, TopicName as WireTopic};
use kafka_protocol::protocol::{Encodable, StrBytes};

use super::groups::{GROUPS, GroupSpec, Protocol};
use crate::demo::state::State;
use crate::demo::state::group::classic::{Classic, Member, Phase};
use crate::demo::state::group::modern::{self, Assigned, Kind, Modern};
use crate::demo::state::group::{Body, Group};
use crate::demo::traffic::Dice;
use crate::model::names::{GroupId, TopicName};

/// The version that subscriptions and assignments are written in.
const VERSION: i16 = 1;

/// Adds every group of the story.
pub fn join(state: &mut State, dice: &mut Dice) {
    for spec in GROUPS {
        let parts: Vec<(TopicName, i32)> = spec.topics.iter().flat_map(|name| partitions(state, name)).collect();
        let body = match spec.protocol {
            Protocol::Classic | Protocol::Connect => Body::Classic(classic(spec, &parts, dice)),
            Protocol::Consumer => Body::Modern(coordinated(spec, Kind::Consumer, "uniform", &parts, dice)),
            Protocol::Share => Body::Modern(coordinated(spec, Kind::Share, "simple", &parts, dice)),
            Protocol::Streams => Body::Modern(coordinated(spec, Kind::Streams, "sticky", &parts, dice)),
        };
        let mut group = Group::classic(GroupId::from(spec.id));
        group.body = body;
        state.groups.insert(group);
    }
}

fn partitions(state: &State, name: &str) -> Vec<(TopicName, i32)> {
    let Some((name, topic)) = state.topics.entry(name) else {
        return Vec::new();
    };
    (0..)
        .zip(&topic.partitions)
        .map(|(number, _)| (name.clone(), number))
        .collect()
}

/// Every member's share: each takes the next partition in turn; of a share group every member takes all.
fn shares(spec: &GroupSpec, parts: &[(TopicName, i32)]) -> Vec<Assigned> {
    let mut shares = vec![Assigned::new(); spec.members];
    for (topic, number) in parts {
        let turn = usize::try_from(*number).unwrap_or(0);
        for (member, share) in shares.iter_mut().enumerate() {
            if spec.protocol == Protocol::Share || turn % spec.members == member {
                share.entry(topic.clone()).or_default().push(*number);
            }
        }
    }
    shares
}

fn host(number: usize) -> String {
    format!("/10.0.3.{}", 11 + number)
}

fn classic(spec: &GroupSpec, parts: &[(TopicName, i32)], dice: &mut Dice) -> Classic {
    let mut members = BTreeMap::new();
    for (number, share) in shares(spec, parts).into_iter().enumerate() {
        let client = format!("{}-{number}", spec.client);
        let said = (spec_protocol(spec).to_owned(), subscription(spec.topics));
        let member = Member::played(&client, &host(number), said, assignment(&share));
        members.insert(format!("{client}-{}{}", dice.hex(), dice.hex()), member);
    }
    let phase = if members.is_empty() {
        Phase::Empty
    } else {
        Phase::Stable
    };
    let mut classic = Classic::played(phase, 7, spec_protocol(spec), members);
    if spec.protocol == Protocol::Connect {
        classic.protocol_type = "connect".to_owned();
    }
    classic
}

fn spec_protocol(spec: &GroupSpec) -> &'static str {
    match spec.protocol {
        Protocol::Connect => "sessioned",
        _ => "range",
    }
}

fn coordinated(
    spec: &GroupSpec,
    kind: Kind,
    assignor: &'static str,
    parts: &[(TopicName, i32)],
    dice: &mut Dice,
) -> Modern {
    const EPOCH: i32 = 12;
    let member = |(number, assigned): (usize, Assigned)| modern::Member {
        id: format!("{}{}", dice.hex(), dice.hex()),
        instance: None,
        rack: None,
        client_id: format!("{}-{number}", spec.client),
        host: host(number),
        epoch: EPOCH,
        topics: spec.topics.iter().map(|name| TopicName::from(*name)).collect(),
        target: assigned.clone(),
        assigned,
    };
    Modern {
        kind,
        epoch: EPOCH,
        assignment_epoch: EPOCH,
        assignor,
        members: shares(spec, parts).into_iter().enumerate().map(member).collect(),
    }
}

fn subscription(topics: &[&'static str]) -> Bytes {
    let topics = topics.iter().map(|name| StrBytes::from_static_str(name)).collect();
    blob(&ConsumerProtocolSubscription::default().with_topics(topics))
}

/// What the leader of a classic group tells a member it reads.
pub(super) fn assignment(share: &Assigned) -> Bytes {
    let topics = share.iter().map(|(name, numbers)| {
        TopicPartition::default()
            .with_topic(WireTopic(StrBytes::from_string(name.as_str().to_owned())))
            .with_partitions(numbers.clone())
    });
    blob(&ConsumerProtocolAssignment::default().with_assigned_partitions(topics.collect()))
}

/// A message of the consumer protocol behind its version. One that cannot be written is empty: a member without a part.
pub(super) fn blob<M: Encodable>(message: &M) -> Bytes {
    let mut out = BytesMut::new();
    out.put_i16(VERSION);
    match message.encode(&mut out, VERSION) {
        Ok(()) => out.freeze(),
        Err(_) => Bytes::new(),
    }
}
