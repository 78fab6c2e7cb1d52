//! A record's bytes as what they say.

use std::sync::Arc;

use super::keep::Raw;
use super::page::{Formats, ReadAs};
use crate::config::profile::Profile;
use crate::config::topics::Topic;
use crate::decode::{self, Decoded, Format, Place, SchemaSource, Shown, Side, Want};
use crate::jobs::schemas::{self, Formats as Wants};
use crate::model::names::{Partition, TopicName};
use crate::model::record::{Header, Payload, Record, Says};
use crate::model::time::At;
use crate::model::trouble::Trouble;

/// Bytes of a payload that are kept: as many as Kafka takes unless it is told to take more.
const KEPT: usize = 1 << 20;
/// Bytes of the line that a table shows.
const LINE: usize = 400;

/// Decodes key and value.
pub(super) fn decoded(topic: &str, raw: &Raw, wants: &Wants, schemas: &dyn SchemaSource) -> Record {
    let payload = |bytes: Option<&[u8]>, side: Side| {
        let place = Place {
            topic,
            side,
            key: raw.key.as_deref(),
            schema_header: header(raw, side.schema_header()),
        };
        payload(bytes, decode::decode(bytes, &place, self::side(wants, side), schemas))
    };
    Record {
        partition: Partition(raw.partition),
        offset: raw.offset,
        at: (raw.timestamp >= 0).then_some(At(raw.timestamp)),
        append_time: raw.append_time,
        control: raw.control,
        key: payload(raw.key.as_deref(), Side::Key),
        value: payload(raw.value.as_deref(), Side::Value),
        headers: raw
            .headers
            .iter()
            .map(|(name, value)| Header {
                name: String::from_utf8_lossy(name).into_owned(),
                value: value.clone(),
            })
            .collect(),
    }
}

/// What an order's keys and values are read as; where it leaves that to the configuration, what stands there. Reads
/// `.proto` files.
pub(super) fn wants(profile: &Profile, topic: &TopicName, formats: Formats) -> Result<Wants, Trouble> {
    let word = |read: ReadAs| read.word().map(str::to_owned);
    let asked = Topic {
        key_format: word(formats.key),
        value_format: word(formats.value),
        ..Topic::default()
    };
    let found = schemas::formats(std::slice::from_ref(topic), &profile.topics, &asked)?;
    Ok(found.into_values().next().unwrap_or_default())
}

/// The formats that are forced, by name: of keys, of values.
pub(super) fn forced(wants: &Wants) -> [Option<&'static str>; 2] {
    [&wants.key, &wants.value].map(|want| match want {
        Want::Auto => None,
        Want::As(format) => Some(format.name()),
        Want::By(_) => Some(Format::Protobuf.name()),
    })
}

/// What a side is read as.
pub(super) const fn side(wants: &Wants, side: Side) -> &Want {
    match side {
        Side::Key => &wants.key,
        Side::Value => &wants.value,
    }
}

fn header<'a>(raw: &'a Raw, name: &str) -> Option<&'a [u8]> {
    let found = raw.headers.iter().find(|(known, _)| known == name.as_bytes());
    found.and_then(|(_, value)| value.as_deref())
}

fn payload(bytes: Option<&[u8]>, decoded: Decoded) -> Payload {
    let line = decoded.line(bytes);
    let end = line.floor_char_boundary(LINE);
    let line = line.get(..end).unwrap_or_default().to_owned();
    Payload {
        bytes: bytes.map(|bytes| Arc::from(bytes.get(..KEPT).unwrap_or(bytes))),
        size: bytes.map_or(0, <[u8]>::len),
        format: decoded.format.name(),
        schema: decoded.schema_id(),
        note: decoded.note,
        says: match decoded.value {
            Shown::Null => Says::Null,
            Shown::Text(text) => Says::Text(text),
            Shown::Tree(value) => Says::Tree(value),
            Shown::Bytes => Says::Bytes,
        },
        trouble: decoded.trouble,
        line,
    }
}
