//! Values as texts: `tojson`, `tostring`, dates.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use memchr::{memchr, memchr2};

use super::math::LONG;
use super::plain;
use super::value::{End, Got, Value};

/// A text as it is, anything else as JSON.
pub(super) fn string<'a>(value: Value<'a>) -> Got<'a> {
    match value {
        text @ Value::Text(_) => Ok(text),
        other => json(&other),
    }
}

/// A value as JSON without white space, to jaq's letter.
pub(super) fn json<'a>(value: &Value<'_>) -> Got<'a> {
    let mut text = Vec::with_capacity(64);
    write(value, &mut text)?;
    Ok(Value::Text(Cow::Owned(text)))
}

fn write(value: &Value<'_>, into: &mut Vec<u8>) -> Result<(), End> {
    let json = match value {
        Value::Null => b"null",
        Value::Bool(true) => b"true",
        Value::Bool(false) => &b"false"[..],
        Value::Int(int) => {
            into.extend_from_slice(int.to_string().as_bytes());
            return Ok(());
        }
        Value::Text(text) => {
            quoted(text, into);
            return Ok(());
        }
        Value::Json(json) => json,
        Value::Bytes(bytes) => match plain::space(bytes) {
            json @ [b'{' | b'[', ..] => json,
            _ => return Err(End::Unsure),
        },
        Value::List(items) => {
            into.push(b'[');
            for (at, item) in items.iter().enumerate() {
                comma(at, into)?;
                write(item, into)?;
            }
            into.push(b']');
            return Ok(());
        }
        Value::Object(members) => {
            into.push(b'{');
            for (at, (name, value)) in members.iter().enumerate() {
                comma(at, into)?;
                quoted(name, into);
                into.push(b':');
                write(value, into)?;
            }
            into.push(b'}');
            return Ok(());
        }
        Value::Float(_, Some(text)) => {
            into.extend_from_slice(text);
            return Ok(());
        }
        // jaq has its own way to write what it worked out
        Value::Float(_, None) | Value::Record => return Err(End::Unsure),
    };
    match compact(json, into, 0).map(plain::space) {
        Some([]) => Ok(()),
        _ => Err(End::Unsure),
    }
}

fn comma(at: usize, into: &mut Vec<u8>) -> Result<(), End> {
    if at > 0 {
        into.push(b',');
    }
    if into.len() > LONG { Err(End::Unsure) } else { Ok(()) }
}

/// In quotes, as jaq escapes what is in it.
fn quoted(text: &[u8], into: &mut Vec<u8>) {
    into.push(b'"');
    for part in text.split_inclusive(is_special) {
        match part.split_last() {
            Some((last, plain)) if is_special(last) => {
                into.extend_from_slice(plain);
                let short = match last {
                    8 => b'b',
                    12 => b'f',
                    b'\n' => b'n',
                    b'\r' => b'r',
                    b'\t' => b't',
                    b'"' | b'\\' => *last,
                    other => {
                        into.extend_from_slice(format!("\\u{other:04x}").as_bytes());
                        continue;
                    }
                };
                into.extend_from_slice(&[b'\\', short]);
            }
            _ => into.extend_from_slice(part),
        }
    }
    into.push(b'"');
}

fn is_special(byte: &u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\' | 0x7f)
}

/// Copies the JSON that begins here without its white space, and gives what follows it; none when jaq would write it
/// otherwise.
fn compact<'a>(text: &'a [u8], into: &mut Vec<u8>, depth: u8) -> Option<&'a [u8]> {
    if depth == plain::DEEPEST {
        return None;
    }
    match text.split_first()? {
        (b'{', members) => {
            let mut names: Vec<&[u8]> = Vec::with_capacity(16);
            into.push(b'{');
            let rest = plain::members(members, |name, value| {
                // of two of one name one goes
                if names.contains(&name) || names.len() > super::inside::FEW || memchr(0x7f, name).is_some() {
                    return None;
                }
                names.push(name);
                comma(names.len() - 1, into).ok()?;
                into.push(b'"');
                into.extend_from_slice(name);
                into.extend_from_slice(b"\":");
                compact(value, into, depth + 1)
            })?;
            into.push(b'}');
            Some(rest)
        }
        (b'[', elements) => {
            let mut count = 0;
            into.push(b'[');
            let rest = plain::elements(elements, |value| {
                comma(count, into).ok()?;
                count += 1;
                compact(value, into, depth + 1)
            })?;
            into.push(b']');
            Some(rest)
        }
        _ => {
            let (scalar, rest) = plain::split(text)?;
            if scalar == b"-0" {
                return None;
            }
            match memchr2(0x7f, b'\\', scalar) {
                None => into.extend_from_slice(scalar),
                Some(_) => match Value::plain(scalar).ok()? {
                    Value::Text(text) => quoted(&text, into),
                    _ => return None,
                },
            }
            Some(rest)
        }
    }
}

/// A text as it may stand in a URI.
pub(super) fn uri(text: &[u8]) -> Vec<u8> {
    let mut into = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => into.push(*byte),
            other => into.extend_from_slice(format!("%{other:02X}").as_bytes()),
        }
    }
    into
}

/// A text as it may stand in HTML.
pub(super) fn html(text: &[u8]) -> Vec<u8> {
    let mut into = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b'<' => into.extend_from_slice(b"&lt;"),
            b'>' => into.extend_from_slice(b"&gt;"),
            b'&' => into.extend_from_slice(b"&amp;"),
            b'\'' => into.extend_from_slice(b"&apos;"),
            b'"' => into.extend_from_slice(b"&quot;"),
            other => into.push(*other),
        }
    }
    into
}

/// Seconds since the epoch as ISO 8601.
pub(super) fn date<'a>(at: &Value<'_>) -> Got<'a> {
    let at = match at {
        Value::Int(seconds) => Timestamp::from_second(*seconds),
        Value::Float(seconds, _) => Timestamp::from_microsecond((seconds * 1e6) as i64),
        _ => return Err(End::Unsure),
    };
    let at = at.map_err(|_lost| End::Unsure)?;
    Ok(Value::Text(Cow::Owned(at.to_string().into_bytes())))
}

/// Seconds since the epoch as `strftime` writes them, in UTC.
pub(super) fn written<'a>(at: &Value<'_>, format: &str) -> Got<'a> {
    let micros = match at {
        Value::Int(seconds) => seconds.checked_mul(1_000_000).ok_or(End::Unsure)?,
        Value::Float(seconds, _) => (seconds * 1_000_000.0) as i64,
        _ => return Err(End::Unsure),
    };
    let at = Timestamp::from_microsecond(micros).map_err(|_lost| End::Unsure)?;
    let text = strtime::format(format, &at.to_zoned(TimeZone::UTC)).map_err(|_lost| End::Unsure)?;
    Ok(Value::Text(Cow::Owned(text.into_bytes())))
}

/// The whole seconds since the epoch that a text in ISO 8601 says.
pub(super) fn seconds<'a>(text: &[u8]) -> Got<'a> {
    let text = std::str::from_utf8(text).map_err(|_lost| End::Unsure)?;
    if text.contains('.') {
        return Err(End::Unsure);
    }
    let at: Timestamp = text.parse().map_err(|_lost| End::Unsure)?;
    Ok(Value::Int(at.as_second()))
}
