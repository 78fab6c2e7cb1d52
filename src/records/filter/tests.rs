use proptest::prelude::*;

use super::{Filter, Sieve};
use crate::model::names::TopicName;
use crate::records::read::Place;
use crate::wire::batch::Record;

fn record<'a>(key: Option<&'a str>, value: Option<&'a str>) -> Record<'a> {
    Record {
        offset: 7,
        timestamp: 1_000,
        key: key.map(str::as_bytes),
        value: value.map(str::as_bytes),
        headers: Default::default(),
    }
}

fn finds(sieve: &mut Sieve, key: Option<&str>, value: Option<&str>) -> bool {
    let topic = TopicName::from("orders");
    let place = Place {
        topic: &topic,
        partition: 3,
        append_time: false,
        control: false,
    };
    sieve.wants(&place, &record(key, value))
}

fn found(filter: &str, value: &str) -> bool {
    finds(&mut Filter::parse(filter).unwrap().sieve(), Some("k-1"), Some(value))
}

#[test]
fn each_kind_finds_its_own() {
    assert!(found("ell", "hello"));
    assert!(!found("key:lle", "hello"));
    assert!(found("key:k-", "hello"));
    assert!(found("re:/^HE/i", "hello"));
    assert!(!found("re:^HE", "hello"));
    assert!(!found("header:x", "hello"));
    assert!(found("text:.value", "a .value"));
    assert!(found(".offset == 7 and .partition == 3 and .topic == \"orders\"", "x"));
    assert!(found(".key | startswith(\"k\")", "x"));
    assert!(found("select(.value.a) | select(.offset > 1)", r#"{"a":1}"#));
    assert!(found(".value | length == 2", "[1,2]"));
    assert!(found(".value == \"plain text\"", "plain text"));
    assert!(!found(".value.a.b", r#"{"a":7}"#), "an error is no match");
}

#[test]
fn a_filter_that_is_none_says_where() {
    let why = |text: &str| Filter::parse(text).unwrap_err();
    assert!(
        why(".value.amount >").contains("expected"),
        "{}",
        why(".value.amount >")
    );
    assert!(why(".value | nosuch").contains("nosuch"), "{}", why(".value | nosuch"));
    assert!(why("re:/(/").contains("unclosed"), "{}", why("re:/(/"));
    assert!(why("").contains("nothing"));
}

#[test]
fn json_that_nests_without_end_is_text() {
    let deep = "[".repeat(100_000);
    assert!(found(".value | type == \"string\"", &deep));
}

/// JSON, nearly JSON, and none.
fn value() -> impl Strategy<Value = Option<String>> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        (-3i64..3).prop_map(|int| int.to_string()),
        Just("1.5".to_owned()),
        Just("-0".to_owned()),
        Just("1e400".to_owned()),
        Just("1.0".to_owned()),
        Just("007".to_owned()),
        Just("NaN".to_owned()),
        Just("9223372036854775808".to_owned()),
        Just("9007199254740993".to_owned()),
        "\"[ab]{0,2}\"",
        Just("\"\\u0061\"".to_owned()),
        Just("\"a # {\"".to_owned()),
    ];
    let names = prop_oneof![Just("a"), Just("b"), Just("\\u0061"), Just("ab")];
    let json = scalar.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec((names.clone(), inner.clone()), 0..4).prop_map(|members| {
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| format!("\"{name}\" : {value}"))
                    .collect();
                format!("{{{}}}", members.join(" ,"))
            }),
            proptest::collection::vec(inner, 0..3).prop_map(|each| format!("[{}]", each.join(", "))),
        ]
    });
    let bent = (json.clone(), any::<prop::sample::Index>(), "[ {}\"#,:0a]?").prop_map(|(json, at, put)| {
        let at = at.index(json.len() + 1);
        let mut bent = json;
        if bent.is_char_boundary(at) {
            bent.insert_str(at, &put);
        }
        bent
    });
    proptest::option::weighted(0.95, prop_oneof![4 => json, 2 => bent, 1 => "[ab{]{0,4}"])
}

fn filter() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        Just(".value"),
        Just(".value.a"),
        Just(".value.a.b"),
        Just(".value.b?"),
        Just(".value[\"ab\"]"),
        Just(".key"),
        Just(".key.a"),
        Just(".offset"),
        Just(".timestamp"),
        Just(".topic"),
        Just(".nosuch"),
    ];
    let literal = prop_oneof![
        Just("null"),
        Just("true"),
        Just("false"),
        Just("0"),
        Just("1"),
        Just("-1"),
        Just("1.0"),
        Just("1.5"),
        Just("9007199254740993"),
        Just("9223372036854775808"),
        Just("\"a\""),
        Just("\"\""),
        Just("\"ab\""),
        Just("\"a # {\""),
        Just("7"),
    ];
    let op = prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let one = prop_oneof![
        6 => (path.clone(), op.clone(), literal.clone()).prop_map(|(path, op, literal)| format!("{path} {op} {literal}")),
        1 => (path.clone(), op.clone(), literal.clone()).prop_map(|(path, op, literal)| format!("{literal} {op} {path}")),
        1 => (path.clone(), literal.clone()).prop_map(|(path, literal)| format!("({path} | . == {literal})")),
        1 => path.clone().prop_map(|path| format!("({path} | contains(\"a\"))")),
        1 => path.clone().prop_map(|path| format!("({path} | startswith(\"a\"))")),
        1 => path.clone().prop_map(|path| format!("({path} | not)")),
        1 => path.prop_map(str::to_owned),
    ];
    one.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("select({a}) | ({b})")),
            inner.prop_map(|a| format!("select({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// The same records are found with what is ruled out early and without.
    #[test]
    fn what_is_ruled_out_early_jq_would_refuse(
        filter in filter(),
        records in proptest::collection::vec((proptest::option::of("[ab{]{0,3}"), value()), 1..40),
    ) {
        let parsed = Filter::parse(&format!("jq:{filter}")).unwrap();
        let (mut early, mut late) = (parsed.made(true), parsed.made(false));
        for (key, value) in &records {
            let truth = finds(&mut late, key.as_deref(), value.as_deref());
            let said = finds(&mut early, key.as_deref(), value.as_deref());
            prop_assert_eq!(said, truth, "{} on {:?} {:?}", filter, key, value);
            if truth {
                let batch = format!("{}\0{}", key.as_deref().unwrap_or_default(), value.as_deref().unwrap_or_default());
                prop_assert!(early.may(batch.as_bytes()), "{} on a batch of {:?}", filter, batch);
            }
        }
    }

    #[test]
    fn any_text_is_a_filter_or_none(text in any::<String>()) {
        let _ = Filter::parse(&text);
    }
}
