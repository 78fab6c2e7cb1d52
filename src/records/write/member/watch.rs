//! What librdkafka calls a member back with: partitions that come and go, errors, log lines; and what is committed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::error::RDKafkaErrorCode;

use super::super::fault;
use super::super::native::{Dials, Hears, Offsets};
use super::Shift;
use crate::config::profile::AddressMap;

/// Events that are kept until they are taken.
const EVENTS: usize = 1_000;

/// Takes librdkafka's callbacks.
#[derive(Default)]
pub(super) struct Watch {
    commit: bool,
    shifts: Mutex<Vec<Shift>>,
    last: Mutex<Option<(RDKafkaErrorCode, String)>>,
    /// What is done with and not committed: the next offset of each partition.
    done: Mutex<Offsets>,
    map: AddressMap,
    /// Partitions that are ours.
    held: AtomicUsize,
}

impl Watch {
    pub(super) fn new(commit: bool, map: AddressMap) -> Self {
        Self {
            commit,
            map,
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

    /// Commits what is done with; how many partitions that were.
    pub(super) fn commit(
        &self,
        commit: &dyn Fn(&Offsets) -> Result<(), RDKafkaErrorCode>,
    ) -> Result<usize, RDKafkaErrorCode> {
        let done = std::mem::take(&mut *self.done.lock().unwrap_or_else(PoisonError::into_inner));
        if done.is_empty() {
            return Ok(0);
        }
        match commit(&done) {
            Ok(()) => Ok(done.len()),
            Err(code) => {
                // nothing is lost: the next commit tries again, unless it went further meanwhile
                let mut now = self.done.lock().unwrap_or_else(PoisonError::into_inner);
                for (place, next) in done {
                    now.entry(place).or_insert(next);
                }
                Err(code)
            }
        }
    }
}

// everything comes as events
impl ClientContext for Watch {}

impl Dials for Watch {
    fn redirects(&self) -> bool {
        self.map.redirects()
    }

    fn dialled(&self, host: &str, port: &str) -> (String, String) {
        self.map.dialled(host, port)
    }
}

impl Hears for Watch {
    fn given(&self, partitions: &[(String, i32)]) {
        let held = self.held.fetch_add(partitions.len(), Ordering::Relaxed);
        // a cooperative group says so when nothing was added to what is held
        if held == 0 || !partitions.is_empty() {
            self.shift(Shift::Given(names(partitions)));
        }
    }

    fn going(&self, partitions: &[(String, i32)], commit: &dyn Fn(&Offsets) -> Result<(), RDKafkaErrorCode>) {
        if self.commit
            && let Err(code) = self.commit(commit)
        {
            let why = fault::meaning(code);
            self.shift(Shift::Wrong(format!("commit before partitions go: {why}")));
        }
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        for place in partitions {
            done.remove(place);
        }
        drop(done);
        self.held.fetch_sub(partitions.len(), Ordering::Relaxed);
        self.shift(Shift::Taken(names(partitions)));
    }

    fn heard(&self, code: RDKafkaErrorCode, reason: &str) {
        tracing::warn!(target: "rdkafka", "{code:?}: {reason}");
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if code != RDKafkaErrorCode::AllBrokersDown || last.is_none() {
            *last = Some((code, reason.to_owned()));
        }
    }
}

fn names(partitions: &[(String, i32)]) -> Vec<String> {
    let each = partitions.iter();
    each.map(|(topic, partition)| format!("{topic}-{partition}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cooperative_group_that_gives_nothing_more_takes_nothing_away() {
        let watch = Watch::new(true, AddressMap::default());
        let two = [("t".to_owned(), 0), ("t".to_owned(), 1)];
        watch.given(&two);
        watch.given(&[]);
        watch.done("t", 0, 7);
        watch.done("t", 1, 9);
        watch.going(&two[..1], &|offsets| {
            assert_eq!(offsets.len(), 2);
            Err(RDKafkaErrorCode::NotCoordinator)
        });
        watch.going(&two[1..], &|offsets| {
            assert_eq!(offsets.keys().collect::<Vec<_>>(), [&two[1]], "what went is forgotten");
            Ok(())
        });
        watch.given(&[]);
        let says = |shift: &Shift| match shift {
            Shift::Given(names) => format!("+{}", names.join(",")),
            Shift::Taken(names) => format!("-{}", names.join(",")),
            Shift::Wrong(why) => format!("!{}", why.starts_with("commit before partitions go")),
        };
        let shifts: Vec<String> = watch.take_shifts().iter().map(says).collect();
        assert_eq!(shifts, ["+t-0,t-1", "!true", "-t-0", "-t-1", "+"]);
    }
}
