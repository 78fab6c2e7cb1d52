use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::Value;

use super::export::{Form, export, json};
use crate::model::names::Partition;
use crate::model::record::{Header, Payload, Record, Says};
use crate::model::time::At;
use crate::text::escape::is_safe;

fn payload(bytes: Option<Vec<u8>>) -> Payload {
    Payload {
        size: bytes.as_ref().map_or(0, Vec::len),
        bytes: bytes.map(Arc::from),
        format: "hex",
        note: String::new(),
        schema: None,
        says: Says::Bytes,
        trouble: None,
        line: String::new(),
    }
}

fn record(key: Option<Vec<u8>>, value: Option<Vec<u8>>, headers: Vec<(String, Option<Vec<u8>>)>) -> Record {
    Record {
        partition: Partition(3),
        offset: 17,
        at: Some(At(1_700_000_000_000)),
        append_time: false,
        control: false,
        key: payload(key),
        value: payload(value),
        headers: headers
            .into_iter()
            .map(|(name, value)| Header { name, value })
            .collect(),
    }
}

/// What a JSON value of the output stands for.
fn back(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone().into_bytes()),
        other => Some(STANDARD.decode(other["base64"].as_str().unwrap()).unwrap()),
    }
}

fn bytes() -> impl Strategy<Value = Option<Vec<u8>>> {
    let text = any::<String>().prop_map(String::into_bytes);
    proptest::option::of(prop_oneof![text, proptest::collection::vec(any::<u8>(), 0..30)])
}

proptest! {
    #[test]
    fn a_line_of_json_loses_nothing_and_steers_no_terminal(
        key in bytes(), value in bytes(), headers in proptest::collection::vec((any::<String>(), bytes()), 0..3),
    ) {
        let line = json(&"a\u{202e}b".into(), &record(key.clone(), value.clone(), headers.clone()));
        prop_assert!(line.chars().all(is_safe), "{}", line);
        let read: Value = serde_json::from_str(&line).unwrap();
        prop_assert_eq!(back(&read["key"]), key);
        prop_assert_eq!(back(&read["value"]), value);
        for ((name, value), read) in headers.iter().zip(read["headers"].as_array().unwrap()) {
            prop_assert_eq!(read["name"].as_str(), Some(name.as_str()));
            prop_assert_eq!(&back(&read["value"]), value);
        }
        prop_assert_eq!((&read["topic"], &read["offset"]), (&Value::from("a\u{202e}b"), &Value::from(17)));
    }

    #[test]
    fn a_row_of_csv_holds_any_bytes(key in proptest::collection::vec(any::<u8>(), 0..20), value in "(?s).{0,20}") {
        let headers = vec![("a,\"b".to_owned(), Some(b"1\n2".to_vec()))];
        let one = record(Some(key.clone()), Some(value.clone().into_bytes()), headers);
        let out = export(Form::Csv, &"t".into(), &[&one]).unwrap();
        let mut reader = csv::Reader::from_reader(out.as_slice());
        let row = reader.byte_records().next().unwrap().unwrap();
        prop_assert_eq!((row.get(4), row.get(5), row.get(7)), (Some(&key[..]), Some(value.as_bytes()), Some(&b""[..])));
        let headers: Value = serde_json::from_slice(row.get(6).unwrap()).unwrap();
        prop_assert_eq!(headers, serde_json::json!([{"name": "a,\"b", "value": "1\n2"}]));
    }
}

#[test]
fn raw_is_one_value_as_it_is_or_a_value_a_line() {
    let of = |value: &str| record(None, Some(value.into()), Vec::new());
    let (one, two, lines) = (of("a"), of("b"), of("a\nb"));
    let raw = |records: &[&Record]| export(Form::Raw, &"t".into(), records);
    assert_eq!(raw(&[&lines]).unwrap(), b"a\nb");
    assert_eq!(raw(&[&one, &two]).unwrap(), b"a\nb\n");
    assert!(
        raw(&[&one, &lines])
            .unwrap_err()
            .contains("3-17 has more than one line")
    );
}
