use super::*;
use crate::jobs::produce::order::OnError;
use crate::records::write::{Header, Ways};
use std::io::Write as _;

/// A record as it would be sent, or why it is none.
type Read = Result<Sent, String>;

#[derive(Debug, PartialEq, Eq)]
struct Sent {
    line: u64,
    key: Option<Vec<u8>>,
    value: Option<Vec<u8>>,
    headers: Vec<Header>,
    partition: Option<i32>,
    timestamp: Option<i64>,
}

fn text(bytes: &Option<Vec<u8>>) -> Option<&str> {
    bytes.as_deref().map(|bytes| std::str::from_utf8(bytes).unwrap())
}

fn order(source: Source, shape: Shape) -> Order {
    Order {
        topic: "t".into(),
        source,
        repeat: 1,
        shape,
        key_schema: None,
        value_schema: None,
        rate: None,
        on_error: OnError::Stop,
        failed_file: None,
        ways: Ways::default(),
    }
}

fn all(order: &Order, longest: usize) -> (Vec<Read>, Option<String>) {
    let input = open(order, Encoders::default(), longest).unwrap();
    let mut found = Vec::new();
    for batch in input.batches {
        let batch = match batch {
            Ok(batch) => batch,
            Err(why) => return (found, Some(why)),
        };
        for row in &batch.rows {
            found.push(match row {
                Row::Bad(bad) => Err(bad.told()),
                Row::Record(item) => {
                    let record = batch.record(item, &order.shape);
                    Ok(Sent {
                        line: record.line,
                        key: record.key.map(<[u8]>::to_vec),
                        value: record.value.map(<[u8]>::to_vec),
                        headers: record.headers.to_vec(),
                        partition: record.partition,
                        timestamp: record.timestamp,
                    })
                }
            });
        }
    }
    (found, None)
}

fn read_times(input: &[u8], shape: Shape, times: u64) -> (Vec<Read>, Option<String>) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(input).unwrap();
    let mut order = order(Source::File(file.path().to_owned()), shape);
    order.repeat = times;
    all(&order, 1_000)
}

fn read(input: &str, shape: Shape) -> Vec<Read> {
    let (found, ended) = read_times(input.as_bytes(), shape, 1);
    assert_eq!(ended, None);
    found
}

fn shape(format: Format) -> Shape {
    Shape {
        format,
        ..Shape::default()
    }
}

/// Key and value of every record.
fn pairs(found: &[Read]) -> Vec<(Option<&str>, Option<&str>)> {
    let pair = |read: &'_ Read| {
        let sent = read.as_ref().unwrap();
        (sent.key.clone(), sent.value.clone())
    };
    let pairs = found.iter().map(pair);
    let leak = |bytes: Option<Vec<u8>>| bytes.map(|bytes| &*String::from_utf8(bytes).unwrap().leak());
    pairs.map(|(key, value)| (leak(key), leak(value))).collect()
}

#[test]
fn a_line_is_a_value_with_a_key_before_the_first_separator() {
    let keyed = |separator: &str| Shape {
        key_separator: Some(separator.into()),
        ..Shape::default()
    };
    assert_eq!(
        pairs(&read("v\n\nw", Shape::default())),
        [(None, Some("v")), (None, Some("")), (None, Some("w"))]
    );
    assert_eq!(
        pairs(&read("k:v:w\n:v\n", keyed(":"))),
        [(Some("k"), Some("v:w")), (Some(""), Some("v"))]
    );
    assert_eq!(pairs(&read("a=>b\n", keyed("=>"))), [(Some("a"), Some("b"))]);
    let all = Shape {
        key: Some(b"k".to_vec()),
        ..Shape::default()
    };
    assert_eq!(pairs(&read("v\n", all)), [(Some("k"), Some("v"))]);
    assert_eq!(
        read("a:1\nvalue\n", keyed(":"))[1],
        Err("line 2: there is no key separator in it".into())
    );
}

#[test]
fn null_is_written_where_it_is_asked_for() {
    let marked = Shape {
        key_separator: Some(b":".to_vec()),
        null_marker: Some(b"NULL".to_vec()),
        ..Shape::default()
    };
    assert_eq!(
        pairs(&read("NULL:v\nk:NULL\nk:\n", marked)),
        [(None, Some("v")), (Some("k"), None), (Some("k"), Some(""))]
    );
    let empty = Shape {
        key_separator: Some(b":".to_vec()),
        null_empty: true,
        ..Shape::default()
    };
    assert_eq!(
        pairs(&read("k:\n:v\n", empty)),
        [(Some("k"), None), (Some(""), Some("v"))]
    );
}

#[test]
fn json_values_are_checked_and_written_as_they_stand() {
    let found = read("{\"a\": 1.50}\n[1,]\n\"x\"\n", shape(Format::Values));
    assert_eq!(text(&found[0].as_ref().unwrap().value), Some("{\"a\": 1.50}"));
    assert_eq!(found[1], Err("line 2, column 4: expected value".into()));
    assert_eq!(text(&found[2].as_ref().unwrap().value), Some("\"x\""));
    let keyed = Shape {
        key_separator: Some(b"|".to_vec()),
        ..shape(Format::Values)
    };
    assert_eq!(
        read("key|{\"a\" 1}\n", keyed)[0],
        Err("line 1, column 10: expected `:`".into())
    );
}

#[test]
fn files_of_other_systems_are_read_as_they_are_meant() {
    let marked = |text: &str| format!("\u{feff}{text}");
    for format in [Format::Lines, Format::Values, Format::Json, Format::Csv] {
        let text = match format {
            Format::Lines => "1\r\n2",
            Format::Values => "1\r\n \r\n2\r\n\n",
            Format::Json => "{\"value\":1}\r\n\r\n{\"value\":2}\n\n",
            _ => "value\r\n1\r\n2\r\n",
        };
        assert_eq!(
            pairs(&read(&marked(text), shape(format))),
            [(None, Some("1")), (None, Some("2"))],
            "{format:?}"
        );
    }
    // only where it may be a tombstone an empty line is a value
    let empty = Shape {
        null_empty: true,
        ..shape(Format::Values)
    };
    assert_eq!(pairs(&read("1\n\n", empty)), [(None, Some("1")), (None, None)]);
    assert!(read("", shape(Format::Json)).is_empty());
}

#[test]
fn a_line_that_is_too_long_for_anything_is_no_record_and_the_next_ones_are() {
    let text = format!("a\n{}\nb\n", "x".repeat(source::WHOLE + source::READ));
    let found = read(&text, Shape::default());
    assert_eq!(found.len(), 3);
    assert!(
        found[1]
            .as_ref()
            .unwrap_err()
            .starts_with("line 2: a line of 17039360 bytes"),
        "{:?}",
        found[1]
    );
    assert_eq!((found[2].as_ref().unwrap().line, text_of(&found[2])), (3, "b"));
}

fn text_of(read: &Read) -> &str {
    text(&read.as_ref().unwrap().value).unwrap()
}

#[test]
fn an_envelope_is_a_record_with_all_its_parts() {
    let line = r#"{"topic":"x","partition":3,"offset":9,"timestamp":1700000000000,"timestamp_type":"CreateTime","key":"k\n","value":{"base64":"/wA="},"headers":[{"name":"a","value":"1"},{"name":"a","value":null},{"name":"b","value":{"base64":"gA=="}}]}"#;
    let found = read(line, shape(Format::Json));
    let header = |name: &str, value: Option<&[u8]>| (name.to_owned(), value.map(<[u8]>::to_vec));
    assert_eq!(
        found,
        [Ok(Sent {
            line: 1,
            key: Some(b"k\n".to_vec()),
            value: Some(vec![0xff, 0]),
            headers: vec![header("a", Some(b"1")), header("a", None), header("b", Some(&[0x80]))],
            partition: Some(3),
            timestamp: Some(1_700_000_000_000),
        })]
    );
}

#[test]
fn flags_fill_in_what_an_envelope_does_not_say() {
    let filled = Shape {
        key: Some(b"all".to_vec()),
        headers: vec![("h".into(), Some(b"1".to_vec()))],
        partition: Some(2),
        timestamp: Some(5),
        ..shape(Format::Json)
    };
    let lines = r#"{"value":{"a": 1}}
{"key":null,"value":null,"headers":{"x":"y"},"partition":0}
{"value":7}"#;
    let found = read(lines, filled);
    assert_eq!(
        pairs(&found),
        [
            (Some("all"), Some("{\"a\": 1}")),
            (None, None),
            (Some("all"), Some("7"))
        ]
    );
    let names = |at: usize| -> Vec<String> {
        let sent = found[at].as_ref().unwrap();
        sent.headers.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(
        (names(0), names(1)),
        (vec!["h".to_owned()], vec!["h".to_owned(), "x".to_owned()])
    );
    let first = found[0].as_ref().unwrap();
    assert_eq!((first.partition, first.timestamp), (Some(2), Some(5)));
    assert_eq!(found[1].as_ref().unwrap().partition, Some(0));
}

#[test]
fn what_is_no_envelope_is_named_by_line_and_column() {
    for (line, told) in [
        ("{\"value\":1", "line 1, column 10: EOF while parsing an object"),
        ("{\"vlaue\":1}", "did you mean value?"),
        ("{\"key\":\"k\"}", "line 1: it has no \"value\""),
        ("[1]", "line 1, column "),
        ("{\"value\":{\"base64\":\"!\"}}", "line 1, column 10: base64: "),
        ("{\"value\":1,\"partition\":-1}", "line 1: there is no partition -1"),
        ("{\"value\":1,\"headers\":[{\"nam\":1}]}", "headers: "),
        ("{\"value\":1,\"headers\":{\"a\\u0000b\":1}}", "zero byte"),
    ] {
        let found = read(line, shape(Format::Json));
        let why = found[0].as_ref().unwrap_err();
        assert!(why.contains(told), "{line}: {why}");
    }
}

#[test]
fn a_row_of_csv_is_a_record_whose_columns_the_first_names() {
    let text = "key,value,header:a,partition,offset\nk,\"two\nlines, \"\"quoted\"\"\",1,,7\n,,,4,8\n";
    let found = read(text, shape(Format::Csv));
    assert_eq!(
        pairs(&found),
        [(Some("k"), Some("two\nlines, \"quoted\"")), (Some(""), Some(""))]
    );
    let lines: Vec<u64> = found.iter().map(|read| read.as_ref().unwrap().line).collect();
    assert_eq!(lines, [2, 4]);
    assert_eq!(
        found[0].as_ref().unwrap().headers,
        [("a".to_owned(), Some(b"1".to_vec()))]
    );
    assert_eq!(found[1].as_ref().unwrap().partition, Some(4));
}

#[test]
fn what_is_no_row_of_csv_is_named() {
    let found = read("value,partition\na,x\nb\nc,1\n", shape(Format::Csv));
    assert_eq!(
        found[0],
        Err("line 2, column partition: \"x\" is no whole number".into())
    );
    assert_eq!(
        found[1],
        Err("line 3: it has 1 fields, and the first row names 2".into())
    );
    assert!(found[2].is_ok());
    let ended = |text: &str| read_times(text.as_bytes(), shape(Format::Csv), 1).1.unwrap();
    assert!(ended("key,valeu\n").contains("column \"valeu\" is no part of a record"));
    assert!(ended("key\nk\n").contains("no column is named value"));
    assert!(ended("value\n\"open\n").contains("is not closed"));
}

#[test]
fn raw_is_one_value_as_long_as_it_is_not_too_long() {
    let (found, ended) = read_times(b"a\nb\n\xff", shape(Format::Raw), 1);
    assert_eq!(ended, None);
    assert_eq!(found[0].as_ref().unwrap().value.as_deref(), Some(&b"a\nb\n\xff"[..]));
    // a longer one is a record that is not written, each time it is repeated
    let (found, ended) = read_times(&[b'x'; 5_001], shape(Format::Raw), 2);
    assert_eq!((found.len(), ended), (2, None));
    let why = found[1].as_ref().unwrap_err();
    assert_eq!(
        why,
        "line 2: 5001 bytes, more than message.max.bytes (1000); only its first 1000 are kept"
    );
}

#[test]
fn a_repeated_input_is_read_again_and_its_lines_counted_on() {
    for (format, text, values) in [
        (Format::Lines, "a\nb", vec!["a", "b", "a", "b"]),
        (Format::Csv, "value\na\n", vec!["a", "a"]),
        (Format::Raw, "a\nb", vec!["a\nb", "a\nb"]),
    ] {
        let (found, ended) = read_times(text.as_bytes(), shape(format), 2);
        assert_eq!(ended, None);
        let read: Vec<Option<&str>> = pairs(&found).into_iter().map(|(_, value)| value).collect();
        assert_eq!(read, values.into_iter().map(Some).collect::<Vec<_>>());
        let lines: Vec<u64> = found.iter().map(|read| read.as_ref().unwrap().line).collect();
        assert!(lines.is_sorted_by(|a, b| a < b), "{lines:?}");
    }
}

#[test]
fn a_template_makes_as_many_records_as_it_is_repeated() {
    for (format, text, expected) in [
        (Format::Lines, "k{{seq}}|v", (Some("k2"), Some("v"))),
        (
            Format::Json,
            r#"{"key":"{{seq}}","value":{"n":{{seq}}}}"#,
            (Some("2"), Some("{\"n\":2}")),
        ),
    ] {
        let source = Source::Template {
            text: text.to_owned(),
            seed: Some(1),
        };
        let separator = (format == Format::Lines).then(|| b"|".to_vec());
        let mut order = order(
            source,
            Shape {
                key_separator: separator,
                ..shape(format)
            },
        );
        order.repeat = 3;
        let (found, ended) = all(&order, 100);
        assert_eq!((found.len(), ended), (3, None));
        assert_eq!(pairs(&found)[1], expected);
    }
}
