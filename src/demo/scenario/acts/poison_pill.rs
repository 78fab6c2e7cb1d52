//! A record that no consumer can read: one group stops in front of it, others put it into the dead-letter topic.

use super::{Act, Mood, Stage};
use crate::demo::scenario::mood::Stuck;
use crate::demo::story::groups::VALIDATOR;
use crate::demo::story::topics::{TopicSpec, named};
use crate::demo::traffic::producers::append;
use crate::wire::partition_of;

const TOPIC: &str = "ecommerce.orders.created";
const LETTERS: &str = "orders.dlq";
/// Another one comes so often, in ms.
const EVERY: i64 = 20_000;

#[derive(Default)]
pub(super) struct PoisonPill {
    sent: i64,
    stuck: Option<Stuck>,
}

impl Act for PoisonPill {
    fn step(&mut self, stage: &mut Stage<'_>, mood: &mut Mood) {
        if stage.since >= self.sent * EVERY
            && let (Some(topic), Some(letters)) = (named(TOPIC), named(LETTERS))
        {
            self.sent += 1;
            self.send(stage, topic, letters);
        }
        mood.stuck = self.stuck.clone();
    }
}

impl PoisonPill {
    fn send(&mut self, stage: &mut Stage<'_>, topic: &'static TopicSpec, letters: &'static TopicSpec) {
        let pill = stage.payloads.poison(stage.dice);
        let key = pill.key.clone().unwrap_or_default();
        let number = partition_of(&key, topic.partitions);
        let now = stage.at.now;
        let Some(offset) = append(
            stage.state,
            topic.name,
            topic.keep,
            number,
            std::slice::from_ref(&pill),
            now,
            None,
        ) else {
            return;
        };
        let letter = stage.payloads.dead_letter(&pill, TOPIC, number, offset);
        append(
            stage.state,
            letters.name,
            letters.keep,
            partition_of(&key, letters.partitions),
            &[letter],
            now,
            None,
        );
        self.stuck.get_or_insert(Stuck {
            group: VALIDATOR,
            topic: TOPIC,
            partition: number,
            offset,
        });
    }
}
