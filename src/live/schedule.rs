//! What is asked when: one slot a task, never overlapping itself, stretched as the cluster grows, backed off on failure.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::model::names::BrokerId;
use crate::model::view::Want;

/// One thing to ask, of one broker where each broker has its own part of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Metadata: topics, leaders, ISR.
    Metadata,
    /// DescribeCluster, features.
    Cluster,
    /// Whether a broker answers at all.
    Ping(BrokerId),
    /// ListGroups, members and commits of the groups a broker coordinates.
    Groups(BrokerId),
    /// High watermarks and last stable offsets of the partitions a broker leads.
    Ends(BrokerId),
    /// Log starts of the partitions a broker leads.
    Starts(BrokerId),
    /// A broker's log dirs.
    Storage(BrokerId),
    /// Topic configs for the health rules.
    TopicSettings,
    /// A broker's configs for the health rules.
    BrokerSettings(BrokerId),
    /// The KRaft quorum.
    Quorum,
    /// Reassignments under way.
    Moves,
    /// Eligible leaders of faulty partitions.
    Eligible,
    /// The thing looked at closely.
    Opened,
    /// What a broker's ApiVersions say of its software.
    Abilities(BrokerId),
}

/// Partitions up to which the base intervals hold.
const ROOMY: u32 = 25_000;
/// No interval is stretched beyond this.
const LONGEST: Duration = Duration::from_secs(120);
/// A task takes at most this share of its interval (1/n).
const SHARE: u32 = 10;

impl Task {
    /// The interval on a cluster of ordinary size.
    #[must_use]
    pub fn base(self) -> Duration {
        Duration::from_millis(match self {
            Self::Metadata | Self::Cluster | Self::Ping(_) => 1_000,
            Self::Ends(_) | Self::Groups(_) | Self::Quorum | Self::Moves | Self::Eligible => 2_000,
            Self::Starts(_) | Self::Opened => 10_000,
            Self::Storage(_) | Self::TopicSettings | Self::BrokerSettings(_) | Self::Abilities(_) => 30_000,
        })
    }

    /// What it does, as errors say it.
    #[must_use]
    pub fn operation(self) -> &'static str {
        match self {
            Self::Metadata => "read metadata",
            Self::Cluster => "describe the cluster",
            Self::Ping(_) | Self::Abilities(_) => "ask for API versions",
            Self::Groups(_) => "read the groups",
            Self::Ends(_) => "list end offsets",
            Self::Starts(_) => "list log starts",
            Self::Storage(_) => "describe log dirs",
            Self::TopicSettings | Self::BrokerSettings(_) => "describe configs",
            Self::Quorum => "describe the quorum",
            Self::Moves => "list reassignments",
            Self::Eligible => "ask for eligible leaders",
            Self::Opened => "describe all configs",
        }
    }

    /// Whether its cost grows with the number of partitions.
    fn grows(self) -> bool {
        !matches!(
            self,
            Self::Cluster | Self::Ping(_) | Self::Quorum | Self::Opened | Self::BrokerSettings(_)
        )
    }
}

/// The interval of a task: its base, stretched with the partitions, and so that it is busy a tenth of the time at most.
#[must_use]
pub fn interval(task: Task, partitions: usize, took: Duration) -> Duration {
    let size = u32::try_from(partitions).unwrap_or(u32::MAX);
    let base = task.base();
    let stretched = if task.grows() && size > ROOMY {
        base * size.div_ceil(ROOMY)
    } else {
        base
    };
    let busy = if task.grows() { took * SHARE } else { Duration::ZERO };
    stretched.max(busy).min(LONGEST).max(base)
}

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
            .filter(|s| !s.running)
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

/// The tasks that `want` calls for on a cluster with these brokers. `known` tells whether Metadata has come: what
/// needs leaders waits for it.
#[must_use]
pub fn tasks(want: &Want, brokers: &[BrokerId], known: bool, watching: bool) -> Vec<Task> {
    let mut tasks = Vec::new();
    let needs_topology = want.topology || want.offsets || want.groups || want.settings || want.moves || want.storage;
    let mut add = |wanted: bool, task: Task| {
        if wanted {
            tasks.push(task);
        }
    };
    add(needs_topology || !want.only_topics.is_empty(), Task::Metadata);
    add(want.cluster, Task::Cluster);
    add(want.quorum, Task::Quorum);
    add(want.moves, Task::Moves);
    add(want.moves && known, Task::Eligible);
    add(want.settings && known, Task::TopicSettings);
    add(want.open.is_some(), Task::Opened);
    for &broker in brokers {
        add(watching, Task::Ping(broker));
        add(want.groups && known, Task::Groups(broker));
        add(want.offsets && known, Task::Ends(broker));
        add(want.offsets && want.all_offsets && known, Task::Starts(broker));
        add(want.storage, Task::Storage(broker));
        add(want.settings, Task::BrokerSettings(broker));
        add(want.cluster, Task::Abilities(broker));
    }
    tasks
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
    fn intervals_grow_with_the_cluster_and_with_slow_answers() {
        let quick = Duration::from_millis(10);
        assert_eq!(interval(Task::Metadata, 10_000, quick), SECOND);
        assert_eq!(interval(Task::Metadata, 200_000, quick), 8 * SECOND);
        assert_eq!(interval(Task::Ends(BrokerId(1)), 10_000, SECOND), 10 * SECOND);
        assert_eq!(interval(Task::Ping(BrokerId(1)), 1_000_000, 9 * SECOND), SECOND);
        assert_eq!(interval(Task::Metadata, 100_000_000, quick), LONGEST);
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
        schedule.done(Task::Quorum, now, false, 1);
        assert!(schedule.finished());
        assert_eq!(schedule.next(), None);
    }

    #[test]
    fn topics_alone_send_one_metadata_and_no_more() {
        let want = Want {
            topology: true,
            ..Want::default()
        };
        assert_eq!(tasks(&want, &[BrokerId(1), BrokerId(2)], true, false), [Task::Metadata]);
    }
}
