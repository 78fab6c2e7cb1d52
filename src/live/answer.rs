//! What a task brings home.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::task::Task;
use crate::kafka::calls::cluster::ClusterAnswer;
use crate::kafka::calls::metadata::MetadataAnswer;
use crate::kafka::calls::offsets::Told;
use crate::model::group::Group;
use crate::model::known::Known;
use crate::model::moves::{Eligible, Moves};
use crate::model::names::TopicName;
use crate::model::quorum::Quorum;
use crate::model::settings::{BrokerSettings, TopicSettings};
use crate::model::storage::LogDir;
use crate::model::time::At;
use crate::model::topology::Topology;
use crate::model::trouble::Trouble;
use crate::model::view::{Open, Opened};

/// A task's outcome with the moments the schedule and the stamps need.
#[derive(Debug)]
pub(super) struct Answer {
    /// The task.
    pub task: Task,
    /// When it began.
    pub began: Instant,
    /// The same on the wall.
    pub began_at: At,
    /// What came of it.
    pub outcome: Result<Part, Trouble>,
}

/// The typed part of an answer.
#[derive(Debug)]
pub(super) enum Part {
    /// Topics and live brokers.
    Metadata(MetadataAnswer),
    /// Registered brokers, features, rights.
    Cluster(ClusterAnswer),
    /// It answers.
    Pong,
    /// A coordinator's groups with their commits, and when these had been read.
    Groups(Vec<Arc<Group>>, Instant),
    /// High watermarks and (if asked) last stable offsets.
    Ends {
        /// High watermarks.
        high: Told,
        /// Last stable offsets.
        stable: Told,
        /// The topology the indices belong to.
        asked: Arc<Topology>,
    },
    /// Log starts.
    Starts(Told, Arc<Topology>),
    /// A broker's log dirs.
    Storage(Vec<LogDir>),
    /// Topics' configs for the rules.
    TopicSettings(BTreeMap<TopicName, TopicSettings>),
    /// A broker's configs for the rules.
    BrokerSettings(BrokerSettings),
    /// The quorum.
    Quorum(Quorum),
    /// Reassignments.
    Moves(Moves),
    /// Eligible leaders.
    Eligible(Eligible),
    /// What a broker's software is at least ("≥ 3.9").
    Software(Known<Arc<str>>),
    /// The thing looked at closely.
    Opened(Open, Box<Opened>),
}
