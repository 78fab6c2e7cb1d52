//! Text, JSON and integers.

use serde_json::Value;

use super::input::LARGEST;
use super::{Decoded, Format, Shown};

/// UTF-8 that is meant to be read: few control characters, and no NUL.
pub(super) fn readable(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let odd = bytes
        .iter()
        .filter(|byte| **byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1b))
        .count();
    (!bytes.contains(&0) && odd * 8 <= bytes.len()).then_some(text)
}

/// Text, taken as JSON when it is an object or an array.
pub(super) fn text_or_json(text: &str) -> Decoded {
    let as_text = |note: String| Decoded::new(Format::Text, Shown::Text(text.to_owned()), note);
    let trimmed = text.trim();
    if !trimmed.starts_with(['{', '[']) {
        return as_text(String::new());
    }
    match json(text.as_bytes()) {
        Ok(value) => Decoded::new(Format::Json, Shown::Tree(value), ""),
        // an opening bracket alone makes no JSON of a log line
        Err(why) if trimmed.ends_with(['}', ']']) => as_text(format!("no JSON: {why}")),
        Err(_) => as_text(String::new()),
    }
}

/// JSON of any kind.
pub(super) fn json(bytes: &[u8]) -> Result<Value, String> {
    if bytes.len() > LARGEST {
        return Err(format!("it is larger than {} MiB", LARGEST >> 20));
    }
    serde_json::from_slice(bytes).map_err(|why| why.to_string())
}

/// A big-endian signed integer of 1, 2, 4 or 8 bytes.
pub(super) fn integer(bytes: &[u8]) -> Option<i64> {
    Some(match *bytes {
        [a] => i8::from_be_bytes([a]).into(),
        [a, b] => i16::from_be_bytes([a, b]).into(),
        [a, b, c, d] => i32::from_be_bytes([a, b, c, d]).into(),
        [a, b, c, d, e, f, g, h] => i64::from_be_bytes([a, b, c, d, e, f, g, h]),
        _ => return None,
    })
}

/// An integer of 4 or 8 bytes that is small for its size, as counters, ids and timestamps are.
pub(super) fn plausible_integer(bytes: &[u8]) -> Option<i64> {
    let limit = match bytes.len() {
        4 => 1 << 24,
        8 => 1 << 53,
        _ => return None,
    };
    integer(bytes).filter(|value| value.unsigned_abs() < limit)
}

/// An integer, shown.
pub(super) fn shown_integer(bytes: &[u8], value: i64) -> Decoded {
    let note = format!("{} bytes, big endian", bytes.len());
    Decoded::new(Format::Integer, Shown::Tree(value.into()), note)
}
