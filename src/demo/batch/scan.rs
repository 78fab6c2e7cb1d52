//! Looking into the records of a batch for a timestamp. Compressed ones are not opened: the batch answers for them.

use super::{HEADER, Header, header};

/// A record's place in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its offset.
    pub offset: i64,
    /// Its timestamp in milliseconds since the epoch.
    pub timestamp: i64,
}

/// The first record of the batch whose timestamp is `at` or later. For a compressed batch it is the first record of the
/// batch: never later than the one that is looked for.
#[must_use]
pub fn first_at_or_after(bytes: &[u8], at: i64) -> Option<Found> {
    let top = header(bytes).ok()?;
    if top.max_timestamp < at {
        return None;
    }
    records(bytes, &top).find(|found| found.timestamp >= at)
}

/// The first record with the greatest timestamp of the batch; for a compressed batch its last record.
#[must_use]
pub fn newest(bytes: &[u8]) -> Option<Found> {
    let top = header(bytes).ok()?;
    let last = Found {
        offset: top.last_offset(),
        timestamp: top.max_timestamp,
    };
    if top.is_compressed() {
        return Some(last);
    }
    records(bytes, &top).find(|found| found.timestamp >= top.max_timestamp)
}

fn records(bytes: &[u8], top: &Header) -> impl Iterator<Item = Found> {
    let (top, mut rest) = (*top, bytes.get(HEADER..).unwrap_or_default());
    let mut closed = top.is_compressed().then_some(Found {
        offset: top.base_offset,
        timestamp: top.max_timestamp,
    });
    std::iter::from_fn(move || {
        if top.is_compressed() {
            return closed.take();
        }
        let len = usize::try_from(varint(&mut rest)?).ok()?;
        let (mut record, after) = rest.split_at_checked(len)?;
        rest = after;
        // attributes
        record = record.get(1..)?;
        let timestamp = top.base_timestamp.saturating_add(varint(&mut record)?);
        let offset = top.base_offset.saturating_add(varint(&mut record)?);
        Some(Found { offset, timestamp })
    })
}

/// Whether a record has no key, which a compacted topic does not take. Compressed batches are believed.
#[must_use]
pub fn lacks_key(bytes: &[u8]) -> bool {
    let Ok(top) = header(bytes) else { return false };
    let mut rest = bytes.get(HEADER..).unwrap_or_default();
    let mut keyless = || {
        let len = usize::try_from(varint(&mut rest)?).ok()?;
        let (record, after) = rest.split_at_checked(len)?;
        rest = after;
        let mut record = record.get(1..)?;
        varint(&mut record)?;
        varint(&mut record)?;
        Some(varint(&mut record)? < 0)
    };
    !top.is_compressed() && (0..top.count).map_while(|_| keyless()).any(|keyless| keyless)
}

/// Takes a zig-zag varint off the front.
fn varint(bytes: &mut &[u8]) -> Option<i64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Batch, Record, placed, write};
    use super::*;

    #[test]
    fn records_are_found_by_their_time() {
        let record = |timestamp| Record {
            timestamp,
            value: Some(b"x"),
            ..Record::default()
        };
        let records = [record(1_000), record(1_500), record(1_200), record(1_500)];
        let batch = placed(&write(&Batch::of(&records)), 70, 0, None);
        let offset = |at| first_at_or_after(&batch, at).map(|found| found.offset);
        assert_eq!(
            [0, 1_000, 1_001, 1_500, 1_501].map(offset),
            [Some(70), Some(70), Some(71), Some(71), None]
        );
        let newest = newest(&batch).unwrap();
        assert_eq!((newest.offset, newest.timestamp), (71, 1_500));
    }

    #[test]
    fn a_record_without_a_key_is_seen() {
        let with = Record {
            key: Some(b"k"),
            ..Record::default()
        };
        assert!(!lacks_key(&write(&Batch::of(std::slice::from_ref(&with)))));
        assert!(lacks_key(&write(&Batch::of(&[with, Record::default()]))));
    }

    #[test]
    fn bent_batches_are_refused_or_read_without_a_crash() {
        use rand::{RngExt, SeedableRng};
        let sound = write(&Batch::of(&[Record {
            value: Some(b"value"),
            ..Record::default()
        }]));
        let mut rng = rand::rngs::StdRng::seed_from_u64(7);
        for _ in 0..5_000 {
            let mut bent = sound.clone();
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(0..bent.len());
                bent[at] = if rng.random() { 0xff } else { rng.random() };
            }
            assert!(super::super::check(&bent).is_err() || bent == sound || bent[21..] == sound[21..]);
            let _ = (first_at_or_after(&bent, 1), newest(&bent), lacks_key(&bent));
        }
    }

    #[test]
    fn broken_records_end_the_search() {
        let mut batch = write(&Batch::of(&[Record::default()]));
        batch.truncate(HEADER);
        let len = (HEADER as i32 - 12).to_be_bytes();
        batch[8..12].copy_from_slice(&len);
        assert_eq!(first_at_or_after(&batch, -5), None);
        assert_eq!(varint(&mut &[0xff; 12][..]), None);
    }
}
