//! What acts do to the cluster itself.

use crate::demo::state::State;
use crate::model::names::{BrokerId, TopicName};

/// Replicas that are to come back into the ISR, one after another.
#[derive(Debug, Default)]
pub struct CatchingUp {
    waiting: Vec<(TopicName, i32, BrokerId)>,
}

impl CatchingUp {
    /// The broker's process is back: what nobody else can lead it leads at once, the rest has to catch up first.
    #[must_use]
    pub fn start(state: &mut State, id: BrokerId, now_ms: i64) -> Self {
        if let Some(broker) = state.brokers.get_mut(id) {
            broker.up = true;
            broker.since_ms = now_ms;
        }
        let mut waiting = Vec::new();
        for (name, topic) in state.topics.iter_mut() {
            for (number, partition) in (0..).zip(&mut topic.partitions) {
                if partition.leader.is_none() {
                    partition.regain(id, &[id]);
                } else if partition.replicas.contains(&id) && !partition.isr.contains(&id) {
                    waiting.push((name.clone(), number, id));
                }
            }
        }
        Self { waiting }
    }

    /// Lets replicas of `id` fall behind: they leave the ISR, as far as another stays in it and `of` wants it.
    #[must_use]
    pub fn fall_behind(state: &mut State, id: BrokerId, of: impl Fn(&str, i32) -> bool) -> Self {
        let mut waiting = Vec::new();
        for (name, topic) in state.topics.iter_mut() {
            for (number, partition) in (0..).zip(&mut topic.partitions) {
                let follows = partition.leader.is_some_and(|leader| leader != id) && partition.isr.contains(&id);
                if follows && of(name.as_str(), number) {
                    partition.isr.retain(|other| *other != id);
                    waiting.push((name.clone(), number, id));
                }
            }
        }
        Self { waiting }
    }

    /// Some of them have caught up: at most `most`.
    pub fn go_on(&mut self, state: &mut State, most: usize) {
        for (name, number, id) in self.waiting.drain(..most.min(self.waiting.len())) {
            let partition = state
                .topics
                .get_mut(name.as_str())
                .and_then(|topic| topic.partition_mut(number));
            if let Some(partition) = partition {
                partition.regain(id, &[id]);
            }
        }
    }

    /// How many are still behind.
    #[must_use]
    pub fn left(&self) -> usize {
        self.waiting.len()
    }
}

/// The controller gives leadership back to preferred leaders (`auto.leader.rebalance.enable`).
pub fn prefer(state: &mut State) {
    let mut wrong = Vec::new();
    for (name, topic) in state.topics.iter() {
        let away = (0..)
            .zip(&topic.partitions)
            .filter(|(_, part)| part.leader != part.replicas.first().copied());
        wrong.extend(away.map(|(number, _)| (name.clone(), number)));
    }
    for (name, number) in wrong {
        // a preferred leader that is not in sync has to wait
        let _ = state.elect(name.as_str(), number, false);
    }
}
