//! A schema, parsed once for all the payloads it reads.

use serde_json::Value;

use super::Format;
use super::input::{Fault, Read};
use super::plain;

/// The languages a schema may be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Apache Avro.
    #[default]
    Avro,
    /// Protocol Buffers.
    Protobuf,
    /// JSON Schema.
    Json,
}

/// A schema, parsed.
#[derive(Debug)]
pub struct Schema {
    kind: Kind,
    name: String,
}

impl Kind {
    /// The registry's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Avro => "AVRO",
            Self::Protobuf => "PROTOBUF",
            Self::Json => "JSON",
        }
    }

    /// The kind of this name, in capitals or not.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Avro, Self::Protobuf, Self::Json];
        all.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The format of the payloads it describes.
    #[must_use]
    pub const fn format(self) -> Format {
        match self {
            Self::Avro => Format::Avro,
            Self::Protobuf => Format::Protobuf,
            Self::Json => Format::JsonSchema,
        }
    }
}

impl Schema {
    /// Its language.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Language and name: "Avro ecommerce.Order".
    #[must_use]
    pub fn name(&self) -> String {
        self.name.clone()
    }

    /// What a payload says, and what else is to be said of it. `indexed`: Protobuf's has the way to its message first.
    pub(super) fn decode(&self, bytes: &[u8], _indexed: bool) -> Read<(Value, String)> {
        match self.kind {
            Kind::Json => plain::json(bytes)
                .map(|value| (value, String::new()))
                .map_err(Fault::new),
            Kind::Avro | Kind::Protobuf => Err(Fault::new("not yet")),
        }
    }
}
