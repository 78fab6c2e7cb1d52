//! Groups: classic, consumer (KIP-848), share (KIP-932) and streams (KIP-1071).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::column::decode;
use super::known::Known;
use super::names::{BrokerId, GroupId, Partition, TopicName};
use super::rights::Rights;
use super::stamp::Stamp;
use super::time::At;

/// Every group the user may see, by id.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// Sorted by id.
    pub list: Vec<Arc<Group>>,
    /// When each coordinator last answered: a silent one leaves its own groups stale, and deletes none.
    pub coordinators: BTreeMap<BrokerId, Stamp>,
    /// Some broker did not list its groups: there may be more.
    pub partial: bool,
}

/// The protocol a group speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupKind {
    /// JoinGroup/SyncGroup; also groups of commits only, and Connect's and the schema registry's.
    #[default]
    Classic,
    /// KIP-848.
    Consumer,
    /// KIP-932: no committed offsets.
    Share,
    /// KIP-1071.
    Streams,
}

/// A group's state, in Kafka's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[expect(missing_docs, reason = "Kafka's own names say it")]
pub enum GroupState {
    Empty,
    PreparingRebalance,
    CompletingRebalance,
    Assigning,
    Reconciling,
    Stable,
    NotReady,
    Dead,
}

/// One group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its protocol.
    pub kind: GroupKind,
    /// Its state.
    pub state: Known<GroupState>,
    /// The classic protocol type ("consumer", "connect", …); empty for groups that only commit.
    pub protocol_type: Arc<str>,
    /// The assignor.
    pub assignor: Known<Arc<str>>,
    /// Its coordinator.
    pub coordinator: Known<BrokerId>,
    /// The group epoch (KIP-848, share).
    pub epoch: Known<i32>,
    /// The epoch of the target assignment (KIP-848, share).
    pub assignment_epoch: Known<i32>,
    /// Its members.
    pub members: Known<Vec<Member>>,
    /// Committed (or share start) offsets by topic and partition, sorted; partitions that are assigned and were
    /// never committed are rows with [`super::known::Reason::NoCommit`].
    pub offsets: Known<Vec<GroupOffset>>,
    /// What the user may do with it.
    pub rights: Known<Rights>,
    /// When the sweep that read the commits began.
    pub read_at: Option<At>,
}

/// One member of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its member id.
    pub id: Arc<str>,
    /// `group.instance.id` of a static member.
    pub instance: Option<Arc<str>>,
    /// Its `client.id`.
    pub client: Arc<str>,
    /// The host it connects from, as the broker sees it.
    pub host: Arc<str>,
    /// Its member epoch (KIP-848, share).
    pub epoch: Known<i32>,
    /// What it reads now.
    pub assigned: Vec<(TopicName, Partition)>,
    /// What it will read once reconciled (KIP-848); unknown for classic groups.
    pub target: Known<Vec<(TopicName, Partition)>>,
}

/// A group's place in one partition: the commit, and the ends of the first offset sweep that began after it was read.
/// Numbers are in [`super::column`]'s coding: use the methods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupOffset {
    /// The topic.
    pub topic: TopicName,
    /// The partition.
    pub partition: Partition,
    /// The dense index at the topology layout of the sweep; none when the topic is not there.
    pub index: Option<u32>,
    /// Committed offset (share groups: share-partition start offset), coded.
    pub committed_raw: i64,
    /// High watermark, coded.
    pub high_raw: i64,
    /// Last stable offset, coded.
    pub stable_raw: i64,
    /// Log start offset, coded.
    pub start_raw: i64,
    /// The member that reads it now, as an index into the members.
    pub member: Option<u32>,
    /// When its commit was last seen to change.
    pub changed: Option<At>,
}

impl GroupOffset {
    /// The committed offset.
    #[must_use]
    pub fn committed(&self) -> Known<i64> {
        decode(self.committed_raw)
    }

    /// The high watermark.
    #[must_use]
    pub fn high(&self) -> Known<i64> {
        decode(self.high_raw)
    }

    /// The last stable offset.
    #[must_use]
    pub fn stable(&self) -> Known<i64> {
        decode(self.stable_raw)
    }

    /// The log start offset.
    #[must_use]
    pub fn start(&self) -> Known<i64> {
        decode(self.start_raw)
    }
}

impl Groups {
    /// The group with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Group>> {
        self.list
            .binary_search_by(|g| g.id.as_str().cmp(id))
            .ok()
            .map(|at| &self.list[at])
    }
}

impl GroupState {
    /// From ListGroups or a describe call; none for an empty or unknown word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "Empty" => Self::Empty,
            "PreparingRebalance" => Self::PreparingRebalance,
            "CompletingRebalance" => Self::CompletingRebalance,
            "Assigning" => Self::Assigning,
            "Reconciling" => Self::Reconciling,
            "Stable" => Self::Stable,
            "NotReady" => Self::NotReady,
            "Dead" => Self::Dead,
            _ => return None,
        })
    }

    /// Kafka's word.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::PreparingRebalance => "PreparingRebalance",
            Self::CompletingRebalance => "CompletingRebalance",
            Self::Assigning => "Assigning",
            Self::Reconciling => "Reconciling",
            Self::Stable => "Stable",
            Self::NotReady => "NotReady",
            Self::Dead => "Dead",
        }
    }

    /// Whether members are being moved between partitions now.
    #[must_use]
    pub fn rebalancing(self) -> bool {
        matches!(
            self,
            Self::PreparingRebalance | Self::CompletingRebalance | Self::Assigning | Self::Reconciling
        )
    }
}

impl GroupKind {
    /// From ListGroups v5's group type; classic when empty or unknown.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "consumer" => Self::Consumer,
            "share" => Self::Share,
            "streams" => Self::Streams,
            _ => Self::Classic,
        }
    }

    /// Kafka's word.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Consumer => "consumer",
            Self::Share => "share",
            Self::Streams => "streams",
        }
    }
}
