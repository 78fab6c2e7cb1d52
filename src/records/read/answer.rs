//! One partition's part of a Fetch answer: its whole batches, and where to go on.

use kafka_protocol::messages::fetch_response::PartitionData;

use super::cursor::Cursor;
use crate::model::names::BrokerId;
use crate::wire::batch::{Batch, BatchError, Batches};

/// The largest batch that is asked for, in bytes: an answer is one frame.
const LARGEST: i32 = 48 << 20;

/// What a part of an answer comes to.
#[derive(Debug)]
pub(super) enum Part {
    /// Batches to look at, and the offset to go on from. A fault ends the partition there.
    Batches {
        batches: Vec<Batch>,
        next: i64,
        fault: Option<BatchError>,
    },
    /// Nothing came. The log ends here: compaction may have taken what lies before it.
    Nothing { end: i64 },
    /// A batch begins that did not fit: ask for so many bytes.
    Larger(i32),
    /// A batch that no answer can hold.
    TooLarge,
    /// Another broker is to be read from (KIP-392).
    Redirect(BrokerId),
    /// The offset is not in the log.
    OutOfRange,
    /// A Kafka error code.
    Refused(i16),
}

/// Reads one.
pub(super) fn read(part: PartitionData, cursor: &Cursor, committed: bool) -> Part {
    match part.error_code {
        0 => {}
        1 => return Part::OutOfRange,
        code => return Part::Refused(code),
    }
    let records = part.records.unwrap_or_default();
    if records.is_empty() {
        if part.preferred_read_replica.0 >= 0 {
            return Part::Redirect(BrokerId(part.preferred_read_replica.0));
        }
        let end = match committed && part.last_stable_offset >= 0 {
            true => part.last_stable_offset,
            false => part.high_watermark,
        };
        return Part::Nothing { end };
    }
    let announced = records.get(8..12).and_then(|len| len.first_chunk());
    let announced = announced.map_or(0, |len| i32::from_be_bytes(*len)).saturating_add(12);
    let until = cursor.slice.until.unwrap_or(i64::MAX);
    let (mut next, mut fault, mut whole) = (cursor.next, None, false);
    let mut batches = Vec::new();
    for batch in Batches::new(records) {
        match batch {
            Ok(batch) => {
                whole = true;
                next = next.max(batch.head.last_offset.saturating_add(1));
                if batch.head.last_offset >= cursor.next && batch.head.base_offset < until {
                    batches.push(batch);
                }
            }
            Err(error) => fault = Some(error),
        }
    }
    if !whole && fault.is_none() {
        return match announced > LARGEST {
            true => Part::TooLarge,
            false => Part::Larger(announced.max(cursor.max_bytes.saturating_mul(2)).min(LARGEST)),
        };
    }
    Part::Batches { batches, next, fault }
}
