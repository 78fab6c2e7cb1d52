//! The compressions of record batches, opened within bounds.

use std::io::Read;

use super::BatchError;

/// The most bytes a batch may decompress to. A broker takes batches of `message.max.bytes` (1 MB unless raised) as they
/// come compressed; beyond this it is a bomb.
pub const MOST: usize = 256 * 1024 * 1024;

/// How the records of a batch are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Kafka's own names say it")]
pub enum Codec {
    None,
    Gzip,
    Snappy,
    Lz4,
    Zstd,
}

/// How snappy-java begins: chunks with their lengths follow, not one block.
const XERIAL: &[u8] = b"\x82SNAPPY\x00";

impl Codec {
    /// The codec of this number in a batch's attributes.
    pub(super) const fn of(number: u8) -> Result<Self, BatchError> {
        Ok(match number {
            0 => Self::None,
            1 => Self::Gzip,
            2 => Self::Snappy,
            3 => Self::Lz4,
            4 => Self::Zstd,
            other => return Err(BatchError::Codec(other)),
        })
    }

    /// Decompresses into `out`, which is emptied first.
    pub(super) fn inflate(self, packed: &[u8], out: &mut Vec<u8>) -> Result<(), BatchError> {
        out.clear();
        match self {
            Self::None => {
                out.extend_from_slice(packed);
                Ok(())
            }
            Self::Gzip => drain(flate2::read::MultiGzDecoder::new(packed), out),
            Self::Snappy => snappy(packed, out),
            Self::Lz4 => drain(lz4_flex::frame::FrameDecoder::new(packed), out),
            Self::Zstd => drain(zstd::stream::read::Decoder::with_buffer(packed).map_err(inflate)?, out),
        }
    }
}

fn inflate(error: impl std::fmt::Display) -> BatchError {
    BatchError::Inflate(error.to_string())
}

fn drain(from: impl Read, out: &mut Vec<u8>) -> Result<(), BatchError> {
    let most = u64::try_from(MOST).unwrap_or(u64::MAX);
    from.take(most + 1).read_to_end(out).map_err(inflate)?;
    if out.len() > MOST {
        out.clear();
        out.shrink_to(1 << 20);
        return Err(BatchError::TooLarge);
    }
    Ok(())
}

fn snappy(packed: &[u8], out: &mut Vec<u8>) -> Result<(), BatchError> {
    let Some(chunks) = packed.strip_prefix(XERIAL) else {
        return block(packed, out);
    };
    // the version and the lowest compatible one, four bytes each
    let mut rest = chunks
        .get(8..)
        .ok_or(BatchError::Corrupt("snappy's header is cut off"))?;
    while !rest.is_empty() {
        let (len, after) = rest
            .split_first_chunk::<4>()
            .ok_or(BatchError::Corrupt("a chunk is cut off"))?;
        let len = u32::from_be_bytes(*len) as usize;
        if len > after.len() {
            return Err(BatchError::Corrupt("a chunk is longer than the batch"));
        }
        let (chunk, after) = after.split_at(len);
        block(chunk, out)?;
        rest = after;
    }
    Ok(())
}

/// Appends one block of snappy.
fn block(packed: &[u8], out: &mut Vec<u8>) -> Result<(), BatchError> {
    let len = snap::raw::decompress_len(packed).map_err(inflate)?;
    let from = out.len();
    // no block says more than some 21 times its length: a length that lies is refused before it is believed
    if len > packed.len().saturating_mul(64) + 64 || from + len > MOST {
        return Err(BatchError::TooLarge);
    }
    out.resize(from + len, 0);
    let into = out.get_mut(from..).unwrap_or_default();
    snap::raw::Decoder::new().decompress(packed, into).map_err(inflate)?;
    Ok(())
}
