//! Answers onto the board, and the board out as a view: with health, events and history brought up to date.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::answer::{Answer, Part};
use super::board::{self, Which};
use super::ends::Waiting;
use super::engine::{Engine, now};
use super::task::Task;
use crate::kafka::fault;
use crate::model::group::Group;
use crate::model::known::{Known, Reason};
use crate::model::stamp::Stamp;
use crate::model::storage::Storage;
use crate::model::time::At;
use crate::model::trouble::{Cause, Trouble};
use crate::model::view::View;

/// In a single look, what may well be over in a moment is asked again after this pause.
const AGAIN: Duration = Duration::from_millis(250);

impl Engine {
    /// Puts an answer on the board and plans the task's next turn.
    pub(super) fn apply(&mut self, answer: Answer) {
        let Answer {
            task,
            began,
            began_at,
            outcome,
        } = answer;
        let moment = Instant::now();
        let partitions = self.board.view.topology.partitions();
        self.schedule.done(task, moment, outcome.is_ok(), partitions);
        let every = self.schedule.every(task);
        let before = self.board.shown();
        let numbers = !matches!(
            task,
            Task::Metadata | Task::Cluster | Task::Ping(_) | Task::Quorum | Task::Moves | Task::Eligible
        );
        let mut news = numbers || outcome.is_err();
        let outcome = match outcome {
            Ok(part) => {
                self.answered(task, part, began, began_at);
                Ok(now())
            }
            Err(trouble) => {
                self.failed(task, &trouble, moment);
                Err(Arc::new(trouble))
            }
        };
        self.stamp(task, outcome, every, began);
        news |= self.reach() || self.board.shown() != before;
        // In a single look the sweeps wait to its end: there is no later one to make good what a silent leader holds up.
        if !self.once() && self.board.join(now(), moment, false) {
            self.memory.groups = true;
            news = true;
        }
        if news { self.gather() } else { self.grow_younger() }
    }

    fn answered(&mut self, task: Task, part: Part, began: Instant, began_at: At) {
        let at = now();
        let moment = Instant::now();
        match part {
            Part::Metadata(answer) => {
                self.attempts = 0;
                if self.board.metadata(answer, at) {
                    self.schedule.hurry(Task::Cluster, moment);
                }
            }
            Part::Cluster(answer) => self.board.cluster(answer, at),
            Part::Pong => {}
            Part::Groups(groups, read) => self.groups(task, groups, read, began_at),
            Part::Ends { high, stable, asked } => {
                let Task::Ends(leader) = task else { return };
                let moved = self.board.offsets(leader, Which::High, &high, &asked)
                    | self.board.offsets(leader, Which::Stable, &stable, &asked);
                self.moved(moved, task, moment);
                let every = self.schedule.every(task);
                let stamp = board::stamp(None, Ok(at), every);
                self.board.ends_done(leader, began, stamp);
                self.memory.ends = true;
            }
            Part::Starts(starts, asked) => {
                let Task::Starts(leader) = task else { return };
                let moved = self.board.offsets(leader, Which::Start, &starts, &asked);
                self.moved(moved, task, moment);
            }
            Part::Storage(mut dirs) => {
                let Task::Storage(broker) = task else { return };
                for dir in &mut dirs {
                    dir.replicas.share(&self.board.view.topology);
                }
                let storage = Arc::make_mut(&mut self.board.view.storage.data);
                storage.brokers.insert(broker, Known::Value(Arc::new(dirs)));
            }
            Part::TopicSettings(topics) => {
                let settings = Arc::make_mut(&mut self.board.view.settings.data);
                settings.topics = topics;
                settings.topics_known = Known::Value(());
            }
            Part::BrokerSettings(settings) => {
                let Task::BrokerSettings(broker) = task else { return };
                Arc::make_mut(&mut self.board.view.settings.data)
                    .brokers
                    .insert(broker, settings);
            }
            Part::Quorum(quorum) => self.board.quorum(quorum),
            Part::Moves(moves) => self.board.view.moves.data = Known::Value(Arc::new(moves)),
            Part::Eligible(eligible) => self.board.view.eligible.data = Arc::new(eligible),
            Part::Software(software) => {
                let Task::Abilities(broker) = task else { return };
                self.board.software(broker, software);
            }
            Part::Opened(open, opened) => {
                if self.want.open.as_ref() == Some(&open) {
                    self.board.view.opened.data = Some(Arc::new(*opened));
                } else {
                    self.schedule.hurry(Task::Opened, moment);
                    self.schedule.again(Task::Opened, moment);
                }
            }
        }
    }

    /// Commits were read: they wait for ends asked from now on, so these are brought forward once no other
    /// coordinator is still reading.
    fn groups(&mut self, task: Task, groups: Vec<Arc<Group>>, read: Instant, began: At) {
        let Task::Groups(coordinator) = task else { return };
        // in a single look there is no next sweep to tell what an election or a coordinator that loads kept back
        if self.once() && groups.iter().any(|group| kept_back(group)) {
            self.schedule.again(task, Instant::now() + AGAIN);
        }
        self.board.groups(Waiting {
            groups,
            coordinator,
            began,
            read,
        });
        if !self.schedule.any_running(|t| matches!(t, Task::Groups(_))) {
            for broker in self.board.listed() {
                self.schedule.hurry(Task::Ends(broker), Instant::now());
            }
        }
    }

    /// A leader moved under our feet: Metadata first, and in a single look the same question again.
    fn moved(&mut self, moved: bool, task: Task, moment: Instant) {
        if moved {
            self.schedule.hurry(Task::Metadata, moment);
            if self.once() && self.schedule.again(Task::Metadata, moment) {
                self.schedule.again(task, moment + Duration::from_millis(200));
            }
        }
    }

    fn failed(&mut self, task: Task, trouble: &Trouble, moment: Instant) {
        tracing::debug!(?task, %trouble, "failed");
        self.first_trouble.get_or_insert_with(|| trouble.clone());
        let reason = trouble.reason();
        match task {
            Task::Metadata => self.attempts += 1,
            Task::Ends(leader) => self.board.untold(leader, &[Which::High, Which::Stable], reason),
            Task::Starts(leader) => self.board.untold(leader, &[Which::Start], reason),
            Task::Quorum if !self.board.view.quorum.is_known() => {
                self.board.view.quorum.data = Known::Unknown(reason);
            }
            Task::Moves if !self.board.view.moves.is_known() => self.board.view.moves.data = Known::Unknown(reason),
            Task::TopicSettings => {
                let settings = Arc::make_mut(&mut self.board.view.settings.data);
                if !settings.topics_known.is_known() {
                    settings.topics_known = Known::Unknown(reason);
                }
            }
            Task::Storage(broker) => {
                let storage: &mut Storage = Arc::make_mut(&mut self.board.view.storage.data);
                let dirs = storage.brokers.entry(broker).or_default();
                if !dirs.is_known() {
                    *dirs = Known::Unknown(reason);
                }
            }
            _ => {}
        }
        if self.once() && passing(trouble) {
            self.schedule.again(task, moment + AGAIN);
        }
    }

    fn stamp(&mut self, task: Task, outcome: Result<At, Arc<Trouble>>, every: Duration, began: Instant) {
        let view = &mut self.board.view;
        let set = |stamp: &mut Stamp| *stamp = board::stamp(Some(stamp), outcome.clone(), every);
        match task {
            Task::Metadata => set(&mut view.topology.stamp),
            Task::Cluster => set(&mut view.cluster.stamp),
            Task::TopicSettings => set(&mut view.settings.stamp),
            Task::Quorum => set(&mut view.quorum.stamp),
            Task::Moves => set(&mut view.moves.stamp),
            Task::Eligible => set(&mut view.eligible.stamp),
            Task::Opened => set(&mut view.opened.stamp),
            Task::Storage(_) => set(&mut view.storage.stamp),
            Task::Groups(broker) => {
                let before = view.groups.coordinators.get(&broker).cloned();
                let stamp = board::stamp(before.as_ref(), outcome, every);
                self.board.groups_done(broker, stamp);
            }
            Task::Ends(broker) if outcome.is_err() => {
                let before = view.offsets.brokers.get(&broker).cloned();
                let stamp = board::stamp(before.as_ref(), outcome, every);
                self.board.ends_done(broker, began, stamp);
            }
            Task::Ends(_) | Task::Starts(_) | Task::Ping(_) | Task::BrokerSettings(_) | Task::Abilities(_) => {}
        }
    }

    /// The deadline of a single look passed: what has not come is marked as timed out.
    pub(super) fn give_up(&mut self, timeout: Duration) {
        let running = self.schedule.unfinished();
        for task in running {
            let cause = Cause::TimedOut(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX));
            let trouble = Trouble::new(task.operation(), cause);
            self.failed(task, &trouble, Instant::now());
            self.stamp(task, Err(Arc::new(trouble)), Duration::ZERO, Instant::now());
        }
    }

    /// The board as a view.
    pub(super) fn publish(&mut self) -> Arc<View> {
        let at = now();
        self.board.view.at = at;
        self.board.view.seq += 1;
        self.board.view.load = self.client.load();
        self.board.view.link = self.link(at);
        self.memory.bring_up(&mut self.board, at);
        let view = Arc::new(self.board.view.clone());
        self.memory.published(&view);
        view
    }
}

/// Whether part of a group was answered with an error that may well be over in a moment.
fn kept_back(group: &Group) -> bool {
    let reasons = [group.members.reason(), group.offsets.reason()];
    let passing = |reason: Reason| matches!(reason, Reason::Failed(code) if fault::retriable(code));
    reasons.into_iter().flatten().any(passing)
}

/// A trouble that may well be over in a moment: an election, a coordinator that loads its groups.
fn passing(trouble: &Trouble) -> bool {
    match trouble.cause {
        Cause::Kafka { code, .. } => fault::retriable(code),
        Cause::Closed => true,
        _ => false,
    }
}
