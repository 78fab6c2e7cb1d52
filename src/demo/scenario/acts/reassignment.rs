//! Partitions move to brokers that do not have them yet, under a throttle that goes when they have arrived.

use super::{Act, Mood, Stage};
use crate::demo::state::State;
use crate::model::names::BrokerId;

const TOPIC: &str = "clickstream.events";
/// So many of its partitions move.
const MOVED: i32 = 8;
/// Bytes a second that a broker may take in.
const THROTTLE: u64 = 60 << 20;
const RATES: [&str; 2] = [
    "leader.replication.throttled.rate",
    "follower.replication.throttled.rate",
];
const LISTS: [&str; 2] = [
    "leader.replication.throttled.replicas",
    "follower.replication.throttled.replicas",
];

#[derive(Default)]
pub(super) struct Reassignment {
    begun: bool,
    throttled: bool,
}

impl Act for Reassignment {
    fn step(&mut self, stage: &mut Stage<'_>, _mood: &mut Mood) {
        if !self.begun {
            self.begun = true;
            self.throttled = true;
            throttle(stage.state, Some(THROTTLE));
            for number in 0..MOVED {
                shift(stage.state, number);
            }
        }
        if self.throttled && stage.state.moving().is_empty() {
            self.throttled = false;
            throttle(stage.state, None);
        }
    }

    fn end(&mut self, stage: &mut Stage<'_>) {
        for (topic, number) in stage.state.moving() {
            // it is on its way, so there is something to cancel
            let _ = stage.state.cancel(topic.as_str(), number);
        }
        throttle(stage.state, None);
    }
}

/// Moves the last replica of a partition to the next broker that has none of it.
fn shift(state: &mut State, number: i32) {
    let Some(part) = state.topics.get(TOPIC).and_then(|topic| topic.partition(number)) else {
        return;
    };
    let mut target: Vec<BrokerId> = part.replicas.clone();
    let without = |id: &BrokerId| !part.replicas.contains(id) && state.brokers.is_up(*id);
    let Some(next) = state.brokers.iter().map(|broker| broker.id).find(without) else {
        return;
    };
    if let Some(last) = target.last_mut() {
        *last = next;
    }
    // brokers and partition were just seen
    let _ = state.reassign(TOPIC, number, &target);
}

fn throttle(state: &mut State, rate: Option<u64>) {
    let ids: Vec<BrokerId> = state.brokers.iter().map(|broker| broker.id).collect();
    for id in ids {
        let Some(broker) = state.brokers.get_mut(id) else {
            continue;
        };
        for name in RATES {
            match rate {
                Some(rate) => broker.configs.insert(name.to_owned(), rate.to_string()),
                None => broker.configs.remove(name),
            };
        }
    }
    if let Some(topic) = state.topics.get_mut(TOPIC) {
        for name in LISTS {
            match rate {
                Some(_) => topic.configs.insert(name.to_owned(), "*".to_owned()),
                None => topic.configs.remove(name),
            };
        }
    }
}
