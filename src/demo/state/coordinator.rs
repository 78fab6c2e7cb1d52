//! The transaction coordinators at work: producers get their id and epoch, transactions begin, end and time out.

use std::collections::BTreeSet;

use kafka_protocol::error::ResponseError as E;

use super::group::offsets::Commit;
use super::log::Terms;
use super::transactions::{Stage, Transaction, key};
use super::{State, TRANSACTIONS_TOPIC};
use crate::demo::batch::{self, Batch, Record};
use crate::model::names::{GroupId, TopicName};

/// Partitions of `__transaction_state` where the cluster makes it for itself.
const PARTITIONS: i32 = 10;
/// Bytes of records that a partition of it keeps.
const KEPT: u64 = 64 << 10;

/// A producer as it names itself: id and epoch.
pub type Producer = (i64, i16);

impl State {
    /// Makes `__transaction_state` if it is not there.
    pub fn ensure_transactions_topic(&mut self, now_ms: i64) {
        self.ensure_internal(TRANSACTIONS_TOPIC, PARTITIONS, now_ms);
    }

    /// A producer comes (again): it gets its id and a new epoch, and what an older one left open is aborted.
    pub fn enlist(&mut self, id: &str, timeout_ms: i32, now_ms: i64) -> Producer {
        let before = self.transactions.get(id).cloned();
        let (producer, epoch) = match &before {
            Some(one) if one.epoch < i16::MAX - 1 => (one.producer, one.epoch + 1),
            _ => {
                self.next_producer_id += 1;
                (self.next_producer_id, 0)
            }
        };
        if let Some(open) = before.filter(|one| one.stage == Stage::Ongoing) {
            let fenced = (open.producer, open.epoch.saturating_add(1));
            self.mark(&open.partitions, fenced, false, now_ms);
        }
        let fresh = Transaction {
            producer,
            epoch,
            stage: Stage::Empty,
            timeout_ms,
            began_ms: -1,
            partitions: BTreeSet::new(),
            offsets: Vec::new(),
            played: false,
        };
        self.note(id, fresh, now_ms);
        (producer, epoch)
    }

    /// The producer's transaction takes in partitions; it begins with the first.
    ///
    /// # Errors
    /// As Kafka: INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED.
    pub fn join(
        &mut self,
        id: &str,
        producer: Producer,
        partitions: impl IntoIterator<Item = (TopicName, i32)>,
        now_ms: i64,
    ) -> Result<(), i16> {
        let mut one = self.own(id, producer)?.clone();
        let before = one.clone();
        begin(&mut one, now_ms);
        one.partitions.extend(partitions);
        if one != before {
            self.note(id, one, now_ms);
        }
        Ok(())
    }

    /// A batch of a transaction is about to be written: since Kafka 4.0 that alone makes its partition a part of it.
    ///
    /// # Errors
    /// INVALID_PRODUCER_EPOCH for a producer that was replaced.
    pub fn writes(&mut self, producer: Producer, topic: &TopicName, number: i32, now_ms: i64) -> Result<(), i16> {
        let found = self.transactions.iter().find(|(_, one)| one.producer == producer.0);
        let Some((id, _)) = found.map(|(id, one)| (id.clone(), one.epoch)) else {
            return Err(E::InvalidProducerIdMapping.code());
        };
        self.join(&id, producer, [(topic.clone(), number)], now_ms)
            .map_err(|_fenced| E::InvalidProducerEpoch.code())
    }

    /// Offsets that become commits when the transaction does.
    ///
    /// # Errors
    /// As [`State::join`].
    pub fn promise(
        &mut self,
        id: &str,
        producer: Producer,
        (group, topic, number): (&GroupId, &TopicName, i32),
        commit: Commit,
        now_ms: i64,
    ) -> Result<(), i16> {
        self.own(id, producer)?;
        if let Some(one) = self.transactions.get_mut(id) {
            begin(one, now_ms);
            one.offsets.push((group.clone(), topic.clone(), number, commit));
        }
        Ok(())
    }

    /// Ends a transaction: markers in every partition, offsets committed. With `renew` the producer gets the next epoch
    /// (transactions version 2). Gives the producer as it is from now on.
    ///
    /// # Errors
    /// As [`State::join`], and INVALID_TXN_STATE where there is nothing to end.
    pub fn conclude(
        &mut self,
        id: &str,
        producer: Producer,
        commit: bool,
        renew: bool,
        now_ms: i64,
    ) -> Result<Producer, i16> {
        let one = self.own(id, producer)?;
        let done = match one.stage {
            Stage::Ongoing => false,
            // asked again, for the answer was lost
            Stage::CompleteCommit if commit => true,
            Stage::CompleteAbort if !commit => true,
            // version 2 may abort what has not begun
            Stage::Empty | Stage::CompleteCommit if renew && !commit => true,
            _ => return Err(E::InvalidTxnState.code()),
        };
        if done && !renew {
            return Ok(producer);
        }
        let epoch = if renew {
            producer.1.saturating_add(1)
        } else {
            producer.1
        };
        self.close(id, commit, epoch, now_ms);
        Ok((producer.0, epoch))
    }

    /// Aborts what is open for longer than its `transaction.timeout.ms`, and fences its producer.
    pub fn expire_transactions(&mut self, now_ms: i64) {
        let late = |one: &Transaction| {
            !one.played && one.stage == Stage::Ongoing && now_ms - one.began_ms > i64::from(one.timeout_ms)
        };
        let found = self.transactions.iter().filter(|(_, one)| late(one));
        let found: Vec<(String, i16)> = found.map(|(id, one)| (id.clone(), one.epoch)).collect();
        for (id, epoch) in found {
            self.close(&id, false, epoch.saturating_add(1), now_ms);
        }
    }

    /// Writes a transactional id's present state into its log, as its coordinator does.
    pub fn note(&mut self, id: &str, one: Transaction, now_ms: i64) {
        self.write_down(id, &one, now_ms);
        self.transactions.insert(id.to_owned(), one);
    }

    fn own(&self, id: &str, producer: Producer) -> Result<&Transaction, i16> {
        match self.transactions.get(id) {
            Some(one) if one.producer == producer.0 && one.epoch == producer.1 => Ok(one),
            Some(one) if one.producer == producer.0 => Err(E::ProducerFenced.code()),
            _ => Err(E::InvalidProducerIdMapping.code()),
        }
    }

    fn close(&mut self, id: &str, commit: bool, epoch: i16, now_ms: i64) {
        let Some(mut one) = self.transactions.get(id).cloned() else {
            return;
        };
        self.mark(&one.partitions, (one.producer, epoch), commit, now_ms);
        for (group, topic, number, promised) in one.offsets.drain(..).filter(|_| commit) {
            self.groups.ensure(&group).offsets.commit(&topic, number, promised);
        }
        one.epoch = epoch;
        one.stage = if commit {
            Stage::CompleteCommit
        } else {
            Stage::CompleteAbort
        };
        one.began_ms = -1;
        one.partitions.clear();
        self.note(id, one, now_ms);
    }

    /// Writes the markers that end a producer's transaction.
    pub fn mark(&mut self, partitions: &BTreeSet<(TopicName, i32)>, producer: Producer, commit: bool, now_ms: i64) {
        for (topic, number) in partitions {
            let Some(epoch) = self
                .topics
                .get(topic.as_str())
                .and_then(|topic| topic.partition(*number))
                .map(|partition| partition.leader_epoch)
            else {
                continue;
            };
            let terms = self.terms(epoch, now_ms);
            if let Some(log) = self.topics.log_mut(topic.as_str(), *number) {
                log.end_txn(producer, commit, terms);
            }
        }
    }

    fn terms(&self, epoch: i32, now_ms: i64) -> Terms {
        Terms {
            epoch,
            now_ms,
            append_time: false,
            keep: self.settings.log_bytes,
        }
    }

    fn write_down(&mut self, id: &str, one: &Transaction, now_ms: i64) {
        let (Some(number), value, key) = (self.transaction_partition(id), one.record(now_ms), key(id)) else {
            return;
        };
        let record = Record {
            timestamp: now_ms,
            key: Some(&key),
            value: Some(&value),
            headers: Vec::new(),
        };
        let bytes = batch::write(&Batch {
            records: &[record],
            producer: None,
            transactional: false,
        });
        let terms = self.terms(0, now_ms);
        if let Some(log) = self.topics.log_mut(TRANSACTIONS_TOPIC, number) {
            // it is its own writer: there is nobody to tell of a refusal
            let _ = log.append(&bytes, terms);
            log.thin(KEPT);
        }
    }
}

fn begin(one: &mut Transaction, now_ms: i64) {
    if one.stage != Stage::Ongoing {
        one.stage = Stage::Ongoing;
        one.began_ms = now_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::plan::Plan;
    use crate::demo::state::placement::Wish;

    const TOPIC: &str = "t";

    fn state() -> State {
        let mut state = State::new(
            &Plan::of(1),
            &[(crate::model::names::BrokerId(1), ([127, 0, 0, 1], 1).into())],
        );
        state.ensure_transactions_topic(0);
        state.create_topic(TOPIC, &Wish::of(1, 1), 0).unwrap();
        state
    }

    fn writes(state: &mut State, producer: Producer, at: i64) -> Result<(), i16> {
        state.writes(producer, &TopicName::from(TOPIC), 0, at)?;
        let record = Record {
            timestamp: at,
            key: None,
            value: Some(b"v"),
            headers: Vec::new(),
        };
        let bytes = batch::write(&Batch {
            records: &[record],
            producer: Some((producer.0, producer.1, 0)),
            transactional: true,
        });
        let terms = state.terms(0, at);
        state.topics.log_mut(TOPIC, 0).unwrap().append(&bytes, terms).map(drop)
    }

    fn stable(state: &State) -> (i64, i64) {
        let log = &state.topics.get(TOPIC).unwrap().partition(0).unwrap().log;
        (log.stable(), log.end())
    }

    #[test]
    fn a_successor_aborts_what_was_open_and_fences() {
        let mut state = state();
        let first = state.enlist("id", 1_000, 0);
        writes(&mut state, first, 1).unwrap();
        assert_eq!(stable(&state), (0, 1));
        let second = state.enlist("id", 1_000, 2);
        assert_eq!(second, (first.0, first.1 + 1));
        assert_eq!(stable(&state), (2, 2));
        assert_eq!(writes(&mut state, first, 3), Err(E::InvalidProducerEpoch.code()));
        assert_eq!(
            state.conclude("id", first, true, false, 3),
            Err(E::ProducerFenced.code())
        );
        assert_eq!(
            state.conclude("id", second, true, false, 3),
            Err(E::InvalidTxnState.code())
        );
    }

    #[test]
    fn what_takes_too_long_is_aborted() {
        let mut state = state();
        let producer = state.enlist("id", 1_000, 0);
        writes(&mut state, producer, 10).unwrap();
        state.expire_transactions(1_010);
        assert_eq!(stable(&state), (0, 1));
        state.expire_transactions(1_011);
        assert_eq!(stable(&state), (2, 2));
        assert!(
            !state
                .topics
                .get(TOPIC)
                .unwrap()
                .partition(0)
                .unwrap()
                .log
                .aborted(0, 2)
                .is_empty()
        );
        assert_eq!(
            state.conclude("id", producer, true, false, 1_012),
            Err(E::ProducerFenced.code())
        );
    }

    #[test]
    fn offsets_are_committed_with_it_and_the_next_epoch_is_given() {
        let mut state = state();
        let producer = state.enlist("id", 1_000, 0);
        let (group, topic) = (GroupId::from("g"), TopicName::from(TOPIC));
        let commit = |offset| Commit {
            offset,
            ..Commit::default()
        };
        state
            .promise("id", producer, (&group, &topic, 0), commit(7), 1)
            .unwrap();
        assert!(state.groups.get("g").is_none());
        let next = state.conclude("id", producer, true, true, 2).unwrap();
        assert_eq!(next, (producer.0, producer.1 + 1));
        assert_eq!(state.groups.get("g").unwrap().offsets.get(TOPIC, 0).unwrap().offset, 7);
        state.promise("id", next, (&group, &topic, 0), commit(9), 3).unwrap();
        state.conclude("id", next, false, true, 4).unwrap();
        assert_eq!(state.groups.get("g").unwrap().offsets.get(TOPIC, 0).unwrap().offset, 7);
    }
}
