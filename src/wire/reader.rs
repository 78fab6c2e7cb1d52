//! Reading an answer in place: for the few that have a row for every partition, so that no tree is built of them.
//!
//! It believes a count or a length no more than [`super::check`] does, and allocates nothing: what it gives are numbers
//! and slices of the frame.

use std::iter::Map;
use std::slice::Iter;
use std::str;

use uuid::Uuid;

use super::WireError;

/// A place in an answer's body. Every step is checked against the bytes that are there.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    compact: bool,
    version: i16,
    what: &'static str,
}

/// An array of 32-bit numbers, where it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ints<'a>(&'a [[u8; 4]]);

impl Ints<'_> {
    /// How many.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for Ints<'a> {
    type Item = i32;
    type IntoIter = Map<Iter<'a, [u8; 4]>, fn(&[u8; 4]) -> i32>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|bytes| i32::from_be_bytes(*bytes))
    }
}

impl<'a> Reader<'a> {
    /// `at` is where the body of the answer `what` begins; `compact` says that the version is a flexible one (KIP-482).
    pub(super) fn new(what: &'static str, version: i16, compact: bool, bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            compact,
            version,
            what,
        }
    }

    /// The version that is read.
    #[must_use]
    pub fn version(&self) -> i16 {
        self.version
    }

    /// Where it stands, in bytes of the frame.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// The same answer from another place on, one that [`Reader::at`] gave.
    #[must_use]
    pub fn from(&self, at: usize) -> Self {
        Self { at, ..self.clone() }
    }

    /// The bytes between `start` and where it stands.
    #[must_use]
    pub fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    /// A flag.
    ///
    /// # Errors
    /// As every step: [`WireError::Malformed`] when the frame ends before.
    pub fn flag(&mut self, field: &'static str) -> Result<bool, WireError> {
        Ok(self.chunk::<1>(field)? != [0])
    }

    /// A number of 16 bits.
    ///
    /// # Errors
    /// When the frame ends before.
    pub fn i16(&mut self, field: &'static str) -> Result<i16, WireError> {
        Ok(i16::from_be_bytes(self.chunk(field)?))
    }

    /// A number of 32 bits.
    ///
    /// # Errors
    /// When the frame ends before.
    pub fn i32(&mut self, field: &'static str) -> Result<i32, WireError> {
        Ok(i32::from_be_bytes(self.chunk(field)?))
    }

    /// A number of 64 bits.
    ///
    /// # Errors
    /// When the frame ends before.
    pub fn i64(&mut self, field: &'static str) -> Result<i64, WireError> {
        Ok(i64::from_be_bytes(self.chunk(field)?))
    }

    /// An id of 128 bits.
    ///
    /// # Errors
    /// When the frame ends before.
    pub fn uuid(&mut self, field: &'static str) -> Result<Uuid, WireError> {
        Ok(Uuid::from_bytes(self.chunk(field)?))
    }

    /// Text that may be null.
    ///
    /// # Errors
    /// When the frame ends before, or it is not UTF-8.
    pub fn text(&mut self, field: &'static str) -> Result<Option<&'a str>, WireError> {
        let len = if self.compact {
            self.length(field)?
        } else {
            let len = self.i16(field)?;
            self.sized(i32::from(len), field)?
        };
        let Some(len) = len else { return Ok(None) };
        let bytes = self.skip(len, field)?;
        let text = str::from_utf8(bytes).map_err(|error| WireError::Decode {
            what: self.what,
            version: self.version,
            why: format!("{field}: {error}"),
        })?;
        Ok(Some(text))
    }

    /// The count of an array whose elements take `least` bytes each or more; a null one has none.
    ///
    /// # Errors
    /// When the elements cannot all be there.
    pub fn count(&mut self, least: usize, field: &'static str) -> Result<usize, WireError> {
        let count = self.length(field)?.unwrap_or(0);
        match count <= self.left() / least.max(1) {
            true => Ok(count),
            false => Err(self.broken(field, "more elements than bytes left")),
        }
    }

    /// An array of numbers of 32 bits; a null one has none.
    ///
    /// # Errors
    /// When they are not all there.
    pub fn ints(&mut self, field: &'static str) -> Result<Ints<'a>, WireError> {
        let count = self.count(4, field)?;
        let (chunks, _) = self.skip(count * 4, field)?.as_chunks();
        Ok(Ints(chunks))
    }

    /// The end of a struct: tagged fields, none of which is read here.
    ///
    /// # Errors
    /// When the frame ends before.
    pub fn end(&mut self) -> Result<(), WireError> {
        const FIELD: &str = "tagged fields";
        if !self.compact {
            return Ok(());
        }
        for _ in 0..self.varint(FIELD)? {
            self.varint(FIELD)?;
            let size = self.varint(FIELD)? as usize;
            self.skip(size, FIELD)?;
        }
        Ok(())
    }

    fn length(&mut self, field: &'static str) -> Result<Option<usize>, WireError> {
        if self.compact {
            return Ok((self.varint(field)? as usize).checked_sub(1));
        }
        let len = self.i32(field)?;
        self.sized(len, field)
    }

    fn sized(&self, len: i32, field: &'static str) -> Result<Option<usize>, WireError> {
        match usize::try_from(len) {
            Ok(len) => Ok(Some(len)),
            Err(_) if len == -1 => Ok(None),
            Err(_) => Err(self.broken(field, "negative length")),
        }
    }

    /// An unsigned varint of 32 bits.
    #[inline]
    fn varint(&mut self, field: &'static str) -> Result<u32, WireError> {
        let [first] = self.chunk(field)?;
        if first < 0x80 {
            return Ok(u32::from(first));
        }
        let mut value = u32::from(first & 0x7f);
        for shift in [7, 14, 21, 28] {
            let [byte] = self.chunk(field)?;
            if shift == 28 && byte > 0x0f {
                break;
            }
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(self.broken(field, "a length of more than 32 bits"))
    }

    #[inline]
    fn chunk<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], WireError> {
        match self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            Some(chunk) => {
                self.at += N;
                Ok(*chunk)
            }
            None => Err(self.broken(field, ENDS)),
        }
    }

    #[inline]
    fn skip(&mut self, len: usize, field: &'static str) -> Result<&'a [u8], WireError> {
        let bytes = self.at.checked_add(len).and_then(|end| self.bytes.get(self.at..end));
        match bytes {
            Some(bytes) => {
                self.at += len;
                Ok(bytes)
            }
            None => Err(self.broken(field, ENDS)),
        }
    }

    fn left(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    #[cold]
    fn broken(&self, field: &'static str, why: &'static str) -> WireError {
        WireError::Malformed {
            what: self.what,
            version: self.version,
            at: self.at,
            field,
            why,
        }
    }
}

const ENDS: &str = "longer than the bytes left";
