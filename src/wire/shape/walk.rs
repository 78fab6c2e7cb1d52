//! The walk over bytes that are not trusted, before anything is decoded.

use super::Shape;
use super::program::{Body, Op, Spot, compile};
use crate::wire::WireError;

/// What a message may come to in memory: a floor for small ones, a factor over its bytes, and a ceiling.
/// Metadata takes 3 times its bytes, a DescribeGroups full of dead groups 14 times.
const MEMORY_FLOOR: usize = 1024 * 1024;
const MEMORY_FACTOR: usize = 32;
const MEMORY_CEILING: usize = 1024 * 1024 * 1024;

/// The codec crate keeps unknown tagged fields in a `BTreeMap`: the first costs a node, more cost their share of nodes.
const FIRST_TAG: usize = 416;
const NEXT_TAG: usize = 96;

/// Walks `bytes` from `at` along `shape` at `version`, after an empty or tagged header rest if `tagged_header`.
/// Gives where the header and where the message ends. Bytes beyond the end are left alone.
///
/// # Errors
/// [`WireError::Malformed`] if a count or length does not fit the bytes left, a field that cannot be null is, a varint
/// is too long, a known tagged field has another size than it says, or the whole would take too much memory.
pub(in crate::wire) fn check(
    shape: &Shape,
    version: i16,
    bytes: &[u8],
    at: usize,
    tagged_header: bool,
) -> Result<Extent, WireError> {
    let mut walk = Walk {
        bytes,
        at,
        compact: version >= shape.flexible,
        memory: MEMORY_FLOOR
            .saturating_add(bytes.len().saturating_mul(MEMORY_FACTOR))
            .min(MEMORY_CEILING),
    };
    let allowed = walk.memory;
    let walked = (|| {
        if tagged_header {
            walk.tags(&[])?;
        }
        let header = walk.at;
        walk.run(&compile(shape, version))?;
        Ok(header)
    })();
    match walked {
        Ok(header) => Ok(Extent {
            header,
            end: walk.at,
            memory: allowed - walk.memory,
        }),
        Err(Fault { field, why }) => Err(WireError::Malformed {
            what: shape.name,
            version,
            at: walk.at,
            field,
            why,
        }),
    }
}

/// How far a sound message reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Where the header ends and the body begins, in bytes.
    pub header: usize,
    /// Where the body ends, in bytes; what follows belongs to nobody.
    pub end: usize,
    /// Upper bound of what decoding will allocate, in bytes.
    pub memory: usize,
}

struct Fault {
    field: &'static str,
    why: &'static str,
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    compact: bool,
    /// Bytes of memory that decoding may still take.
    memory: usize,
}

impl Walk<'_> {
    fn run(&mut self, ops: &[Op]) -> Result<(), Fault> {
        for op in ops {
            match op {
                Op::Skip(bytes) => self.skip(*bytes, "number")?,
                Op::Text(spot) => self.text(*spot)?,
                Op::Blob(spot) => {
                    if let Some(len) = self.count(*spot)? {
                        self.skip(len, spot.field)?;
                    }
                }
                Op::Array(spot, body) => self.array(*spot, body)?,
                Op::Maybe(spot, body) => match self.byte(spot.field)? {
                    1 => self.run(body)?,
                    // Null. Any other byte is null to some readers and a struct to others.
                    128.. => {}
                    _ => return Err(fault(spot.field, "neither present nor null")),
                },
                Op::Tags(known) => self.tags(known)?,
            }
        }
        Ok(())
    }

    fn array(&mut self, spot: Spot, body: &Body) -> Result<(), Fault> {
        let Some(count) = self.count(spot)? else {
            return Ok(());
        };
        if count > self.left() / body.least {
            return Err(fault(spot.field, "more elements than bytes left"));
        }
        self.spend(count.saturating_mul(body.memory), spot.field)?;
        if let [Op::Skip(bytes)] = body.ops[..] {
            return self.skip(count.saturating_mul(bytes), spot.field);
        }
        // Most elements are numbers without tagged fields: one look at the byte that says so.
        if let [Op::Skip(bytes), Op::Tags(_)] = body.ops[..] {
            for _ in 0..count {
                match self.bytes.get(self.at + bytes) {
                    Some(0) => self.at += bytes + 1,
                    _ => self.run(&body.ops)?,
                }
            }
            return Ok(());
        }
        for _ in 0..count {
            self.run(&body.ops)?;
        }
        Ok(())
    }

    fn text(&mut self, spot: Spot) -> Result<(), Fault> {
        let len = if self.compact {
            self.count(spot)?
        } else {
            let len = i16::from_be_bytes(self.chunk(spot.field)?);
            nonnull(i32::from(len), spot)?
        };
        match len {
            Some(len) => self.skip(len, spot.field),
            None => Ok(()),
        }
    }

    /// The length of a blob or array (or of a compact string): `None` is null.
    fn count(&mut self, spot: Spot) -> Result<Option<usize>, Fault> {
        if self.compact {
            match self.varint(spot.field)? {
                0 => nonnull(-1, spot),
                more => Ok(Some(more as usize - 1)),
            }
        } else {
            nonnull(i32::from_be_bytes(self.chunk(spot.field)?), spot)
        }
    }

    fn tags(&mut self, known: &[(u32, Spot, Option<Vec<Op>>)]) -> Result<(), Fault> {
        let count = self.varint("tagged fields")?;
        let mut price = FIRST_TAG;
        for _ in 0..count {
            let tag = self.varint("tagged field")?;
            let size = self.varint("tagged field")? as usize;
            if size > self.left() {
                return Err(fault("tagged field", "longer than the bytes left"));
            }
            let end = self.at + size;
            if let Some((_, spot, ops)) = known.iter().find(|(number, ..)| *number == tag) {
                self.run(ops.as_ref().ok_or(fault(spot.field, "not a field of this version"))?)?;
                // The codec reads the value and ignores the size: they must agree.
                if self.at != end {
                    return Err(fault(spot.field, "another size than its tag says"));
                }
            } else {
                self.spend(price, "tagged field")?;
                price = NEXT_TAG;
                self.at = end;
            }
        }
        Ok(())
    }

    /// An unsigned varint of 32 bits; overlong and overflowing ones are refused, since readers disagree about them.
    #[inline]
    fn varint(&mut self, field: &'static str) -> Result<u32, Fault> {
        let first = self.byte(field)?;
        if first < 0x80 {
            return Ok(u32::from(first));
        }
        let mut value = u32::from(first & 0x7f);
        for shift in [7, 14, 21, 28] {
            let byte = self.byte(field)?;
            if shift == 28 && byte > 0x0f {
                break;
            }
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(fault(field, "a length of more than 32 bits"))
    }

    #[inline]
    fn byte(&mut self, field: &'static str) -> Result<u8, Fault> {
        let byte = self.bytes.get(self.at).ok_or(fault(field, ENDS))?;
        self.at += 1;
        Ok(*byte)
    }

    #[inline]
    fn chunk<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let chunk = rest.first_chunk().ok_or(fault(field, ENDS))?;
        self.at += N;
        Ok(*chunk)
    }

    #[inline]
    fn skip(&mut self, bytes: usize, field: &'static str) -> Result<(), Fault> {
        if bytes > self.left() {
            return Err(fault(field, ENDS));
        }
        self.at += bytes;
        Ok(())
    }

    fn spend(&mut self, memory: usize, field: &'static str) -> Result<(), Fault> {
        self.memory = self
            .memory
            .checked_sub(memory)
            .ok_or(fault(field, "would take far more memory than bytes on the wire"))?;
        Ok(())
    }

    #[inline]
    fn left(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }
}

const ENDS: &str = "longer than the bytes left";

const fn fault(field: &'static str, why: &'static str) -> Fault {
    Fault { field, why }
}

#[inline]
fn nonnull(len: i32, spot: Spot) -> Result<Option<usize>, Fault> {
    match usize::try_from(len) {
        Ok(len) => Ok(Some(len)),
        Err(_) if len == -1 && spot.nullable => Ok(None),
        Err(_) if len == -1 => Err(fault(spot.field, "null where it cannot be")),
        Err(_) => Err(fault(spot.field, "negative length")),
    }
}
