//! What a member hears: partitions that come and go, and errors; and what of it is committed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::error::RDKafkaErrorCode;

use super::super::fault;
use super::super::native::{Code, Commit, Dials, Hears, Offsets, Refused};
use super::{AGAIN, Shift, owed};
use crate::config::profile::AddressMap;
use crate::model::trouble::Trouble;

/// Events that are kept until they are taken.
const EVENTS: usize = 1_000;

/// Commits that a rebalance puts off before it is said: nothing is lost by it, and most are over sooner.
const PUT_OFF: u32 = 10;

/// How long partitions that go wait for a commit that is put off: who has them next begins there.
const WAITS: Duration = Duration::from_secs(5);

/// A partition, by its topic and number.
type Spot = (String, i32);

/// Takes what librdkafka tells a member.
#[derive(Default)]
pub(super) struct Watch {
    commit: bool,
    /// [`WAITS`], but for tests.
    waits: Duration,
    shifts: Mutex<Vec<Shift>>,
    last: Mutex<Option<(Code, String)>>,
    map: AddressMap,
    shares: Mutex<Shares>,
}

/// What is ours, and how far we are.
#[derive(Default)]
struct Shares {
    held: BTreeSet<Spot>,
    /// Something was ours at one time.
    given: bool,
    /// What is done with and not committed: the next offset of partitions that are held.
    done: Offsets,
    /// What was done with and could not be committed, and why: it comes again.
    owed: BTreeMap<Spot, Code>,
    /// What was said of that.
    said: Option<String>,
    /// How many commits were put off in a row.
    put_off: u32,
}

impl Watch {
    pub(super) fn new(commit: bool, map: AddressMap) -> Self {
        Self {
            commit,
            waits: WAITS,
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

    pub(super) fn last_error(&self) -> Option<(Code, String)> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn shares(&self) -> MutexGuard<'_, Shares> {
        self.shares.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything before `next` is done with. Of a partition that is no longer ours nothing is committed: another
    /// member goes on with it.
    pub(super) fn done(&self, topic: &str, partition: i32, next: i64) {
        let place = (topic.to_owned(), partition);
        let mut shares = self.shares();
        if shares.held.contains(&place) {
            shares.done.insert(place, next);
        } else if self.commit {
            shares.owed.insert(place, RDKafkaErrorCode::AssignmentLost.into());
        }
    }

    /// Commits what is done with; whether all of it is. A failure is told once, until it is another one.
    pub(super) fn commit(&self, commit: Commit<'_>) -> bool {
        let done = std::mem::take(&mut self.shares().done);
        if !self.commit || done.is_empty() {
            return true;
        }
        let refused = commit(&done).err().unwrap_or_default();
        let mut shares = self.shares();
        for (place, next) in done {
            match refused.0.get(&place) {
                None => drop(shares.owed.remove(&place)),
                Some(code) => {
                    shares.owed.insert(place.clone(), *code);
                    // nothing is lost: the next commit tries again, unless it went further meanwhile
                    if shares.held.contains(&place) {
                        shares.done.entry(place).or_insert(next);
                    }
                }
            }
        }
        let settles = !refused.0.is_empty() && refused.0.values().all(|code| fault::settles(*code));
        shares.put_off = if settles { shares.put_off + 1 } else { 0 };
        if settles && shares.put_off < PUT_OFF {
            return false;
        }
        let says = (!refused.0.is_empty()).then(|| owed::said(&refused));
        let news = shares.said != says;
        shares.said.clone_from(&says);
        drop(shares);
        if let Some(says) = says.filter(|_| news) {
            self.shift(Shift::Wrong(says));
        }
        refused.0.is_empty()
    }

    /// Whether what waits to be committed may be committed yet: some of it was not answered, or not by the one who can.
    pub(super) fn hopes(&self) -> bool {
        let shares = self.shares();
        let mut codes = shares.done.keys().filter_map(|place| shares.owed.get(place));
        codes.any(|code| fault::passes(*code) || fault::settles(*code))
    }

    /// Whether partitions ever came.
    pub(super) fn was_given(&self) -> bool {
        self.shares().given
    }

    /// What was done with and is not committed, one trouble for each reason.
    pub(super) fn owed(&self) -> Vec<Trouble> {
        let owed = Refused(self.shares().owed.clone());
        owed::troubles(&owed, self.last_error().as_ref())
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
    fn given(&self, partitions: &[Spot]) {
        let mut shares = self.shares();
        let none = shares.held.is_empty();
        shares.held.extend(partitions.iter().cloned());
        shares.given |= !partitions.is_empty();
        drop(shares);
        // a cooperative group says so when nothing was added to what is held
        if none || !partitions.is_empty() {
            self.shift(Shift::Given(names(partitions)));
        }
    }

    fn going(&self, partitions: Option<&[Spot]>, commit: Option<Commit<'_>>) {
        if let Some(commit) = commit {
            let until = Instant::now() + self.waits;
            while !self.commit(commit) && self.hopes() && Instant::now() < until {
                thread::sleep(AGAIN);
            }
        }
        let mut shares = self.shares();
        let all: Vec<Spot> = match partitions {
            Some(some) => some.to_vec(),
            None => shares.held.iter().cloned().collect(),
        };
        let mut left = Refused::default();
        for place in &all {
            shares.held.remove(place);
            if shares.done.remove(place).is_some() && self.commit {
                let lost = RDKafkaErrorCode::AssignmentLost.into();
                let code = *shares.owed.entry(place.clone()).or_insert(lost);
                left.0.insert(place.clone(), code);
            }
        }
        // what was only put off is told now
        left.0.retain(|_, code| fault::settles(*code));
        drop(shares);
        if !left.0.is_empty() {
            self.shift(Shift::Wrong(owed::said(&left)));
        }
        if !all.is_empty() {
            self.shift(Shift::Taken(names(&all)));
        }
    }

    fn heard(&self, code: Code, reason: &str) {
        tracing::warn!(target: "rdkafka", "{}: {reason}", fault::name(code));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if !code.is(RDKafkaErrorCode::AllBrokersDown) || last.is_none() {
            *last = Some((code, reason.to_owned()));
        }
    }
}

fn names(partitions: &[Spot]) -> Vec<String> {
    let each = partitions.iter();
    each.map(|(topic, partition)| format!("{topic}-{partition}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots(count: i32) -> Vec<Spot> {
        (0..count).map(|number| ("t".to_owned(), number)).collect()
    }

    fn refused(places: &[Spot], code: RDKafkaErrorCode) -> Result<(), Refused> {
        Err(Refused(
            places.iter().map(|place| (place.clone(), code.into())).collect(),
        ))
    }

    fn watch(commit: bool) -> Watch {
        Watch {
            waits: Duration::ZERO,
            ..Watch::new(commit, AddressMap::default())
        }
    }

    fn says(watch: &Watch) -> Vec<String> {
        let says = |shift: &Shift| match shift {
            Shift::Given(names) => format!("+{}", names.join(",")),
            Shift::Taken(names) => format!("-{}", names.join(",")),
            Shift::Wrong(why) => format!("!{why}"),
        };
        watch.take_shifts().iter().map(says).collect()
    }

    #[test]
    fn a_cooperative_group_that_gives_nothing_more_takes_nothing_away() {
        let watch = watch(true);
        let two = spots(2);
        watch.given(&two);
        watch.given(&[]);
        watch.done("t", 0, 7);
        watch.done("t", 1, 9);
        watch.going(
            Some(&two[..1]),
            Some(&|offsets| {
                assert_eq!(offsets.len(), 2);
                refused(&two, RDKafkaErrorCode::NotCoordinator)
            }),
        );
        assert!(watch.hopes());
        watch.going(
            Some(&two[1..]),
            Some(&|offsets| {
                assert_eq!(offsets.keys().collect::<Vec<_>>(), [&two[1]], "what went is forgotten");
                Ok(())
            }),
        );
        watch.given(&[]);
        assert!(!watch.hopes(), "what went is not waited for");
        let wrong = "!not committed: t-0, t-1: NOT_COORDINATOR";
        assert_eq!(says(&watch), ["+t-0,t-1", wrong, "-t-0", "-t-1", "+"]);
        let owed: Vec<String> = watch
            .owed()
            .iter()
            .map(|trouble| trouble.operation.to_string())
            .collect();
        assert_eq!(owed, ["commit offsets of t-0"]);
    }

    #[test]
    fn nothing_is_committed_for_a_partition_that_went() {
        let watch = watch(true);
        let two = spots(2);
        watch.given(&two);
        // it goes while records of it wait to be written
        watch.going(Some(&two[..1]), Some(&|_offsets| panic!("nothing was done with")));
        watch.done("t", 0, 5);
        watch.done("t", 1, 6);
        let all = watch.commit(&|offsets| {
            assert_eq!(offsets, &Offsets::from([(two[1].clone(), 6)]));
            Ok(())
        });
        assert!(all);
        let owed = watch.owed();
        assert_eq!(owed.len(), 1);
        assert_eq!(owed[0].operation, "commit offsets of t-0");
        // it comes back, and is read to further on
        watch.given(&two[..1]);
        watch.done("t", 0, 9);
        assert!(watch.commit(&|_offsets| Ok(())) && watch.owed().is_empty());
    }

    #[test]
    fn what_is_lost_is_not_committed_and_is_told() {
        let watch = watch(true);
        let two = spots(2);
        watch.given(&two);
        watch.done("t", 1, 5);
        watch.going(None, None);
        assert!(watch.commit(&|_offsets| panic!("it is not ours")));
        assert_eq!(says(&watch), ["+t-0,t-1", "-t-0,t-1"]);
        assert_eq!(watch.owed().len(), 1);
    }

    #[test]
    fn one_partition_that_is_refused_is_tried_again_and_told_once() {
        let watch = watch(true);
        let two = spots(2);
        watch.given(&two);
        watch.done("t", 0, 5);
        watch.done("t", 1, 6);
        let refuse = |_: &Offsets| refused(&two[1..], RDKafkaErrorCode::TopicAuthorizationFailed);
        assert!(!watch.commit(&refuse) && !watch.hopes());
        assert!(!watch.commit(&|offsets| {
            assert_eq!(offsets, &Offsets::from([(two[1].clone(), 6)]));
            refuse(offsets)
        }));
        assert_eq!(
            says(&watch)[1..],
            ["!not committed: t-1: TOPIC_AUTHORIZATION_FAILED".to_owned()]
        );
        assert!(watch.commit(&|_offsets| Ok(())) && watch.owed().is_empty());
    }

    #[test]
    fn what_a_rebalance_puts_off_is_told_only_when_it_stays_so() {
        let watch = watch(true);
        let two = spots(2);
        watch.given(&two);
        watch.done("t", 0, 5);
        watch.done("t", 1, 6);
        let refuse = |_: &Offsets| refused(&two, RDKafkaErrorCode::IllegalGeneration);
        assert!(!watch.commit(&refuse) && watch.hopes(), "it is waited for");
        watch.going(Some(&two[..1]), Some(&refuse));
        for _ in 0..PUT_OFF {
            assert!(!watch.commit(&|_| refused(&two[1..], RDKafkaErrorCode::RebalanceInProgress)));
        }
        let wrong = |at: i32, why: &str| format!("!not committed: t-{at}: {why}");
        let (gone, stays) = (wrong(0, "ILLEGAL_GENERATION"), wrong(1, "REBALANCE_IN_PROGRESS"));
        assert_eq!(says(&watch)[1..], [gone, "-t-0".to_owned(), stays]);
        assert!(watch.commit(&|_offsets| Ok(())) && !watch.hopes());
    }

    #[test]
    fn a_commit_that_is_put_off_is_waited_for_before_its_partition_goes() {
        let watch = Watch::new(true, AddressMap::default());
        let two = spots(2);
        watch.given(&two);
        watch.done("t", 0, 5);
        let tries = std::cell::Cell::new(0);
        let late = |offsets: &Offsets| {
            assert_eq!(offsets, &Offsets::from([(two[0].clone(), 5)]));
            tries.set(tries.get() + 1);
            match tries.get() {
                1 => refused(&two[..1], RDKafkaErrorCode::RebalanceInProgress),
                _ => Ok(()),
            }
        };
        watch.going(Some(&two), Some(&late));
        assert_eq!((tries.get(), watch.owed().len()), (2, 0));
        assert_eq!(says(&watch), ["+t-0,t-1", "-t-0,t-1"]);
    }

    #[test]
    fn who_commits_nothing_owes_nothing() {
        let watch = watch(false);
        watch.given(&spots(1));
        watch.done("t", 0, 5);
        watch.done("t", 1, 5);
        assert!(watch.commit(&|_offsets| panic!("it is not asked to")));
        watch.going(None, None);
        assert!(watch.owed().is_empty());
    }
}
