//! No filter and no record breaks what asks it.

use super::super::{Filter, bound};
use super::{finds, found};

/// What a filter says of a value, and why it could not tell, with the stack that workers have.
fn told(filter: &str, value: &str) -> (bool, Option<&'static str>) {
    let filter = Filter::parse(&format!("jq:{filter}")).unwrap();
    let told = bound::roomy(|| {
        let mut sieve = filter.sieve();
        (finds(&mut sieve, None, Some(value)), sieve.fault())
    });
    told.unwrap()
}

#[test]
fn a_filter_without_end_or_bounds_is_ended_and_said() {
    for (endless, why) in [
        ("def f: 1 + f; f", "calls itself too deep"),
        ("def f: def g: [f]; g; f", "calls itself too deep"),
        ("def f: [.] | f; f", "nests too deep"),
        ("def f($x): {a: f([$x])}; f(1)", "too deep"),
        ("def f: f, f; f", "to no end"),
        ("def f: def g(h): h | f; g(.) | g(.); f", "to no end"),
        ("def f($a): f($a + 1); f(0)", "to no end"),
        ("try (def f: 1 + f; f) catch true", "calls itself too deep"),
        ("[range(1000000000000)]", "to no end"),
        ("until(false; .)", "to no end"),
        ("last(repeat(1))", "to no end"),
        ("0 | [recurse(. + 1)]", "to no end"),
        ("[.,1] | until(false; [.])", "nests too deep"),
        ("reduce range(1000000) as $i (null; {a: [1, .]})", "nests too deep"),
        (
            "reduce range(1000) as $x (.value; reduce range(900) as $y (.; [.]))",
            "nests too deep",
        ),
        ("[foreach range(1000000) as $i (null; [.])]", "nests too deep"),
        ("\"a\" * 10000000000", "repeats a text"),
        ("reduce range(60) as $i (\"a\"; . + .)", "too large"),
        ("reduce range(60) as $i ([1]; . + .)", "too large"),
        ("def f: . + . | f; \"a\" | f", "too large"),
        (".value * 9223372036854775807", "repeats a text"),
    ] {
        let (found, fault) = told(endless, "ab");
        assert!(
            !found && fault.is_some_and(|fault| fault.contains(why)),
            "{endless}: {fault:?}"
        );
    }
}

#[test]
fn what_doubles_at_each_level_is_not_written_out() {
    let put_in = format!("empty | def d(g): g, g; {}.{}", "d(".repeat(60), ")".repeat(60));
    assert_eq!(told(&put_in, "ab"), (false, None));
    let defs: String = (1..60)
        .map(|at| format!("def f{at}($x): f{}(1), f{}(1); ", at - 1, at - 1))
        .collect();
    assert_eq!(
        told(&format!("empty | def f0($x): [$x]; {defs} f59(1)"), "ab"),
        (false, None)
    );
    assert_eq!(
        told("reduce range(60) as $i (1; [., .]) | transpose | length > 1", "ab"),
        (true, None)
    );
}

#[test]
fn what_is_worked_out_without_jq_is_bounded_too() {
    let many = format!("[{}]", vec!["1"; 15_000].join(","));
    let (found, fault) = told("reduce .value[] as $x (null; [.])", &many);
    assert!(
        !found && fault.is_some_and(|fault| fault.contains("nests too deep")),
        "{fault:?}"
    );
    for (grows, why) in [
        (
            "reduce range(40) as $i (\"ab\"; \"\\(.)\\(.)\") | length > 1",
            "too large",
        ),
        (
            "reduce range(40) as $i (\"a\"; gsub(\"a\"; \"aa\")) | length > 1",
            "to no end",
        ),
    ] {
        let (found, fault) = told(grows, "ab");
        assert!(
            !found && fault.is_some_and(|fault| fault.contains(why)),
            "{grows}: {fault:?}"
        );
    }
    let names: Vec<String> = (0..60_000).map(|name| format!("\"n{name}\":1")).collect();
    assert_eq!(
        told(".value | length == 60000", &format!("{{{}}}", names.join(","))),
        (true, None)
    );
    let some = format!("[{}]", vec!["1"; 10_000].join(","));
    assert_eq!(
        told("(reduce .value[] as $x (0; . + $x)) == 10000", &some),
        (true, None)
    );
}

#[test]
fn what_nests_much_at_each_turn_or_call_is_bounded_too() {
    let deep = format!("{}.{}", "[".repeat(700), "]".repeat(700));
    for filter in [
        format!("reduce range(900) as $x (0; {deep})"),
        format!("def f($n): if $n > 0 then {deep} | f($n - 1) else . end; f(900)"),
        format!("[limit(900; recurse({deep}))]"),
        format!("until(false; {deep})"),
    ] {
        let (found, fault) = told(&filter, "ab");
        assert!(!found && fault.is_some(), "{filter}: {fault:?}");
    }
    let many = format!("[{}]", vec!["1"; 1_000].join(","));
    assert_eq!(
        told(
            "def sum($i): if $i >= length then 0 else .[$i] + sum($i + 1) end; .value | sum(0) == 1000",
            &many
        ),
        (true, None)
    );
}

#[test]
fn a_function_that_wraps_its_argument_once_more_is_refused() {
    let why = |filter: &str| Filter::parse(&format!("jq:{filter}")).unwrap_err();
    assert!(why("def f(g): f(g | g); f(.)").contains("f calls itself"));
    assert!(why("[.value | def f(g): def h: f(h); h; f(.)]").contains("f calls itself"));
    assert!(Filter::parse("jq:def f(g): def h: g | h; h; f(.)").is_ok());
}

#[test]
fn a_filter_that_calls_itself_is_fine_while_it_ends() {
    for (filter, value) in [
        (
            "(def f: if . <= 1 then 1 else . * (. - 1 | f) end; .value | f) == 120",
            "5",
        ),
        (
            "[.value | recurse(if . > 0 then . - 1 else empty end)] | length == 6",
            "5",
        ),
        ("[.value | paths] == [[\"a\"],[\"a\",0]]", r#"{"a":[1]}"#),
        (
            "(.value | walk(if type == \"number\" then . + 1 else . end)) == {\"a\":[2]}",
            r#"{"a":[1]}"#,
        ),
        ("(.value | del(recurse | select(. == 1))) == {\"a\":[]}", r#"{"a":[1]}"#),
        (
            "([limit(3; repeat(1))] | add) == 3 and ([range(0; 10; 4)] == [0,4,8])",
            "1",
        ),
        ("(.value | flatten(1)) == [1,[2]]", "[[1,[2]]]"),
        ("\"ab\" * 3 == \"ababab\" and .value * 2 == 10", "5"),
        (".value | IN(\"x\", \"ab\")", "ab"),
        ("([.value | tostream] | length) == 4", r#"{"a":[1,2]}"#),
        (
            "(.value | @csv) == \"1,\\\"a\\\"\\\"b\\\",,true\"",
            r#"[1,"a\"b",null,true]"#,
        ),
        ("(.value | toarray) == [5]", "5"),
    ] {
        assert_eq!(told(filter, value), (true, None), "{filter}");
    }
}

#[test]
fn an_error_ends_a_filter() {
    assert!(found("jq:true, error", "x"));
    assert!(!found("jq:error, true", "x"));
    assert!(!found("jq:(.value.a.b, true)", r#"{"a":7}"#));
}

#[test]
fn a_filter_nests_as_deep_as_there_is_stack_and_no_deeper() {
    for (before, after) in [("(", ")"), ("try ", ""), ("1,", "")] {
        let of = |times: usize| format!("{}1{}", before.repeat(times), after.repeat(times));
        let longest = (1..5_000).rev().find(|times| bound::check(&of(*times)).is_ok());
        told(&of(longest.unwrap()), "x");
        assert!(
            Filter::parse(&format!("jq:{}", of(5_001)))
                .unwrap_err()
                .contains("words and signs")
        );
    }
}

#[test]
fn text_in_a_record_that_nests_without_end_is_not_read_as_json() {
    let deep = "[".repeat(100_000);
    assert_eq!(told(".value | fromjson", &deep), (false, None));
    assert_eq!(told(".value | tonumber", &deep), (false, None));
    assert_eq!(
        told(".value.a | fromjson", &format!(r#"{{"a":"{deep}"}}"#)),
        (false, None)
    );
}
