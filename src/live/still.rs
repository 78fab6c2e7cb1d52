//! Pictures that do not flicker: the engine and a clock that is held go on in lock-step, then both stand still.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use futures_util::StreamExt;
use tokio::sync::watch;

use super::engine::{Engine, now};
use super::task::Task;
use crate::clock;
use crate::model::cluster::Reach;
use crate::model::names::BrokerId;
use crate::model::view::View;

/// What every broker's round trip is told to be, in microseconds: a real one differs from run to run.
const ROUND_TRIP: u32 = 640;

/// A play in lock-step before the first view that anybody sees. The clock must be held ([`clock::hold`]).
pub struct Still {
    /// How often everything is asked.
    pub steps: u32,
    /// How far the clock moves each time, in milliseconds.
    pub step_ms: i64,
    /// Called after the clock moved and before anything is asked, with the new moment: the cluster follows here.
    pub each: Box<dyn FnMut(i64) + Send>,
}

impl fmt::Debug for Still {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Still");
        shown.field("steps", &self.steps).field("step_ms", &self.step_ms);
        shown.finish_non_exhaustive()
    }
}

impl Engine {
    /// Plays to the end: one view a step, published when all that is due was answered or failed.
    pub(super) async fn play(&mut self, mut still: Still, out: &watch::Sender<Arc<View>>) {
        self.still = true;
        for _ in 0..still.steps {
            clock::step(still.step_ms);
            (still.each)(clock::now_ms());
            self.schedule.hurry_all(Instant::now());
            self.ask_all().await;
            self.memory.groups |= self.board.join(now(), Instant::now(), true);
            self.publish_at = None;
            out.send_replace(self.publish());
        }
        self.played = true;
    }

    async fn ask_all(&mut self) {
        loop {
            self.begin();
            match self.jobs.next().await {
                Some(answer) => self.apply(answer),
                None => return,
            }
        }
    }

    /// What is still asked after the play: what the person opens.
    pub(super) fn only_opened(tasks: &mut Vec<Task>) {
        tasks.retain(|task| *task == Task::Opened);
    }
}

/// The brokers' reach, with one round trip for all that answer.
pub(super) fn masked(reach: Vec<(BrokerId, Reach)>) -> Vec<(BrokerId, Reach)> {
    let mask = |reach| match reach {
        Reach::Answers { .. } => Reach::Answers { rtt: ROUND_TRIP },
        other => other,
    };
    reach.into_iter().map(|(id, reach)| (id, mask(reach))).collect()
}
