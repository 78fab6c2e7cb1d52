//! A record as a line of JSON that `kconsole produce -i json` reads: text, or `{"base64":…}` for what is no UTF-8.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};

use crate::records::write::{Header, Lost, Record};

/// A record as a line.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partition: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<i64>,
    key: Bytes<'a>,
    value: Bytes<'a>,
    headers: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meaning: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Named<'a> {
    name: &'a str,
    value: Bytes<'a>,
}

#[derive(Debug)]
struct Bytes<'a>(Option<&'a [u8]>);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let Some(bytes) = self.0 else {
            return to.serialize_none();
        };
        if let Ok(text) = std::str::from_utf8(bytes) {
            return to.serialize_str(text);
        }
        let mut map = to.serialize_map(Some(1))?;
        map.serialize_entry("base64", &STANDARD.encode(bytes))?;
        map.end()
    }
}

fn named(headers: &[Header]) -> Vec<Named<'_>> {
    let named = headers.iter().map(|(name, value)| Named {
        name,
        value: Bytes(value.as_deref()),
    });
    named.collect()
}

impl<'a> Line<'a> {
    /// A record that is to go to `topic`.
    #[must_use]
    pub fn of_record(topic: &'a str, record: &Record<'a>) -> Self {
        Self {
            topic: Some(topic),
            partition: record.partition,
            timestamp: record.timestamp,
            key: Bytes(record.key),
            value: Bytes(record.value),
            headers: named(record.headers),
            end: None,
            error: None,
            meaning: None,
            line: None,
        }
    }

    /// A record that does not fit its schema, as it was read.
    #[must_use]
    pub(super) fn of_unencoded(record: &Record<'a>, error: &'a str, meaning: &'a str) -> Self {
        Self {
            topic: None,
            partition: record.partition,
            timestamp: record.timestamp,
            key: Bytes(record.key),
            value: Bytes(record.value),
            headers: named(record.headers),
            end: Some("not_written"),
            error: Some(error),
            meaning: Some(meaning),
            line: Some(record.line),
        }
    }

    /// A record that was lost, with how and why.
    #[must_use]
    pub fn of_lost(lost: &'a Lost) -> Self {
        Self {
            topic: None,
            partition: lost.partition,
            timestamp: lost.timestamp,
            key: Bytes(lost.key.as_deref()),
            value: Bytes(lost.value.as_deref()),
            headers: named(&lost.headers),
            end: Some(end(lost)),
            error: Some(&lost.error),
            meaning: Some(&lost.meaning),
            line: Some(lost.line),
        }
    }
}

/// The word for how a lost record ended.
pub(super) fn end(lost: &Lost) -> &'static str {
    if lost.possibly {
        "possibly_written"
    } else {
        "not_written"
    }
}

/// Input that is no record. It has no value, so that it is not taken for one when the file is written again.
#[derive(Debug, Serialize)]
pub(super) struct Unread<'a> {
    /// The input as it stands.
    input: Bytes<'a>,
    /// "not_written".
    end: &'static str,
    /// "InvalidInput".
    error: &'a str,
    /// Why it is none.
    meaning: &'a str,
    /// Its line.
    line: u64,
}

impl<'a> Unread<'a> {
    /// Input that is no record, and why.
    pub(super) fn of(input: &'a [u8], error: &'a str, meaning: &'a str, line: u64) -> Self {
        Self {
            input: Bytes(Some(input)),
            end: "not_written",
            error,
            meaning,
            line,
        }
    }
}

/// Writes one line.
pub(super) fn line(out: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
