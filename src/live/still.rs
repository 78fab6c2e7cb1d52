//! Pictures that do not flicker: the engine and a clock that is held go on in lock-step, then both stand still.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::watch;

use super::ask;
use super::engine::{Engine, now};
use super::task::{self, Task};
use crate::clock;
use crate::model::cluster::Reach;
use crate::model::names::BrokerId;
use crate::model::time::At;
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
        let mut asked = BTreeMap::new();
        for left in (0..still.steps).rev() {
            clock::step(still.step_ms);
            (still.each)(clock::now_ms());
            self.client.afresh();
            if left == 0 {
                asked.clear();
            }
            while let Some(task) = self.next_of(&mut asked) {
                let answer = ask::job(self, task, Instant::now()).await;
                self.apply(answer);
            }
            self.board.join(now(), Instant::now(), true);
            self.memory.groups = true;
            self.publish_at = None;
            out.send_replace(self.publish());
        }
        self.played = true;
    }

    /// One after the other, in their order, so that nothing hangs on which answer comes first; each as often as always,
    /// by the clock that is held.
    fn next_of(&mut self, asked: &mut BTreeMap<Task, At>) -> Option<Task> {
        let known = self.board.view.topology.stamp.at.is_some();
        let tasks = task::tasks(&self.want, &self.board.listed(), known, true);
        self.schedule.want(&tasks, Instant::now());
        let is_due = |task: &Task| {
            let ago = asked.get(task).map(|at| now().since(*at).0);
            ago.is_none_or(|ago| u128::try_from(ago).is_ok_and(|ago| ago > 0 && ago >= task.base().as_millis()))
        };
        let task = tasks.into_iter().find(is_due)?;
        asked.insert(task, now());
        Some(task)
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
