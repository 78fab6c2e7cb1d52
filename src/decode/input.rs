//! Bytes with bounds: what a hostile payload may cost.

use std::borrow::Cow;
use std::fmt;

/// Payloads larger than this, in bytes, are not taken apart.
pub const LARGEST: usize = 4 << 20;

/// A payload of more values than this is not taken apart.
pub const NODES: u32 = 1_000_000;

/// A payload nested deeper than this is not taken apart.
pub const DEEPEST: u32 = 100;

/// Why bytes are not what they should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    what: Cow<'static, str>,
    /// At which byte.
    at: Option<usize>,
    /// The fields it is in, the innermost first.
    path: Vec<String>,
}

/// What reading gives.
pub(super) type Read<T> = Result<T, Fault>;

impl Fault {
    pub(super) fn new(what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            what: what.into(),
            at: None,
            path: Vec::new(),
        }
    }

    /// Says in which field, from the inside out: `.name` or `[3]`.
    pub(super) fn within(mut self, step: impl Into<String>) -> Self {
        self.path.push(step.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.iter().rev().try_for_each(|step| f.write_str(step))?;
        if !self.path.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.what)?;
        match self.at {
            Some(at) => write!(f, " at byte {at}"),
            None => Ok(()),
        }
    }
}

/// What is left to read, and what may still be built of it.
#[derive(Debug)]
pub(super) struct Input<'a> {
    rest: &'a [u8],
    size: usize,
    nodes: u32,
    depth: u32,
}

impl<'a> Input<'a> {
    /// # Errors
    /// When they are more than [`LARGEST`].
    pub(super) fn new(bytes: &'a [u8]) -> Read<Self> {
        if bytes.len() > LARGEST {
            return Err(Fault::new(format!(
                "{} bytes are more than are taken apart ({} MiB)",
                bytes.len(),
                LARGEST >> 20
            )));
        }
        Ok(Self {
            rest: bytes,
            size: bytes.len(),
            nodes: NODES,
            depth: DEEPEST,
        })
    }

    /// A fault here.
    pub(super) fn fault(&self, what: impl Into<Cow<'static, str>>) -> Fault {
        Fault {
            at: Some(self.size - self.rest.len()),
            ..Fault::new(what)
        }
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    /// That nothing is left.
    pub(super) fn end(&self) -> Read<()> {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(self.fault(format!("{left} bytes too many"))),
        }
    }

    /// Counts one value.
    pub(super) fn node(&mut self) -> Read<()> {
        match self.nodes.checked_sub(1) {
            Some(left) => self.nodes = left,
            None => return Err(self.fault("more values than are taken apart")),
        }
        Ok(())
    }

    /// Reads one level deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        match self.depth.checked_sub(1) {
            Some(left) => self.depth = left,
            None => return Err(self.fault("nested deeper than is taken apart")),
        }
        let result = read(self);
        self.depth += 1;
        result
    }

    pub(super) fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        match self.rest.split_at_checked(count) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => Err(self.fault(format!("{count} bytes are wanted, {} are left", self.rest.len()))),
        }
    }

    pub(super) fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        match self.rest.split_first_chunk() {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(*taken)
            }
            None => Err(self.fault(format!("{N} bytes are wanted, {} are left", self.rest.len()))),
        }
    }

    pub(super) fn byte(&mut self) -> Read<u8> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    /// The next byte, not taken.
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Bytes that must be UTF-8.
    pub(super) fn text(&mut self, count: usize) -> Read<&'a str> {
        let here = self.fault("this text is not UTF-8");
        std::str::from_utf8(self.take(count)?).map_err(|_not_utf8| here)
    }

    /// A length that was read: it may not go beyond what is left.
    pub(super) fn length(&self, length: u64) -> Read<usize> {
        match usize::try_from(length) {
            Ok(length) if length <= self.rest.len() => Ok(length),
            _ => Err(self.fault(format!("a length of {length}, {} bytes are left", self.rest.len()))),
        }
    }

    /// An unsigned LEB128 number, of at most ten bytes.
    pub(super) fn varint(&mut self) -> Read<u64> {
        let mut value = 0u64;
        for at in 0..10 {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if at == 9 && part > 1 {
                break;
            }
            value |= part << (7 * at);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.fault("a number of more than 64 bits"))
    }

    /// A signed number in zigzag.
    pub(super) fn zigzag(&mut self) -> Read<i64> {
        let raw = self.varint()?;
        Ok((raw >> 1).cast_signed() ^ -(raw & 1).cast_signed())
    }
}
