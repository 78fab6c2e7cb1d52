//! The records of one batch, borrowed from its bytes.

use super::{BatchError, Head};

/// One record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its offset.
    pub offset: i64,
    /// Its timestamp in ms since the epoch: the producer's, or the broker's with `LogAppendTime`; −1 for none.
    pub timestamp: i64,
    /// Its key; none is null.
    pub key: Option<&'a [u8]>,
    /// Its value; none is null: a tombstone.
    pub value: Option<&'a [u8]>,
    /// Its headers.
    pub headers: Headers<'a>,
}

/// The headers of a record, in their order; a name may come twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headers<'a> {
    left: usize,
    rest: &'a [u8],
}

impl<'a> Headers<'a> {
    /// So many headers out of their bytes as they lie in a batch (lengths as varints, −1 for null).
    #[must_use]
    pub const fn of(count: usize, bytes: &'a [u8]) -> Self {
        Self {
            left: count,
            rest: bytes,
        }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.left == 0
    }
}

impl Record<'_> {
    /// Of a record in a control batch: whether the transaction was committed; none for a marker of another kind.
    #[must_use]
    pub fn committed(&self) -> Option<bool> {
        // a version, then the type, both of 16 bits
        match self.key? {
            [_, _, 0, 0, ..] => Some(false),
            [_, _, 0, 1, ..] => Some(true),
            _ => None,
        }
    }
}

impl<'a> Iterator for Headers<'a> {
    /// Name and value; a name need not be UTF-8, whatever the protocol says.
    type Item = (&'a [u8], Option<&'a [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        // they were walked when the record was made
        header(&mut self.rest).ok()
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Records<'a> {
    rest: &'a [u8],
    /// Bytes of all of them.
    len: usize,
    left: i32,
    base_offset: i64,
    last_offset: i64,
    base_timestamp: i64,
    /// The one timestamp of all.
    appended: Option<i64>,
}

impl<'a> Records<'a> {
    pub(super) fn new(head: &Head, plain: &'a [u8]) -> Self {
        Self {
            rest: plain,
            len: plain.len(),
            left: head.count,
            base_offset: head.base_offset,
            last_offset: head.last_offset,
            base_timestamp: head.base_timestamp,
            appended: head.append_time().then_some(head.max_timestamp),
        }
    }

    /// The bytes of those that are still to come, as they lie one after the other.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.rest
    }

    /// Bytes of those that are behind it.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.len - self.rest.len()
    }

    /// How many are still to come.
    #[must_use]
    pub fn left(&self) -> u64 {
        u64::try_from(self.left).unwrap_or_default()
    }

    /// Leaves out those that end before this position. Gives how many.
    ///
    /// # Errors
    /// The batch is corrupt.
    #[inline]
    pub fn skip_to(&mut self, position: usize) -> Result<u64, BatchError> {
        if position <= self.len - self.rest.len() {
            return Ok(0);
        }
        let before = self.left();
        while self.left > 0 {
            let mut rest = self.rest;
            body(&mut rest)?;
            if self.len - rest.len() > position {
                break;
            }
            self.rest = rest;
            self.left -= 1;
        }
        Ok(before - self.left())
    }

    #[inline]
    fn read(&mut self) -> Result<Record<'a>, BatchError> {
        let mut body = body(&mut self.rest)?;
        let body = &mut body;
        take(body, 1)?;
        let timestamp = self.base_timestamp.wrapping_add(varlong(body)?);
        let offset = self.base_offset.checked_add(varlong(body)?);
        let offset = offset.filter(|offset| (self.base_offset..=self.last_offset).contains(offset));
        let key = blob(body)?;
        let value = blob(body)?;
        let count = length(body)?.ok_or(BatchError::Corrupt("a negative number of headers"))?;
        let headers = Headers {
            left: count,
            rest: body,
        };
        for _ in 0..count {
            header(body)?;
        }
        Ok(Record {
            offset: offset.ok_or(BatchError::Corrupt("a record's offset is not the batch's"))?,
            timestamp: self.appended.unwrap_or(timestamp),
            key,
            value,
            headers,
        })
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, BatchError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.left <= 0 {
            return None;
        }
        let next = self.read();
        self.left = if next.is_ok() { self.left - 1 } else { 0 };
        Some(next)
    }
}

/// A record without its length.
#[inline]
fn body<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], BatchError> {
    let len = length(rest)?.ok_or(BatchError::Corrupt("a record without a length"))?;
    take(rest, len)
}

fn header<'a>(rest: &mut &'a [u8]) -> Result<(&'a [u8], Option<&'a [u8]>), BatchError> {
    let name = blob(rest)?.ok_or(BatchError::Corrupt("a header without a name"))?;
    Ok((name, blob(rest)?))
}

/// A length and so many bytes; a negative length is null.
#[inline]
fn blob<'a>(rest: &mut &'a [u8]) -> Result<Option<&'a [u8]>, BatchError> {
    match length(rest)? {
        Some(len) => take(rest, len).map(Some),
        None => Ok(None),
    }
}

#[inline]
fn length(rest: &mut &[u8]) -> Result<Option<usize>, BatchError> {
    Ok(usize::try_from(varlong(rest)?).ok())
}

#[inline]
fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], BatchError> {
    let (head, tail) = rest
        .split_at_checked(len)
        .ok_or(BatchError::Corrupt("a record is cut off"))?;
    *rest = tail;
    Ok(head)
}

/// A zigzag number of seven bits a byte, ten bytes at most.
#[inline]
fn varlong(rest: &mut &[u8]) -> Result<i64, BatchError> {
    match **rest {
        [byte @ 0..0x80, ref after @ ..] => {
            *rest = after;
            Ok(i64::from(byte >> 1) ^ -i64::from(byte & 1))
        }
        // most lengths and offsets
        [low, high @ 0..0x80, ref after @ ..] => {
            *rest = after;
            let value = i64::from(low & 0x7f) | i64::from(high) << 7;
            Ok((value >> 1) ^ -(value & 1))
        }
        _ => long(rest),
    }
}

/// One of more bytes.
#[cold]
fn long(rest: &mut &[u8]) -> Result<i64, BatchError> {
    let mut value = 0u64;
    for (at, &byte) in rest.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte < 0x80 {
            *rest = rest.get(at + 1..).unwrap_or_default();
            return Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed());
        }
    }
    Err(BatchError::Corrupt("a number that does not end"))
}
