//! The same records are found with what is ruled out early, and worked out here, as by jq alone.

use proptest::prelude::*;

use super::super::Filter;
use super::finds;

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
    // what is left to jq, on what it can reach of the record
    let rest = prop::sample::select(vec![
        "(P | length > 1)",
        "(P | type == \"object\")",
        "(P | keys | length == 1)",
        "(P | has(\"a\"))",
        "(P | tojson | contains(\"a\"))",
        "(P | ascii_downcase | contains(\"a\"))",
        "(P // Q) == L",
        "([P, Q] | length == 2)",
        "([P?] | length == 0)",
        "(P as $x | Q == $x)",
        "(P as {a: $x} | $x == L)",
        "(if P then Q else P.a end)",
        "(if P == L then Q end)",
        "any(P[]?; . == L)",
        "all(P[]; . == L)",
        "(first(P, Q) == L)",
        "isempty(P | select(. == L))",
        "((try P catch \"a\") == L)",
        "((try P.a.b catch .) | tostring | length > 2)",
        "((P + Q)? > L)",
        "(\"\\(P)\" == L)",
        "([.. | select(. == L)] | length > 1)",
        "(P[0] == L)",
        "(P[\"a\", \"b\"] == L)",
        "(P[Q]? == L)",
        "(. == P)",
        "([paths] | length > 6)",
        "(def f(g): g | .a; f(P) == L)",
        "(reduce (P, Q) as $x (0; . + 1) > 1)",
        "({x: P, y: 1} | .x == L)",
        "({value: P} | .value.a == L)",
        "((.value.a |= 1 | .value.b) == L)",
        "(label $out | P | if . == L then ., break $out else . end)",
        "(-P < L)",
        "(P, Q)",
        "(P * 2 >= L)",
        "(P - 1 == Q)",
        "(P % 2 == 1)",
        "(L / 2 > P)",
        "(P < Q)",
        "(P | any(. == L))",
        "(P | all(.a == L))",
        "(P | type == \"number\")",
        "(P | tostring == \"1\")",
        "(P | tonumber > 0)",
        "(P | ltrimstr(\"a\") | rtrimstr(\"b\") == \"\")",
        "(P | ascii_upcase == \"A\")",
        "(P | test(\"^a|[^a]b$\"))",
        "(P | test(\"A\"; \"i\"))",
        "(P | test(\"(a|#) ?[ab]\"))",
        "(P | test(\"^[ab]{1,2}$\"))",
        "(if P then L elif Q == L then P end)",
        "([P[] | select(. == L)] | length > 0)",
        "(P | to_entries | length > 1)",
        "([P | to_entries[] | select(.value == L)] | length == 1)",
        "(P | to_entries | any(.key == \"a\" and .value == L))",
        "(P | with_entries(select(.value != L)) | length > 0)",
        "(P | with_entries(.value |= 1) | .a == 1)",
        "(P | keys == [\"a\"])",
        "(P | keys_unsorted == [\"b\", \"a\"])",
        "(P | keys[0] == \"a\")",
        "([P[]] | add == L)",
        "(P | add == L)",
        "(add(P[]?) == L)",
        "(P | map(. == L) | any)",
        "(P | map_values(. == L) | .a)",
        "(P | map_values(empty) | length == 0)",
        "([P[]?, Q[]?] | unique | length > 1)",
        "([P, Q] | sort == [Q, P])",
        "([P, Q] | max == L)",
        "([P, Q, L] | min == L)",
        "(P | reverse | first == L)",
        "(P | last == L)",
        "(P[-1] == L)",
        "(P[1:] == [L])",
        "(P[:1] == \"a\")",
        "(P[-2:-1] == L)",
        "([P | .. | numbers] | length > 1)",
        "([P | .. | strings | select(startswith(\"a\"))] | length > 0)",
        "(reduce P[] as $x (0; . + $x) > L)",
        "(reduce P[]? as $x (null; if $x == L then 1 end) == 1)",
        "(P | explode | length > 1)",
        "(P | split(\"a\") | length == 2)",
        "([P | scan(\"[ab]\")] | length > 1)",
        "(P | floor == L)",
        "(P | ceil == L)",
        "(P | abs == L)",
        "(\"\\(P)-\\(Q)\" == \"a-1\")",
        "(P as $x | Q as $y | [$x, $y] == [L, L])",
        "([P[] as $x | Q | . == $x] | all)",
        "({a: P, b: L} | .a == .b)",
        "({a: P, b: Q} | to_entries | from_entries | .a == L)",
        "(P | values == L)",
        "(P | sort_by(.a) | .[0].a == L)",
        "([P[]?, Q] | sort_by(.) | first == L)",
        "(P | group_by(.) | length == 2)",
        "(P | group_by(.a) | map(length) | max > 1)",
        "([P[]?, Q[]?] | unique_by(. == L) | length == 2)",
        "([P, Q, L] | min_by(.a?) == L)",
        "(P | min_by(.) == L)",
        "(P | max_by(.) == L)",
        "(P | map(tostring) | join(\"a\") | length > 2)",
        "(P | join(\"-\") == \"a-b\")",
        "(P | flatten | length > 1)",
        "([P, [Q, [L]]] | flatten | last == L)",
        "([limit(5; range(P))] | length == 1)",
        "([limit(1; P[]?)] == [L])",
        "([limit(2; P[]?, Q)] | length == 2)",
        "(P | index(\"b\") == 1)",
        "(P | trim == L)",
        "(P | gsub(\"a\"; \"b\") == \"bb\")",
        "(P | sub(\"[ab]\"; \"#\") | length == 2)",
        "(P | del(.a) | length == 1)",
        "(P | del(.a) | .a == null)",
        "(P[]? | select(. == L))",
        "(P | .[]? | .a? // .b?)",
        "((P | .[]) , Q)",
        "(P | if . then .[]? else Q end)",
        "(first(P[]?) == L)",
        "(isempty(P[]?))",
        "(P | has(\"a\") and has(\"b\"))",
        "(P + Q == L)",
        "([P] + [Q] == [L, L])",
        "(.headers.x == L)",
        "(.headers | length == 0)",
        "([P, Q] < [L])",
        "(P < [L])",
        "({a: P} < Q)",
        "([.value | .. | .a?] | length > 2)",
        "(P | tojson | length > 3)",
        "(P | tojson | test(\"a.*1\"))",
        "(P | tostring | contains(\"1\"))",
        "([P, {a: Q}] | tojson | length > 12)",
        "(\"\\(P)/\\(Q)\" | length > 9)",
        "(P | @json \"\\(.)\" | length > 3)",
        "(P | @text | length > 1)",
        "(P | .a |= 1 | .b == L)",
        "(P | .a |= (. // L) | .a == Q)",
        "(P | .a.b |= tostring | [.. | strings] | length > 1)",
        "(P | .ab = L | length > 2)",
        "(P | .a = .b | .a == L)",
        "(P | .a += 1 | .a == L)",
        "(P | .a |= empty | length == 1)",
        "(P | del(.a, .b) | length == 1)",
        "(P | del(.a.b) | .a | length == 1)",
        "([foreach P[] as $x (0; . + 1)] | last == 2)",
        "([foreach P[]? as $x (null; $x)] | length > 1)",
        "(P | [while(. < 3; . + 1)] | length > 2)",
        "(P | until(. > 1; . + 1) == L)",
        "([P | recurse(.a?)] | length > 1)",
        "([P | recurse(.[]?) | numbers] | length > 1)",
        "([P | recurse(if . < 2 then . + 1 else empty end)] | length > 1)",
        "([P | splits(\"a\")] | length > 1)",
        "(P | [explode[] | select(. > 97)] | implode == \"b\")",
        "(P | implode == \"a\")",
        "(P | @base64 | length == 4)",
        "(P | map(tostring) | sort | .[0] == \"1.5\")",
        "(P | [.[] | tojson] | max == \"1.0\")",
        "([P, 1.0, Q] | sort | map(tostring) | join(\" \") | length > 8)",
        "(P | pow(.; 2) > L)",
        "(P | ltrimstr(1, \"a\") == L)",
        "(P | [splits(\"a+\"; \"g\")] | length > 1)",
        "(P | tostream | length == 2)",
        "([P | tostream] | length > 2)",
        "(P | (.a, .b) |= 1 | .b == L)",
        "(P | [.[]?] | transpose | length > 0)",
        "(P | @uri | length > 3)",
        "(P | test(\"a\"; \"x\") | not)",
        "(P | ascii_downcase? // \"none\" | length > 3)",
        "([P, Q] | [combinations(2)] | length > 3)",
        "(P | fromjson? == L)",
        "(P | .. |= (. // L) | tojson | length > 7)",
        "({a: P, b: [Q]} | tostream | .[1]? == L)",
        "(P | error? // L)",
        "(P | capture(\"(?<x>a)(?<y>b)?\") | .x == \"a\")",
        "([P | capture(\"(?<x>[ab]+)\").x] | length == 1)",
        "(P | capture(\"b$\") | length == 0)",
        "([..] | length > 7)",
        "([.. | strings] | length > 1)",
        "(.. | select(. == L))",
        "(walk(if type == \"string\" then ascii_upcase else . end) | .value.a == \"A\")",
        "(P | del(.a) | tojson | length > 7)",
        "({a: 1, b: P, c: 3} | del(.a) | keys_unsorted == [\"c\", \"b\"])",
        "(.value[]? | if (.a? | select(.)) then .b? else .[]? end)",
        "((while(empty; .)), P)",
        "([range(P; 3)] | length > 1)",
        "(def n: length; def f(length): n; P | f(.a) == L)",
        "(reduce range(3) as $i (P; reduce range(3) as $j (.; [.])) | flatten | .[0] == L)",
        "(P | todate | endswith(\"00Z\"))",
        "(P | todate | fromdate == L)",
        "(P | select(. < 10) | strftime(\"%H:%M\") == \"00:00\")",
        "(P | round == L)",
        "(P | sqrt == L)",
        "(try P.a.b catch 1)",
        "((try (P | .a) catch false) == L)",
        "(P | walk(if type == \"string\" then ascii_upcase else . end) | .a == \"A\")",
        "(P | walk(if type == \"number\" then . + 1 else . end) | [..] | length > 2)",
        "(P | walk(select(. != L)) | length > 0)",
        "([P | paths] | length > 1)",
        "([P | paths | length] | max > 1)",
        "([P | paths] | first == [\"a\"])",
        "(P | IN(L, 1, \"a\"))",
        "(P | getpath([\"a\", \"b\"]) == L)",
        "(P | getpath([0]) == L)",
        "(P | nth(1) == L)",
        "(P | [nulls] | length == 1)",
        "([P[]? | scalars] | length > 1)",
        "([P[]? | iterables] | length > 0)",
        "(P as {a: $x, b: $y} | $x == $y)",
        "(P as [$x, [$y]] | [$x, $y] == [L, 1])",
        "(P | to_entries[] as {key: $k, value: $v} | $k == \"a\" and $v == L)",
        "({a: P} | {a} | .a == L)",
        "(P as $a | {$a} | .a == L)",
        "(\"a\" as $k | P[$k] == L)",
        "(0 as $k | P[$k] == L)",
        "(P | to_entries | map(.key as $k | {k: $k}) | .[0].k == \"a\")",
        "(def f: .a; P | f == L)",
        "(def f: . == L; P | f, Q)",
        "(def f($x): . == $x; P | f(Q))",
        "(def f(g): [.[]? | g]; P | f(.a?) | length > 1)",
        "(def f($x; $y): [$x, $y] | max; f(P; Q) == L)",
        "(def f: .a; def g: f | .b; P | g == L)",
        "(def map(f): 1; P | map(.) == L)",
        "(def f(g): def h(k): k | g; h(.a); P | f(.b?) == L)",
        "(L as $x | def f: $x; 7 as $x | f == $x)",
        "(def f(g): 1 as $x | g; 2 as $x | f($x) == 2)",
        "(def f(p): def h: p; def k(p): h; k(.b); P | f(.a) == L)",
        "(def length: 1; P | length == L)",
        "(def r: if type == \"array\" then .[0] | r else . end; P | r == L)",
    ]);
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
        while from < batch.len() && let Some(next) = early.next(batch.as_bytes(), from) {
            let Some(at) = ends.iter().position(|end| *end > next.max(from)) else { break };
            looked_at.push(at);
            from = ends[at];
        }
        for at in wanted {
            prop_assert!(looked_at.contains(&at), "{} passes over {:?} in {:?}", filter, records[at], batch);
        }
    }

    #[test]
    fn any_text_is_a_filter_or_none(text in any::<String>()) {
        let _ = Filter::parse(&text);
    }
}
