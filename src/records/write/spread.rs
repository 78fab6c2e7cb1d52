//! Where records without a key go, and how many are handed over ahead of their acknowledgements.
//!
//! Java's producer fills one partition's batch before it goes on to the next partition, and prefers partitions that
//! have the least to send (KIP-794). librdkafka changes partitions by time: at full speed all records of a tenth of a
//! second pile up on one leader, and with idempotence, where librdkafka has one request of a partition under way, on one
//! request. So the partition is chosen here, unless the user's properties ask for something else.
//!
//! What is queued for longer than `linger.ms` while a request of its partition is under way makes librdkafka's threads
//! look for it without a pause: two batches a partition are enough ahead.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::properties::SPREAD;
use super::record::Record;
use super::tally::Tally;

/// Batches of a partition that are handed over before they are acknowledged: one under way, one that waits for it.
const AHEAD: u64 = 2;

/// The most bytes that are handed over before they are acknowledged, and the least.
const MOST: u64 = 48 << 20;
const LEAST: u64 = 4 << 20;

/// librdkafka counts this much more than the bytes of key and value for a record, at most and without its headers.
const OVERHEAD: usize = 128;

/// Chooses, and counts what was handed over.
pub(super) struct Spread {
    partitions: usize,
    /// Whether the partitioner is the one that puts records without a key anywhere.
    chooses: bool,
    /// `batch.size`, bytes.
    batch: u64,
    /// `linger.ms`.
    linger: Duration,
    /// `message.max.bytes`.
    longest: usize,
    ahead: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The partition of the batch that is being filled, its bytes so far, and when it was begun.
    filling: Option<(usize, u64, Instant)>,
    /// Bytes handed over, by the partition chosen here.
    chosen: Vec<u64>,
    /// Bytes handed over.
    all: u64,
    /// Records handed over.
    records: u64,
    /// Some went where the partitioner wanted them: how much a partition has ahead is not known.
    mixed: bool,
}

impl Spread {
    pub(super) fn new(properties: &BTreeMap<String, String>, partitions: usize) -> Self {
        let number = |names: &[&str]| names.iter().find_map(|name| properties.get(*name)?.parse::<f64>().ok());
        let whole = |names: &[&str], usual: u64| number(names).map_or(usual, |number| number.max(1.0) as u64);
        let linger = number(&["linger.ms", "queue.buffering.max.ms"]).unwrap_or(5.0).max(0.0);
        let batch = whole(&["batch.size"], 1_000_000);
        let usual = properties.get("partitioner").is_some_and(|name| name == SPREAD);
        let own =
            properties.contains_key("topic.partitioner") || properties.contains_key("sticky.partitioning.linger.ms");
        let ahead = (partitions as u64).saturating_mul(batch).saturating_mul(AHEAD);
        Self {
            partitions,
            chooses: usual && !own,
            batch,
            linger: Duration::try_from_secs_f64(linger / 1000.0).unwrap_or_default(),
            longest: usize::try_from(whole(&["message.max.bytes"], 1_000_000)).unwrap_or(usize::MAX),
            ahead: ahead.clamp(LEAST, MOST),
            state: Mutex::default(),
        }
    }

    /// Whether enough is handed over, when records of so many bytes have ended.
    pub(super) fn is_full(&self, ended: u64) -> bool {
        self.state().all.saturating_sub(ended) >= self.ahead
    }

    /// How many of the records, from the first, can be handed over in one call: they have no headers and no time of
    /// their own, are not too long, go the same way, and do not overfill the batch. 0 when the first is not such a one.
    pub(super) fn alike(&self, records: &[Record<'_>]) -> usize {
        let Some(first) = records.first() else { return 0 };
        let spread = self.chooses && first.partition.is_none() && first.key.is_none();
        let room = match self.state().filling {
            Some((_, bytes, _)) if spread => self.batch.saturating_sub(bytes),
            _ => self.batch,
        };
        let mut bytes = 0;
        let alike = |record: &&Record<'_>| {
            let plain = record.headers.is_empty() && record.timestamp.is_none();
            let fits = size(record) + OVERHEAD <= self.longest;
            let same = record.partition == first.partition && record.key.is_some() == first.key.is_some();
            // one too many ends the batch
            let room = !spread || bytes == 0 || bytes < room;
            bytes += size(record) as u64;
            plain && fits && same && room
        };
        records.iter().take_while(alike).count()
    }

    /// The partition for records without a key; none for librdkafka's choice.
    pub(super) fn choose(&self, tally: &Tally, now: Instant) -> Option<i32> {
        if !self.chooses || self.partitions == 0 {
            return None;
        }
        let mut state = self.state();
        if let Some((at, bytes, since)) = state.filling
            && bytes < self.batch
            && now.saturating_duration_since(since) < self.linger
        {
            return i32::try_from(at).ok();
        }
        let any = rand::random_range(0..self.partitions);
        let ahead = |ended: &[u64], at: usize| {
            let of = |counts: &[u64]| counts.get(at).copied().unwrap_or(0);
            of(&state.chosen).saturating_sub(of(ended))
        };
        let at = if state.mixed {
            any
        } else {
            // the search begins anywhere, so that one of many idle ones is taken by chance
            let turns = (any..self.partitions).chain(0..any);
            tally
                .with_ended(|ended| turns.min_by_key(|at| ahead(ended, *at)))
                .unwrap_or(any)
        };
        state.filling = Some((at, 0, now));
        i32::try_from(at).ok()
    }

    /// Records were queued, to the partition that was chosen for them.
    pub(super) fn handed(&self, records: &[Record<'_>], chosen: Option<i32>) {
        let bytes: u64 = records.iter().map(|record| size(record) as u64).sum();
        let mut state = self.state();
        state.all += bytes;
        state.records += records.len() as u64;
        let spread = records
            .iter()
            .all(|record| record.partition.is_none() && record.key.is_none());
        let Some(at) = chosen.filter(|_| spread).and_then(|at| usize::try_from(at).ok()) else {
            state.mixed |= !records.is_empty();
            return;
        };
        if at >= state.chosen.len() {
            state.chosen.resize(at + 1, 0);
        }
        if let Some(count) = state.chosen.get_mut(at) {
            *count += bytes;
        }
        if let Some((_, filled, _)) = &mut state.filling {
            *filled += bytes;
        }
    }

    /// `message.max.bytes`.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Records handed over.
    pub(super) fn records(&self) -> u64 {
        self.state().records
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn size(record: &Record<'_>) -> usize {
    record.key.map_or(0, <[u8]>::len) + record.value.map_or(0, <[u8]>::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::write::native::End;

    fn spread(pairs: &[(&str, &str)]) -> Spread {
        let usual = [("partitioner", SPREAD), ("batch.size", "100"), ("linger.ms", "1000")];
        let all = usual.iter().chain(pairs);
        Spread::new(
            &all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            3,
        )
    }

    fn values(count: usize) -> Vec<Record<'static>> {
        vec![
            Record {
                value: Some(b"0123456789"),
                ..Record::default()
            };
            count
        ]
    }

    #[test]
    fn a_batch_is_filled_before_the_next_partition_and_the_least_busy_one_is_next() {
        let (spread, tally, now) = (spread(&[]), Tally::default(), Instant::now());
        let mut seen = Vec::new();
        for _batch in 0..6 {
            let all = values(50);
            let first = spread.choose(&tally, now).unwrap();
            let mut filled = 0;
            while spread.choose(&tally, now) == Some(first) && filled < 100 {
                let alike = spread.alike(&all);
                spread.handed(&all[..alike], Some(first));
                filled += alike * 10;
            }
            assert_eq!(filled, 100);
            seen.push(first);
        }
        // none is busier than another before all had one
        for round in seen.chunks(3) {
            let mut round = round.to_vec();
            round.sort_unstable();
            assert_eq!(round, [0, 1, 2]);
        }
        // what is acknowledged by one of them makes it the next
        let mut batch = tally.batch();
        (0..11).for_each(|_record| batch.count(End::Acknowledged, 2, 10, None));
        drop(batch);
        spread.state().filling = None;
        assert_eq!(spread.choose(&tally, now), Some(2));
    }

    #[test]
    fn a_slow_input_goes_on_to_another_partition_by_time() {
        let (spread, tally, now) = (spread(&[]), Tally::default(), Instant::now());
        let first = spread.choose(&tally, now).unwrap();
        spread.handed(&values(1), Some(first));
        assert_eq!(spread.choose(&tally, now + Duration::from_millis(999)), Some(first));
        assert_ne!(spread.choose(&tally, now + Duration::from_millis(1000)), Some(first));
    }

    #[test]
    fn only_what_is_alike_goes_together() {
        let spread = spread(&[("message.max.bytes", "1000")]);
        let plain = values(1)[0];
        let keyed = Record {
            key: Some(b"k"),
            ..plain
        };
        let pinned = Record {
            partition: Some(1),
            ..plain
        };
        let timed = Record {
            timestamp: Some(1),
            ..plain
        };
        let headers = [("a".to_owned(), None)];
        let headed = Record {
            headers: &headers,
            ..plain
        };
        let text = [b'x'; 900];
        let long = Record {
            value: Some(&text),
            ..plain
        };
        assert_eq!(spread.alike(&[plain, plain, keyed]), 2);
        assert_eq!(spread.alike(&[keyed, keyed, pinned]), 2);
        assert_eq!(spread.alike(&[pinned, pinned, plain]), 2);
        for alone in [timed, headed, long] {
            assert_eq!(spread.alike(&[alone, plain]), 0);
            assert_eq!(spread.alike(&[plain, alone]), 1);
        }
    }

    #[test]
    fn librdkafka_chooses_when_something_else_is_asked_for() {
        let tally = Tally::default();
        let chooses = |pairs| spread(pairs).choose(&tally, Instant::now()).is_some();
        assert!(chooses(&[]));
        assert!(!chooses(&[("partitioner", "consistent_random")]));
        assert!(!chooses(&[("sticky.partitioning.linger.ms", "5")]));
    }

    #[test]
    fn so_much_is_handed_over_ahead_and_no_more() {
        let spread = spread(&[("batch.size", "2000000")]);
        let text = vec![b'x'; 1 << 20];
        let large = Record {
            value: Some(&text),
            ..Record::default()
        };
        assert!(!spread.is_full(0));
        // two batches for each of three partitions: 12 MB
        spread.handed(&[large; 12], None);
        assert!(spread.is_full(0) && !spread.is_full(1 << 20));
    }
}
