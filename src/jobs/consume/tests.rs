use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::show::{Form, Lines, json};
use super::{From, Spot, Until, from, places, until};
use crate::model::names::TopicName;
use crate::records::read::Place;
use crate::wire::batch::Record;

#[test]
fn a_beginning_is_typed_in_many_ways() {
    let from = |text| from(text, 1_000_000, &TimeZone::UTC);
    assert_eq!(from("earliest"), Ok(From::Earliest));
    assert_eq!(from("live"), Ok(From::Latest));
    assert_eq!(from("-100"), Ok(From::Last(100)));
    assert_eq!(from("4711"), Ok(From::Offset(4711)));
    assert_eq!(from("-15m"), Ok(From::Time(100_000)));
    assert_eq!(from("1970-01-01T00:00:05Z"), Ok(From::Time(5_000)));
    assert!(from("soon").unwrap_err().contains("earliest"));
}

#[test]
fn so_is_an_end() {
    let until = |text| until(text, 1_000_000, &TimeZone::UTC);
    assert_eq!(until("now"), Ok(Until::Now));
    assert_eq!(until("never"), Ok(Until::Never));
    assert_eq!(until("12"), Ok(Until::Offset(12)));
    assert_eq!(until("-15m"), Ok(Until::Time(100_000)));
    assert!(until("-3").is_err());
}

#[test]
fn places_are_offsets_of_partitions() {
    let spot = |topic: Option<&str>, partition, offset| Spot {
        topic: topic.map(TopicName::from),
        partition,
        offset,
    };
    assert_eq!(places("-15m"), Ok(None));
    assert_eq!(
        places("0=4711,3=0"),
        Ok(Some(vec![spot(None, 0, 4711), spot(None, 3, 0)]))
    );
    assert_eq!(places("a.b:1=2"), Ok(Some(vec![spot(Some("a.b"), 1, 2)])));
    assert!(places("0=1,x=2").unwrap_err().contains("\"x=2\""));
    assert!(places("-1=2").is_err());
}

fn bytes() -> impl Strategy<Value = Option<Vec<u8>>> {
    let text = any::<String>().prop_map(String::into_bytes);
    proptest::option::of(prop_oneof![text, proptest::collection::vec(any::<u8>(), 0..30)])
}

/// What a JSON value of the output stands for.
fn back(value: &serde_json::Value) -> Option<Vec<u8>> {
    use base64::Engine as _;
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone().into_bytes()),
        other => Some(
            base64::engine::general_purpose::STANDARD
                .decode(other["base64"].as_str().unwrap())
                .unwrap(),
        ),
    }
}

proptest! {
    #[test]
    fn json_loses_nothing_and_cannot_steer_a_terminal(key in bytes(), value in bytes(), offset in 0..i64::MAX) {
        let topic = TopicName::from("orders");
        let place = Place { topic: &topic, partition: 3, append_time: false, control: false };
        let record = Record {
            offset,
            timestamp: 5,
            key: key.as_deref(),
            value: value.as_deref(),
            headers: Default::default(),
        };
        let mut out = Vec::new();
        json(&place, &record, None, &mut out);
        let shown = String::from_utf8(out).unwrap();
        prop_assert!(shown.chars().all(crate::text::escape::is_safe), "{}", shown);
        let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
        prop_assert_eq!(back(&read["key"]), key);
        prop_assert_eq!(back(&read["value"]), value);
        prop_assert_eq!(read["offset"].as_i64(), Some(offset));
    }
}

#[test]
fn no_more_records_than_wanted() {
    let topic = TopicName::from("t");
    let place = Place {
        topic: &topic,
        partition: 0,
        append_time: false,
        control: false,
    };
    let mut out = Lines::default();
    let mut raw = Lines::default();
    for (offset, value) in (0..).zip(["a", "b\nb", "c"]) {
        let record = Record {
            offset,
            timestamp: 0,
            key: None,
            value: Some(value.as_bytes()),
            headers: Default::default(),
        };
        Form::Value.show(&place, &record, &mut out);
        Form::Raw.show(&place, &record, &mut raw);
        out.at(offset);
    }
    assert_eq!(out.first(2), (&b"a\nb\nb\n"[..], 2, Some(1)));
    assert_eq!(out.first(9), (&b"a\nb\nb\nc\n"[..], 3, Some(2)));
    assert_eq!(raw.first(2).0, b"ab\nb", "the values and nothing else");
    assert_eq!(out.first(0), (&b""[..], 0, None));
}

#[test]
fn what_could_not_be_decoded_is_told_of_the_lines_that_are_written() {
    let topic = TopicName::from("t");
    let place = Place {
        topic: &topic,
        partition: 3,
        append_time: false,
        control: false,
    };
    let mut out = Lines::default();
    for offset in 0..6 {
        let record = Record {
            offset,
            timestamp: 0,
            key: None,
            value: Some(b"v"),
            headers: Default::default(),
        };
        if offset % 2 == 1 {
            out.undecoded(&place, offset, "the registry: connection refused");
        }
        Form::Value.show(&place, &record, &mut out);
    }
    assert_eq!(out.troubles(1), (0, None));
    let why = "t-3 offset 1: the registry: connection refused";
    assert_eq!(out.troubles(2), (1, Some(why)));
    let mut all = super::Undecoded::default();
    all.add(out.troubles(usize::MAX));
    all.add(Lines::default().troubles(usize::MAX));
    let said = format!("3 records could not be decoded, the first of them {why}");
    assert_eq!(all.said(), Some(said));
    assert_eq!(super::Undecoded::default().said(), None);
}
