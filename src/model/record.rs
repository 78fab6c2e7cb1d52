//! A record as a person looks at it: decoded where it could be, and with why not where it could not.

use std::sync::Arc;

use serde_json::Value;

use super::names::Partition;
use super::time::At;

/// One record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its partition.
    pub partition: Partition,
    /// Its offset.
    pub offset: i64,
    /// Its timestamp; none when it has none.
    pub at: Option<At>,
    /// The timestamp is the broker's (`LogAppendTime`), not the producer's.
    pub append_time: bool,
    /// It is a transaction's marker.
    pub control: bool,
    /// Its key.
    pub key: Payload,
    /// Its value.
    pub value: Payload,
    /// Its headers, in their order.
    pub headers: Vec<Header>,
}

/// One header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name. Escape it.
    pub name: String,
    /// Its value; none for null.
    pub value: Option<Vec<u8>>,
}

/// A key or a value. Nothing in it is escaped.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    /// Its bytes, or the first of them when there are very many; none for null.
    pub bytes: Option<Arc<[u8]>>,
    /// How many bytes it has.
    pub size: usize,
    /// What it is written in: `JSON`, `Avro`, ….
    pub format: &'static str,
    /// How that is known: "registry id 7: Avro ecommerce.Order". May be empty.
    pub note: String,
    /// The id of the schema in the registry that it carries.
    pub schema: Option<u32>,
    /// What it says.
    pub says: Says,
    /// Why it could not be read as what it should be; its bytes are shown then.
    pub trouble: Option<String>,
    /// The beginning of what it says, in one line.
    pub line: String,
}

/// What a payload says.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    /// Nothing: null. As a value with a key it is a tombstone.
    Null,
    /// Text.
    Text(String),
    /// A structured value, or a number.
    Tree(Value),
    /// Only its bytes are known.
    Bytes,
}

impl Record {
    /// Bytes of key, value and headers.
    #[must_use]
    pub fn size(&self) -> usize {
        let headers = self.headers.iter();
        let headers: usize = headers
            .map(|h| h.name.len() + h.value.as_ref().map_or(0, Vec::len))
            .sum();
        self.key.size + self.value.size + headers
    }

    /// Whether all of its bytes are kept: those of a very large one are not.
    #[must_use]
    pub fn whole(&self) -> bool {
        let whole = |payload: &Payload| payload.bytes.as_ref().is_none_or(|bytes| bytes.len() == payload.size);
        whole(&self.key) && whole(&self.value)
    }
}

impl Payload {
    /// The whole of it as text: a tree as indented JSON, bytes in hex.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.says {
            Says::Null => String::new(),
            Says::Text(text) => text.clone(),
            Says::Tree(value) => format!("{value:#}"),
            Says::Bytes => {
                let bytes = self.bytes.iter().flat_map(|bytes| bytes.iter());
                bytes.map(|byte| format!("{byte:02x}")).collect()
            }
        }
    }
}
