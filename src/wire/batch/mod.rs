//! Record batches (magic 2, KIP-98) read in place: nothing is copied but what was compressed.
//!
//! ```text
//! Fetch's records → Batches → Batch (header, CRC) → inflate → Records → Record { key, value, headers } borrowed
//! ```
//!
//! The bytes come from a network: no length is believed before it fits what is there, and what is compressed may not
//! grow beyond [`MOST`].

mod codec;
mod record;
#[cfg(test)]
mod tests;

use bytes::{Buf, Bytes};

pub use codec::{Codec, MOST};
pub use record::{Headers, Record, Records};

/// Bytes of a batch before its records.
pub const HEADER: usize = 61;
/// Bytes of a batch that its length does not count.
const BEFORE: usize = 12;
/// Where what the CRC covers begins.
const SIGNED: usize = 21;

/// Why a batch cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// A message set of before Kafka 0.11.
    #[error("message format v{0} (of before Kafka 0.11) is not supported")]
    OldFormat(i8),
    /// The bytes contradict themselves.
    #[error("the batch is corrupt: {0}")]
    Corrupt(&'static str),
    /// The bytes are not those the producer sent.
    #[error("the batch is corrupt: its CRC is {found:08x}, not {told:08x}")]
    Crc {
        /// What the batch says.
        told: u32,
        /// What its bytes give.
        found: u32,
    },
    /// A compression that nobody knows.
    #[error("compression type {0} is unknown")]
    Codec(u8),
    /// What was compressed does not come out.
    #[error("the batch does not decompress: {0}")]
    Inflate(String),
    /// It would take more memory than is allowed.
    #[error("the batch decompresses to more than {MOST} bytes")]
    TooLarge,
}

/// What a batch says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Offset of its first record, also of one that compaction took.
    pub base_offset: i64,
    /// Offset of its last record, also of one that compaction took.
    pub last_offset: i64,
    /// Epoch of the leader that took it.
    pub leader_epoch: i32,
    /// Its first record's timestamp in ms, which the others' count from.
    pub base_timestamp: i64,
    /// Its newest timestamp in ms.
    pub max_timestamp: i64,
    /// Its producer; −1 when that is neither idempotent nor transactional.
    pub producer: i64,
    /// Number of records in it.
    pub count: i32,
    attributes: i16,
}

impl Head {
    /// It belongs to a transaction.
    #[must_use]
    pub const fn transactional(&self) -> bool {
        self.attributes & 0x10 != 0
    }

    /// It holds a marker of a transaction's end, not records.
    #[must_use]
    pub const fn control(&self) -> bool {
        self.attributes & 0x20 != 0
    }

    /// All its records have the time when the broker appended it (`message.timestamp.type=LogAppendTime`).
    #[must_use]
    pub const fn append_time(&self) -> bool {
        self.attributes & 0x08 != 0
    }

    /// How its records are compressed.
    ///
    /// # Errors
    /// A number that stands for no codec.
    pub const fn codec(&self) -> Result<Codec, BatchError> {
        Codec::of((self.attributes & 0x07) as u8)
    }
}

/// One whole batch.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its header.
    pub head: Head,
    bytes: Bytes,
}

impl Batch {
    /// Holds the CRC-32C against the bytes.
    ///
    /// # Errors
    /// They differ.
    pub fn check(&self) -> Result<(), BatchError> {
        let told = self.bytes.get(17..SIGNED).map_or(0, |mut crc| crc.get_u32());
        let found = super::crc32c(self.bytes.get(SIGNED..).unwrap_or_default());
        if told == found {
            Ok(())
        } else {
            Err(BatchError::Crc { told, found })
        }
    }

    /// Its records. `scratch` takes what has to be decompressed, and is used again for the next batch.
    ///
    /// # Errors
    /// It does not decompress, or not into so little.
    pub fn records<'a>(&'a self, scratch: &'a mut Vec<u8>) -> Result<Records<'a>, BatchError> {
        let packed = self.bytes.get(HEADER..).unwrap_or_default();
        let plain = match self.head.codec()? {
            Codec::None => packed,
            codec => {
                codec.inflate(packed, scratch)?;
                scratch
            }
        };
        Ok(Records::new(&self.head, plain))
    }

    /// Bytes it takes on the wire.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// The whole batches of an answer, one after the other. A batch that the answer cuts off is not among them.
#[derive(Clone, Debug)]
pub struct Batches {
    rest: Bytes,
    ended: bool,
}

impl Batches {
    /// Those of the records field of one partition.
    #[must_use]
    pub const fn new(records: Bytes) -> Self {
        Self {
            rest: records,
            ended: false,
        }
    }

    fn cut(&mut self) -> Result<Option<Batch>, BatchError> {
        let Some(mut start) = self.rest.get(..17) else {
            return Ok(None);
        };
        let base_offset = start.get_i64();
        let len = usize::try_from(start.get_i32()).map_err(|_negative| BatchError::Corrupt("a negative length"))?;
        let leader_epoch = start.get_i32();
        let magic = start.get_i8();
        if magic < 2 {
            return Err(BatchError::OldFormat(magic));
        }
        if len < HEADER - BEFORE {
            return Err(BatchError::Corrupt("shorter than its header"));
        }
        if self.rest.len() - BEFORE < len {
            return Ok(None);
        }
        let bytes = self.rest.split_to(BEFORE + len);
        let mut rest = bytes.get(SIGNED..HEADER).unwrap_or_default();
        let attributes = rest.get_i16();
        let last_delta = rest.get_i32();
        let (base_timestamp, max_timestamp) = (rest.get_i64(), rest.get_i64());
        let producer = rest.get_i64();
        rest.advance(6);
        let count = rest.get_i32();
        let last_offset = base_offset.checked_add(i64::from(last_delta));
        let last_offset = last_offset.filter(|last| base_offset >= 0 && *last >= base_offset);
        let head = Head {
            base_offset,
            last_offset: last_offset.ok_or(BatchError::Corrupt("its offsets run backwards"))?,
            leader_epoch,
            base_timestamp,
            max_timestamp,
            producer,
            count,
            attributes,
        };
        Ok(Some(Batch { head, bytes }))
    }
}

impl Iterator for Batches {
    type Item = Result<Batch, BatchError>;

    /// After an error there is no next one: where it begins cannot be told.
    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.cut().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}
