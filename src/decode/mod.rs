//! Bytes to values and back: text, JSON, Avro, Protobuf, JSON Schema, MessagePack, CBOR, integers, Kafka's own topics.
//!
//! | file | its part |
//! |---|---|
//! | `format` | the formats by name |
//! | `decoded` | what comes of a payload: a value, where it is from, why not |
//! | `auto` | which format a payload has, and how that is known |
//! | `source` | where schemas come from: a look-up that never waits |
//! | `frame` | Confluent's wire format: the id of the schema before or beside the payload |
//! | `input` | bytes with bounds: what a hostile payload may cost |
//! | `schema` | a schema, parsed once: what reads and writes by it |
//! | `avro`, `protobuf`, `json_schema` | the languages of schemas |
//! | `internal` | Kafka's `__consumer_offsets`, `__transaction_state` and `__share_group_state` |
//! | `plain`, `msgpack`, `cbor` | formats that need no schema |
//!
//! [`decode`] never fails: a payload that is not what it should be is shown as its bytes, with why. Its cost is bounded
//! by [`input::LARGEST`] bytes, [`input::NODES`] values and [`input::DEEPEST`] levels. Texts are as they were written:
//! who shows them escapes them.

mod auto;
mod avro;
mod cbor;
mod decoded;
mod format;
mod frame;
pub mod input;
mod internal;
mod json_schema;
mod msgpack;
mod plain;
mod protobuf;
mod schema;
mod source;
#[cfg(test)]
mod tests;

pub use decoded::{Decoded, Place, Shown, Side, Want};
pub use format::Format;
pub use input::Fault;
pub use schema::{Kind, Schema};
pub use source::{Lookup, NoSchemas, SchemaKey, SchemaSource};

/// What a payload says. `place` is where it stands, `want` whether a format is forced.
///
/// A schema that `source` has yet to fetch is named in [`Decoded::wants`]: fetch it and ask again.
#[must_use]
pub fn decode(bytes: Option<&[u8]>, place: &Place<'_>, want: &Want, source: &dyn SchemaSource) -> Decoded {
    match (bytes, want) {
        (None, _) => Decoded::new(Format::Null, Shown::Null, ""),
        // with its schema in a header, an empty Protobuf message is no bytes
        (Some([]), Want::Auto) if place.schema_header.is_none() => {
            Decoded::new(Format::Empty, Shown::Text(String::new()), "")
        }
        (Some(bytes), Want::Auto) => auto::decode(bytes, place, source),
        (Some(bytes), Want::As(format)) => auto::forced(bytes, *format, place, source),
        (Some(bytes), Want::By(schema)) => frame::bare(bytes, schema),
    }
}
