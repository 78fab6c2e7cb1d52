//! The same records are found with what is ruled out early, and worked out here, as by jq alone.

use proptest::prelude::*;

use super::super::{Filter, bound};
use super::finds;
use super::kinds::KINDS;

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
        Just("\"\\\"a\\n\\u00e9\\/b\"".to_owned()),
        Just("\"\\ud83d\\ude00a\\u007f\"".to_owned()),
        Just("\"\\ud83da\"".to_owned()),
        Just("\"\\x61\"".to_owned()),
        Just("\"\u{e9}a\"".to_owned()),
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
    let bent = (json.clone(), any::<prop::sample::Index>(), "[ {}\"#,:0a\\\\]?").prop_map(|(json, at, put)| {
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
    let rest = prop::sample::select(KINDS);
    let one = prop_oneof![
        6 => (path.clone(), op.clone(), literal.clone()).prop_map(|(path, op, literal)| format!("{path} {op} {literal}")),
        1 => (path.clone(), op.clone(), literal.clone()).prop_map(|(path, op, literal)| format!("{literal} {op} {path}")),
        1 => (path.clone(), literal.clone()).prop_map(|(path, literal)| format!("({path} | . == {literal})")),
        1 => path.clone().prop_map(|path| format!("({path} | contains(\"a\"))")),
        1 => path.clone().prop_map(|path| format!("({path} | startswith(\"a\"))")),
        1 => path.clone().prop_map(|path| format!("({path} | endswith(\"a\"))")),
        1 => path.clone().prop_map(|path| format!("({path} | test(\"b\"))")),
        1 => path.clone().prop_map(|path| format!("({path} | not)")),
        1 => (path.clone(), literal.clone()).prop_map(|(path, literal)| format!("({path} == {literal} | not)")),
        1 => (path.clone(), literal.clone()).prop_map(|(path, literal)| format!("({path} | select(. == {literal}))")),
        1 => (path.clone(), path.clone()).prop_map(|(path, then)| format!("(.value | select(.a == 1) | .b, {path}) // {then}")),
        6 => (rest, path.clone(), path.clone(), literal.clone()).prop_map(|(rest, path, other, literal)| {
            rest.replace('P', path).replace('Q', other).replace('L', literal)
        }),
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
        // workers have as much stack
        bound::roomy(|| agree(&filter, &records)).unwrap()?;
    }

    #[test]
    fn any_text_is_a_filter_or_none(text in any::<String>()) {
        let _ = Filter::parse(&text);
    }
}

fn agree(filter: &str, records: &[(Option<String>, Option<String>)]) -> Result<(), TestCaseError> {
    let parsed = Filter::parse(&format!("jq:{filter}")).unwrap();
    let (mut early, mut late) = (parsed.made(true), parsed.made(false));
    // the records of one batch; between them something that may be taken for a part of them
    let (mut batch, mut ends, mut wanted) = (String::new(), Vec::new(), Vec::new());
    for (at, (key, value)) in records.iter().enumerate() {
        let truth = finds(&mut late, key.as_deref(), value.as_deref());
        let said = finds(&mut early, key.as_deref(), value.as_deref());
        prop_assert_eq!(said, truth, "{} on {:?} {:?}", filter, key, value);
        batch.push_str(key.as_deref().unwrap_or_default());
        batch.push('\0');
        batch.push_str(value.as_deref().unwrap_or_default());
        batch.push('7');
        ends.push(batch.len());
        wanted.extend(truth.then_some(at));
    }
    let (mut looked_at, mut from) = (Vec::new(), 0);
    while from < batch.len()
        && let Some(next) = early.next(batch.as_bytes(), from)
    {
        let Some(at) = ends.iter().position(|end| *end > next.max(from)) else {
            break;
        };
        looked_at.push(at);
        from = ends[at];
    }
    for at in wanted {
        prop_assert!(
            looked_at.contains(&at),
            "{} passes over {:?} in {:?}",
            filter,
            records[at],
            batch
        );
    }
    Ok(())
}
