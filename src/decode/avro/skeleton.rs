//! A value to begin with: what a schema requires, each field with a value of its type.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::logical::Logical;
use super::shape::{At, Field, Shape, Type};
use super::write;
use crate::decode::input::LARGEST;

/// Types within types, at most: beyond them a list, a map or an optional value is empty.
const LEVELS: usize = 8;

/// A value that the schema writes; null where there is none, as of a record that must contain itself.
pub(crate) fn skeleton(shape: &Shape) -> Value {
    value(shape, shape.root(), &mut Vec::new())
}

/// `within` are the records it is in: one that contains itself ends where it may.
fn value(shape: &Shape, at: At, within: &mut Vec<At>) -> Value {
    match shape.get(at) {
        Type::Null => Value::Null,
        Type::Boolean => json!(false),
        Type::Int | Type::Long => json!(0),
        Type::Float | Type::Double => json!(0.0),
        Type::Bytes | Type::String => json!(""),
        Type::Array(items) => match shape.get(*items) {
            // of a list of records one is shown: its fields are what one wants to know
            Type::Record { .. } if open(within, *items) => json!([value(shape, *items, within)]),
            _ => json!([]),
        },
        Type::Map(_) => json!({}),
        Type::Union(branches) => union(shape, branches, within),
        Type::Record { fields, .. } => {
            within.push(at);
            let written = fields
                .iter()
                .map(|field| (field.name.clone(), of_field(shape, field, within)));
            let all: Map<String, Value> = written.collect();
            within.pop();
            Value::Object(all)
        }
        Type::Enum { symbols, .. } => symbols.first().map_or(Value::Null, |symbol| json!(symbol)),
        Type::Fixed { size, .. } => zeros(*size),
        Type::Logical(logical) => by_logic(logical),
    }
}

fn open(within: &[At], record: At) -> bool {
    within.len() < LEVELS && !within.contains(&record)
}

fn of_field(shape: &Shape, field: &Field, within: &mut Vec<At>) -> Value {
    // a default is written as a value is, but for bytes: those are chars there
    match &field.default {
        Some(default) if write::fits(shape, field.at, default) => default.clone(),
        _ => value(shape, field.at, within),
    }
}

fn union(shape: &Shape, branches: &[At], within: &mut Vec<At>) -> Value {
    let null = |at: &&At| matches!(shape.get(**at), Type::Null);
    if branches.iter().any(|at| null(&at)) {
        return Value::Null;
    }
    let closed = |at: &&At| matches!(shape.get(**at), Type::Record { .. }) && !open(within, **at);
    let best = branches.iter().find(|at| !closed(at)).or(branches.first());
    best.map_or(Value::Null, |at| value(shape, *at, within))
}

fn zeros(size: usize) -> Value {
    json!({ "base64": STANDARD.encode(vec![0; size.min(LARGEST)]) })
}

fn by_logic(logical: &Logical) -> Value {
    match logical {
        Logical::Decimal { scale, .. } => match *scale as usize {
            0 => json!("0"),
            scale => json!(format!("0.{:0<scale$}", "")),
        },
        Logical::Uuid { .. } => json!(uuid::Uuid::nil().to_string()),
        Logical::Date => json!("1970-01-01"),
        Logical::Time(_) => json!("00:00:00"),
        Logical::Timestamp(_) => json!("1970-01-01T00:00:00Z"),
        Logical::Local(_) => json!("1970-01-01T00:00:00"),
        Logical::Duration { .. } => json!({ "months": 0, "days": 0, "milliseconds": 0 }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use proptest::prelude::*;

    fn of(schema: &Value) -> (Shape, Value) {
        let shape = parse(&schema.to_string(), std::iter::empty()).unwrap();
        let value = skeleton(&shape);
        (shape, value)
    }

    #[test]
    fn every_field_has_a_value_of_its_type_or_its_default() {
        let schema = json!({"type": "record", "name": "Order", "namespace": "shop", "fields": [
            {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
            {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
            {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
            {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID"]}},
            {"name": "note", "type": ["null", "string"], "default": null},
            {"name": "retries", "type": "int", "default": 3},
            {"name": "raw", "type": "bytes", "default": "\u{ff}"},
            {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [
                {"name": "sku", "type": "string"}, {"name": "of", "type": ["null", "Line"]}]}}},
            {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 4}},
        ]});
        let (shape, value) = of(&schema);
        assert_eq!(value["amount"], "0.00");
        assert_eq!(value["state"], "NEW");
        assert_eq!(value["note"], Value::Null);
        assert_eq!(value["retries"], 3);
        assert_eq!(value["lines"], json!([{"sku": "", "of": null}]));
        write::write(&shape, &value).unwrap();
    }

    #[test]
    fn a_record_that_contains_itself_ends() {
        let schema = json!({"type": "record", "name": "Tree", "fields": [
            {"name": "n", "type": "int"}, {"name": "below", "type": {"type": "array", "items": "Tree"}}]});
        let (shape, value) = of(&schema);
        assert_eq!(value, json!({"n": 0, "below": []}));
        write::write(&shape, &value).unwrap();
    }

    fn logical(base: &'static str, name: &'static str) -> Value {
        json!({"type": base, "logicalType": name, "precision": 9, "scale": 3})
    }

    fn plain() -> impl Strategy<Value = Value> {
        prop_oneof![
            prop::sample::select(vec![
                "boolean", "int", "long", "float", "double", "bytes", "string", "null"
            ])
            .prop_map(|name| json!(name)),
            prop::sample::select(vec![
                ("int", "date"),
                ("int", "time-millis"),
                ("long", "time-micros"),
                ("long", "timestamp-micros"),
                ("long", "local-timestamp-nanos"),
                ("bytes", "decimal"),
                ("string", "uuid"),
            ])
            .prop_map(|(base, name)| logical(base, name)),
        ]
    }

    /// A type, its names made different by `number`.
    fn types() -> impl Strategy<Value = Value> {
        plain().prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
                inner
                    .clone()
                    .prop_map(|values| json!({"type": "map", "values": values})),
                (inner.clone(), any::<bool>()).prop_map(|(one, first)| match (&one, first) {
                    (Value::Array(_), _) => one,
                    (Value::String(name), _) if name == "null" => one,
                    (_, true) => json!(["null", one]),
                    (_, false) => json!([one, "null"]),
                }),
                prop::collection::vec(inner, 0..5).prop_map(|all| {
                    let fields = all.into_iter().enumerate();
                    let fields = fields.map(|(at, of)| json!({"name": format!("f{at}"), "type": of}));
                    json!({"type": "record", "name": "", "fields": fields.collect::<Vec<_>>()})
                }),
                (1usize..40).prop_map(|size| json!({"type": "fixed", "name": "", "size": size})),
            ]
        })
    }

    /// Each named type its own name.
    fn named(value: &mut Value, next: &mut usize) {
        match value {
            Value::Object(all) => {
                if all.get("name").is_some_and(|name| name == "") {
                    *next += 1;
                    all.insert("name".into(), json!(format!("T{next}")));
                }
                all.values_mut().for_each(|value| named(value, next));
            }
            Value::Array(all) => all.iter_mut().for_each(|value| named(value, next)),
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn a_skeleton_is_written_by_its_own_schema(mut schema in types()) {
            named(&mut schema, &mut 0);
            // a union directly in a union is no Avro
            if let Ok(shape) = parse(&schema.to_string(), std::iter::empty()) {
                let value = skeleton(&shape);
                prop_assert!(write::write(&shape, &value).is_ok(), "{schema}: {value}: {:?}", write::write(&shape, &value));
            }
        }
    }
}
