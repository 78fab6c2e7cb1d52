//! Faults on demand: what requests meet before and after they are answered truly.
//!
//! A [`Rule`] says whom (broker, API), when (always, so many times, from the nth on) and what ([`Act`]). Hidden topics and
//! refused operations are state ([`crate::demo::state::rights`]); brokers that die are too (`State::stop_broker`).

mod codes;
mod era;

pub(in crate::demo) use codes::Coded;
pub use era::Era;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use kafka_protocol::messages::ApiKey;

use crate::model::names::BrokerId;

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// It is answered so much later (a slow disk, a slow network).
    Delay(Duration),
    /// It is never answered, nor is what follows on its connection (a stopped process).
    Silence,
    /// The connection is closed before it is answered.
    Drop,
    /// The connection is closed after so many bytes of the answer, its length prefix included.
    Cut(usize),
    /// These bytes come instead of the answer's body, in a sound frame.
    Garbage(Bytes),
    /// The answer has another request's correlation id.
    WrongCorrelation,
    /// Every error code of the answer is this one.
    Code(i16),
    /// The client is asked to send nothing for so long (`throttle_time_ms`).
    Throttle(Duration),
    /// The answer to a Fetch has no records, though there are some (tiered storage, KIP-405, that has not given them yet).
    Empty,
}

/// An act, and the requests it is meant for.
#[derive(Clone, Debug)]
pub struct Rule {
    act: Act,
    broker: Option<BrokerId>,
    api: Option<ApiKey>,
    skip: u32,
    times: Option<u32>,
}

/// Which rule, to take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleId(u64);

/// The faults that are set. Rules are met in the order they were set, all that fit at once.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Set>);

#[derive(Debug, Default)]
struct Set {
    next: u64,
    rules: BTreeMap<RuleId, (Rule, u32)>,
    eras: BTreeMap<BrokerId, Era>,
    era: Option<Era>,
    met: u64,
}

/// What one request meets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::demo) struct Acts {
    pub(in crate::demo) delay: Option<Duration>,
    pub(in crate::demo) silence: bool,
    pub(in crate::demo) drop: bool,
    pub(in crate::demo) cut: Option<usize>,
    pub(in crate::demo) garbage: Option<Bytes>,
    pub(in crate::demo) wrong_correlation: bool,
    pub(in crate::demo) words: Words,
}

/// What an answer is made to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::demo) struct Words {
    pub(in crate::demo) code: Option<i16>,
    pub(in crate::demo) throttle: Option<Duration>,
    pub(in crate::demo) empty: bool,
}

impl Rule {
    /// This act on every request of every broker.
    #[must_use]
    pub fn on(act: Act) -> Self {
        Self {
            act,
            broker: None,
            api: None,
            skip: 0,
            times: None,
        }
    }

    /// Only of this broker.
    #[must_use]
    pub fn broker(mut self, id: BrokerId) -> Self {
        self.broker = Some(id);
        self
    }

    /// Only of this API.
    #[must_use]
    pub fn api(mut self, key: ApiKey) -> Self {
        self.api = Some(key);
        self
    }

    /// Only the first request that fits.
    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// Only so many requests that fit.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Not before the nth request that fits, counted from 1.
    #[must_use]
    pub fn from_nth(mut self, nth: u32) -> Self {
        self.skip = nth.saturating_sub(1);
        self
    }

    fn fits(&self, broker: BrokerId, api: ApiKey) -> bool {
        self.broker.is_none_or(|only| only == broker) && self.api.is_none_or(|only| only == api)
    }
}

impl Faults {
    /// Sets a rule.
    pub fn add(&self, rule: Rule) -> RuleId {
        let mut set = self.lock();
        set.next += 1;
        let id = RuleId(set.next);
        set.rules.insert(id, (rule, 0));
        id
    }

    /// Takes a rule back.
    pub fn remove(&self, id: RuleId) {
        self.lock().rules.remove(&id);
    }

    /// Takes back all rules and eras.
    pub fn clear(&self) {
        let mut set = self.lock();
        set.rules.clear();
        set.eras.clear();
        set.era = None;
    }

    /// Every broker speaks as this release did; `None` for all that is known.
    pub fn set_era(&self, era: Option<Era>) {
        self.lock().era = era;
    }

    /// One broker speaks as this release did: a cluster in the middle of an upgrade.
    pub fn set_era_of(&self, broker: BrokerId, era: Era) {
        self.lock().eras.insert(broker, era);
    }

    /// How often a rule acted, over all rules there were.
    #[must_use]
    pub fn met(&self) -> u64 {
        self.lock().met
    }

    pub(in crate::demo) fn era(&self, broker: BrokerId) -> Option<Era> {
        let set = self.lock();
        set.eras.get(&broker).copied().or(set.era)
    }

    /// What this request meets; rules count it.
    pub(in crate::demo) fn meet(&self, broker: BrokerId, api: ApiKey) -> Acts {
        let mut acts = Acts::default();
        let set = &mut *self.lock();
        for (rule, seen) in set.rules.values_mut().filter(|(rule, _)| rule.fits(broker, api)) {
            *seen = seen.saturating_add(1);
            let over = rule.times.is_some_and(|times| *seen > rule.skip.saturating_add(times));
            if *seen > rule.skip && !over {
                set.met += 1;
                acts.add(&rule.act);
            }
        }
        acts
    }

    fn lock(&self) -> MutexGuard<'_, Set> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Acts {
    fn add(&mut self, act: &Act) {
        match act {
            Act::Delay(more) => *self.delay.get_or_insert_default() += *more,
            Act::Silence => self.silence = true,
            Act::Drop => self.drop = true,
            Act::Cut(kept) => self.cut = Some(*kept),
            Act::Garbage(bytes) => self.garbage = Some(bytes.clone()),
            Act::WrongCorrelation => self.wrong_correlation = true,
            Act::Code(code) => self.words.code = Some(*code),
            Act::Throttle(time) => self.words.throttle = Some(*time),
            Act::Empty => self.words.empty = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_count_the_requests_that_fit() {
        let faults = Faults::default();
        let (one, two) = (BrokerId(1), BrokerId(2));
        let second = Rule::on(Act::Drop).broker(one).api(ApiKey::Fetch).from_nth(2).once();
        let id = faults.add(second);
        let drops = |broker, api| faults.meet(broker, api).drop;
        assert!(!drops(one, ApiKey::Fetch));
        assert!(!drops(two, ApiKey::Fetch));
        assert!(!drops(one, ApiKey::Produce));
        assert!(drops(one, ApiKey::Fetch));
        assert!(!drops(one, ApiKey::Fetch));
        assert_eq!(faults.met(), 1);
        faults.remove(id);
        faults.add(Rule::on(Act::Delay(Duration::from_millis(5))));
        faults.add(Rule::on(Act::Delay(Duration::from_millis(6))));
        assert_eq!(
            faults.meet(two, ApiKey::Metadata).delay,
            Some(Duration::from_millis(11))
        );
        faults.clear();
        assert_eq!(faults.meet(two, ApiKey::Metadata), Acts::default());
    }
}
