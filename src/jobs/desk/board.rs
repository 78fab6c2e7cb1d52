//! What the acting side shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::watch;

use crate::jobs::{browse, compose, redrive, schemas};
use crate::model::names::TopicName;

/// What the acting side shows: a part a use case, replaced whole when it changes.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// The records that are read.
    pub records: Arc<browse::Page>,
    /// The record in the making.
    pub sheet: Arc<compose::Sheet>,
    /// What is being sent, and what was.
    pub deliveries: Arc<compose::Deliveries>,
    /// Dead letters: counted, under way, brought back.
    pub redrive: Arc<redrive::Page>,
    /// What is looked at of the schema registry.
    pub schemas: Arc<schemas::Page>,
    /// Ids of schemas that records were seen to carry, and in which topics.
    pub carried: Arc<BTreeMap<u32, BTreeSet<TopicName>>>,
    /// What is under way, the oldest first.
    pub work: Vec<Working>,
    /// How many errands were begun so far: they are numbered.
    pub begun: u64,
}

/// An errand under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Working {
    /// Its number.
    pub number: u64,
    /// What it is: "delete subject orders-value".
    pub title: String,
}

/// Where it is shown.
pub type Boards = watch::Sender<Arc<Board>>;
