//! A value to begin with: every field of a message, with a value of its type.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use super::fits;

/// Messages within messages, at most.
const LEVELS: usize = 8;

/// A value that the message writes. Of a `oneof` only the first is there; of a message that contains itself none.
pub(super) fn skeleton(message: &MessageDescriptor) -> Value {
    value(message, &mut Vec::new())
}

fn value(message: &MessageDescriptor, within: &mut Vec<String>) -> Value {
    within.push(message.full_name().to_owned());
    let mut all = Map::new();
    for field in message.fields() {
        let later = field
            .containing_oneof()
            .and_then(|oneof| oneof.fields().next())
            .is_some_and(|first| first != field);
        if later {
            continue;
        }
        let made = of_field(&field, within);
        let alone = Value::Object(Map::from_iter([(field.name().to_owned(), made.clone())]));
        // what has a form that is not known here is left out, where it may be
        if field.is_required() || fits(message, &alone).is_ok() {
            all.insert(field.name().to_owned(), made);
        }
    }
    within.pop();
    Value::Object(all)
}

fn of_field(field: &FieldDescriptor, within: &mut Vec<String>) -> Value {
    if field.is_map() {
        return json!({});
    }
    let made = of_kind(&field.kind(), within);
    match (field.is_list(), made) {
        (false, made) => made,
        // of a list of messages one is shown: its fields are what one wants to know
        (true, made @ Value::Object(_)) => json!([made]),
        (true, _) => json!([]),
    }
}

fn of_kind(kind: &Kind, within: &mut Vec<String>) -> Value {
    match kind {
        Kind::Double | Kind::Float => json!(0.0),
        Kind::Bool => json!(false),
        Kind::String | Kind::Bytes => json!(""),
        Kind::Enum(of) => json!(of.default_value().name()),
        Kind::Message(message) => match message.full_name() {
            "google.protobuf.Timestamp" => json!("1970-01-01T00:00:00Z"),
            "google.protobuf.Duration" => json!("0s"),
            "google.protobuf.Struct" => json!({}),
            name if name.starts_with("google.protobuf.") => Value::Null,
            name if within.len() >= LEVELS || within.iter().any(|known| known == name) => Value::Null,
            _ => value(message, within),
        },
        _ => json!(0),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Messages;
    use super::*;
    use proptest::prelude::*;

    fn made(text: &str) -> Value {
        let messages = Messages::parse(text, &[]).unwrap();
        let value = messages.skeleton(None);
        messages.write(&value, None, true).unwrap();
        value
    }

    #[test]
    fn every_field_has_a_value_of_its_type() {
        let value = made(
            r#"syntax = "proto3"; import "google/protobuf/timestamp.proto"; import "google/protobuf/any.proto";
            enum State { NEW = 0; PAID = 1; }
            message Order {
              string id = 1; double amount = 2; State state = 3; repeated Line lines = 4; map<string, int64> tags = 5;
              google.protobuf.Timestamp at = 6; Order again = 7; bytes raw = 8; google.protobuf.Any any = 9;
              oneof pay { string card = 10; int32 cash = 11; } repeated int32 counts = 12;
            }
            message Line { string sku = 1; int32 count = 2; }"#,
        );
        assert_eq!(value["lines"], json!([{"sku": "", "count": 0}]));
        assert_eq!(
            (&value["state"], &value["at"]),
            (&json!("NEW"), &json!("1970-01-01T00:00:00Z"))
        );
        assert_eq!((value.get("card"), value.get("cash")), (Some(&json!("")), None));
        assert_eq!(value["counts"], json!([]));
    }

    #[test]
    fn what_proto2_requires_is_there() {
        let value = made(
            r#"syntax = "proto2"; message A { required B b = 1; optional A a = 2; } message B { required int64 n = 1; }"#,
        );
        assert_eq!(value["b"], json!({"n": 0}));
    }

    proptest! {
        #[test]
        fn a_skeleton_is_written_by_its_own_schema(
            fields in prop::collection::vec((prop::sample::select(vec![
                "int32", "sint64", "fixed32", "uint64", "float", "double", "bool", "string", "bytes", "E", "Inner", "Outer",
                "google.protobuf.Duration", "google.protobuf.Int64Value", "google.protobuf.Value",
            ]), 0u8..3), 0..12)
        ) {
            let mut text = String::from(r#"syntax = "proto3"; import "google/protobuf/duration.proto";
                import "google/protobuf/wrappers.proto"; import "google/protobuf/struct.proto"; message Outer {"#);
            for (at, (kind, label)) in fields.iter().enumerate() {
                let label = ["", "repeated ", "optional "][usize::from(*label)];
                text.push_str(&format!("{label}{kind} f{at} = {}; ", at + 1));
            }
            text.push_str("} message Inner { int32 n = 1; Outer back = 2; repeated Inner more = 3; } enum E { A = 0; B = 5; }");
            let messages = Messages::parse(&text, &[]).unwrap();
            let value = messages.skeleton(None);
            prop_assert!(messages.write(&value, None, false).is_ok(), "{text}: {value}");
        }
    }
}
