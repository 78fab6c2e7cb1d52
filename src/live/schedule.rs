//! What is asked when: one slot a task, never overlapping itself, stretched as the cluster grows, backed off on failure.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::task::{Task, interval};
use crate::model::names::BrokerId;
/// One task's state.
#[derive(Clone, Debug)]
struct Slot {
    due: Instant,
    running: bool,
    began: Instant,
    failures: u32,
    turns: u32,
    every: Duration,
}

/// All tasks.
#[derive(Debug, Default)]
pub struct Schedule {
    slots: BTreeMap<Task, Slot>,
    once: bool,
}

impl Schedule {
    /// `once`: every task runs a single time.
    #[must_use]
    pub fn new(once: bool) -> Self {
        Self {
            slots: BTreeMap::new(),
            once,
        }
    }

    /// Adds the wanted tasks that are missing (due now) and drops those no longer wanted. A running task that is
    /// dropped has its answer ignored.
    pub fn want(&mut self, tasks: &[Task], now: Instant) {
        self.slots
            .retain(|task, slot| tasks.contains(task) || (self.once && !slot.running));
        for &task in tasks {
            self.slots.entry(task).or_insert_with(|| Slot {
                due: now,
                running: false,
                began: now,
                failures: 0,
                turns: 0,
                every: task.base(),
            });
        }
    }

    /// The tasks that are due now; they count as running until [`Schedule::done`].
    pub fn take_due(&mut self, now: Instant) -> Vec<Task> {
        let mut due = Vec::new();
        for (task, slot) in &mut self.slots {
            if !slot.running && slot.due <= now && !(self.once && slot.turns > 0) {
                slot.running = true;
                slot.began = now;
                due.push(*task);
            }
        }
        due
    }

    /// When the next task is due; none while all run (or, once, are done).
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        self.slots
            .values()
            .filter(|s| !(s.running || self.once && s.turns > 0))
            .map(|s| s.due)
            .min()
            .filter(|_| !self.finished())
    }

    /// A task ended. Its next turn counts from its beginning, so that a slow answer does not shift the rhythm; a
    /// failed one waits longer each time.
    pub fn done(&mut self, task: Task, now: Instant, ok: bool, partitions: usize) {
        let once = self.once;
        let Some(slot) = self.slots.get_mut(&task) else { return };
        slot.running = false;
        slot.every = interval(task, partitions, now - slot.began);
        slot.turns += 1;
        if once {
            return;
        }
        slot.failures = if ok { 0 } else { (slot.failures + 1).min(4) };
        let wait = match task {
            Task::Ping(_) | Task::Metadata | Task::Cluster => slot.every,
            _ => (slot.every * (1 << slot.failures)).min(slot.every.max(Duration::from_secs(30))),
        };
        slot.due = (slot.began + wait).max(now + Duration::from_millis(20));
    }

    /// In a single look: gives a task another turn, three at most; true when it has one.
    pub fn again(&mut self, task: Task, due: Instant) -> bool {
        let Some(slot) = self.slots.get_mut(&task).filter(|slot| slot.failures < 3) else {
            return false;
        };
        slot.failures += 1;
        slot.turns = 0;
        slot.due = due;
        true
    }

    /// Brings a task forward.
    pub fn hurry(&mut self, task: Task, due: Instant) {
        if let Some(slot) = self.slots.get_mut(&task) {
            slot.due = slot.due.min(due);
        }
    }

    /// Brings forward what a broker is asked: it answers again.
    pub fn hurry_broker(&mut self, broker: BrokerId, due: Instant) {
        for (_, slot) in self.slots.iter_mut().filter(|(task, _)| task.broker() == Some(broker)) {
            slot.due = slot.due.min(due);
            slot.failures = 0;
        }
    }

    /// Brings every task forward: the user asked for fresh numbers, or a broker came back.
    pub fn hurry_all(&mut self, now: Instant) {
        for slot in self.slots.values_mut() {
            slot.due = slot.due.min(now);
        }
    }

    /// Whether any task of a kind runs now.
    pub fn any_running(&self, kind: impl Fn(Task) -> bool) -> bool {
        self.slots.iter().any(|(task, slot)| slot.running && kind(*task))
    }

    /// In a single look: the tasks that had no turn to its end.
    #[must_use]
    pub fn unfinished(&self) -> Vec<Task> {
        self.slots
            .keys()
            .copied()
            .filter(|task| !self.had_turn(*task))
            .collect()
    }

    /// The interval a task is asked at now.
    #[must_use]
    pub fn every(&self, task: Task) -> Duration {
        self.slots.get(&task).map_or(task.base(), |s| s.every)
    }

    /// Whether a task had its turn (it is not due again in a single look).
    #[must_use]
    pub fn had_turn(&self, task: Task) -> bool {
        self.slots
            .get(&task)
            .is_some_and(|slot| slot.turns > 0 && !slot.running)
    }

    /// Once, and every task has had its turn.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.once && self.slots.keys().all(|task| self.had_turn(*task))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_task_never_overlaps_itself_and_keeps_its_rhythm() {
        let start = Instant::now();
        let mut schedule = Schedule::new(false);
        schedule.want(&[Task::Metadata], start);
        assert_eq!(schedule.take_due(start), [Task::Metadata]);
        assert!(schedule.take_due(start + 9 * SECOND).is_empty(), "it still runs");
        schedule.done(Task::Metadata, start + Duration::from_millis(40), true, 10);
        assert_eq!(schedule.next(), Some(start + SECOND), "counted from its beginning");
    }

    #[test]
    fn failures_wait_longer_and_one_success_forgives() {
        let mut now = Instant::now();
        let mut schedule = Schedule::new(false);
        schedule.want(&[Task::Quorum], now);
        let mut waits = Vec::new();
        for ok in [false, false, false, true, true] {
            schedule.take_due(now);
            schedule.done(Task::Quorum, now, ok, 10);
            let next = schedule.next().unwrap();
            waits.push((next - now).as_secs());
            now = next;
        }
        assert_eq!(waits, [4, 8, 16, 2, 2]);
    }

    #[test]
    fn once_ends_when_every_task_had_its_turn() {
        let now = Instant::now();
        let mut schedule = Schedule::new(true);
        schedule.want(&[Task::Metadata], now);
        assert!(!schedule.finished());
        schedule.take_due(now);
        schedule.want(&[Task::Metadata, Task::Quorum], now);
        schedule.done(Task::Metadata, now, true, 1);
        assert!(!schedule.finished(), "the quorum has not been asked");
        schedule.take_due(now);
        assert_eq!(
            schedule.next(),
            None,
            "what had its turn wakes nobody while the other runs"
        );
        schedule.done(Task::Quorum, now, false, 1);
        assert!(schedule.finished());
        assert_eq!(schedule.next(), None);
    }
}
