//! Records as they are exported: `kconsole produce` reads the same back.
//!
//! JSON lines and CSV lose nothing. Raw lines know values only; what they cannot carry is refused by name.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::names::TopicName;
use crate::model::record::{Record, Says};
use crate::text::escape::is_safe;

use super::csv::{Row, push};

/// How records are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A JSON object a line, as `kconsole consume -o json` prints it; `produce -i json` reads it.
    JsonLines,
    /// A row each, as `kconsole consume -o csv` prints it; `produce -i csv` reads it.
    Csv,
    /// The values alone: one as it is, several a line each; `produce -i raw` and `-i lines` read them.
    Raw,
}

impl Form {
    /// The form of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "jsonl" | "json" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            "raw" => Some(Self::Raw),
            _ => None,
        }
    }
}

/// The records in a form.
///
/// # Errors
/// In words, which of them the form cannot carry.
pub fn export(form: Form, topic: &TopicName, records: &[&Record]) -> Result<Vec<u8>, String> {
    if let Some(part) = records.iter().find(|record| !record.whole()) {
        return Err(format!(
            "{} is too large to be kept whole here: kconsole consume {topic} has all of it",
            name(part)
        ));
    }
    match form {
        Form::JsonLines => Ok(records
            .iter()
            .flat_map(|record| json(topic, record).into_bytes().into_iter().chain([b'\n']))
            .collect()),
        Form::Csv => Ok(csv(topic, records)),
        Form::Raw => raw(records),
    }
}

/// `3-12345`: partition and offset.
fn name(record: &Record) -> String {
    format!("{}-{}", record.partition, record.offset)
}

/// A record as one JSON object without a line's end; what could steer a terminal is written as `\uXXXX`.
#[must_use]
pub fn json(topic: &TopicName, record: &Record) -> String {
    let mut out = String::from("{\"topic\":");
    text(topic.as_str(), &mut out);
    // writing to a String cannot fail
    let _ = write!(
        out,
        ",\"partition\":{},\"offset\":{},\"timestamp\":",
        record.partition, record.offset
    );
    let _ = match record.at {
        Some(at) => write!(out, "{}", at.0),
        None => write!(out, "null"),
    };
    let kind = if record.append_time { "append" } else { "create" };
    let _ = write!(out, ",\"timestamp_type\":\"{kind}\",\"key\":");
    blob(record.key.bytes.as_deref(), &mut out);
    out.push_str(",\"value\":");
    blob(record.value.bytes.as_deref(), &mut out);
    out.push_str(",\"headers\":[");
    for (at, header) in record.headers.iter().enumerate() {
        out.push_str(if at > 0 { ",{\"name\":" } else { "{\"name\":" });
        text(&header.name, &mut out);
        out.push_str(",\"value\":");
        blob(header.value.as_deref(), &mut out);
        out.push('}');
    }
    out.push_str("]}");
    out
}

/// Text when it is UTF-8, else `{"base64":"…"}`; null for none.
fn blob(bytes: Option<&[u8]>, out: &mut String) {
    let Some(bytes) = bytes else {
        out.push_str("null");
        return;
    };
    match std::str::from_utf8(bytes) {
        Ok(utf8) => text(utf8, out),
        Err(_) => {
            out.push_str("{\"base64\":\"");
            STANDARD.encode_string(bytes, out);
            out.push_str("\"}");
        }
    }
}

fn text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if is_safe(c) => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

fn csv(topic: &TopicName, records: &[&Record]) -> Vec<u8> {
    let mut out = super::csv::HEAD.as_bytes().to_vec();
    for record in records {
        let row = Row {
            topic: topic.as_str(),
            partition: record.partition.0,
            offset: record.offset,
            timestamp: record.at.map(|at| at.0),
            key: record.key.bytes.as_deref(),
            value: record.value.bytes.as_deref(),
        };
        let headers = record.headers.iter();
        let headers = headers.map(|header| (header.name.as_bytes(), header.value.as_deref()));
        push(&row, headers, None, &mut out);
        out.push(b'\n');
    }
    out
}

fn raw(records: &[&Record]) -> Result<Vec<u8>, String> {
    if let [only] = records {
        return match &only.value.bytes {
            Some(bytes) => Ok(bytes.to_vec()),
            None => Err("raw: its value is null".to_owned()),
        };
    }
    let mut out = Vec::new();
    for record in records {
        match &record.value.bytes {
            Some(bytes) if !bytes.contains(&b'\n') => out.extend_from_slice(bytes),
            found => {
                let what = if found.is_some() {
                    "more than one line"
                } else {
                    "no value"
                };
                return Err(format!("raw: {} has {what}: export jsonl, or it alone", name(record)));
            }
        }
        out.push(b'\n');
    }
    Ok(out)
}

/// A record for the eye, as a document: what key and value say, and where it was.
#[must_use]
pub fn document(topic: &TopicName, record: &Record) -> String {
    let says = |says: &Says, bytes: &Option<std::sync::Arc<[u8]>>| match says {
        Says::Null => serde_json::Value::Null,
        Says::Text(text) => serde_json::Value::String(text.clone()),
        Says::Tree(value) => value.clone(),
        Says::Bytes => serde_json::json!({ "base64": STANDARD.encode(bytes.as_deref().unwrap_or_default()) }),
    };
    let headers: Vec<_> = record
        .headers
        .iter()
        .map(|header| {
            let value = header.value.as_deref().map(|bytes| match std::str::from_utf8(bytes) {
                Ok(text) => serde_json::Value::String(text.to_owned()),
                Err(_) => serde_json::json!({ "base64": STANDARD.encode(bytes) }),
            });
            serde_json::json!({ "name": header.name, "value": value })
        })
        .collect();
    let document = serde_json::json!({
        "topic": topic.as_str(),
        "partition": record.partition.0,
        "offset": record.offset,
        "timestamp": record.at.map(|at| at.0),
        "key": says(&record.key.says, &record.key.bytes),
        "value": says(&record.value.says, &record.value.bytes),
        "headers": headers,
    });
    format!("{document:#}")
}
