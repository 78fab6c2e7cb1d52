//! MessagePack to JSON.

use serde_json::{Map, Number, Value, json};

use super::decoded::from_bytes;
use super::input::{Input, Read};

/// A whole payload.
pub(super) fn decode(bytes: &[u8]) -> Read<Value> {
    let mut input = Input::new(bytes)?;
    let value = value(&mut input)?;
    input.end()?;
    Ok(value)
}

/// Whether a payload begins as a map or an array does.
pub(super) fn is_container(first: u8) -> bool {
    matches!(first, 0x80..=0x9f | 0xdc..=0xdf)
}

fn value(input: &mut Input<'_>) -> Read<Value> {
    input.node()?;
    let tag = input.byte()?;
    Ok(match tag {
        0x00..=0x7f => tag.into(),
        0x80..=0x8f => map(input, u32::from(tag & 0x0f))?,
        0x90..=0x9f => list(input, u32::from(tag & 0x0f))?,
        0xa0..=0xbf => text(input, u32::from(tag & 0x1f))?,
        0xc0 => Value::Null,
        0xc2 => false.into(),
        0xc3 => true.into(),
        0xc4..=0xc6 => {
            let length = length(input, tag - 0xc4)?;
            from_bytes(input.take(length as usize)?)
        }
        0xc7..=0xc9 => {
            let length = length(input, tag - 0xc7)?;
            extension(input, length)?
        }
        0xca => float(f32::from_be_bytes(input.array()?)),
        0xcb => double(f64::from_be_bytes(input.array()?)),
        0xcc => input.byte()?.into(),
        0xcd => u16::from_be_bytes(input.array()?).into(),
        0xce => u32::from_be_bytes(input.array()?).into(),
        0xcf => u64::from_be_bytes(input.array()?).into(),
        0xd0 => i8::from_be_bytes(input.array()?).into(),
        0xd1 => i16::from_be_bytes(input.array()?).into(),
        0xd2 => i32::from_be_bytes(input.array()?).into(),
        0xd3 => i64::from_be_bytes(input.array()?).into(),
        0xd4..=0xd8 => extension(input, 1 << (tag - 0xd4))?,
        0xd9..=0xdb => {
            let length = length(input, tag - 0xd9)?;
            text(input, length)?
        }
        0xdc | 0xdd => {
            let count = length(input, tag - 0xdc + 1)?;
            list(input, count)?
        }
        0xde | 0xdf => {
            let count = length(input, tag - 0xde + 1)?;
            map(input, count)?
        }
        0xc1 => return Err(input.fault("0xc1 is never used")),
        0xe0..=0xff => i8::from_be_bytes([tag]).into(),
    })
}

/// A count of 1, 2 or 4 bytes.
fn length(input: &mut Input<'_>, size: u8) -> Read<u32> {
    Ok(match size {
        0 => input.byte()?.into(),
        1 => u16::from_be_bytes(input.array()?).into(),
        _ => u32::from_be_bytes(input.array()?),
    })
}

fn text(input: &mut Input<'_>, length: u32) -> Read<Value> {
    // older writers put any bytes into what is called a string
    Ok(from_bytes(input.take(length as usize)?))
}

fn list(input: &mut Input<'_>, count: u32) -> Read<Value> {
    // a count that the bytes left cannot hold ends where they end: nothing is reserved for it
    input.deeper(|input| {
        (0..count)
            .map(|_| value(input))
            .collect::<Read<Vec<_>>>()
            .map(Value::Array)
    })
}

fn map(input: &mut Input<'_>, count: u32) -> Read<Value> {
    input.deeper(|input| {
        let mut fields = Map::new();
        for _ in 0..count {
            let key = value(input)?;
            let key = name(input, key)?;
            let value = value(input)?;
            put(input, &mut fields, key, value)?;
        }
        Ok(Value::Object(fields))
    })
}

/// Adds a field; the same name twice would lose one of the two.
pub(super) fn put(input: &Input<'_>, fields: &mut Map<String, Value>, key: String, value: Value) -> Read<()> {
    if fields.contains_key(&key) {
        return Err(input.fault(format!("the key {key:?} twice")));
    }
    fields.insert(key, value);
    Ok(())
}

/// The longest JSON, in bytes, that stands for a key.
const LONGEST: usize = 1 << 10;

/// A key as a name: one that is no string is written as its JSON. It has to be short: each map that is a key of another
/// doubles the backslashes.
pub(super) fn name(input: &Input<'_>, key: Value) -> Read<String> {
    let text = match key {
        Value::String(text) => return Ok(text),
        other => other.to_string(),
    };
    if text.len() > LONGEST {
        return Err(input.fault(format!("a key that is no text, of more than {LONGEST} bytes")));
    }
    Ok(text)
}

/// An application's own type; timestamps are MessagePack's.
fn extension(input: &mut Input<'_>, length: u32) -> Read<Value> {
    let kind = i8::from_be_bytes(input.array()?);
    let bytes = input.take(length as usize)?;
    if kind == -1
        && let Some((seconds, nanos)) = timestamp(bytes)
        && let Ok(at) = jiff::Timestamp::new(seconds, nanos)
    {
        return Ok(at.to_string().into());
    }
    Ok(json!({ "extension": kind, "value": from_bytes(bytes) }))
}

fn timestamp(bytes: &[u8]) -> Option<(i64, i32)> {
    match *bytes {
        [a, b, c, d] => Some((u32::from_be_bytes([a, b, c, d]).into(), 0)),
        [a, b, c, d, e, f, g, h] => {
            let both = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
            let seconds = i64::try_from(both & 0x3_ffff_ffff).ok()?;
            Some((seconds, i32::try_from(both >> 34).ok()?))
        }
        [n0, n1, n2, n3, a, b, c, d, e, f, g, h] => {
            let nanos = i32::try_from(u32::from_be_bytes([n0, n1, n2, n3])).ok()?;
            Some((i64::from_be_bytes([a, b, c, d, e, f, g, h]), nanos))
        }
        _ => None,
    }
}

/// A 32-bit number as a person would write it: 0.1, not 0.10000000149011612.
pub(super) fn float(value: f32) -> Value {
    match value.is_finite() {
        true => value.to_string().parse().map_or_else(|_| double(value.into()), double),
        false => double(value.into()),
    }
}

/// A number; JSON has no word for those that are none.
pub(super) fn double(value: f64) -> Value {
    match Number::from_f64(value) {
        Some(number) => Value::Number(number),
        None if value.is_nan() => "NaN".into(),
        None if value > 0.0 => "Infinity".into(),
        None => "-Infinity".into(),
    }
}
