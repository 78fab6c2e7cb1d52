//! A partition's log: record batches as they came, from a start to an end.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use kafka_protocol::error::ResponseError as E;

use super::producer::{Producers, Verdict};
use crate::demo::batch::{self, Fault, Found, Header};

/// One stored batch.
#[derive(Clone, Debug)]
struct Stored {
    base: i64,
    last: i64,
    max_timestamp: i64,
    epoch: i32,
    bytes: Bytes,
}

/// A transaction that was aborted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aborted {
    /// Whose it was.
    pub producer_id: i64,
    /// Its first offset.
    pub first: i64,
    /// The offset of its marker.
    pub last: i64,
}

/// What only logs with idempotent or transactional producers need.
#[derive(Debug, Default)]
struct Rest {
    producers: Producers,
    aborted: Vec<Aborted>,
}

/// The log. An empty one takes no memory but its own.
#[derive(Debug, Default)]
pub struct Log {
    start: i64,
    end: i64,
    /// Bytes as a log dir tells them: what is stored and what was skipped.
    size: u64,
    stored: u64,
    batches: VecDeque<Stored>,
    rest: Option<Box<Rest>>,
}

/// How a batch is taken.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// The leader's epoch.
    pub epoch: i32,
    /// Now, in milliseconds since the epoch.
    pub now_ms: i64,
    /// Whether `message.timestamp.type` is LogAppendTime.
    pub append_time: bool,
    /// Bytes of batches the log keeps.
    pub keep: u64,
}

/// Where a batch went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Offset of its first record.
    pub base: i64,
    /// Whether it was there already.
    pub duplicate: bool,
}

impl Log {
    /// The log start offset.
    #[must_use]
    pub fn start(&self) -> i64 {
        self.start
    }

    /// The high watermark: the offset that the next record gets.
    #[must_use]
    pub fn end(&self) -> i64 {
        self.end
    }

    /// The last stable offset: where the first open transaction began, or the end.
    #[must_use]
    pub fn stable(&self) -> i64 {
        let open = self.rest.as_ref().and_then(|rest| rest.producers.first_open());
        open.unwrap_or(self.end)
    }

    /// Bytes on disk, as a log dir tells them.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its idempotent producers, if it has any.
    #[must_use]
    pub fn producers(&self) -> Option<&Producers> {
        self.rest.as_ref().map(|rest| &rest.producers)
    }

    /// Appends one batch as a producer sent it.
    ///
    /// # Errors
    /// Kafka's error code: CORRUPT_MESSAGE, INVALID_RECORD, UNSUPPORTED_FOR_MESSAGE_FORMAT, or what the producer's
    /// sequence says.
    pub fn append(&mut self, bytes: &[u8], terms: Terms) -> Result<Appended, i16> {
        let header = batch::check(bytes).map_err(|fault| match fault {
            Fault::Short | Fault::Crc => E::CorruptMessage.code(),
            Fault::Magic(_) => E::UnsupportedForMessageFormat.code(),
            Fault::Contradiction => E::InvalidRecord.code(),
        })?;
        if header.len != bytes.len() || header.is_control() {
            return Err(E::InvalidRecord.code());
        }
        let base = self.end;
        if header.producer_id >= 0 {
            let producers = &mut self.rest.get_or_insert_default().producers;
            match producers.judge(&header)? {
                Verdict::Duplicate(base) => return Ok(Appended { base, duplicate: true }),
                Verdict::Take => producers.took(&header, base, terms.now_ms),
            }
        }
        let stamp = terms.append_time.then_some(terms.now_ms);
        self.store(&header, batch::placed(bytes, base, terms.epoch, stamp), terms);
        Ok(Appended { base, duplicate: false })
    }

    fn store(&mut self, header: &Header, bytes: Bytes, terms: Terms) {
        let len = bytes.len() as u64;
        let last = self.end.saturating_add(i64::from(header.last_delta));
        self.batches.push_back(Stored {
            base: self.end,
            last,
            max_timestamp: if terms.append_time {
                terms.now_ms
            } else {
                header.max_timestamp
            },
            epoch: terms.epoch,
            bytes,
        });
        self.end = last + 1;
        self.stored += len;
        self.size += len;
        while self.stored > terms.keep && self.batches.len() > 1 {
            let next = self.batches.get(1).map_or(self.end, |batch| batch.base);
            self.delete_before(next);
        }
    }

    /// Ends a producer's transaction in this log with its marker, as the coordinator has it written.
    pub fn end_txn(&mut self, producer: (i64, i16), commit: bool, terms: Terms) {
        let marker = batch::marker(self.end, terms.epoch, producer, commit, terms.now_ms);
        let rest = self.rest.get_or_insert_default();
        let began = rest.producers.end(producer.0, producer.1, terms.now_ms);
        if let (Some(first), false) = (began, commit) {
            rest.aborted.push(Aborted {
                producer_id: producer.0,
                first,
                last: self.end,
            });
        }
        if let Ok(header) = batch::header(&marker) {
            self.store(&header, Bytes::from(marker), terms);
        }
    }

    /// Grows by records that are not kept: history before the cluster started, and scale. A consumer passes them by.
    pub fn skip(&mut self, records: i64, bytes: u64) {
        self.end = self.end.saturating_add(records.max(0));
        self.size = self.size.saturating_add(bytes);
    }

    /// Forgets the oldest batches beyond `keep` bytes. They count as there: a consumer passes them by, as what was skipped.
    pub fn thin(&mut self, keep: u64) {
        while self.stored > keep && self.batches.len() > 1 {
            if let Some(first) = self.batches.pop_front() {
                self.stored -= first.bytes.len() as u64;
            }
        }
    }

    /// Deletes what is before `offset` (retention, DeleteRecords): the new start.
    pub fn delete_before(&mut self, offset: i64) -> i64 {
        let offset = offset.clamp(self.start, self.end);
        let before = self.end - self.start;
        while let Some(first) = self.batches.front().filter(|first| first.last < offset) {
            self.stored -= first.bytes.len() as u64;
            self.batches.pop_front();
        }
        // what was skipped has no size of its own: the log shrinks by its share
        let gone = u128::from(self.size) * u128::from((offset - self.start).unsigned_abs());
        self.size -= u64::try_from(gone / u128::from(before.unsigned_abs().max(1))).unwrap_or(0);
        self.size = self.size.max(self.stored);
        self.start = offset;
        if let Some(rest) = &mut self.rest {
            rest.aborted.retain(|aborted| aborted.last >= offset);
        }
        self.start
    }

    /// Batches from the one that holds `offset` on, below `until` and within `most` bytes, but at least one if `at_least_one`.
    /// Where nothing is stored an empty batch covers the gap.
    #[must_use]
    pub fn read(&self, offset: i64, until: i64, most: usize, at_least_one: bool, epoch: i32) -> Bytes {
        let from = self.batches.partition_point(|batch| batch.last < offset);
        let next = self.batches.get(from).map_or(self.end, |batch| batch.base).min(until);
        if offset < next {
            return Bytes::from(batch::empty(offset, next - 1, epoch));
        }
        let (mut count, mut bytes, mut expected) = (0, 0, None);
        for batch in self.batches.range(from..).take_while(|batch| batch.last < until) {
            let fits = bytes + batch.bytes.len() <= most || (count == 0 && at_least_one);
            // a gap is the next answer's
            if !fits || expected.is_some_and(|expected| expected != batch.base) {
                break;
            }
            (count, bytes, expected) = (count + 1, bytes + batch.bytes.len(), Some(batch.last + 1));
        }
        match (count, self.batches.get(from)) {
            (0, _) | (_, None) => Bytes::new(),
            (1, Some(only)) => only.bytes.clone(),
            _ => {
                let mut all = BytesMut::with_capacity(bytes);
                for batch in self.batches.range(from..from + count) {
                    all.extend_from_slice(&batch.bytes);
                }
                all.freeze()
            }
        }
    }

    /// Bytes that [`Log::read`] could give from `offset` on, without limit.
    #[must_use]
    pub fn available(&self, offset: i64, until: i64) -> usize {
        let from = self.batches.partition_point(|batch| batch.last < offset);
        let stored = self.batches.range(from..).take_while(|batch| batch.last < until);
        let bytes = stored.map(|batch| batch.bytes.len()).sum();
        if bytes == 0 && offset < until {
            batch::HEADER
        } else {
            bytes
        }
    }

    /// Aborted transactions that reach into these offsets.
    #[must_use]
    pub fn aborted(&self, from: i64, until: i64) -> Vec<Aborted> {
        let all = self.rest.iter().flat_map(|rest| &rest.aborted);
        all.filter(|aborted| aborted.last >= from && aborted.first < until)
            .copied()
            .collect()
    }

    /// The first record whose timestamp is `at` or later.
    #[must_use]
    pub fn at_time(&self, at: i64) -> Option<(Found, i32)> {
        let batch = self.batches.iter().find(|batch| batch.max_timestamp >= at)?;
        Some((batch::first_at_or_after(&batch.bytes, at)?, batch.epoch))
    }

    /// The first record with the greatest timestamp.
    #[must_use]
    pub fn newest(&self) -> Option<(Found, i32)> {
        let newest = self.batches.iter().map(|batch| batch.max_timestamp).max()?;
        let batch = self.batches.iter().find(|batch| batch.max_timestamp == newest)?;
        Some((batch::newest(&batch.bytes)?, batch.epoch))
    }

    /// The epoch of the batch that holds this offset.
    #[must_use]
    pub fn epoch_at(&self, offset: i64) -> Option<i32> {
        let at = self.batches.partition_point(|batch| batch.last < offset);
        self.batches.get(at).map(|batch| batch.epoch)
    }

    /// Where the epochs up to `epoch` end, and the greatest of them (OffsetForLeaderEpoch).
    #[must_use]
    pub fn epoch_end(&self, epoch: i32, current: i32) -> (i32, i64) {
        if epoch >= current {
            return (current, self.end);
        }
        let after = self.batches.iter().find(|batch| batch.epoch > epoch);
        let before = self.batches.iter().rev().find(|batch| batch.epoch <= epoch);
        let end = after.map_or(self.end, |batch| batch.base);
        (before.map_or(epoch, |batch| batch.epoch), end)
    }
}

#[cfg(test)]
mod tests;
