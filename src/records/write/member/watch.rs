//! What librdkafka calls a member back with: partitions that come and go, errors, log lines; and what is committed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::Shift;

/// Events that are kept until they are taken.
const EVENTS: usize = 1_000;

/// Takes librdkafka's callbacks.
#[derive(Default)]
pub(super) struct Watch {
    commit: bool,
    shifts: Mutex<Vec<Shift>>,
    last: Mutex<Option<(RDKafkaErrorCode, String)>>,
    /// What is done with and not committed: the next offset of each partition.
    done: Mutex<BTreeMap<(String, i32), i64>>,
}

impl Watch {
    pub(super) fn new(commit: bool) -> Self {
        Self {
            commit,
            ..Self::default()
        }
    }

    pub(super) fn shift(&self, shift: Shift) {
        let mut shifts = self.shifts.lock().unwrap_or_else(PoisonError::into_inner);
        if shifts.len() < EVENTS {
            shifts.push(shift);
        }
    }

    pub(super) fn take_shifts(&self) -> Vec<Shift> {
        std::mem::take(&mut *self.shifts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn last_error(&self) -> Option<(RDKafkaErrorCode, String)> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn done(&self, topic: &str, partition: i32, next: i64) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.insert((topic.to_owned(), partition), next);
    }

    pub(super) fn commit<C: ConsumerContext>(&self, consumer: &BaseConsumer<C>) -> Result<usize, KafkaError> {
        let done = std::mem::take(&mut *self.done.lock().unwrap_or_else(PoisonError::into_inner));
        if done.is_empty() {
            return Ok(0);
        }
        let mut list = TopicPartitionList::new();
        for ((topic, partition), next) in &done {
            list.add_partition_offset(topic, *partition, Offset::Offset(*next))?;
        }
        match consumer.commit(&list, CommitMode::Sync) {
            Ok(()) => Ok(done.len()),
            Err(error) => {
                // nothing is lost: the next commit tries again, unless it went further meanwhile
                let mut now = self.done.lock().unwrap_or_else(PoisonError::into_inner);
                for (place, next) in done {
                    now.entry(place).or_insert(next);
                }
                Err(error)
            }
        }
    }
}

impl ClientContext for Watch {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        tracing::debug!(target: "rdkafka", "{level:?} {facility}: {message}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::warn!(target: "rdkafka", "{error}: {reason}");
        let Some(code) = error.rdkafka_error_code() else { return };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if code != RDKafkaErrorCode::AllBrokersDown || last.is_none() {
            *last = Some((code, reason.to_owned()));
        }
    }
}

impl ConsumerContext for Watch {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let names = |list: &TopicPartitionList| {
            let each = list.elements().into_iter();
            each.map(|one| format!("{}-{}", one.topic(), one.partition())).collect()
        };
        match rebalance {
            Rebalance::Assign(list) => self.shift(Shift::Given(names(list))),
            Rebalance::Revoke(list) => {
                if self.commit
                    && let Err(error) = self.commit(consumer)
                {
                    self.shift(Shift::Wrong(format!("commit before partitions go: {error}")));
                }
                let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
                for one in list.elements() {
                    done.remove(&(one.topic().to_owned(), one.partition()));
                }
                drop(done);
                self.shift(Shift::Taken(names(list)));
            }
            Rebalance::Error(error) => self.shift(Shift::Wrong(error.to_string())),
        }
    }
}
