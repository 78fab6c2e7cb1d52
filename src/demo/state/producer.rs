//! What a log remembers of idempotent producers, to take each batch once.

use std::collections::{BTreeMap, VecDeque};

use kafka_protocol::error::ResponseError as E;

use crate::demo::batch::Header;

/// Batches remembered per producer, as Kafka does.
const REMEMBERED: usize = 5;
/// Producers remembered per partition; the one that wrote longest ago goes first.
const MOST: usize = 1_000;

/// One producer as a partition knows it.
#[derive(Clone, Debug)]
pub struct Producer {
    /// Its epoch.
    pub epoch: i16,
    /// Sequence number of its last record.
    pub last_sequence: i32,
    /// When it wrote last, in milliseconds since the epoch.
    pub last_ms: i64,
    /// First offset of its open transaction.
    pub open_since: Option<i64>,
    recent: VecDeque<(i32, i32, i64)>,
}

/// The producers of one partition, by id.
#[derive(Clone, Debug, Default)]
pub struct Producers(BTreeMap<i64, Producer>);

/// What to do with a batch.
pub(super) enum Verdict {
    /// It comes next: take it.
    Take,
    /// It is there already, at this offset.
    Duplicate(i64),
}

impl Producers {
    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &Producer)> {
        self.0.iter().map(|(id, producer)| (*id, producer))
    }

    /// The least first offset of an open transaction.
    pub(super) fn first_open(&self) -> Option<i64> {
        self.0.values().filter_map(|producer| producer.open_since).min()
    }

    /// Judges a batch by its producer's sequence.
    ///
    /// # Errors
    /// INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE_NUMBER.
    pub(super) fn judge(&self, header: &Header) -> Result<Verdict, i16> {
        let Some(known) = self.0.get(&header.producer_id) else {
            return Ok(Verdict::Take);
        };
        if header.producer_epoch < known.epoch {
            return Err(E::InvalidProducerEpoch.code());
        }
        if header.producer_epoch > known.epoch {
            return match header.base_sequence {
                0 => Ok(Verdict::Take),
                _ => Err(E::OutOfOrderSequenceNumber.code()),
            };
        }
        let last = last_sequence(header);
        let seen = known
            .recent
            .iter()
            .find(|(first, end, _)| (*first, *end) == (header.base_sequence, last));
        if let Some((_, _, offset)) = seen {
            return Ok(Verdict::Duplicate(*offset));
        }
        match next(known.last_sequence) == header.base_sequence || known.last_sequence < 0 {
            true => Ok(Verdict::Take),
            false => Err(E::OutOfOrderSequenceNumber.code()),
        }
    }

    /// Notes a batch that was taken at `offset`.
    pub(super) fn took(&mut self, header: &Header, offset: i64, now_ms: i64) {
        if self.0.len() >= MOST
            && !self.0.contains_key(&header.producer_id)
            && let Some(oldest) = self.idlest()
        {
            self.0.remove(&oldest);
        }
        let last = last_sequence(header);
        let known = self.0.entry(header.producer_id).or_insert_with(|| Producer {
            epoch: header.producer_epoch,
            last_sequence: last,
            last_ms: now_ms,
            open_since: None,
            recent: VecDeque::new(),
        });
        if known.epoch != header.producer_epoch {
            known.recent.clear();
        }
        known.epoch = header.producer_epoch;
        known.last_sequence = last;
        known.last_ms = now_ms;
        if header.is_transactional() && known.open_since.is_none() {
            known.open_since = Some(offset);
        }
        if known.recent.len() == REMEMBERED {
            known.recent.pop_front();
        }
        known.recent.push_back((header.base_sequence, last, offset));
    }

    /// Ends the producer's transaction: where it began.
    pub(super) fn end(&mut self, id: i64, epoch: i16, now_ms: i64) -> Option<i64> {
        let known = self.0.get_mut(&id)?;
        if epoch > known.epoch {
            // a producer with a new epoch counts from 0 again
            known.epoch = epoch;
            known.last_sequence = -1;
            known.recent.clear();
        }
        known.last_ms = now_ms;
        known.open_since.take()
    }

    fn idlest(&self) -> Option<i64> {
        let idle = self.0.iter().filter(|(_, producer)| producer.open_since.is_none());
        idle.min_by_key(|(_, producer)| producer.last_ms).map(|(id, _)| *id)
    }
}

/// Sequence numbers wrap from the greatest to 0.
fn last_sequence(header: &Header) -> i32 {
    let last = i64::from(header.base_sequence) + i64::from(header.last_delta);
    i32::try_from(last % (i64::from(i32::MAX) + 1)).unwrap_or(0)
}

fn next(sequence: i32) -> i32 {
    sequence.checked_add(1).unwrap_or(0)
}
