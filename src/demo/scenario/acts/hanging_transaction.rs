//! A producer dies in the middle of a transaction and its coordinator forgets it: who reads committed records waits.

use super::{Act, Mood, Stage};
use crate::demo::story::Content;
use crate::demo::traffic::transactions::Hanging;

const TOPIC: &str = "payments.captured";
/// The partitions it wrote to.
const PARTITIONS: [i32; 3] = [2, 5, 9];
/// The operator who aborts it comes a little before the act is over, in ms.
const ABORT: i64 = 140_000;

#[derive(Default)]
pub(super) struct HangingTransaction {
    begun: bool,
    hanging: Option<Hanging>,
}

impl Act for HangingTransaction {
    fn step(&mut self, stage: &mut Stage<'_>, _mood: &mut Mood) {
        if !self.begun {
            self.begun = true;
            let made = [stage.payloads.make(Content::Payment, stage.at.now, stage.dice)];
            self.hanging = Hanging::begin(stage.state, TOPIC, &PARTITIONS, &made, stage.at);
        }
        if stage.since >= ABORT {
            self.end(stage);
        }
    }

    fn end(&mut self, stage: &mut Stage<'_>) {
        if let Some(hanging) = self.hanging.take() {
            hanging.abort(stage.state, stage.at);
        }
    }
}
