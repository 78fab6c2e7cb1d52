//! Members of a group, one row each.

use std::sync::Arc;

use crate::model::group::{Group, Member};
use crate::model::known::Known;
use crate::model::lag::{self, Isolation, Total};
use crate::model::names::{Partition, TopicName};

use super::cell::Cell;
use super::column::{Column, Row, Unit};

/// One member.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberRow {
    /// Its member id.
    pub member: Arc<str>,
    /// `group.instance.id` of a static member.
    pub instance: Option<Arc<str>>,
    /// Its `client.id`.
    pub client: Arc<str>,
    /// The host it connects from.
    pub host: Arc<str>,
    /// Its epoch.
    pub epoch: Known<i32>,
    /// How many partitions it reads.
    pub partitions: usize,
    /// What it reads: "orders 0 3 6".
    pub assigned: Vec<String>,
    /// The lag of the partitions it reads.
    pub lag: Known<Total>,
    /// Whether what it reads is what it is meant to read; unknown for classic groups.
    pub settled: Known<bool>,
}

static COLUMNS: &[Column<MemberRow>] = &[
    Column::new("member", "MEMBER", Unit::Path, 0, "member id", |r| {
        Cell::text(&r.member)
    }),
    Column::new("client_id", "CLIENT", Unit::Path, 2, "client.id", |r| {
        Cell::text(&r.client)
    }),
    Column::new("host", "HOST", Unit::Path, 1, "host it connects from", |r| {
        Cell::text(&r.host)
    }),
    Column::new(
        "instance",
        "INSTANCE",
        Unit::Path,
        5,
        "group.instance.id of a static member",
        |r| Cell::maybe(r.instance.as_deref()),
    ),
    Column::new("epoch", "EPOCH", Unit::Id, 6, "member epoch (KIP-848)", |r| {
        Cell::int(r.epoch)
    }),
    Column::new("partition_count", "PART", Unit::Count, 0, "partitions it reads", |r| {
        Cell::count(r.partitions)
    }),
    Column::new(
        "lag",
        "LAG",
        Unit::Count,
        1,
        "sum of the lag of the partitions it reads",
        |r| match r.lag {
            Known::Value(lag) if lag.at_least => Cell::AtLeast(lag.known),
            Known::Value(lag) => Cell::Int(lag.known),
            Known::Unknown(reason) => Cell::Unknown(reason),
        },
    ),
    Column::new(
        "settled",
        "SETTLED",
        Unit::Flag,
        4,
        "reads what it is meant to (KIP-848)",
        |r| match r.settled {
            Known::Value(settled) => Cell::Flag(settled),
            Known::Unknown(reason) => Cell::Unknown(reason),
        },
    ),
    Column::new(
        "assigned",
        "READS",
        Unit::Texts,
        3,
        "topics with their partitions",
        |r| Cell::Texts(r.assigned.as_slice().into()),
    ),
];

impl Row for MemberRow {
    type Key = Arc<str>;
    const NOUN: &'static str = "members";

    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.member)
    }
}

/// The members of a group, as the coordinator lists them; empty when they are not known.
#[must_use]
pub fn rows(group: &Group) -> Vec<MemberRow> {
    let Known::Value(members) = &group.members else {
        return Vec::new();
    };
    let mut lags = vec![Total::default(); members.len()];
    for row in lag::rows(group, Isolation::default()) {
        if let Some(sum) = row.offset.member.and_then(|at| lags.get_mut(at as usize)) {
            sum.add(row.lag.lag);
        }
    }
    let lags = lags.into_iter().map(|lag| group.offsets.as_ref().map(|_| lag));
    members.iter().zip(lags).map(|(member, lag)| row(member, lag)).collect()
}

fn row(member: &Member, lag: Known<Total>) -> MemberRow {
    MemberRow {
        member: Arc::clone(&member.id),
        instance: member.instance.clone(),
        client: Arc::clone(&member.client),
        host: Arc::clone(&member.host),
        epoch: member.epoch,
        partitions: member.assigned.len(),
        assigned: by_topic(&member.assigned),
        lag,
        settled: member.target.as_ref().map(|target| same(target, &member.assigned)),
    }
}

fn by_topic(assigned: &[(TopicName, Partition)]) -> Vec<String> {
    let mut sorted: Vec<_> = assigned.iter().collect();
    sorted.sort();
    sorted
        .chunk_by(|a, b| a.0 == b.0)
        .map(|chunk| {
            let mut text = chunk.first().map(|(topic, _)| topic.to_string()).unwrap_or_default();
            for (_, partition) in chunk {
                text.push(' ');
                text.push_str(&partition.to_string());
            }
            text
        })
        .collect()
}

fn same(a: &[(TopicName, Partition)], b: &[(TopicName, Partition)]) -> bool {
    a.len() == b.len() && a.iter().all(|one| b.contains(one))
}
