use super::headers::{COUNT, FROM, HeaderRules};
use super::route::{self, KNOWN, Route, Stays};
use crate::model::names::TopicName;
use crate::wire::batch::{Headers, Record};

/// Headers as they lie in a batch; short ones.
fn encoded(headers: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in headers {
        for text in [name, value] {
            bytes.push(u8::try_from(text.len() * 2).unwrap());
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    bytes
}

fn with<T>(headers: &[(&str, &str)], check: impl FnOnce(&Record<'_>) -> T) -> T {
    let bytes = encoded(headers);
    check(&Record {
        offset: 17,
        timestamp: 0,
        key: None,
        value: Some(b"x"),
        headers: Headers::of(headers.len(), &bytes),
    })
}

fn goes(headers: &[(&str, &str)]) -> Result<String, Stays> {
    let route = Route::Headers(KNOWN.map(str::to_owned).to_vec());
    let gone = with(headers, |record| {
        route::goes(&route, 3, &TopicName::from("orders.dlq"), record)
    });
    gone.map(|topic| topic.as_str().to_owned())
}

#[test]
fn a_dead_letter_goes_where_its_headers_say_it_came_from() {
    assert_eq!(goes(&[("__connect.errors.topic", "orders")]), Ok("orders".into()));
    assert_eq!(goes(&[("kafka_dlt-original-topic", "payments")]), Ok("payments".into()));
    let hops = [
        ("kafka_dlt-original-topic", "first"),
        ("kafka_dlt-original-topic", "second"),
    ];
    assert_eq!(goes(&hops), Ok("second".into()));
    assert_eq!(goes(&[("trace", "1")]), Err(Stays::NoTarget));
    assert_eq!(goes(&[("x-original-topic", "no topic name!")]), Err(Stays::NoTarget));
}

#[test]
fn nothing_goes_round_for_ever() {
    assert_eq!(goes(&[("__connect.errors.topic", "orders.dlq")]), Err(Stays::Loop));
    assert_eq!(
        goes(&[("__connect.errors.topic", "orders"), (COUNT, "2")]),
        Ok("orders".into())
    );
    assert_eq!(
        goes(&[("__connect.errors.topic", "orders"), (COUNT, "3")]),
        Err(Stays::TooOften)
    );
}

#[test]
fn headers_that_tell_why_are_left_behind_and_the_way_is_told() {
    let headers = [
        ("__connect.errors.topic", "orders"),
        ("trace", "1"),
        ("tenant", "a"),
        (COUNT, "1"),
    ];
    let rules = HeaderRules {
        keep_all: false,
        drop: vec!["ten*".into()],
        add: vec![("by".into(), Some(b"me".to_vec()))],
    };
    let source = TopicName::from("orders.dlq");
    let written = with(&headers, |record| rules.apply(&source, 4, record));
    let text = |value: &str| Some(value.as_bytes().to_vec());
    let expected = [("trace", "1"), ("by", "me"), (COUNT, "2"), (FROM, "orders.dlq-4@17")];
    assert_eq!(written, expected.map(|(name, value)| (name.to_owned(), text(value))));
    let all = HeaderRules {
        keep_all: true,
        ..HeaderRules::default()
    };
    let written = with(&headers, |record| all.apply(&source, 4, record));
    assert_eq!(written.len(), 5);
}
