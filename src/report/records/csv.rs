//! Records as rows of CSV (RFC 4180) that lose nothing: bytes are as they are, headers are JSON, and the last column
//! names what is null, which looks like nothing elsewhere. `produce -i csv` reads it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::text::csv::push_field;

/// The first row.
pub const HEAD: &str = "topic,partition,offset,timestamp,key,value,headers,null\n";

/// A record but for its headers.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The topic.
    pub topic: &'a str,
    /// The partition.
    pub partition: i32,
    /// The offset.
    pub offset: i64,
    /// In milliseconds since 1970; none when it has none.
    pub timestamp: Option<i64>,
    /// The key; none for null.
    pub key: Option<&'a [u8]>,
    /// The value; none for null.
    pub value: Option<&'a [u8]>,
}

/// How a field is made safe for a terminal.
pub type Safely<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

/// A row, without its line's end. `safely` is for a terminal, which control characters may not reach.
pub fn push<'h>(
    row: &Row<'_>,
    headers: impl Iterator<Item = (&'h [u8], Option<&'h [u8]>)>,
    safely: Option<Safely<'_>>,
    to: &mut Vec<u8>,
) {
    let field = |bytes: &[u8], to: &mut Vec<u8>| match safely {
        Some(safely) => push_field(&safely(bytes), to),
        None => push_field(bytes, to),
    };
    field(row.topic.as_bytes(), to);
    let at = row.timestamp.map_or_else(String::new, |at| at.to_string());
    to.extend_from_slice(format!(",{},{},{at},", row.partition, row.offset).as_bytes());
    field(row.key.unwrap_or_default(), to);
    to.push(b',');
    field(row.value.unwrap_or_default(), to);
    to.push(b',');
    let headers: Vec<Value> = headers
        .map(|(name, value)| json!({"name": said(name), "value": value.map(said)}))
        .collect();
    if !headers.is_empty() {
        field(Value::Array(headers).to_string().as_bytes(), to);
    }
    to.push(b',');
    to.extend_from_slice(match (row.key, row.value) {
        (None, None) => b"key value",
        (None, Some(_)) => b"key",
        (Some(_), None) => b"value",
        (Some(_), Some(_)) => b"",
    });
}

/// Text when it is UTF-8, else `{"base64": "…"}`.
fn said(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => Value::String(text.to_owned()),
        Err(_) => json!({"base64": STANDARD.encode(bytes)}),
    }
}
