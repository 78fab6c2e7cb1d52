//! A record's bytes as what they say.

use std::sync::Arc;

use super::keep::Raw;
use crate::decode::{self, Decoded, Place, SchemaSource, Shown, Side, Want};
use crate::model::names::Partition;
use crate::model::record::{Header, Payload, Record, Says};
use crate::model::time::At;

/// Bytes of a payload that are kept for showing.
const KEPT: usize = 256 << 10;
/// Bytes of the line that a table shows.
const LINE: usize = 400;

/// Decodes key and value.
pub(super) fn decoded(topic: &str, raw: Raw, schemas: &dyn SchemaSource) -> Record {
    let place = |side: Side| Place {
        topic,
        side,
        key: raw.key.as_deref(),
        schema_header: header(&raw, side.schema_header()),
    };
    let payload = |bytes: Option<&[u8]>, side| {
        let decoded = decode::decode(bytes, &place(side), &Want::Auto, schemas);
        payload(bytes, decoded)
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
