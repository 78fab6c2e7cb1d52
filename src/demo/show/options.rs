//! How a demo is to be.

use crate::demo::plan::Plan;
use crate::demo::player::Wishes;
use crate::demo::scenario::{Programme, Scenario};
use crate::demo::story::crowd::Crowd;
use crate::demo::story::groups::GROUPS;
use crate::demo::story::topics::{INTERNAL, TOPICS};

/// With more topics than this nothing goes wrong unless it is asked for.
const LARGE: u32 = 1_000;

/// How a demo is to be.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The cluster.
    pub plan: Plan,
    /// The story.
    pub wishes: Wishes,
}

/// How large a demo is to be.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Brokers.
    pub brokers: u16,
    /// Topics in all; the shop has its own in any case.
    pub topics: Option<u32>,
    /// Partitions of each topic that is not the shop's.
    pub partitions: i32,
    /// Groups in all; the shop has its own in any case.
    pub groups: Option<u32>,
}

impl Options {
    /// A demo of this size.
    #[must_use]
    pub fn new(size: &Size) -> Self {
        let beside = |all: Option<u32>, own: usize| all.unwrap_or(0).saturating_sub(u32::try_from(own).unwrap_or(0));
        Self {
            plan: Plan::of(size.brokers),
            wishes: Wishes {
                crowd: Crowd {
                    topics: beside(size.topics, TOPICS.len() + INTERNAL.len()),
                    partitions: size.partitions,
                    groups: beside(size.groups, GROUPS.len()),
                },
                ..Wishes::default()
            },
        }
    }

    /// With this story. Without a scenario, or with one that is none, all are played in turn; in a large cluster none.
    #[must_use]
    pub fn told(mut self, seed: u64, speed: f64, scenario: Option<&str>) -> Self {
        let large = self.wishes.crowd.topics > LARGE;
        self.wishes.seed = seed;
        self.wishes.speed = speed;
        self.wishes.programme = match scenario.and_then(Scenario::parse) {
            Some(one) => Programme::Only(one),
            None if large && scenario.is_none() => Programme::Only(Scenario::Quiet),
            None => Programme::All,
        };
        self
    }

    /// With names for its brokers, as a real cluster has; only who knows the address map finds them.
    #[must_use]
    pub fn named(mut self) -> Self {
        self.plan.advertised = Some("kafka-%.demo:9092".to_owned());
        self
    }
}
