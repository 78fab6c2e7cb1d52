use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn shape(schema: &Value) -> Shape {
    parse(&schema.to_string(), []).unwrap()
}

/// What was written is read again as `shown`.
fn round(schema: &Value, value: &Value, shown: &Value) {
    let shape = shape(schema);
    let bytes = write(&shape, value).unwrap_or_else(|why| panic!("{schema}: {why}"));
    assert_eq!(&read(&shape, &bytes).unwrap(), shown, "{schema}");
}

fn same(schema: &Value, value: &Value) {
    round(schema, value, value);
}

#[test]
fn the_specifications_example_bytes() {
    let schema = json!({"type": "record", "name": "test", "fields": [{"name": "a", "type": "long"}, {"name": "b", "type": "string"}]});
    let bytes = b"\x36\x06foo";
    assert_eq!(read(&shape(&schema), bytes).unwrap(), json!({"a": 27, "b": "foo"}));
    assert_eq!(write(&shape(&schema), &json!({"a": 27, "b": "foo"})).unwrap(), bytes);
    // an array of two longs with its size in bytes
    let list = shape(&json!({"type": "array", "items": "long"}));
    assert_eq!(read(&list, &[0x03, 0x04, 0x06, 0x36, 0x00]).unwrap(), json!([3, 27]));
}

#[test]
fn every_type_there_and_back() {
    for number in [0, 1, -1, 63, -64, 64, i64::MAX, i64::MIN] {
        same(&json!("long"), &json!(number));
    }
    same(&json!("float"), &json!(0.1));
    same(&json!("double"), &json!(-1.5e300));
    same(&json!("double"), &json!("NaN"));
    same(&json!("bytes"), &json!({"base64": "/wA="}));
    same(&json!("bytes"), &json!("text"));
    same(
        &json!({"type": "map", "values": ["null", "boolean"]}),
        &json!({"a": true, "b": null}),
    );
    same(
        &json!({"type": "enum", "name": "E", "symbols": ["A", "B"]}),
        &json!("B"),
    );
    same(
        &json!({"type": "fixed", "name": "F", "size": 2}),
        &json!({"base64": "/wA="}),
    );
}

#[test]
fn logical_types_are_what_people_write() {
    let of = |base: &str, logical: &str| json!({"type": base, "logicalType": logical});
    same(&of("int", "date"), &json!("2026-11-21"));
    same(&of("int", "date"), &json!("1969-12-31"));
    // what no calendar holds stays the number it is
    for days in [i32::MAX, i32::MIN, 7_304_485, -7_304_485] {
        same(&of("int", "date"), &json!(days));
    }
    for unit in [
        "timestamp-millis",
        "timestamp-micros",
        "local-timestamp-millis",
        "time-micros",
    ] {
        same(&of("long", unit), &json!(i64::MAX));
        same(&of("long", unit), &json!(i64::MIN));
    }
    same(&of("int", "time-millis"), &json!("03:12:41.120"));
    same(&of("long", "time-micros"), &json!("23:59:59.999999"));
    same(&of("long", "timestamp-millis"), &json!("2026-11-21T03:12:41.120Z"));
    same(&of("long", "timestamp-micros"), &json!("1931-01-02T03:04:05.000001Z"));
    same(&of("long", "timestamp-nanos"), &json!("2026-11-21T03:12:41.123456789Z"));
    same(&of("long", "local-timestamp-millis"), &json!("2026-11-21T03:12:41.120"));
    same(&of("string", "uuid"), &json!("6f9619ff-8b86-d011-b42d-00c04fc964ff"));
    same(
        &json!({"type": "fixed", "name": "U", "size": 16, "logicalType": "uuid"}),
        &json!("6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    );
    same(
        &json!({"type": "fixed", "name": "D", "size": 12, "logicalType": "duration"}),
        &json!({"months": 1, "days": 2, "milliseconds": 3}),
    );
    round(
        &of("long", "timestamp-millis"),
        &json!(1_795_230_759_120i64),
        &json!("2026-11-21T03:12:39.120Z"),
    );
    // beyond the calendar
    same(&of("long", "timestamp-millis"), &json!(i64::MAX));
}

#[test]
fn decimals_keep_every_digit() {
    let bytes = |precision: u32, scale: u32| json!({"type": "bytes", "logicalType": "decimal", "precision": precision, "scale": scale});
    let fixed = json!({"type": "fixed", "name": "D", "size": 9, "logicalType": "decimal", "precision": 20, "scale": 2});
    for number in [
        json!(0.0),
        json!(999.9),
        json!(-12.5),
        json!(0.05),
        json!(-0.01),
        json!(1.28),
        json!(-1.28),
        json!(2.55),
    ] {
        same(&bytes(10, 2), &number);
    }
    round(&bytes(10, 0), &json!(-128), &json!(-128));
    round(&bytes(10, 2), &json!("12.50"), &json!(12.5));
    let long = json!("-123456789012345678901234567890.123456789");
    same(&bytes(39, 9), &long);
    same(&fixed, &json!("123456789012345678.90"));
    same(&fixed, &json!("-0.01"));
    let wrong = |schema: &Value, value: Value| write(&shape(schema), &value).unwrap_err().to_string();
    assert!(wrong(&bytes(10, 2), json!("1.234")).contains("after the point"));
    assert!(wrong(&bytes(4, 2), json!(123.45)).contains("more than 4 digits"));
}

#[test]
fn unions_show_their_value_alone_and_take_avros_own_form() {
    let maybe = json!(["null", "string"]);
    same(&maybe, &Value::Null);
    same(&maybe, &json!("a"));
    round(&maybe, &json!({"string": "a"}), &json!("a"));
    let number = json!(["double", "long", "string"]);
    let long = write(&shape(&number), &json!(5)).unwrap();
    assert_eq!(long, [0x02, 0x0a]);
    let wrong = write(&shape(&number), &json!(true)).unwrap_err();
    assert_eq!(wrong.to_string(), "true fits none of double, long, string");
}

#[test]
fn names_are_found_in_their_namespace_in_references_and_in_themselves() {
    let money = json!({"type": "record", "name": "Money", "namespace": "shop.common", "fields": [{"name": "cents", "type": "long"}]});
    let order = json!({"type": "record", "name": "shop.Order", "fields": [
        {"name": "total", "type": "shop.common.Money"},
        {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW"]}},
        {"name": "before", "type": "State"},
        {"name": "parent", "type": ["null", "Order"], "default": null},
    ]});
    let shape = parse(&order.to_string(), [money.to_string().as_str()]).unwrap();
    assert_eq!(shape.name(), "shop.Order");
    let value = json!({"total": {"cents": 5}, "state": "NEW", "before": "NEW", "parent":
        {"total": {"cents": 7}, "state": "NEW", "before": "NEW", "parent": null}});
    assert_eq!(read(&shape, &write(&shape, &value).unwrap()).unwrap(), value);
    let why = parse(&order.to_string(), []).unwrap_err().to_string();
    assert_eq!(why, ".total: the schema names shop.common.Money, which is not known");
}

#[test]
fn errors_name_the_field() {
    let schema = json!({"type": "record", "name": "Order", "fields": [
        {"name": "id", "type": "int"},
        {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [
            {"name": "price", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}]},
            {"name": "note", "type": "string", "default": "none"},
        ]}}},
    ]});
    let wrong = |value: Value| write(&shape(&schema), &value).unwrap_err().to_string();
    assert_eq!(
        wrong(json!({"lines": []})),
        ".id: is missing, and the schema has no default for it"
    );
    assert_eq!(wrong(json!({"id": "7", "lines": []})), ".id: \"7\" is no int");
    assert_eq!(
        wrong(json!({"id": 3_000_000_000u32, "lines": []})),
        ".id: 3000000000 is no int"
    );
    assert_eq!(
        wrong(json!({"id": 1, "line": []})),
        ".line: Order has no such field; did you mean lines?"
    );
    let deep = wrong(json!({"id": 1, "lines": [{"price": 1}, {"price": "x"}]}));
    assert_eq!(deep, ".lines[1].price: \"x\" is no decimal, such as 12.50");
    let short = read(&shape(&schema), &[2, 2, 2, 40]).unwrap_err().to_string();
    assert!(
        short.starts_with(".lines[0].price: a length of 20, 0 bytes are left at byte"),
        "{short}"
    );
}

#[test]
fn hostile_counts_and_depths_end() {
    let nulls = shape(&json!({"type": "array", "items": "null"}));
    let lots = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    assert!(read(&nulls, &lots).unwrap_err().to_string().contains("more values"));
    let itself = shape(&json!({"type": "record", "name": "R", "fields": [{"name": "r", "type": "R"}]}));
    assert!(read(&itself, &[]).unwrap_err().to_string().contains("deeper"));
    assert!(write(&itself, &json!({"r": {"r": {}}})).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let all = json!({"type": "record", "name": "All", "fields": [
            {"name": "u", "type": ["null", "All", "string", {"type": "map", "values": "double"}]},
            {"name": "d", "type": {"type": "bytes", "logicalType": "decimal", "precision": 40, "scale": 3}},
            {"name": "t", "type": {"type": "long", "logicalType": "timestamp-micros"}},
            {"name": "day", "type": {"type": "int", "logicalType": "date"}},
            {"name": "clock", "type": {"type": "long", "logicalType": "time-micros"}},
            {"name": "list", "type": {"type": "array", "items": "All"}},
        ]});
        let _ = read(&shape(&all), &bytes);
    }

    #[test]
    fn a_long_and_a_decimal_come_back(number in any::<i64>()) {
        same(&json!("long"), &json!(number));
        let decimal = json!({"type": "bytes", "logicalType": "decimal", "precision": 19, "scale": 4});
        let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
        let text = format!("{sign}{}.{:04}", size / 10_000, size % 10_000);
        same(&decimal, &json!(text));
    }

    #[test]
    fn any_double_and_text_come_back(number in any::<f64>().prop_filter("a number", |n| n.is_finite()), text in any::<String>()) {
        let schema = json!(["null", {"type": "array", "items": ["double", "string"]}]);
        let shape = shape(&schema);
        let value = json!([number, text]);
        let back = read(&shape, &write(&shape, &value).unwrap()).unwrap();
        prop_assert_eq!(back[0].as_f64(), Some(number));
        prop_assert_eq!(back[1].as_str(), Some(text.as_str()));
    }
}
