//! Layouts, functions, and faults that are found.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn functions_and_strings_are_not_touched() {
    let text = "{ \"n\" : {{ int 1 9 }},\n \"s\": \"a  {{name}} b\" }";
    assert_eq!(compact(text), "{\"n\":{{ int 1 9 }},\"s\":\"a  {{name}} b\"}");
    assert_eq!(
        pretty(&compact(text)),
        "{\n  \"n\": {{ int 1 9 }},\n  \"s\": \"a  {{name}} b\"\n}"
    );
    assert_eq!(without_calls(text), "{ \"n\" : 0,\n \"s\": \"a  0 b\" }");
    assert_eq!(
        quoted("a\"{{choice \"x\" y}}\n", true),
        "\"a\\\"{{choice \"x\" y}}\\n\""
    );
    assert_eq!(quoted("{{", true), "\"{{\"");
}

#[test]
fn numbers_keep_their_digits() {
    assert_eq!(compact("[ 1.10, 1e3,-0 ]"), "[1.10,1e3,-0]");
    assert_eq!(
        pretty("{\"a\":1.10,\"b\":[],\"c\":{}}"),
        "{\n  \"a\": 1.10,\n  \"b\": [],\n  \"c\": {}\n}"
    );
}

#[test]
fn a_fault_is_found_by_its_path() {
    let text = "{\n \"id\": \"x\",\n \"lines\": [\n  {\"price\": 1},\n  {\"sku\": \"]\",\n   \"price\": \"y\"}\n ]\n}";
    assert_eq!(line_of(text, ".id: is no int"), Some(1));
    assert_eq!(line_of(text, ".lines[1].price: \"y\" is no double"), Some(5));
    assert_eq!(line_of(text, ".lines[1].count: is missing"), Some(4));
    assert_eq!(line_of(text, ".other: is missing"), Some(0));
    assert_eq!(line_of(text, "\"y\" is no int"), None);
    assert_eq!(line_of("{\"a b\":\n1}", "[\"a b\"]: why"), Some(0));
    assert_eq!(line_of("{\"a\": {\n\"x.y\": 1}}", ".a[\"x.y\"]: why"), Some(1));
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~é\n\"\\\\{}]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..4)
                .prop_map(|all| Value::Object(all.into_iter().collect())),
        ]
    })
}

/// Every path of a value, with what is there.
fn paths(value: &Value, path: &str, out: &mut Vec<String>) {
    if !path.is_empty() {
        out.push(path.to_owned());
    }
    match value {
        Value::Object(all) => all
            .iter()
            .for_each(|(name, value)| paths(value, &format!("{path}.{name}"), out)),
        Value::Array(all) => {
            let all = all.iter().enumerate();
            all.for_each(|(at, value)| paths(value, &format!("{path}[{at}]"), out));
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn the_layout_changes_nothing(value in values()) {
        // a text with two braces in a string is a function to be
        let text = value.to_string();
        prop_assume!(!text.contains("{{"));
        prop_assert_eq!(serde_json::from_str::<Value>(&pretty(&text)).unwrap(), value.clone());
        prop_assert_eq!(compact(&pretty(&text)), text.clone());
        prop_assert_eq!(pretty(&text), format!("{value:#}"));
    }

    #[test]
    fn every_field_is_found_on_its_line(value in values()) {
        let text = format!("{value:#}");
        let mut all = Vec::new();
        paths(&value, "", &mut all);
        for path in all {
            let line = line_of(&text, &format!("{path}: why")).unwrap();
            let shown = text.lines().nth(line).unwrap().trim_start();
            if let Some(name) = path.rsplit('.').next().filter(|name| !name.contains('[') && !path.ends_with(']')) {
                let wanted = format!("\"{name}\":");
                prop_assert!(shown.starts_with(&wanted), "{path} in\n{text}\nis no {shown}");
            }
        }
    }

    #[test]
    fn any_text_is_taken(text in any::<String>(), told in any::<String>()) {
        let _ = (pretty(&text), without_calls(&text), quoted(&text, true), line_of(&text, &told));
        let short = compact(&text);
        prop_assert_eq!(compact(&short), short.clone());
    }

    #[test]
    fn a_quoted_text_is_itself(text in any::<String>()) {
        prop_assert_eq!(json!(text), serde_json::from_str::<Value>(&quoted(&text, false)).unwrap());
    }
}
