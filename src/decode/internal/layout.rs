//! Kafka's message format, walked by a list of fields: flexible versions have compact lengths and tagged fields.

use serde_json::{Map, Value};

use crate::decode::decoded::from_bytes;
use crate::decode::input::{Input, Read};
use crate::text::time::rfc3339;

/// A field: its name, the versions it is in, and what it holds.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) from: i16,
    pub(super) until: i16,
    /// Where it stands in flexible versions when it stands apart.
    pub(super) tag: Option<u64>,
    pub(super) kind: Kind,
}

/// What a field holds. Texts, bytes and lists may be null where the format lets them.
pub(super) enum Kind {
    I8,
    I16,
    I32,
    I64,
    /// Milliseconds since the epoch; below zero there is none.
    Time,
    /// A number that stands for a word; an empty one is none.
    Word(&'static [&'static str]),
    U16,
    Text,
    Bytes,
    Uuid,
    I16s,
    I32s,
    Texts,
    List(&'static [Field]),
    /// A structure, or none.
    Maybe(&'static [Field]),
    /// A structure that stands apart, or none.
    MaybeApart(&'static [Field]),
    /// A message of its own inside bytes, its version first. Bytes that are none are shown as they are.
    Inside(&'static [Field]),
}

/// A structure, and the tagged fields behind it.
pub(super) fn structure(fields: &[Field], version: i16, flexible: bool, input: &mut Input<'_>) -> Read<Value> {
    input.deeper(|input| {
        let mut all = Map::new();
        let here = |field: &&Field| (field.from..=field.until).contains(&version);
        for field in fields.iter().filter(here).filter(|field| field.tag.is_none()) {
            let value = value(field, version, flexible, input).map_err(|why| why.within(format!(".{}", field.name)))?;
            all.insert(field.name.to_owned(), value);
        }
        if flexible {
            let count = input.varint()?;
            for _ in 0..count {
                input.node()?;
                let tag = input.varint()?;
                let size = input.varint()?;
                let size = input.length(size)?;
                let bytes = input.take(size)?;
                match fields.iter().find(|field| field.tag == Some(tag)) {
                    Some(field) => {
                        let value = value(field, version, flexible, &mut Input::new(bytes)?)?;
                        all.insert(field.name.to_owned(), value);
                    }
                    None => drop(all.insert(format!("tag {tag}"), from_bytes(bytes))),
                }
            }
        }
        Ok(Value::Object(all))
    })
}

fn value(field: &Field, version: i16, flexible: bool, input: &mut Input<'_>) -> Read<Value> {
    input.node()?;
    Ok(match &field.kind {
        Kind::I8 => i8::from_be_bytes(input.array()?).into(),
        Kind::I16 => i16::from_be_bytes(input.array()?).into(),
        Kind::I32 => i32::from_be_bytes(input.array()?).into(),
        Kind::I64 => i64::from_be_bytes(input.array()?).into(),
        Kind::Time => match i64::from_be_bytes(input.array()?) {
            ms @ 0..=253_402_300_799_999 => rfc3339(ms).into(),
            other => other.into(),
        },
        Kind::Word(words) => {
            let number = i8::from_be_bytes(input.array()?);
            let word = usize::try_from(number)
                .ok()
                .and_then(|at| words.get(at))
                .filter(|word| !word.is_empty());
            word.map_or_else(|| number.into(), |word| (*word).into())
        }
        Kind::Text => match length(input, flexible, true)? {
            Some(length) => input.text(length)?.into(),
            None => Value::Null,
        },
        Kind::Bytes => match length(input, flexible, false)? {
            Some(length) => from_bytes(input.take(length)?),
            None => Value::Null,
        },
        Kind::Inside(fields) => match length(input, flexible, false)? {
            Some(length) => inside(fields, input.take(length)?),
            None => Value::Null,
        },
        Kind::Uuid => uuid::Uuid::from_bytes(input.array()?).to_string().into(),
        Kind::U16 => u16::from_be_bytes(input.array()?).into(),
        Kind::I16s => list(input, flexible, |input| Ok(i16::from_be_bytes(input.array()?).into()))?,
        Kind::I32s => list(input, flexible, |input| Ok(i32::from_be_bytes(input.array()?).into()))?,
        Kind::Texts => list(input, flexible, |input| match length(input, flexible, true)? {
            Some(length) => Ok(input.text(length)?.into()),
            None => Ok(Value::Null),
        })?,
        Kind::Maybe(fields) => match i8::from_be_bytes(input.array()?) {
            ..0 => Value::Null,
            _ => structure(fields, version, flexible, input)?,
        },
        Kind::MaybeApart(fields) => match input.varint()? {
            0 => Value::Null,
            _ => structure(fields, version, flexible, input)?,
        },
        Kind::List(fields) => list(input, flexible, |input| structure(fields, version, flexible, input))?,
    })
}

fn inside(fields: &[Field], bytes: &[u8]) -> Value {
    let read = || {
        let mut input = Input::new(bytes)?;
        let version = i16::from_be_bytes(input.array()?);
        let value = structure(fields, version, false, &mut input)?;
        input.end().map(|()| value)
    };
    read().unwrap_or_else(|_other| from_bytes(bytes))
}

/// A length, none for null. Texts have two bytes, others four; compact ones are one more than they are.
fn length(input: &mut Input<'_>, flexible: bool, text: bool) -> Read<Option<usize>> {
    let signed = match (flexible, text) {
        (true, _) => i64::try_from(input.varint()?).unwrap_or(i64::MAX) - 1,
        (false, true) => i16::from_be_bytes(input.array()?).into(),
        (false, false) => i32::from_be_bytes(input.array()?).into(),
    };
    match u64::try_from(signed) {
        Ok(length) => input.length(length).map(Some),
        Err(_) if signed == -1 => Ok(None),
        Err(_) => Err(input.fault(format!("a length of {signed}"))),
    }
}

fn list<'a>(input: &mut Input<'a>, flexible: bool, mut one: impl FnMut(&mut Input<'a>) -> Read<Value>) -> Read<Value> {
    let Some(count) = length(input, flexible, false)? else {
        return Ok(Value::Null);
    };
    let mut items = Vec::new();
    for at in 0..count {
        input.node()?;
        items.push(one(input).map_err(|why| why.within(format!("[{at}]")))?);
    }
    Ok(items.into())
}
