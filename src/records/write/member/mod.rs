//! Reading as a member of a group, with librdkafka: the group's partitions are shared out, positions are committed.

mod owed;
#[cfg(test)]
mod tests;
mod watch;

use std::time::{Duration, Instant};

use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::RDKafkaErrorCode;

use super::native::{Came, Code, Joined};
use super::properties::of_member;
use super::{Header, fault};
use crate::config::profile::Profile;
use crate::model::lag::Isolation;
use crate::model::names::{GroupId, TopicName};
use crate::model::trouble::{Cause, Trouble};
use crate::plan::Permit;
use watch::Watch;

const OPERATION: &str = "join the group";

/// How long a commit is waited for.
const COMMITTING: Duration = Duration::from_secs(10);

/// How long a member that leaves waits before it says so, and for its last commit in all.
const SOON: Duration = Duration::from_secs(1);

/// How soon what was refused for now is tried again.
const AGAIN: Duration = Duration::from_millis(200);

/// How long the coordinator has to hear that it leaves, when all else took its time.
const LEAVING: Duration = Duration::from_secs(2);

/// How to be a member.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The group.
    pub group: GroupId,
    /// What to read.
    pub topics: Vec<TopicName>,
    /// Where a group that has committed nothing begins: at the log's start, or at its end.
    pub from_start: bool,
    /// What is done with is committed, about once a second and before partitions are given away.
    pub commit: bool,
    /// Records of open and aborted transactions are left out, or not.
    pub isolation: Isolation,
}

/// What happened to the membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shift {
    /// These partitions came, by name.
    Given(Vec<String>),
    /// These went to others, or back.
    Taken(Vec<String>),
    /// Something went wrong that librdkafka tries again.
    Wrong(String),
}

/// A record that came.
pub struct Taken<'a>(Came<'a>);

impl Taken<'_> {
    /// Its topic.
    #[must_use]
    pub fn topic(&self) -> &str {
        self.0.record().topic()
    }

    /// Its partition.
    #[must_use]
    pub fn partition(&self) -> i32 {
        self.0.record().partition()
    }

    /// Its offset.
    #[must_use]
    pub fn offset(&self) -> i64 {
        self.0.record().offset()
    }

    /// Its timestamp in ms since the epoch, −1 for none, and whether it is the broker's.
    #[must_use]
    pub fn timestamp(&self) -> (i64, bool) {
        self.0.record().stamped()
    }

    /// Its key; none is null.
    #[must_use]
    pub fn key(&self) -> Option<&[u8]> {
        self.0.record().key()
    }

    /// Its value; none is null.
    #[must_use]
    pub fn value(&self) -> Option<&[u8]> {
        self.0.record().value()
    }

    /// Its headers, in order.
    #[must_use]
    pub fn headers(&self) -> Vec<Header> {
        self.0.record().headers()
    }
}

/// A member of a group. Dropping it leaves the group, too, and tells nothing.
pub struct Member {
    inner: Joined<Watch>,
}

impl Member {
    /// Joins: the group's partitions are shared out anew.
    ///
    /// # Errors
    /// A read-only profile; a permit for something else; settings that librdkafka refuses; no broker, TLS, SASL, no
    /// such topic.
    pub fn join(profile: &Profile, permit: &Permit, joining: &Joining) -> Result<Self, Trouble> {
        let refused = |what: &str| Err(Trouble::new(OPERATION, Cause::Config(what.to_owned())));
        if profile.read_only {
            return refused("the profile is read-only");
        }
        let object = &permit.plan().object;
        if object.kind != "group" || object.name != joining.group.as_str() {
            return refused("the permit is for something else");
        }
        let mut config = ClientConfig::new();
        for (name, value) in of_member(profile, joining) {
            config.set(name, value);
        }
        config.set_log_level(RDKafkaLogLevel::Info);
        let watch = Watch::new(joining.commit, profile.address_map.clone());
        let inner = Joined::new(&config, watch).map_err(|error| fault::of_setup(OPERATION, &error))?;
        let member = Self { inner };
        member.look(profile, joining)?;
        let names = joining.topics.iter().map(TopicName::as_str);
        let subscribed = member.inner.subscribe(names);
        subscribed.map_err(|code| fault::of_code(OPERATION, code, None, 0))?;
        Ok(member)
    }

    /// Asks for the topics.
    fn look(&self, profile: &Profile, joining: &Joining) -> Result<(), Trouble> {
        let begun = Instant::now();
        for topic in &joining.topics {
            let limit = profile.request_timeout.saturating_sub(begun.elapsed());
            let told = self
                .inner
                .partitions(topic.as_str(), limit.max(Duration::from_millis(1)))
                .map_err(|code| {
                    let waited = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
                    fault::of_code(OPERATION, code, self.watch().last_error(), waited)
                })?;
            told.map_err(|code| fault::of_topic(OPERATION, code, topic.as_str()))?;
        }
        Ok(())
    }

    /// The next record, waiting for it at most so long. Partitions come and go meanwhile. `last` is called before any
    /// goes: what is [`Self::done`] by its end is committed before another member has it.
    ///
    /// # Errors
    /// What no waiting mends: no right to the group or a topic, a topic that is gone, a fatal error.
    pub fn next(&self, wait: Duration, last: &mut dyn FnMut()) -> Result<Option<Taken<'_>>, Trouble> {
        match self.inner.next(wait, last) {
            Ok(came) => Ok(came.map(Taken)),
            Err(code) => {
                let fatal = self.inner.fatal();
                if hopeless(code) || fatal.is_some() {
                    // "fatal" tells less than what it was
                    let (code, last) = match fatal {
                        Some((code, why)) => (code, Some((code, why))),
                        None => (code, self.watch().last_error()),
                    };
                    return Err(fault::of_code(OPERATION, code, last, 0));
                }
                let what = format!("{}: {}", fault::name(code), fault::meaning(code));
                self.watch().shift(Shift::Wrong(what));
                Ok(None)
            }
        }
    }

    /// Everything before this offset of a partition is done with: it may be committed.
    pub fn done(&self, topic: &str, partition: i32, next: i64) {
        self.watch().done(topic, partition, next);
    }

    /// Commits what is done with, and waits for the answer, but not for long, and not when it is to stop. What is not
    /// committed is among the shifts, and tried again the next time.
    pub fn commit(&self, stop: &dyn Fn() -> bool) {
        let until = Instant::now() + COMMITTING;
        self.watch().commit(&|offsets| self.inner.commit(offsets, until, stop));
    }

    /// Commits what is done with and leaves the group, both within seconds. Tells what happens meanwhile, and gives what
    /// was done with and is not committed, one trouble for each reason: those records come again.
    #[must_use]
    pub fn leave(self, tell: &mut dyn FnMut(&Shift)) -> Vec<Trouble> {
        self.leave_within(COMMITTING, tell)
    }

    fn leave_within(self, limit: Duration, tell: &mut dyn FnMut(&Shift)) -> Vec<Trouble> {
        let begun = Instant::now();
        let commit = |until| {
            self.watch()
                .commit(&|offsets| self.inner.commit(offsets, until, &|| false));
        };
        let mut said = || self.shifts().iter().for_each(&mut *tell);
        commit(begun + SOON);
        if self.watch().hopes() {
            let left = limit.saturating_sub(SOON).as_secs();
            let what = format!("it is tried for {left} s more; what is not committed then comes again");
            self.watch().shift(Shift::Wrong(what));
            said();
        }
        while self.watch().hopes() && begun.elapsed() < limit {
            std::thread::sleep(AGAIN);
            commit(begun + limit);
        }
        let until = (begun + limit).max(Instant::now() + LEAVING);
        if !self.inner.close(until) && self.inner.fatal().is_none() {
            let what = "the group's coordinator did not hear that this member leaves: its partitions go to others \
                        after session.timeout.ms";
            self.watch().shift(Shift::Wrong(what.to_owned()));
        }
        said();
        self.watch().owed()
    }

    /// Whether another member with the same `group.instance.id` took its place before it was given a partition.
    #[must_use]
    pub fn is_fenced_early(&self) -> bool {
        let fenced = |(code, _): (Code, String)| code.is(RDKafkaErrorCode::FencedInstanceId);
        self.inner.fatal().is_some_and(fenced) && !self.watch().was_given()
    }

    fn watch(&self) -> &Watch {
        self.inner.hears()
    }

    /// What happened since the last time.
    #[must_use]
    pub fn shifts(&self) -> Vec<Shift> {
        self.watch().take_shifts()
    }
}

/// What no waiting mends.
fn hopeless(code: Code) -> bool {
    matches!(
        code.known(),
        Some(
            RDKafkaErrorCode::GroupAuthorizationFailed
                | RDKafkaErrorCode::TopicAuthorizationFailed
                | RDKafkaErrorCode::UnknownTopicOrPartition
                | RDKafkaErrorCode::InconsistentGroupProtocol
                | RDKafkaErrorCode::FencedInstanceId
                | RDKafkaErrorCode::Authentication
                | RDKafkaErrorCode::Fatal
        )
    )
}
