//! The KRaft quorum: voters, who leads them, and how far each has come.

use std::collections::BTreeMap;

use super::broker::Brokers;
use crate::model::names::BrokerId;

/// The controller writes a no-op record so often, in ms.
const NO_OP: i64 = 500;

/// The quorum; every broker is a controller too, the first five of them vote.
#[derive(Clone, Debug)]
pub struct Quorum {
    leader: BrokerId,
    epoch: i32,
    began: i64,
    /// When those that are down were last heard.
    silent: BTreeMap<BrokerId, i64>,
    /// Milliseconds a voter is behind although it is up.
    pub behind: BTreeMap<BrokerId, i64>,
}

/// One replica of the metadata log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replica {
    /// Whose.
    pub id: BrokerId,
    /// Its log end offset.
    pub end: i64,
    /// When it last fetched, by the leader's clock; −1 when it never did.
    pub fetched: i64,
    /// When it was last caught up; −1 when it never was.
    pub caught_up: i64,
}

/// The quorum as its leader tells it.
#[derive(Clone, Debug)]
pub struct Told {
    /// None while no majority is up.
    pub leader: Option<BrokerId>,
    /// Counts the leaders.
    pub epoch: i32,
    /// The leader's end.
    pub high_watermark: i64,
    /// Those that vote.
    pub voters: Vec<Replica>,
    /// Those that only follow.
    pub observers: Vec<Replica>,
}

impl Quorum {
    /// A quorum that has been led by the first broker since `now`.
    #[must_use]
    pub fn new(now: i64) -> Self {
        Self {
            leader: BrokerId(1),
            epoch: 7,
            began: now - 86_400_000,
            silent: BTreeMap::new(),
            behind: BTreeMap::new(),
        }
    }

    /// Follows the brokers: a leader that is down is replaced, and who falls silent is remembered.
    pub fn follow(&mut self, brokers: &Brokers, now: i64) {
        for broker in brokers.iter() {
            if broker.up {
                self.silent.remove(&broker.id);
            } else {
                self.silent.entry(broker.id).or_insert(now);
            }
        }
        if let Some(leader) = self.leader(brokers)
            && leader != self.leader
        {
            self.leader = leader;
            self.epoch += 1;
        }
    }

    fn voters(brokers: &Brokers) -> Vec<BrokerId> {
        brokers.iter().map(|broker| broker.id).take(5).collect()
    }

    fn leader(&self, brokers: &Brokers) -> Option<BrokerId> {
        let voters = Self::voters(brokers);
        let mut up = voters.iter().copied().filter(|id| brokers.is_up(*id));
        if up.clone().count() * 2 <= voters.len() {
            return None;
        }
        match brokers.is_up(self.leader) {
            true => Some(self.leader),
            false => up.next(),
        }
    }

    /// What DescribeQuorum tells at `now`.
    #[must_use]
    pub fn told(&self, brokers: &Brokers, now: i64) -> Told {
        let leader = self.leader(brokers);
        let end = |at: i64| (at - self.began).max(0) / NO_OP;
        let replica = |id: BrokerId| {
            let (end, fetched, caught_up) = match (self.silent.get(&id), brokers.is_up(id)) {
                (Some(&since), false) => (end(since), since, since),
                (None, false) => (0, -1, -1),
                (_, true) if Some(id) == leader => (end(now), now, now),
                (_, true) => {
                    let behind = self.behind.get(&id).copied().unwrap_or(0);
                    (end(now - behind), now - 120, now - 120 - behind)
                }
            };
            Replica {
                id,
                end,
                fetched,
                caught_up,
            }
        };
        let voters = Self::voters(brokers);
        let observers = brokers.iter().map(|broker| broker.id).skip(voters.len());
        Told {
            leader,
            epoch: self.epoch,
            high_watermark: end(now),
            observers: observers.map(replica).collect(),
            voters: voters.into_iter().map(replica).collect(),
        }
    }
}
