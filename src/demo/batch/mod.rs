//! Record batches (magic 2) in place: their header is read and patched, their records are left as they are.
//!
//! The CRC covers everything from the attributes on, so a broker may set the base offset and the leader epoch of a batch
//! without touching what the producer signed.

mod scan;
mod write;

pub use scan::{Found, first_at_or_after, lacks_key, newest};
pub use write::{Batch, Record, empty, marker, write};

use bytes::{Buf, Bytes};

/// Bytes before the first record.
pub const HEADER: usize = 61;
/// Bytes that the length field does not count.
const BEFORE_LENGTH: usize = 12;
const CRC_AT: usize = 17;
const ATTRIBUTES_AT: usize = 21;
const MAX_TIMESTAMP_AT: usize = 35;

const COMPRESSION: i16 = 0x07;
const LOG_APPEND_TIME: i16 = 0x08;
const TRANSACTIONAL: i16 = 0x10;
const CONTROL: i16 = 0x20;

/// The header of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Offset of its first record.
    pub base_offset: i64,
    /// Bytes of the whole batch.
    pub len: usize,
    /// Epoch of the leader that took it.
    pub epoch: i32,
    /// CRC-32C of what follows it.
    pub crc: u32,
    /// Compression, kind of timestamp, transactional, control.
    pub attributes: i16,
    /// Offset of its last record less the first's.
    pub last_delta: i32,
    /// The first record's timestamp.
    pub base_timestamp: i64,
    /// The greatest timestamp.
    pub max_timestamp: i64,
    /// The idempotent producer, or −1.
    pub producer_id: i64,
    /// The producer's epoch, or −1.
    pub producer_epoch: i16,
    /// Sequence number of the first record, or −1.
    pub base_sequence: i32,
    /// How many records there are.
    pub count: i32,
}

/// What is wrong with a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Shorter than it says, or than a header.
    Short,
    /// Written before Kafka 0.11.
    Magic(i8),
    /// The CRC does not fit the bytes.
    Crc,
    /// Counts and offsets that contradict each other.
    Contradiction,
}

impl Header {
    /// Offset of the last record.
    #[must_use]
    pub fn last_offset(&self) -> i64 {
        self.base_offset.saturating_add(i64::from(self.last_delta))
    }

    /// Whether the records are compressed.
    #[must_use]
    pub fn is_compressed(&self) -> bool {
        self.attributes & COMPRESSION != 0
    }

    /// Whether it belongs to a transaction.
    #[must_use]
    pub fn is_transactional(&self) -> bool {
        self.attributes & TRANSACTIONAL != 0
    }

    /// Whether it is a transaction's end rather than records.
    #[must_use]
    pub fn is_control(&self) -> bool {
        self.attributes & CONTROL != 0
    }
}

/// Reads the header of the batch that `bytes` begin with.
///
/// # Errors
/// [`Fault::Short`] and [`Fault::Magic`]; the CRC is not looked at.
pub fn header(bytes: &[u8]) -> Result<Header, Fault> {
    let mut at = bytes.get(..HEADER).ok_or(Fault::Short)?;
    let base_offset = at.get_i64();
    let length = usize::try_from(at.get_i32()).map_err(|_negative| Fault::Short)?;
    let epoch = at.get_i32();
    let magic = at.get_i8();
    if magic != 2 {
        return Err(Fault::Magic(magic));
    }
    let len = length.saturating_add(BEFORE_LENGTH);
    if len < HEADER || len > bytes.len() {
        return Err(Fault::Short);
    }
    Ok(Header {
        base_offset,
        len,
        epoch,
        crc: at.get_u32(),
        attributes: at.get_i16(),
        last_delta: at.get_i32(),
        base_timestamp: at.get_i64(),
        max_timestamp: at.get_i64(),
        producer_id: at.get_i64(),
        producer_epoch: at.get_i16(),
        base_sequence: at.get_i32(),
        count: at.get_i32(),
    })
}

/// Checks a batch that a producer sent: whole, signed, and its counts sound.
///
/// # Errors
/// What is wrong with it.
pub fn check(bytes: &[u8]) -> Result<Header, Fault> {
    let header = header(bytes)?;
    let signed = bytes.get(ATTRIBUTES_AT..header.len).ok_or(Fault::Short)?;
    if crate::wire::crc32c(signed) != header.crc {
        return Err(Fault::Crc);
    }
    let sound = header.count > 0 && header.last_delta == header.count - 1;
    if sound { Ok(header) } else { Err(Fault::Contradiction) }
}

/// The batch as the log keeps it: a copy, so that the request it came in can go, at its offset and epoch. With
/// `append_ms` it is stamped with the broker's time (LogAppendTime), which signs it anew.
#[must_use]
pub fn placed(bytes: &[u8], base_offset: i64, epoch: i32, append_ms: Option<i64>) -> Bytes {
    let mut own = bytes.to_vec();
    put(&mut own, 0, &base_offset.to_be_bytes());
    put(&mut own, BEFORE_LENGTH, &epoch.to_be_bytes());
    if let Some(now) = append_ms {
        let attributes = own.get(ATTRIBUTES_AT..).and_then(|rest| rest.first_chunk::<2>());
        let attributes = attributes.map_or(0, |two| i16::from_be_bytes(*two)) | LOG_APPEND_TIME;
        put(&mut own, ATTRIBUTES_AT, &attributes.to_be_bytes());
        put(&mut own, MAX_TIMESTAMP_AT, &now.to_be_bytes());
        sign(&mut own);
    }
    Bytes::from(own)
}

fn put(bytes: &mut [u8], at: usize, what: &[u8]) {
    if let Some(place) = bytes.get_mut(at..at + what.len()) {
        place.copy_from_slice(what);
    }
}

fn sign(bytes: &mut [u8]) {
    let crc = crate::wire::crc32c(bytes.get(ATTRIBUTES_AT..).unwrap_or_default());
    put(bytes, CRC_AT, &crc.to_be_bytes());
}
