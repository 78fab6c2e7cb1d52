//! The view: everything known at one moment, immutable. The poller publishes it, screens and reports read it.

use std::sync::Arc;

use super::cluster::Cluster;
use super::event::Events;
use super::finding::Health;
use super::group::Groups;
use super::history::History;
use super::known::Known;
use super::moves::{Eligible, Moves};
use super::names::{BrokerId, GroupId, TopicName};
use super::offsets::Offsets;
use super::quorum::Quorum;
use super::settings::{ConfigEntry, Settings};
use super::stamp::Section;
use super::storage::Storage;
use super::time::At;
use super::topology::Topology;
use super::trouble::Trouble;

/// A snapshot. Cheap to clone: the parts are shared.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Counts publications.
    pub seq: u64,
    /// When it was published.
    pub at: At,
    /// When the console began to look.
    pub started: At,
    /// The connection as a whole.
    pub link: Link,
    /// The cluster and its brokers.
    pub cluster: Section<Arc<Cluster>>,
    /// Topics and partitions.
    pub topology: Section<Arc<Topology>>,
    /// Log starts and ends.
    pub offsets: Section<Arc<Offsets>>,
    /// Groups with their lag's parts.
    pub groups: Section<Arc<Groups>>,
    /// Log dirs.
    pub storage: Section<Arc<Storage>>,
    /// Configs the rules need.
    pub settings: Section<Arc<Settings>>,
    /// The KRaft quorum; unknown with the reason on ZooKeeper.
    pub quorum: Section<Known<Arc<Quorum>>>,
    /// Reassignments under way.
    pub moves: Section<Known<Arc<Moves>>>,
    /// Eligible leaders of faulty partitions.
    pub eligible: Section<Arc<Eligible>>,
    /// What is wrong.
    pub health: Arc<Health>,
    /// What happened.
    pub events: Arc<Events>,
    /// Samples of the past.
    pub history: Arc<History>,
    /// What is being looked at closely ([`Want::open`]).
    pub opened: Section<Option<Arc<Opened>>>,
    /// What watching costs the cluster.
    pub load: Load,
}

/// The connection as a whole.
#[derive(Clone, Debug, Default)]
pub enum Link {
    /// Nothing tried yet.
    #[default]
    Idle,
    /// Trying; no broker has answered yet (or all were lost).
    Connecting {
        /// How many tries so far.
        attempt: u32,
        /// When the next begins.
        next: Option<At>,
        /// What each door said.
        doors: Vec<Door>,
    },
    /// At least one broker answers.
    Live,
}

/// One address that was tried.
#[derive(Clone, Debug)]
pub struct Door {
    /// `host:port` as given.
    pub address: Arc<str>,
    /// The steps that worked, in words: "TCP", "TLS", "SASL SCRAM-SHA-512", "ApiVersions".
    pub passed: Vec<String>,
    /// Where it ended.
    pub trouble: Option<Arc<Trouble>>,
}

/// All of one opened thing.
#[derive(Clone, Debug)]
pub enum Opened {
    /// A topic's configs.
    Topic {
        /// The topic.
        name: TopicName,
        /// All its configs.
        configs: Known<Vec<ConfigEntry>>,
    },
    /// A broker's configs and API versions.
    Broker {
        /// The broker.
        id: BrokerId,
        /// All its configs.
        configs: Known<Vec<ConfigEntry>>,
        /// API key, lowest and highest version.
        apis: Known<Vec<(i16, i16, i16)>>,
    },
}

/// What the console itself asks of the cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Requests sent since the start.
    pub requests: u64,
    /// Bytes sent since the start.
    pub sent: u64,
    /// Bytes received since the start.
    pub received: u64,
}

/// What the poller is to fetch: each front end asks for what it shows, and no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Want {
    /// Metadata.
    pub topology: bool,
    /// DescribeCluster, features, controller.
    pub cluster: bool,
    /// ListOffsets: high watermarks.
    pub offsets: bool,
    /// ListOffsets: last stable offsets and log starts as well.
    pub all_offsets: bool,
    /// Groups: list, members, commits.
    pub groups: bool,
    /// Only these groups, when not empty.
    pub only_groups: Vec<GroupId>,
    /// Only these topics, when not empty (Metadata names them).
    pub only_topics: Vec<TopicName>,
    /// Log dirs.
    pub storage: bool,
    /// Configs for the health rules.
    pub settings: bool,
    /// The quorum.
    pub quorum: bool,
    /// Reassignments and eligible leaders.
    pub moves: bool,
    /// The thing to look at closely.
    pub open: Option<Open>,
}

/// A thing to look at closely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// A topic, with all its configs.
    Topic(TopicName),
    /// A broker, with all its configs.
    Broker(BrokerId),
}

impl Want {
    /// Everything, as the TUI wants it.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            topology: true,
            cluster: true,
            offsets: true,
            all_offsets: true,
            groups: true,
            storage: true,
            settings: true,
            quorum: true,
            moves: true,
            ..Self::default()
        }
    }

    /// What a group's lag takes: commits and ends. All groups without a name.
    #[must_use]
    pub fn lag(only_groups: Vec<GroupId>) -> Self {
        Self {
            topology: true,
            groups: true,
            offsets: true,
            all_offsets: true,
            only_groups,
            ..Self::default()
        }
    }
}
