//! A value to begin with: what a schema requires and names, each with a value of its type.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// Schemas within schemas, at most: beyond them only what is required is there.
const LEVELS: usize = 8;

/// Schemas within schemas at all: one that requires itself has no value.
const DEEPEST: usize = 32;

/// The longest text and list that are made up.
const LONGEST: u64 = 1_000;

/// A value that the schema allows, wherever its words can be met without guessing (a `pattern` is not).
pub(super) fn skeleton(schema: &Value, references: &HashMap<String, Value>) -> Value {
    Maker { references }.value(schema, schema, 0)
}

struct Maker<'a> {
    references: &'a HashMap<String, Value>,
}

impl Maker<'_> {
    /// `root` is the document that `schema` stands in: what `#` means in it.
    fn value(&self, schema: &Value, root: &Value, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Null;
        }
        for said in ["const", "default"] {
            if let Some(value) = schema.get(said) {
                return value.clone();
            }
        }
        let first = |name: &str| schema.get(name)?.as_array()?.first().cloned();
        if let Some(value) = first("enum").or_else(|| first("examples")) {
            return value;
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            return match self.target(target, root) {
                Some((schema, root)) => self.value(schema, root, depth + 1),
                None => Value::Null,
            };
        }
        if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
            return self.all_of(schema, all, root, depth);
        }
        for choice in ["oneOf", "anyOf"] {
            let null = |one: &Value| one.get("type") == Some(&json!("null"));
            let Some(all) = schema.get(choice).and_then(Value::as_array) else {
                continue;
            };
            if schema.get("properties").is_none() {
                // what may be nothing is nothing
                return match all.iter().find(|one| null(one)).or(all.first()) {
                    Some(one) => self.value(one, root, depth + 1),
                    None => Value::Null,
                };
            }
        }
        self.of_type(schema, root, depth)
    }

    fn of_type(&self, schema: &Value, root: &Value, depth: usize) -> Value {
        match kind(schema) {
            "object" => self.object(schema, root, depth),
            "array" => self.array(schema, root, depth),
            "string" => text(schema),
            "integer" => number(schema, true),
            "number" => number(schema, false),
            "boolean" => json!(false),
            _ => Value::Null,
        }
    }

    fn object(&self, schema: &Value, root: &Value, depth: usize) -> Value {
        let required: Vec<&str> = match schema.get("required").and_then(Value::as_array) {
            Some(names) => names.iter().filter_map(Value::as_str).collect(),
            None => Vec::new(),
        };
        let none = Map::new();
        let named = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let mut all = Map::new();
        for (name, of) in named {
            let wanted = required.contains(&name.as_str());
            if wanted || (depth < LEVELS && of.get("$ref").is_none()) {
                all.insert(name.clone(), self.value(of, root, depth + 1));
            }
        }
        for name in required {
            all.entry(name).or_insert_with(|| json!(""));
        }
        Value::Object(all)
    }

    fn array(&self, schema: &Value, root: &Value, depth: usize) -> Value {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0).min(LONGEST);
        let (Some(items), Ok(least)) = (schema.get("items"), usize::try_from(least)) else {
            return json!([]);
        };
        // of a list of objects one is shown: its fields are what one wants to know
        let shown = usize::from(depth < LEVELS && kind(items) == "object");
        let room = schema.get("maxItems").and_then(Value::as_u64) != Some(0);
        let count = least.max(if room { shown } else { 0 });
        (0..count).map(|_item| self.value(items, root, depth + 1)).collect()
    }

    fn all_of(&self, schema: &Value, all: &[Value], root: &Value, depth: usize) -> Value {
        let mut rest = schema.clone();
        if let Value::Object(map) = &mut rest {
            map.remove("allOf");
        }
        let own = (!kind(&rest).is_empty()).then(|| self.value(&rest, root, depth + 1));
        let parts = all.iter().map(|one| self.value(one, root, depth + 1));
        let mut merged = Value::Null;
        for part in parts.chain(own) {
            match (&mut merged, part) {
                (Value::Object(merged), Value::Object(part)) => merged.extend(part),
                (Value::Null, part) => merged = part,
                _ => {}
            }
        }
        merged
    }

    /// What a `$ref` means, and the document it stands in.
    fn target<'s>(&'s self, target: &str, root: &'s Value) -> Option<(&'s Value, &'s Value)> {
        let (document, pointer) = target.split_once('#').unwrap_or((target, ""));
        let root = match document {
            "" => root,
            name => self.references.get(name).or_else(|| {
                let bare = |known: &&String| known.trim_start_matches("./") == name.trim_start_matches("./");
                self.references
                    .keys()
                    .find(bare)
                    .and_then(|known| self.references.get(known))
            })?,
        };
        Some((root.pointer(pointer)?, root))
    }
}

/// The type it says, or lets be understood; of several the first that is not null.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(name)) => name,
        Some(Value::Array(names)) => {
            // what may be nothing is nothing
            let null = names.iter().any(|name| name == "null");
            let first = names.iter().find_map(Value::as_str);
            if null { "null" } else { first.unwrap_or_default() }
        }
        _ if schema.get("properties").is_some() || schema.get("required").is_some() => "object",
        _ if schema.get("items").is_some() => "array",
        _ => "",
    }
}

fn text(schema: &Value) -> Value {
    let sample = match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => "1970-01-01T00:00:00Z",
        Some("date") => "1970-01-01",
        Some("time") => "00:00:00Z",
        Some("duration") => "PT0S",
        Some("uuid") => "00000000-0000-0000-0000-000000000000",
        Some("email") => "a@example.com",
        Some("hostname") => "example.com",
        Some("ipv4") => "127.0.0.1",
        Some("ipv6") => "::1",
        Some("uri" | "url") => "http://example.com/",
        _ => "",
    };
    let least = schema
        .get("minLength")
        .and_then(Value::as_u64)
        .unwrap_or(0)
        .min(LONGEST);
    let missing = usize::try_from(least)
        .unwrap_or(0)
        .saturating_sub(sample.chars().count());
    json!(format!("{sample}{}", "x".repeat(missing)))
}

fn number(schema: &Value, whole: bool) -> Value {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let step = bound("multipleOf").filter(|step| *step > 0.0).unwrap_or(1.0);
    let mut number = 0.0f64;
    if let Some(least) = bound("minimum").filter(|least| *least > number) {
        number = (least / step).ceil() * step;
    }
    if let Some(least) = bound("exclusiveMinimum").filter(|least| *least >= number) {
        number = ((least / step).floor() + 1.0) * step;
    }
    if let Some(most) = bound("maximum").filter(|most| *most < number) {
        number = (most / step).floor() * step;
    }
    if let Some(most) = bound("exclusiveMaximum").filter(|most| *most <= number) {
        number = ((most / step).ceil() - 1.0) * step;
    }
    if whole || number.fract() == 0.0 {
        // a bound beyond this is no whole number that JSON holds
        json!(number.clamp(-9e15, 9e15) as i64)
    } else {
        json!(number)
    }
}

#[cfg(test)]
mod tests {
    use super::super::JsonSchema;
    use super::*;
    use proptest::prelude::*;

    fn made(schema: &Value, references: &[(&str, &str)]) -> Value {
        let parsed = JsonSchema::parse(&schema.to_string(), references).unwrap();
        let value = parsed.skeleton();
        parsed.validate(&value).unwrap();
        value
    }

    #[test]
    fn what_is_required_and_named_is_there() {
        let line = r##"{"$defs": {"p": {"type": "number", "minimum": 0.5}},
            "type": "object", "properties": {"price": {"$ref": "#/$defs/p"}}, "required": ["price"]}"##;
        let schema = json!({"type": "object", "required": ["id", "lines", "who"], "properties": {
            "id": {"type": "string", "format": "uuid"}, "n": {"type": "integer", "exclusiveMinimum": 3},
            "state": {"enum": ["new", "paid"]}, "note": {"type": ["string", "null"]},
            "code": {"type": "string", "minLength": 3},
            "lines": {"type": "array", "minItems": 2, "items": {"$ref": "line.json"}},
            "who": {"allOf": [{"properties": {"a": {"type": "boolean"}}}, {"required": ["b"]}]}}});
        let value = made(&schema, &[("line.json", line)]);
        assert_eq!(value["lines"], json!([{"price": 1}, {"price": 1}]));
        assert_eq!(
            (&value["n"], &value["state"], &value["code"]),
            (&json!(4), &json!("new"), &json!("xxx"))
        );
        assert_eq!(value["who"], json!({"a": false, "b": ""}));
        assert_eq!(value["note"], Value::Null);
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let schema = json!({"type": "object", "properties": {"n": {"type": "integer"}, "next": {"$ref": "#"}}});
        assert_eq!(made(&schema, &[]), json!({"n": 0}));
        let endless = json!({"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]});
        let parsed = JsonSchema::parse(&endless.to_string(), &[]).unwrap();
        assert!(
            parsed.skeleton().is_object(),
            "it has no value, and is no endless work either"
        );
    }

    fn schemas() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!({"type": "boolean"})),
            Just(json!({"type": "null"})),
            (0u64..20).prop_map(|least| json!({"type": "string", "minLength": least})),
            (-50i64..50, 0i64..9)
                .prop_map(|(least, more)| json!({"type": "integer", "minimum": least, "maximum": least + more})),
            (-50i64..50).prop_map(|most| json!({"type": "number", "exclusiveMaximum": most})),
            Just(json!({"enum": ["a", 1, null]})),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                (inner.clone(), 0u64..3)
                    .prop_map(|(items, least)| json!({"type": "array", "items": items, "minItems": least})),
                prop::collection::vec(inner.clone(), 1..4).prop_map(|all| json!({"anyOf": all})),
                (prop::collection::vec(inner, 0..5), any::<u8>()).prop_map(|(all, bits)| {
                    let name = |at: usize| format!("f{at}");
                    let required: Vec<String> = (0..all.len()).filter(|at| bits >> at & 1 == 1).map(name).collect();
                    let named: Map<String, Value> =
                        all.into_iter().enumerate().map(|(at, of)| (name(at), of)).collect();
                    json!({"type": "object", "properties": named, "required": required, "additionalProperties": false})
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_skeleton_keeps_its_own_schema(schema in schemas()) {
            let parsed = JsonSchema::parse(&schema.to_string(), &[]).unwrap();
            let value = parsed.skeleton();
            prop_assert!(parsed.validate(&value).is_ok(), "{schema}: {value}");
        }
    }
}
