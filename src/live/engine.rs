//! The loop: what is due is asked, what comes is put on the board, and the board is published.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant as Alarm;

use super::Options;
use super::answer::Answer;
use super::ask;
use super::board::Board;
use super::memory::Memory;
use super::schedule::Schedule;
use super::still;
use super::task::{self, Task};
use crate::clock;
use crate::config::profile::Profile;
use crate::kafka::Client;
use crate::model::cluster::Reach;
use crate::model::time::At;
use crate::model::trouble::Trouble;
use crate::model::view::{Link, View, Want};

/// Answers that come this close together are published as one view.
const GATHER: Duration = Duration::from_millis(25);
/// An answer that tells nothing new only makes the view younger: it waits this long for one that does.
const YOUNGER: Duration = Duration::from_millis(900);
/// How often the client is asked which brokers answer, while nothing else wakes the loop.
const GLANCE: Duration = Duration::from_millis(250);

/// What a front end tells a running engine.
#[derive(Debug)]
pub(super) enum Control {
    /// Fetch this from now on.
    Want(Want),
    /// Ask everything again now.
    Refresh,
}

/// The engine of one cluster.
pub(super) struct Engine {
    pub(super) client: Client,
    pub(super) board: Board,
    pub(super) schedule: Schedule,
    pub(super) want: Want,
    /// A single look instead of a watch.
    once: bool,
    /// For a picture: played in lock-step with a held clock.
    pub(super) still: bool,
    /// That play is over: only what is opened is asked.
    pub(super) played: bool,
    pub(super) jobs: FuturesUnordered<LocalBoxFuture<'static, Answer>>,
    pub(super) publish_at: Option<Instant>,
    pub(super) attempts: u32,
    /// The first trouble of all, for a look that finds nobody.
    pub(super) first_trouble: Option<Trouble>,
    pub(super) memory: Memory,
}

impl Engine {
    pub(super) fn new(profile: Arc<Profile>, want: Want, options: Options, once: bool) -> Self {
        let mut board = Board::default();
        board.view.started = now();
        Self {
            client: Client::new(profile),
            board,
            schedule: Schedule::new(once),
            want,
            once,
            still: false,
            played: false,
            jobs: FuturesUnordered::new(),
            publish_at: None,
            attempts: 0,
            first_trouble: None,
            memory: Memory::new(options, !once),
        }
    }

    /// Watches until the control channel closes.
    pub(super) async fn watch(mut self, mut control: mpsc::Receiver<Control>, out: watch::Sender<Arc<View>>) {
        loop {
            self.begin();
            let alarm = self.alarm();
            tokio::select! {
                biased;
                told = control.recv() => match told {
                    Some(told) => self.control(told),
                    None => return,
                },
                Some(answer) = self.jobs.next(), if !self.jobs.is_empty() => self.apply(answer),
                () = tokio::time::sleep_until(alarm) => self.glance(),
            }
            if self.publish_at.is_some_and(|at| at <= Instant::now()) {
                self.publish_at = None;
                out.send_replace(self.publish());
            }
        }
    }

    /// One look: every wanted task has one turn.
    pub(super) async fn look(mut self, timeout: Duration) -> Result<View, Trouble> {
        let deadline = Instant::now() + timeout;
        loop {
            self.begin();
            if self.jobs.is_empty() && self.schedule.finished() {
                break;
            }
            // nobody waits for a view in between: the next turn of a task is all there is to wake for
            let alarm = self.schedule.next().unwrap_or(deadline).min(deadline);
            tokio::select! {
                Some(answer) = self.jobs.next(), if !self.jobs.is_empty() => self.apply(answer),
                () = tokio::time::sleep_until(Alarm::from_std(alarm)) => {}
            }
            if Instant::now() >= deadline {
                self.give_up(timeout);
                break;
            }
        }
        self.board.join(now(), Instant::now(), true);
        let view = self.publish();
        match self.first_trouble {
            Some(trouble) if !self.board.anything() => Err(trouble),
            _ => Ok(Arc::unwrap_or_clone(view)),
        }
    }

    /// Starts what is due.
    pub(super) fn begin(&mut self) {
        let moment = Instant::now();
        let known = self.board.view.topology.stamp.at.is_some();
        let mut tasks = task::tasks(&self.want, &self.board.listed(), known, !self.once);
        if self.once {
            self.after_groups(&mut tasks);
        }
        if self.played {
            Self::only_opened(&mut tasks);
        }
        self.schedule.want(&tasks, moment);
        for task in self.schedule.take_due(moment) {
            let job = ask::job(self, task, moment);
            self.jobs.push(job);
        }
    }

    /// In a single look the ends are asked after all commits were read, and only for the partitions that need them.
    fn after_groups(&self, tasks: &mut Vec<Task>) {
        if !self.want.groups {
            return;
        }
        let groups_left = tasks
            .iter()
            .any(|t| matches!(t, Task::Groups(_)) && !self.schedule.had_turn(*t));
        let known = self.board.view.topology.stamp.at.is_some();
        tasks.retain(|t| !matches!(t, Task::Ends(_) | Task::Starts(_)));
        if known && !groups_left {
            let leaders = if self.want.offsets {
                self.board.listed()
            } else {
                self.board.needed_leaders()
            };
            tasks.extend(leaders.into_iter().flat_map(|b| [Task::Ends(b), Task::Starts(b)]));
        }
    }

    fn control(&mut self, told: Control) {
        match told {
            Control::Want(want) => {
                if want.open != self.want.open {
                    self.board.view.opened = Default::default();
                    self.schedule.hurry(Task::Opened, Instant::now());
                    self.gather();
                }
                self.want = want;
            }
            Control::Refresh => self.schedule.hurry_all(Instant::now()),
        }
    }

    /// Looks whether anything changed that no answer tells; publishes at once when a broker was lost or came back.
    fn glance(&mut self) {
        if self.played {
            return;
        }
        let joined = self.board.join(now(), Instant::now(), false);
        self.memory.groups |= joined;
        if self.reach() || joined {
            self.gather();
        }
    }

    /// Asks the client which brokers answer: who came back is asked everything again at once. True when any turned.
    pub(super) fn reach(&mut self) -> bool {
        let reach = self.client.reach();
        let turned = self.board.reach(if self.still { still::masked(reach) } else { reach });
        for (broker, _) in turned.iter().filter(|(_, back)| *back) {
            self.schedule.hurry_broker(*broker, Instant::now());
        }
        !turned.is_empty()
    }

    /// Whether this is a single look.
    pub(super) fn once(&self) -> bool {
        self.once
    }

    /// Something a screen shows has changed: publish soon.
    pub(super) fn gather(&mut self) {
        self.publish_within(GATHER);
    }

    /// Nothing has changed but ages: publish with the next thing that has, or a little later.
    pub(super) fn grow_younger(&mut self) {
        self.publish_within(YOUNGER);
    }

    fn publish_within(&mut self, wait: Duration) {
        let latest = Instant::now() + wait;
        self.publish_at = Some(self.publish_at.map_or(latest, |at| at.min(latest)));
    }

    fn alarm(&self) -> Alarm {
        let glance = Instant::now() + GLANCE;
        let times = [self.schedule.next(), self.publish_at, self.board.patience()];
        Alarm::from_std(times.into_iter().flatten().min().unwrap_or(glance).min(glance))
    }

    /// The link as it is now.
    pub(super) fn link(&self, at: At) -> Link {
        let brokers = &self.board.view.cluster.brokers;
        let answers = brokers.iter().any(|b| matches!(b.reach, Reach::Answers { .. }));
        if answers || (self.attempts == 0 && self.board.view.seq > 0 && self.board.anything()) {
            return Link::Live;
        }
        let next = self.client.next_try().map(|next| {
            let wait = next.saturating_duration_since(Instant::now());
            At(at.0 + i64::try_from(wait.as_millis()).unwrap_or(0))
        });
        Link::Connecting {
            attempt: self.attempts,
            next,
            doors: self.client.doors(),
        }
    }
}

/// Now, as the model counts it.
pub(super) fn now() -> At {
    At(clock::now_ms())
}
