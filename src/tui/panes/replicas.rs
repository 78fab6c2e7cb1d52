//! What a broker leads and keeps: one row a replica, written from the topology when it shows.

use crate::model::finding::PartitionState;
use crate::model::names::{BrokerId, TopicName};
use crate::model::topology::PartitionRef;
use crate::model::view::View;
use crate::report::Mark;
use crate::report::partitions::{mark_of, state_of, words_of};
use crate::tui::theme::Role;
use crate::tui::widgets::State;
use crate::tui::widgets::table::{Cell, Column, Filter, RowKey, TableSource};
use std::cmp::Ordering;
use std::sync::Arc;

use super::rows::state_of as state_of_mark;

const COLUMNS: &[Column] = &[
    Column::text("topic", "TOPIC", 16, 40).grow(80).letter('T'),
    Column::number("partition", "PART", 4).ascending().letter('P'),
    Column::text("role", "ROLE", 11, 11).letter('R'),
    Column::number("leader", "LEADER", 6)
        .ascending()
        .priority(2)
        .letter('L'),
    Column::text("isr", "ISR", 5, 11).priority(3).letter('I'),
    Column::text("state", "STATE", 8, 16).letter('S'),
];

/// The part a broker plays for a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Leader,
    InSync,
    OutOfSync,
    Offline,
}

/// The replicas of one broker, by dense index of their partitions.
pub struct Replicas {
    broker: BrokerId,
    view: Arc<View>,
    rows: Vec<u32>,
    leads: usize,
    version: u64,
}

impl Replicas {
    /// None yet.
    #[must_use]
    pub fn new(broker: BrokerId) -> Self {
        Self {
            broker,
            view: Arc::default(),
            rows: Vec::new(),
            leads: 0,
            version: 0,
        }
    }

    /// Gathers them anew.
    pub fn set(&mut self, view: &Arc<View>) {
        self.rows.clear();
        self.leads = 0;
        for partition in view.topology.iter() {
            if partition.replicas.contains(&self.broker) {
                self.rows.extend(u32::try_from(partition.index));
                self.leads += usize::from(partition.leader == Some(self.broker));
            }
        }
        self.view = Arc::clone(view);
        self.version += 1;
    }

    /// How many partitions it leads.
    #[must_use]
    pub const fn leads(&self) -> usize {
        self.leads
    }

    /// The topic of a row.
    #[must_use]
    pub fn topic(&self, row: usize) -> Option<&TopicName> {
        Some(&self.get(row)?.topic.name)
    }

    fn get(&self, row: usize) -> Option<PartitionRef<'_>> {
        self.view.topology.get(*self.rows.get(row)? as usize)
    }

    fn part(&self, partition: &PartitionRef<'_>) -> Part {
        if partition.leader == Some(self.broker) {
            Part::Leader
        } else if partition.offline.contains(&self.broker) {
            Part::Offline
        } else if partition.isr.contains(&self.broker) {
            Part::InSync
        } else {
            Part::OutOfSync
        }
    }

    fn condition(&self, partition: &PartitionRef<'_>) -> PartitionState {
        state_of(&self.view, partition)
    }
}

impl TableSource for Replicas {
    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> RowKey {
        let key = self.get(row).map(|p| RowKey::of(&(&p.topic.name, p.partition)));
        key.unwrap_or(RowKey(u64::MAX))
    }

    fn cell(&self, row: usize, column: usize, out: &mut Cell) {
        let Some(partition) = self.get(row) else { return };
        match column {
            0 => out.put(Role::Text, partition.topic.name.as_str()),
            1 => out.plain(partition.partition),
            2 => match self.part(&partition) {
                Part::Leader => out.put(Role::Strong, "leader"),
                Part::InSync => out.put(Role::Dim, "in sync"),
                Part::OutOfSync => out.put(Role::StateWarn, "out of sync"),
                Part::Offline => out.put(Role::StateBad, "offline"),
            },
            3 => match partition.leader {
                Some(leader) => out.plain(leader),
                None => out.none(),
            },
            4 => {
                for (at, id) in partition.isr.iter().enumerate() {
                    out.put(Role::Text, if at == 0 { "" } else { " " }).plain(id);
                }
                out
            }
            _ => {
                let state = self.condition(&partition);
                let role = match mark_of(state) {
                    Mark::Ok => Role::Dim,
                    mark => state_of_mark(mark).map_or(Role::Text, State::role),
                };
                out.put(role, words_of(state))
            }
        };
    }

    fn compare(&self, a: usize, b: usize, column: usize) -> Ordering {
        let (Some(a), Some(b)) = (self.get(a), self.get(b)) else {
            return Ordering::Equal;
        };
        match column {
            1 => a.partition.cmp(&b.partition),
            2 => self.part(&a).cmp(&self.part(&b)),
            3 => a.leader.cmp(&b.leader),
            4 => a.isr.cmp(b.isr),
            5 => self.condition(&a).cmp(&self.condition(&b)),
            _ => a.topic.name.cmp(&b.topic.name),
        }
    }

    fn is_missing(&self, row: usize, column: usize) -> bool {
        column == 3 && self.get(row).is_none_or(|p| p.leader.is_none())
    }

    fn matches(&self, row: usize, filter: &Filter) -> bool {
        self.get(row)
            .is_some_and(|p| filter.accepts_any([p.topic.name.as_str(), words_of(self.condition(&p))]))
    }

    fn state(&self, row: usize) -> Option<State> {
        state_of_mark(mark_of(self.condition(&self.get(row)?)))
    }

    fn copy(&self, row: usize) -> String {
        let named = self.get(row).map(|p| format!("{}-{}", p.topic.name, p.partition));
        named.unwrap_or_default()
    }
}
