mod agree;
mod bounds;
mod kinds;

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

#[test]
fn text_that_is_no_json_ends_the_filter_that_reads_it() {
    let text = r#"{"id":"ba{","n":"7"}"#;
    for endless in [
        "(.value.id | tonumber) > 0",
        ".value.id | fromjson",
        ".value.id | fromjson? // false",
        ".value.id | toboolean",
    ] {
        assert!(!found(endless, text), "{endless}");
    }
    assert!(found("jq:[.value.n | fromjson, tonumber] == [7, 7]", text));
}

/// A filter that jq has to be asked about costs ten times as much.
#[test]
fn what_is_usual_is_told_without_jq() {
    let value = r#"{"id":"o-17","total":99.5,"tags":["new","vip"],"lines":[{"sku":"a","qty":2},{"sku":"b","qty":1}],"note":"\"K\u00e4se\" bitte"}"#;
    let place = Place {
        topic: &TopicName::from("orders"),
        partition: 3,
        append_time: false,
        control: false,
    };
    for filter in [
        ".value.total > 99",
        ".value | to_entries | any(.value == \"o-17\")",
        ".value | with_entries(select(.key == \"id\")) | length == 1",
        ".value.lines | map(.qty) | add > 2",
        "[.value.lines[] | select(.qty > 1) | .sku] == [\"a\"]",
        ".value.lines[]? | select(.sku == \"b\")",
        "any(.value.tags[]; . == \"vip\")",
        ".value | keys | length == 5",
        ".value.tags[-1] == \"vip\"",
        ".value.id[2:] | tonumber == 17",
        ".value.id | split(\"-\") | last == \"17\"",
        "reduce .value.lines[] as $line (0; . + $line.qty) == 3",
        ".value.lines as $lines | $lines | length == 2",
        "\"\\(.value.id)/\\(.partition)\" == \"o-17/3\"",
        "[.value | .. | numbers] | max > 99",
        "[.value.id | scan(\"[0-9]\")] | length == 2",
        ".headers | length == 0",
        ".value.tags[] == \"vip\"",
        ".value.lines[].qty > 1",
        "[.value.lines[] | \"\\(.sku)\\(.qty, 7)\"] | length == 4",
        "def up: if . < 999 then . + 100 | up else . end; .value.total | up > 999",
        "def depth: if type == \"object\" or type == \"array\" then 1 + ([.[] | depth] | max // 0) else 0 end; .value | depth == 3",
        "def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; .value.lines[0].qty | fac == 2",
        "def r: ., (.[]? | r); [.value | r] | length == 14",
        "def sum($i): if $i >= length then 0 else .[$i].qty + sum($i + 1) end; .value.lines | sum(0) == 3",
        ".value.note == \"\\\"Käse\\\" bitte\"",
        ".value.note | test(\"bitte$\") and (.[1:5] == \"Käse\")",
        ".value.id as $id | .partition as $n | \"o-17/3\" | ltrimstr($id) == \"/\\($n)\"",
        ".value.tags as $tags | [$tags, [1, 2]] | transpose | .[1] == [\"vip\", 2]",
        "[.value.lines[].qty] - [1] | . + [3] | add == 5",
        "label $out | foreach .value.lines[] as {qty: $n} (0; . + $n; if . > 2 then true, break $out else empty end)",
    ] {
        let term = super::jq::parsed(filter).unwrap();
        let (record, budget) = (record(None, Some(value)), super::Budget::alone());
        let told = super::Expr::of(&term, budget.parts()).matches(super::Seen::new(&place, &record).of());
        assert_eq!(told, Some(true), "{filter}");
    }
}
