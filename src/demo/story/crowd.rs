//! Scale: as many more topics and groups as are wanted. A little is written to them now and then.

use std::collections::BTreeMap;

use kafka_protocol::messages::ConsumerProtocolSubscription;
use kafka_protocol::protocol::StrBytes;

use super::Content;
use super::members::{assignment, blob};
use super::set::id;
use crate::demo::state::State;
use crate::demo::state::group::classic::{Classic, Member, Phase};
use crate::demo::state::group::modern::Assigned;
use crate::demo::state::group::offsets::Commit;
use crate::demo::state::group::{Body, Group};
use crate::demo::state::placement::{Refusal, Wish};
use crate::demo::traffic::producers::{Moment, append};
use crate::demo::traffic::{Dice, Payloads};
use crate::model::names::{GroupId, TopicName};

/// Partitions that a group reads.
const READS: usize = 50;
/// Records a second into all of them together.
const RATE: f64 = 200.0;
/// Every group commits once in so many steps.
const ROUND: u64 = 50;
/// Bytes of records that a partition keeps.
const KEEP: i64 = 512;

/// How many there are beside the story's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// Topics.
    pub topics: u32,
    /// Partitions of each.
    pub partitions: i32,
    /// Groups.
    pub groups: u32,
}

impl Crowd {
    /// Makes them.
    ///
    /// # Errors
    /// When the cluster does not take a topic.
    pub fn build(&self, state: &mut State, dice: &mut Dice, now: i64) -> Result<(), Refusal> {
        let brokers = i16::try_from(state.brokers.iter().count()).unwrap_or(3);
        for number in 0..self.topics {
            let mut wish = Wish::of(self.partitions, brokers.min(3));
            wish.id = Some(id(dice));
            let name = topic(number);
            state.create_topic(&name, &wish, now)?;
            for number in 0..self.partitions {
                if let Some(log) = state.topics.log_mut(&name, number) {
                    let records = i64::from(dice.below(2_000_000));
                    log.skip(records, records.unsigned_abs() * 200);
                }
            }
        }
        for number in 0..self.groups {
            self.group(state, number, now);
        }
        Ok(())
    }

    /// The topics that a group reads.
    fn reads(&self, group: u32) -> impl Iterator<Item = String> + use<> {
        let each = u32::try_from(READS)
            .unwrap_or(50)
            .div_ceil(self.partitions.unsigned_abs().max(1));
        let all = self.topics;
        (0..each.min(all)).map(move |step| topic((group * each + step) % all))
    }

    fn group(&self, state: &mut State, number: u32, now: i64) {
        let mut share = Assigned::new();
        for name in self.reads(number) {
            share.insert(
                TopicName::from(name.as_str()),
                (0..self.partitions).take(READS).collect(),
            );
        }
        let topics = share
            .keys()
            .map(|name| StrBytes::from_string(name.as_str().to_owned()))
            .collect();
        let said = blob(&ConsumerProtocolSubscription::default().with_topics(topics));
        let client = format!("app-{number:05}");
        let member = Member::played(&client, "/10.0.4.1", ("range".to_owned(), said), assignment(&share));
        let members = BTreeMap::from([(format!("{client}-1"), member)]);
        let mut group = Group::classic(GroupId::from(format!("crowd.group-{number:05}").as_str()));
        group.body = Body::Classic(Classic::played(Phase::Stable, 1, "range", members));
        state.groups.insert(group);
        self.commit(state, number, now);
    }

    /// Writes a few records, and lets some groups commit.
    pub fn step(&self, state: &mut State, payloads: &mut Payloads, at: Moment, dice: &mut Dice) {
        if self.topics == 0 {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "a short time")]
        let records = dice.about(RATE * at.long as f64 / 1_000.0);
        for _ in 0..records {
            let name = topic(dice.below(self.topics));
            let number = i32::try_from(dice.below(self.partitions.unsigned_abs())).unwrap_or(0);
            let made = payloads.make(Content::Line, at.now, dice);
            append(state, &name, KEEP, number, &[made], at.now, None);
        }
        let turn = u32::try_from(at.step % ROUND).unwrap_or(0);
        for number in (0..self.groups).filter(|number| number % u32::try_from(ROUND).unwrap_or(50) == turn) {
            self.commit(state, number, at.now);
        }
    }

    fn commit(&self, state: &mut State, number: u32, now: i64) {
        let Some(group) = state.groups.get_mut(&format!("crowd.group-{number:05}")) else {
            return;
        };
        for name in self.reads(number) {
            let Some((name, topic)) = state.topics.entry(&name) else {
                continue;
            };
            for (number, part) in (0..).zip(topic.partitions.iter().take(READS)) {
                let end = part.log.end();
                if group
                    .offsets
                    .get(name.as_str(), number)
                    .is_some_and(|commit| commit.offset == end)
                {
                    continue;
                }
                let commit = Commit {
                    offset: end,
                    epoch: part.leader_epoch,
                    metadata: None,
                    at_ms: now,
                };
                group.offsets.commit(name, number, commit);
            }
        }
    }
}

fn topic(number: u32) -> String {
    format!("crowd.topic-{number:05}")
}
