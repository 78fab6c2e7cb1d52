//! A broker with a slow disk: some of its replicas fall out of the ISR and come back, again and again.

use super::{Act, Mood, Stage, victim};
use crate::demo::scenario::cluster::CatchingUp;

/// From one fall to the next, in ms.
const ROUND: i64 = 16_000;
/// So long of it they are out.
const OUT: i64 = 10_000;

#[derive(Default)]
pub(super) struct IsrFlap {
    behind: CatchingUp,
}

impl Act for IsrFlap {
    fn step(&mut self, stage: &mut Stage<'_>, _mood: &mut Mood) {
        let out = stage.since % ROUND < OUT;
        if out && self.behind.left() == 0 {
            let Some(id) = victim(stage.state) else { return };
            // those in one log dir, and not all of them
            let slow = |name: &str, number: i32| number % 2 == 1 && !name.starts_with("__");
            self.behind = CatchingUp::fall_behind(stage.state, id, slow);
        } else if !out {
            self.behind.go_on(stage.state, usize::MAX);
        }
    }

    fn end(&mut self, stage: &mut Stage<'_>) {
        self.behind.go_on(stage.state, usize::MAX);
    }
}
