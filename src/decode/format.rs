//! The formats by name.

use std::fmt;

/// What a payload is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// None at all: a tombstone where it is a value.
    Null,
    /// No bytes.
    Empty,
    /// JSON.
    Json,
    /// Avro, by a schema of the registry or a given one.
    Avro,
    /// Protobuf, by a schema of the registry or a given one.
    Protobuf,
    /// JSON with its schema's id before it.
    JsonSchema,
    /// MessagePack.
    MessagePack,
    /// CBOR (RFC 8949).
    Cbor,
    /// UTF-8.
    Text,
    /// A signed integer of 1, 2, 4 or 8 bytes, big endian, as Java's serializers write it.
    Integer,
    /// Bytes.
    Hex,
    /// A record of Kafka's `__consumer_offsets`.
    Offsets,
    /// A record of Kafka's `__transaction_state`.
    Transactions,
    /// A record of Kafka's `__share_group_state` (KIP-932).
    ShareState,
}

impl Format {
    /// All that can be asked for by name.
    pub const FORCIBLE: [Self; 12] = [
        Self::Json,
        Self::Avro,
        Self::Protobuf,
        Self::JsonSchema,
        Self::MessagePack,
        Self::Cbor,
        Self::Text,
        Self::Integer,
        Self::Hex,
        Self::Offsets,
        Self::Transactions,
        Self::ShareState,
    ];

    /// Its name, as it is typed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Empty => "empty",
            Self::Json => "json",
            Self::Avro => "avro",
            Self::Protobuf => "protobuf",
            Self::JsonSchema => "json-schema",
            Self::MessagePack => "msgpack",
            Self::Cbor => "cbor",
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Hex => "hex",
            Self::Offsets => "consumer-offsets",
            Self::Transactions => "transaction-state",
            Self::ShareState => "share-group-state",
        }
    }

    /// The forcible format of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::FORCIBLE.into_iter().find(|format| format.name() == name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
