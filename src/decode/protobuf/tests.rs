use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::decode::{Kind, NoSchemas, Place, Schema, Want, decode};

const MONEY: &str = r#"syntax = "proto3"; package shop.common;
message Money { string currency = 1; int64 units = 2; }"#;

const ORDER: &str = r#"syntax = "proto3"; package shop;
import "common/money.proto"; import "google/protobuf/timestamp.proto"; import "confluent/meta.proto";
enum State { NEW = 0; PAID = 1; }
message Order {
  message Line { string sku = 1; int32 count = 2; }
  string id = 1; shop.common.Money total = 2; repeated Line lines = 3; State state = 4;
  google.protobuf.Timestamp at = 5; map<string, int64> counts = 6; bytes raw = 7;
  oneof end { string paid_by = 8; string refused = 9; }
}
message Other { double x = 1; message In { bool y = 1; message Deep { string z = 1; } } }"#;

fn order() -> Messages {
    Messages::parse(ORDER, &[("common/money.proto", MONEY)]).unwrap()
}

#[test]
fn a_value_comes_back_as_it_was() {
    let value = json!({"id": "7", "total": {"currency": "EUR", "units": 9_007_199_254_740_993i64},
        "lines": [{"sku": "a", "count": 2}], "state": "PAID", "at": "2026-11-21T03:12:41.120Z",
        "counts": {"a": 1}, "raw": "/wA=", "paid_by": "card"});
    let bytes = order().write(&value, None, true).unwrap();
    assert_eq!(bytes.first(), Some(&0));
    let (back, more) = order().read(&bytes, Way::Ahead).unwrap();
    assert_eq!((back, more.as_str()), (value, ""));
}

#[test]
fn fields_that_were_not_sent_show_their_zero() {
    let (value, _) = order().read(b"\x00", Way::Ahead).unwrap();
    assert_eq!(
        value,
        json!({"id": "", "lines": [], "state": "NEW", "counts": {}, "raw": ""})
    );
}

#[test]
fn a_float_has_the_digits_that_tell_it() {
    let text = r#"syntax = "proto3"; message M { float f = 1; float g = 2; double d = 3; float h = 4; }"#;
    let schema = Messages::parse(text, &[]).unwrap();
    let value = json!({"f": 0.1, "g": -3.4e38, "d": 0.1, "h": "NaN"});
    let bytes = schema.write(&value, None, false).unwrap();
    assert_eq!(schema.read(&bytes, Way::First).unwrap().0, value);
}

#[test]
fn a_number_is_the_same_however_it_is_written() {
    let text = r#"syntax = "proto3"; import "google/protobuf/struct.proto";
message M { double d = 1; float f = 2; int32 i = 3; google.protobuf.Struct any = 4; double far = 5; }"#;
    let schema = Messages::parse(text, &[]).unwrap();
    let value = r#"{"d": 1.50, "f": 1e3, "i": 1e3, "any": {"price": 1.50}, "far": 18446744073709551616}"#;
    let bytes = schema
        .write(&serde_json::from_str(value).unwrap(), None, false)
        .unwrap();
    let back = schema.read(&bytes, Way::First).unwrap().0;
    assert_eq!(back["d"], json!(1.5));
    assert_eq!(back["f"], json!(1000.0));
    assert_eq!(back["i"], json!(1000));
    assert_eq!(back["any"], json!({"price": 1.5}));
    assert_eq!(back["far"].as_f64(), Some(18_446_744_073_709_551_616.0));
    let beyond = serde_json::from_str(r#"{"any": {"price": 1e400}}"#).unwrap();
    assert!(schema.write(&beyond, None, false).is_err());
}

const ENVELOPE: &str = r#"syntax = "proto3"; package shop; import "google/protobuf/any.proto";
message Envelope { google.protobuf.Any one = 1; repeated google.protobuf.Any many = 2;
  map<int32, google.protobuf.Any> by = 3; int32 after = 4; }
message Known { string s = 1; google.protobuf.Any in = 2; }"#;

/// A message whose one field is these bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    let mut rest = bytes.len();
    while rest > 0x7f {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
    [out.as_slice(), bytes].concat()
}

fn typed(name: &str, value: &[u8]) -> Vec<u8> {
    [
        field(1, format!("type.googleapis.com/{name}").as_bytes()),
        field(2, value),
    ]
    .concat()
}

#[test]
fn a_message_of_a_type_that_is_not_known_hides_nothing_else() {
    let schema = Messages::parse(ENVELOPE, &[]).unwrap();
    let known = typed("shop.Known", &field(1, b"in"));
    let strange = typed("no.Such", b"\xff");
    let entry = [b"\x08\x05".as_slice(), &field(2, &strange)].concat();
    let bytes = [
        field(1, b""),
        field(2, &known),
        field(2, &strange),
        field(3, &entry),
        b"\x20\x07".to_vec(),
    ]
    .concat();
    let (value, more) = schema.read(&bytes, Way::First).unwrap();
    let shown = json!({"@type": "type.googleapis.com/no.Such", "value": "/w=="});
    let wanted = json!({"one": {}, "many": [{"@type": "type.googleapis.com/shop.Known", "s": "in", "in": null}, shown],
        "by": {"5": shown}, "after": 7});
    // an empty field of a message that is known may be left out
    let mut value = value;
    value["many"][0]
        .as_object_mut()
        .unwrap()
        .entry("in")
        .or_insert(json!(null));
    assert_eq!(
        (value, more.as_str()),
        (wanted, ", 3 messages of types that the schema has not")
    );
}

#[test]
fn messages_in_messages_without_end_are_shown_as_bytes() {
    let schema = Messages::parse(ENVELOPE, &[]).unwrap();
    let mut inner = typed("shop.Known", b"");
    for _ in 0..3_000 {
        inner = typed("shop.Known", &field(2, &inner));
    }
    let (value, _) = schema.read(&field(1, &inner), Way::First).unwrap();
    assert_eq!(value["one"]["@type"], json!("type.googleapis.com/shop.Known"));
    assert!(value["one"]["value"].is_string(), "too deep to be shown");
}

#[test]
fn a_header_names_the_message_after_the_schema() {
    let bare = order().write(&json!({"y": true}), Some("Other.In"), false).unwrap();
    let (value, more) = order().read(&bare, Way::Beside(&[4, 2, 0])).unwrap();
    assert_eq!((value, more.as_str()), (json!({"y": true}), ", message shop.Other.In"));
    // as a serializer that leaves it out means the first
    assert!(order().read(b"", Way::Beside(&[])).unwrap().1.is_empty());
}

#[test]
fn the_way_to_a_message_is_confluents() {
    let deep = order().write(&json!({"z": "q"}), Some("Other.In.Deep"), true).unwrap();
    // three steps, 1, 0, 0, in zigzag; then field 1, a text of one byte
    assert_eq!(deep, [6, 2, 0, 0, 0x0a, 1, b'q']);
    let (value, more) = order().read(&deep, Way::Ahead).unwrap();
    assert_eq!(
        (value, more.as_str()),
        (json!({"z": "q"}), ", message shop.Other.In.Deep")
    );
    assert!(
        order()
            .read(&[2, 18], Way::Ahead)
            .unwrap_err()
            .to_string()
            .contains("no message at 9")
    );
    assert!(order().read(&[0xff, 0xff, 0x7f], Way::Ahead).is_err());
}

#[test]
fn what_the_schema_has_not_is_counted() {
    let (_, more) = order().read(b"\x00\xf8\x01\x07", Way::Ahead).unwrap();
    assert_eq!(more, ", 1 field that the schema has not");
}

#[test]
fn errors_name_the_field() {
    let wrong = |value: Value| order().write(&value, None, true).unwrap_err().to_string();
    assert!(wrong(json!({"lines": [{"sku": "a"}, {"count": "x"}]})).starts_with(".lines[1].count: "));
    assert_eq!(
        wrong(json!({"total": {"unit": 1}})),
        ".total.unit: shop.common.Money has no such field; did you mean units?"
    );
    assert!(wrong(json!({"state": "LOST"})).starts_with(".state: "));
    assert!(wrong(json!({"at": "yesterday"})).starts_with(".at: "));
    assert!(!wrong(json!([1])).is_empty());
}

#[test]
fn a_schema_that_was_registered_compiled_is_read_too() {
    use base64::Engine;
    let text = "syntax = \"proto3\"; package a; message One { message Two { bool y = 1; } string x = 1; }";
    let compiled = protox::file::File::from_source("one.proto", text).unwrap();
    let bytes = compiled.file_descriptor_proto().encode_to_vec();
    let base64 = base64::engine::general_purpose::STANDARD.encode(bytes);
    let messages = Messages::parse(&base64, &[]).unwrap();
    assert_eq!(messages.name(), "a.One");
    assert_eq!(
        messages.write(&json!({"y": true}), Some("One.Two"), true).unwrap(),
        [4, 0, 0, 8, 1]
    );
}

#[test]
fn a_schema_that_is_none_says_why() {
    assert!(
        Messages::parse("syntax = \"proto3\"; message A { B b = 1; }", &[])
            .unwrap_err()
            .to_string()
            .contains('B')
    );
    assert!(
        Messages::parse(ORDER, &[])
            .unwrap_err()
            .to_string()
            .contains("common/money.proto")
    );
    let deep = "message A {".repeat(5_000);
    assert!(Messages::parse(&deep, &[]).unwrap_err().to_string().contains("nested"));
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), ahead in any::<bool>()) {
        thread_local!(static ORDER: Messages = order());
        let _ = ORDER.with(|order| order.read(&bytes, if ahead { Way::Ahead } else { Way::Beside(&bytes) }));
    }
}

#[test]
fn a_given_schema_reads_what_stands_behind_a_registrys_frame() {
    let schema = Schema::parse(Kind::Protobuf, ORDER, &[("common/money.proto", MONEY)]).unwrap();
    let bytes = order().write(&json!({"id": "7"}), None, true).unwrap();
    let framed = [&[0, 0, 0, 0, 9], bytes.as_slice()].concat();
    let read = decode(Some(&framed), &Place::default(), &Want::By(schema.into()), &NoSchemas);
    assert_eq!((read.json(None)["id"].as_str(), &read.trouble), (Some("7"), &None));
    assert!(read.note.ends_with("behind registry id 9"), "{}", read.note);
}
