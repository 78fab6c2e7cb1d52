//! What comes of a payload: a value, where it is from, why not.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Format, Schema, SchemaKey};

/// A payload, as far as it could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// What it is written in; [`Format::Hex`] when that is not known or did not hold.
    pub format: Format,
    /// How that is known: "registry id 7: Avro ecommerce.Order". May be empty; escape it.
    pub note: String,
    /// What it says.
    pub value: Shown,
    /// Why it could not be read as what it should be. Its bytes are shown then. Escape it.
    pub trouble: Option<String>,
    /// The schema to fetch before it can be read.
    pub wants: Option<SchemaKey>,
}

/// What a payload says. Nothing in it is escaped.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Nothing: no payload.
    Null,
    /// Text.
    Text(String),
    /// A structured value, or a number.
    Tree(Value),
    /// Its bytes, which the caller has.
    Bytes,
}

/// A record's key or its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Side {
    /// The key.
    Key,
    /// The value.
    #[default]
    Value,
}

/// Where a payload stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// The topic.
    pub topic: &'a str,
    /// Key or value.
    pub side: Side,
    /// The record's key, when a value is read: what Kafka's own topics hold is told by it.
    pub key: Option<&'a [u8]>,
    /// The header that carries the schema's id ([`Side::schema_header`]), where the record has one.
    pub schema_header: Option<&'a [u8]>,
}

/// Which format is asked for.
#[derive(Clone, Debug, Default)]
pub enum Want {
    /// What the bytes look like.
    #[default]
    Auto,
    /// This one; Avro, Protobuf and JSON Schema by the id that the payload carries.
    As(Format),
    /// The payload alone, without an id before it, by this schema.
    By(Arc<Schema>),
}

impl Side {
    /// The name of the header in which newer Confluent serializers put the schema's id (a GUID).
    #[must_use]
    pub const fn schema_header(self) -> &'static str {
        match self {
            Self::Key => "__key_schema_id",
            Self::Value => "__value_schema_id",
        }
    }
}

impl Decoded {
    pub(super) fn new(format: Format, value: Shown, note: impl Into<String>) -> Self {
        Self {
            format,
            note: note.into(),
            value,
            trouble: None,
            wants: None,
        }
    }

    /// The bytes as they are, and why.
    pub(super) fn undecoded(note: impl Into<String>, trouble: impl Into<String>) -> Self {
        Self {
            trouble: Some(trouble.into()),
            ..Self::new(Format::Hex, Shown::Bytes, note)
        }
    }

    /// The id of the registry's schema that the payload carries, as its note tells.
    #[must_use]
    pub fn schema_id(&self) -> Option<u32> {
        let rest = self.note.strip_prefix("registry id ")?;
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    }

    /// The value for a filter, and in JSON: text where it is text, `{"base64": …}` where it is bytes. `bytes` are those
    /// that were decoded.
    #[must_use]
    pub fn json(&self, bytes: Option<&[u8]>) -> Cow<'_, Value> {
        match &self.value {
            Shown::Null => Cow::Owned(Value::Null),
            Shown::Text(text) => Cow::Owned(Value::String(text.clone())),
            Shown::Tree(value) => Cow::Borrowed(value),
            Shown::Bytes => Cow::Owned(from_bytes(bytes.unwrap_or_default())),
        }
    }

    /// One line: text as it is, a tree as JSON without spaces, bytes as hex.
    #[must_use]
    pub fn line(&self, bytes: Option<&[u8]>) -> Cow<'_, str> {
        match &self.value {
            Shown::Null => Cow::Borrowed(""),
            Shown::Text(text) => Cow::Borrowed(text),
            Shown::Tree(value) => Cow::Owned(value.to_string()),
            Shown::Bytes => Cow::Owned(hex(bytes.unwrap_or_default())),
        }
    }
}

/// Bytes in a JSON document: a string when they are UTF-8, else `{"base64": …}`.
#[must_use]
pub(super) fn from_bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => Value::String(text.to_owned()),
        Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
    }
}

/// The bytes that [`from_bytes`] showed.
#[must_use]
pub(super) fn to_bytes(json: &Value) -> Option<Vec<u8>> {
    match json {
        Value::String(text) => Some(text.as_bytes().to_vec()),
        Value::Object(all) if all.len() == 1 => STANDARD.decode(all.get("base64")?.as_str()?).ok(),
        _ => None,
    }
}

/// `1f 2e 3d`, at most the first 4 KiB.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let shown = bytes.get(..4096).unwrap_or(bytes);
    let mut out = String::with_capacity(shown.len() * 3);
    for (at, byte) in shown.iter().enumerate() {
        let gap = if at > 0 { " " } else { "" };
        // writing to a String cannot fail
        let _ = write!(out, "{gap}{byte:02x}");
    }
    if shown.len() < bytes.len() {
        out.push_str(" …");
    }
    out
}
