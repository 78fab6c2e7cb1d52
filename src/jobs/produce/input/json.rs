//! A line is a record as `kconsole consume -o json` prints it.
//!
//! ```text
//! {"key":"c-7","value":"text","headers":[{"name":"a","value":"1"}],"partition":3,"timestamp":1700000000000}
//! ```
//! Text is written as it is, `{"base64":"…"}` as its bytes, null as null; any other JSON as its own text. What tells
//! where a record was (topic, offset) or how it failed is read over; a name that is none of these is an error.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::super::order::Shape;
use super::batch::{Bad, Batch, Item, Part, Row};
use crate::records::write::Header;

/// What a line may have beside the parts of a record.
const READ_OVER: &[&str] = &[
    "topic",
    "offset",
    "timestamp_type",
    "leader_epoch",
    "key_format",
    "value_format",
    "end",
    "error",
    "meaning",
    "line",
];

const PARTS: &[&str] = &["key", "value", "headers", "partition", "timestamp"];

/// A line, parts as they stand. Twice an option: a part may be left out, or null.
#[derive(Default)]
struct Envelope<'a> {
    key: Option<&'a RawValue>,
    value: Option<&'a RawValue>,
    headers: Vec<Header>,
    partition: Option<i32>,
    timestamp: Option<i64>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Envelope<'a> {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Parts<'a>(std::marker::PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Parts<'a> {
            type Value = Envelope<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record: {\"key\":…,\"value\":…,\"headers\":[…]}; -i values takes a value a line")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Envelope<'a>, M::Error> {
                let mut all = Envelope::default();
                while let Some(Text(name)) = map.next_key::<Text<'de>>()? {
                    match &*name {
                        "key" => all.key = Some(map.next_value()?),
                        "value" => all.value = Some(map.next_value()?),
                        "headers" => all.headers = headers(map.next_value()?)?,
                        "partition" => all.partition = map.next_value()?,
                        "timestamp" => all.timestamp = map.next_value()?,
                        known if READ_OVER.contains(&known) => {
                            let _: de::IgnoredAny = map.next_value()?;
                        }
                        other => {
                            if other == "input" {
                                let what = "this line was no record when it was kept: mend what its \"input\" says";
                                return Err(de::Error::custom(what));
                            }
                            let near = crate::text::nearest(other, PARTS.iter().copied());
                            let hint = near.map_or("; -i values takes a value a line".into(), |near| {
                                format!("; did you mean {near}?")
                            });
                            return Err(de::Error::custom(format!("a record has no {other:?}{hint}")));
                        }
                    }
                }
                Ok(all)
            }
        }
        from.deserialize_map(Parts(std::marker::PhantomData))
    }
}

/// Headers as `[{"name":…,"value":…}]`, or shorter as `{"name":"value"}`.
pub(super) fn headers<E: de::Error>(raw: &RawValue) -> Result<Vec<Header>, E> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct One<'a> {
        name: String,
        #[serde(borrow, default)]
        value: Option<&'a RawValue>,
    }
    let wrong = |error: serde_json::Error| E::custom(format!("headers: {}", words(&error)));
    let bytes = |name: &str, raw: Option<&RawValue>| match raw {
        // librdkafka ends a name there
        _ if name.contains('\0') => Err(E::custom(format!("a header's name has a zero byte: {name:?}"))),
        None => Ok(None),
        Some(raw) => bytes(raw).map_err(|why| E::custom(format!("header {name}: {why}"))),
    };
    match raw.get().as_bytes().first() {
        Some(b'[') => {
            let all: Vec<One<'_>> = serde_json::from_str(raw.get()).map_err(wrong)?;
            let one = |one: One<'_>| Ok((one.name.clone(), bytes(&one.name, one.value)?));
            all.into_iter().map(one).collect()
        }
        Some(b'n') => Ok(Vec::new()),
        _ => {
            let all: serde_json::Map<String, serde_json::Value> = serde_json::from_str(raw.get()).map_err(wrong)?;
            let one = |(name, value): (String, serde_json::Value)| {
                let raw = serde_json::value::to_raw_value(&value).map_err(wrong)?;
                let value = bytes(&name, Some(&raw))?;
                Ok((name, value))
            };
            all.into_iter().map(one).collect()
        }
    }
}

/// The bytes that a value of a line stands for; none for null.
fn bytes(raw: &RawValue) -> Result<Option<Vec<u8>>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Base64<'a> {
        #[serde(borrow)]
        base64: Cow<'a, str>,
    }
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'n') => Ok(None),
        Some(b'"') => {
            let text: Cow<'_, str> = serde_json::from_str::<Text<'_>>(text).map_err(|error| words(&error))?.0;
            Ok(Some(text.into_owned().into_bytes()))
        }
        Some(b'{') => match serde_json::from_str::<Base64<'_>>(text) {
            Ok(coded) => {
                let bytes = STANDARD.decode(coded.base64.as_bytes());
                bytes.map(Some).map_err(|error| format!("base64: {error}"))
            }
            Err(_) => Ok(Some(text.as_bytes().to_vec())),
        },
        _ => Ok(Some(text.as_bytes().to_vec())),
    }
}

/// A text, borrowed when nothing in it is escaped.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// What serde says, without its own count of lines.
pub(in crate::jobs::produce) fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text),
        None => &text,
    };
    // "key" is another thing here
    let text = text.replace("key must be a string", "a field's name must stand in quotes");
    text.replace("expected i64", "expected a whole number")
        .replace("expected i32", "expected a whole number")
}

/// Reads a line into the batch.
pub(in crate::jobs::produce) fn read(line: &[u8], number: u64, shape: &Shape, batch: &mut Batch) {
    let row = match item(line, number, shape, batch) {
        Ok(item) => Row::Record(item),
        Err((column, why)) => Row::Bad(Bad {
            line: number,
            column: column.map(|column| column.to_string()),
            why,
            input: batch.put(line),
            item: None,
        }),
    };
    batch.rows.push(row);
}

fn item(line: &[u8], number: u64, shape: &Shape, batch: &mut Batch) -> Result<Item, (Option<usize>, String)> {
    let parts: Envelope<'_> =
        serde_json::from_slice(line).map_err(|error| (Some(error.column().max(1)), words(&error)))?;
    let mut part = |raw: &RawValue| -> Result<Part, (Option<usize>, String)> {
        // where it stands in the line
        let column = raw.get().as_ptr().addr().saturating_sub(line.as_ptr().addr()) + 1;
        let bytes = bytes(raw).map_err(|why| (Some(column), why))?;
        Ok(bytes.map_or(Part::Null, |bytes| Part::At(batch.put(&bytes))))
    };
    let key = parts.key.map_or(Ok(Part::Given), &mut part)?;
    let Some(value) = parts.value else {
        let why = "it has no \"value\" (null for a tombstone); JSON that is itself the value is written with -i values";
        return Err((None, why.into()));
    };
    let value = part(value)?;
    if let Some(partition) = parts.partition.filter(|partition| *partition < 0) {
        return Err((None, format!("there is no partition {partition}")));
    }
    let own = parts.headers;
    Ok(Item {
        line: number,
        key,
        value,
        headers: if own.is_empty() {
            own
        } else {
            shape.headers.iter().cloned().chain(own).collect()
        },
        partition: parts.partition,
        timestamp: parts.timestamp.filter(|at| *at >= 0),
    })
}
