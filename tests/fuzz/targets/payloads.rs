//! Keys and values of records: by what they look like, by every format, by schemas, and as Kafka's own topics; schemas too.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use targets::decode::{Decoded, Format, Kind, Lookup, Place, Schema, SchemaKey, SchemaSource, Shown, Side, Want, decode};

const AVRO: &str = r#"{"type": "record", "name": "R", "fields": [
    {"name": "s", "type": "string"}, {"name": "u", "type": ["null", "R", "long", {"type": "map", "values": "double"}]},
    {"name": "l", "type": {"type": "array", "items": {"type": "enum", "name": "E", "symbols": ["A", "B"]}}},
    {"name": "d", "type": {"type": "bytes", "logicalType": "decimal", "precision": 40, "scale": 9}},
    {"name": "t", "type": {"type": "long", "logicalType": "timestamp-micros"}},
    {"name": "f", "type": {"type": "fixed", "name": "F", "size": 12, "logicalType": "duration"}},
    {"name": "z", "type": {"type": "array", "items": "null"}}]}"#;

const PROTOBUF: &str = r#"syntax = "proto3"; import "google/protobuf/struct.proto"; import "google/protobuf/any.proto";
message M { string s = 1; repeated M m = 2; map<string, M> n = 3; float f = 4; oneof o { bytes b = 5; sint64 i = 6; }
  google.protobuf.Struct x = 7; google.protobuf.Any a = 8; enum E { Z = 0; } repeated E e = 9; message In { fixed32 q = 1; } }"#;

const JSON: &str = r##"{"type": "object", "properties": {"a": {"$ref": "#"}, "b": {"type": "array", "items": {"type": "number"}}}}"##;

static ALL: LazyLock<Vec<Arc<Schema>>> = LazyLock::new(|| {
    let all = [(Kind::Avro, AVRO), (Kind::Protobuf, PROTOBUF), (Kind::Json, JSON)];
    all.map(|(kind, text)| Arc::new(Schema::parse(kind, text, &[]).unwrap())).to_vec()
});

/// The three schemas, by their number.
struct Source;

impl SchemaSource for Source {
    fn schema(&self, key: SchemaKey) -> Lookup {
        match key {
            SchemaKey::Id(id) => match ALL.get(id as usize % 4) {
                Some(schema) => Lookup::Found(Arc::clone(schema)),
                None => Lookup::Missing("none".into()),
            },
            SchemaKey::Guid(_) => Lookup::Found(Arc::clone(&ALL[1])),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let [which, cut, rest @ ..] = data else { return };
    let (head, bytes) = rest.split_at(usize::from(*cut).min(rest.len()));
    let topic = ["orders", "__consumer_offsets", "__transaction_state"][usize::from(which % 3)];
    let place = Place {
        topic,
        side: if which & 0x80 == 0 { Side::Value } else { Side::Key },
        key: Some(head),
        schema_header: (which & 0x40 != 0).then_some(head),
    };
    whole(&decode(Some(bytes), &place, &Want::Auto, &Source), bytes);
    let format = Format::FORCIBLE[usize::from(which / 3) % Format::FORCIBLE.len()];
    whole(&decode(Some(bytes), &place, &Want::As(format), &Source), bytes);
    for schema in ALL.iter() {
        let decoded = decode(Some(bytes), &place, &Want::By(Arc::clone(schema)), &Source);
        whole(&decoded, bytes);
        if let Shown::Tree(value) = &decoded.value {
            let _ = schema.encode(value, None);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let kind = [Kind::Avro, Kind::Protobuf, Kind::Json][usize::from(which % 3)];
        if let Ok(schema) = Schema::parse(kind, text, &[]) {
            whole(&decode(Some(head), &place, &Want::By(Arc::new(schema)), &Source), head);
        }
    }
});

/// What was not read is shown as its bytes; all of it can be printed.
fn whole(decoded: &Decoded, bytes: &[u8]) {
    assert!(decoded.trouble.is_none() || decoded.value == Shown::Bytes);
    let _ = (decoded.line(Some(bytes)), decoded.json(Some(bytes)));
}
