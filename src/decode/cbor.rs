//! CBOR (RFC 8949) to JSON.

use serde_json::{Map, Number, Value, json};

use super::decoded::from_bytes;
use super::input::{Input, Read};
use super::msgpack::{double, float, name, put};

/// The end of an item of indefinite length.
const BREAK: u8 = 0xff;

/// A whole payload.
pub(super) fn decode(bytes: &[u8]) -> Read<Value> {
    let mut input = Input::new(bytes)?;
    let value = value(&mut input)?;
    input.end()?;
    Ok(value)
}

/// Whether a payload begins as a map, an array or a self-described item does.
pub(super) fn is_container(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd9, 0xd9, 0xf7]) || matches!(bytes.first(), Some(0x80..=0x9b | 0x9f | 0xa0..=0xbb | 0xbf))
}

fn value(input: &mut Input<'_>) -> Read<Value> {
    input.node()?;
    let head = input.byte()?;
    let (major, info) = (head >> 5, head & 0x1f);
    if major == 7 {
        return simple(input, info);
    }
    let count = argument(input, info)?;
    match (major, count) {
        (0, Some(number)) => Ok(number.into()),
        (1, Some(number)) => Ok(whole(-1 - i128::from(number))),
        (2 | 3, _) => string(input, major, count),
        (4, _) => list(input, count),
        (5, _) => map(input, count),
        (6, Some(tag)) => input.deeper(|input| tagged(input, tag)),
        _ => Err(input.fault("no length where one is needed")),
    }
}

/// The number in an item's head; none for an indefinite length.
fn argument(input: &mut Input<'_>, info: u8) -> Read<Option<u64>> {
    Ok(Some(match info {
        0..=23 => info.into(),
        24 => input.byte()?.into(),
        25 => u16::from_be_bytes(input.array()?).into(),
        26 => u32::from_be_bytes(input.array()?).into(),
        27 => u64::from_be_bytes(input.array()?),
        31 => return Ok(None),
        _ => return Err(input.fault("a reserved head")),
    }))
}

/// The end of an indefinite item, taken.
fn ended(input: &mut Input<'_>) -> Read<bool> {
    let ends = input.peek() == Some(BREAK);
    if ends {
        input.byte()?;
    }
    Ok(ends)
}

fn string(input: &mut Input<'_>, major: u8, count: Option<u64>) -> Read<Value> {
    let mut all = Vec::new();
    let shown = |input: &Input<'_>, bytes: &[u8]| match (major, std::str::from_utf8(bytes)) {
        (3, Err(_)) => Err(input.fault("this text is not UTF-8")),
        _ => Ok(from_bytes(bytes)),
    };
    if let Some(count) = count {
        let count = input.length(count)?;
        let bytes = input.take(count)?;
        return shown(input, bytes);
    }
    while !ended(input)? {
        input.node()?;
        let head = input.byte()?;
        let length = argument(input, head & 0x1f)?;
        match (head >> 5 == major, length) {
            (true, Some(length)) => {
                let length = input.length(length)?;
                all.extend_from_slice(input.take(length)?);
            }
            _ => return Err(input.fault("a chunk of another kind")),
        }
    }
    shown(input, &all)
}

fn list(input: &mut Input<'_>, count: Option<u64>) -> Read<Value> {
    input.deeper(|input| {
        let mut items = Vec::new();
        while more(input, count, items.len())? {
            items.push(value(input)?);
        }
        Ok(Value::Array(items))
    })
}

fn map(input: &mut Input<'_>, count: Option<u64>) -> Read<Value> {
    input.deeper(|input| {
        let mut fields = Map::new();
        while more(input, count, fields.len())? {
            let key = value(input)?;
            let key = name(input, key)?;
            let value = value(input)?;
            put(input, &mut fields, key, value)?;
        }
        Ok(Value::Object(fields))
    })
}

fn more(input: &mut Input<'_>, count: Option<u64>, so_far: usize) -> Read<bool> {
    match count {
        Some(count) => Ok((so_far as u64) < count),
        None => ended(input).map(|ends| !ends),
    }
}

fn tagged(input: &mut Input<'_>, tag: u64) -> Read<Value> {
    match tag {
        // big numbers, of which small ones are made plain
        2 | 3 => big(input, tag == 3),
        37 => {
            let value = value(input)?;
            Ok(uuid_of(&value).unwrap_or(value))
        }
        // times, a decoded hint, a URI, self-described: the value says it
        0 | 1 | 21..=23 | 32 | 55799 => value(input),
        _ => Ok(json!({ "tag": tag, "value": value(input)? })),
    }
}

fn big(input: &mut Input<'_>, negative: bool) -> Read<Value> {
    let head = input.byte()?;
    let length = argument(input, head & 0x1f)?;
    let (2, Some(length)) = (head >> 5, length) else {
        return Err(input.fault("a big number is bytes"));
    };
    let length = input.length(length)?;
    let bytes = input.take(length)?;
    // one bit less than there are: the one below the least has room, too
    let number = bytes.iter().try_fold(0i128, |sum, byte| {
        (sum >> 119 == 0).then(|| sum << 8 | i128::from(*byte))
    });
    Ok(match number {
        Some(number) => whole(if negative { -1 - number } else { number }),
        None => json!({ "tag": if negative { 3 } else { 2 }, "value": from_bytes(bytes) }),
    })
}

/// A whole number with all its digits, also where 64 bits do not hold it.
fn whole(number: i128) -> Value {
    Number::from_i128(number).map_or_else(|| number.to_string().into(), Value::Number)
}

/// Sixteen bytes are a UUID.
fn uuid_of(value: &Value) -> Option<Value> {
    use base64::Engine;
    let encoded = value.get("base64")?.as_str()?;
    let bytes = base64::engine::general_purpose::STANDARD.decode(encoded).ok()?;
    Some(uuid::Uuid::from_slice(&bytes).ok()?.to_string().into())
}

fn simple(input: &mut Input<'_>, info: u8) -> Read<Value> {
    Ok(match info {
        20 => false.into(),
        21 => true.into(),
        // null, and JavaScript's undefined
        22 | 23 => Value::Null,
        24 => json!({ "simple": input.byte()? }),
        25 => double(half(u16::from_be_bytes(input.array()?))),
        26 => float(f32::from_be_bytes(input.array()?)),
        27 => double(f64::from_be_bytes(input.array()?)),
        0..=19 => json!({ "simple": info }),
        _ => return Err(input.fault("an end without a beginning")),
    })
}

/// A 16-bit float (IEEE 754).
fn half(bits: u16) -> f64 {
    let (exponent, mantissa) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let size = match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + mantissa / 1024.0) * 2f64.powi(exponent - 15),
    };
    if bits >> 15 == 1 { -size } else { size }
}
