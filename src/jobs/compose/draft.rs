//! A record in the making, as a person types it.

use std::sync::Arc;

use super::headers;
use super::text::pretty;
use crate::model::names::TopicName;
use crate::model::record::{Payload, Record, Says};

/// The longest text of a part that can be typed and edited, in bytes.
pub const LONGEST: usize = 1 << 20;

/// How a text becomes bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum As {
    /// By the topic's schema where it has one, else as it is typed: JSON without its white space.
    #[default]
    Auto,
    /// By the schema of this id; of a Protobuf schema's messages by the one that is named, or the first.
    Schema(u32, Option<String>),
    /// As it is typed, to the last blank.
    Text,
    /// It is the bytes, in hex.
    Hex,
}

/// The bytes a part had; as long as its text is not changed they are what is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The bytes; none for null.
    pub bytes: Option<Arc<[u8]>>,
    /// The text that stands for them.
    pub text: String,
}

/// A key or a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// What is typed.
    pub text: String,
    /// How it becomes bytes.
    pub how: As,
    /// It is null, whatever is typed.
    pub null: bool,
    /// What it was, of a record that is sent again.
    pub kept: Option<Kept>,
}

/// A record in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Where it goes.
    pub topic: TopicName,
    /// Its key; an empty text is null.
    pub key: Part,
    /// Its value.
    pub value: Part,
    /// Its headers, a line each.
    pub headers: String,
    /// Its partition: a number, or nothing for the partitioner's choice.
    pub partition: String,
    /// `{{functions}}` in key, value and headers are filled in.
    pub template: bool,
    /// The record it was made of, in words.
    pub origin: Option<String>,
}

impl Part {
    /// The bytes it is sent as, when they are those it had: the outer none when it was changed.
    #[must_use]
    pub fn unchanged(&self) -> Option<Option<&Arc<[u8]>>> {
        let kept = self.kept.as_ref()?;
        let same = kept.text == self.text && self.null == kept.bytes.is_none();
        same.then_some(kept.bytes.as_ref())
    }

    /// How it becomes bytes next, when a person turns it.
    #[must_use]
    pub fn turned(&self) -> As {
        let begun = self.kept.as_ref().and_then(|kept| kept.bytes.as_deref());
        match &self.how {
            As::Auto | As::Schema(..) => As::Text,
            As::Text => As::Hex,
            As::Hex => match begun.and_then(framed) {
                Some(id) => As::Schema(id, None),
                None => As::Auto,
            },
        }
    }
}

impl Draft {
    /// Nothing is typed yet.
    #[must_use]
    pub fn new(topic: TopicName) -> Self {
        Self {
            topic,
            key: Part::default(),
            value: Part::default(),
            headers: String::new(),
            partition: String::new(),
            template: true,
            origin: None,
        }
    }

    /// A record that was read, to be sent again, edited or not: key and value keep their bytes as long as they are not
    /// edited, headers are kept in any case, and so is the partition.
    ///
    /// # Errors
    /// In words, when it cannot be sent again: a transaction's marker, or one that is kept here in part only.
    pub fn of_record(topic: &TopicName, record: &Record) -> Result<Self, String> {
        if record.control {
            return Err("it is a transaction's marker, and no record".into());
        }
        for (name, payload) in [("key", &record.key), ("value", &record.value)] {
            if payload.bytes.as_ref().is_some_and(|bytes| bytes.len() < payload.size) {
                return Err(format!(
                    "its {name} has {} bytes, and only the first of them are kept here: kconsole consume -o json | kconsole produce -i json",
                    payload.size
                ));
            }
        }
        let (key, value) = (part(&record.key), part(&record.value));
        if let Some((name, _)) = [("key", &key), ("value", &value)]
            .into_iter()
            .find(|(_, part)| !can_be_typed(&part.text))
        {
            return Err(format!(
                "its {name} is too long to be edited: kconsole consume -o json | kconsole produce -i json"
            ));
        }
        let own: Vec<_> = record
            .headers
            .iter()
            .map(|h| (h.name.clone(), h.value.clone()))
            .collect();
        Ok(Self {
            topic: topic.clone(),
            key,
            value,
            headers: headers::show(&own),
            partition: record.partition.to_string(),
            // what was read is no template, even where it looks like one
            template: false,
            origin: Some(format!("{topic}-{} offset {}", record.partition, record.offset)),
        })
    }

    /// Nothing of it was typed: it may be replaced.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let empty = |part: &Part| part.text.is_empty() && part.kept.is_none() && !part.null;
        empty(&self.key) && empty(&self.value) && self.headers.is_empty() && self.partition.is_empty()
    }
}

/// The schema's id that begins a payload in Confluent's wire format.
fn framed(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [0, a, b, c, d, ..] => Some(u32::from_be_bytes([*a, *b, *c, *d])),
        _ => None,
    }
}

fn part(payload: &Payload) -> Part {
    let bytes = payload.bytes.as_deref();
    let plain = || bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
    let (text, how) = match (&payload.says, bytes) {
        (Says::Null, _) | (_, None) => (String::new(), As::Auto),
        (Says::Text(text), Some(bytes)) if text.as_bytes() == bytes && can_be_typed(text) => (text.clone(), As::Text),
        (Says::Tree(value), Some(bytes)) => match (framed(bytes), plain()) {
            (Some(id), _) => (typed(&format!("{value:#}")), As::Schema(id, message(&payload.note))),
            // digits and order as they were written
            (None, Some(text)) if is_json(text) => (typed(&pretty(text)), As::Auto),
            (None, _) => (hex(bytes), As::Hex),
        },
        (Says::Text(_) | Says::Bytes, Some(bytes)) => (hex(bytes), As::Hex),
    };
    Part {
        kept: Some(Kept {
            bytes: payload.bytes.clone(),
            text: text.clone(),
        }),
        null: bytes.is_none(),
        text,
        how,
    }
}

/// Whether an editor holds every character of a text: it leaves out what could steer a terminal.
fn can_be_typed(text: &str) -> bool {
    text.len() <= LONGEST && !text.chars().any(unheard)
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn unheard(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// JSON whose strings have escapes for what cannot be typed; elsewhere it has no such characters.
fn typed(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match unheard(c) && c != '\r' {
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    out
}

/// The Protobuf message that a note names, when it is not the first.
fn message(note: &str) -> Option<String> {
    let (_, after) = note.split_once(", message ")?;
    after.split(',').next().map(|name| name.trim().to_owned())
}

/// Bytes in hex, sixteen a line.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let line = |line: &[u8]| {
        let pairs: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        pairs.join(" ")
    };
    bytes.chunks(16).map(line).collect::<Vec<_>>().join("\n")
}

/// The bytes of a text in hex; white space is read over.
///
/// # Errors
/// The line, from 0, and what is wrong there.
pub fn unhex(text: &str) -> Result<Vec<u8>, (usize, String)> {
    let mut out = Vec::with_capacity(text.len() / 3);
    let mut half = None;
    for (at, line) in text.lines().enumerate() {
        for c in line.chars().filter(|c| !c.is_whitespace()) {
            let digit = c.to_digit(16).ok_or_else(|| (at, format!("{c:?} is no hex digit")))? as u8;
            half = match half {
                None => Some(digit),
                Some(first) => {
                    out.push(first << 4 | digit);
                    None
                }
            };
        }
    }
    match half {
        None => Ok(out),
        Some(_) => Err((text.lines().count().saturating_sub(1), "a byte has two digits".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::Partition;
    use crate::model::record::Header;
    use proptest::prelude::*;
    use serde_json::json;

    fn payload(bytes: Option<&[u8]>, says: Says) -> Payload {
        Payload {
            bytes: bytes.map(Arc::from),
            size: bytes.map_or(0, <[u8]>::len),
            format: "",
            note: String::new(),
            schema: None,
            says,
            trouble: None,
            line: String::new(),
        }
    }

    fn record(key: Payload, value: Payload) -> Record {
        Record {
            partition: Partition(3),
            offset: 41,
            at: None,
            append_time: false,
            control: false,
            key,
            value,
            headers: vec![Header {
                name: "a".into(),
                value: Some(vec![0xff]),
            }],
        }
    }

    #[test]
    fn a_record_is_kept_to_the_byte_until_it_is_edited() {
        let json = b"{\"n\": 1.10}";
        let value = payload(Some(json), Says::Tree(json!({"n": 1.1})));
        let key = payload(None, Says::Null);
        let mut draft = Draft::of_record(&TopicName::from("orders"), &record(key, value)).unwrap();
        assert_eq!(draft.value.text, "{\n  \"n\": 1.10\n}");
        assert_eq!(draft.value.unchanged().unwrap().map(|bytes| &**bytes), Some(&json[..]));
        assert_eq!(draft.key.unchanged(), Some(None));
        assert_eq!((draft.headers.as_str(), draft.partition.as_str()), ("a=\\xff", "3"));
        draft.value.text.push(' ');
        assert_eq!(draft.value.unchanged(), None);
    }

    #[test]
    fn what_has_a_schema_is_written_by_it_again() {
        let bytes = [0, 0, 0, 0, 7, 2];
        let mut value = payload(Some(&bytes), Says::Tree(json!({"n": 1})));
        value.note = "registry id 7: Protobuf shop.Order, message shop.Line".into();
        let key = payload(Some(&[0x80]), Says::Bytes);
        let draft = Draft::of_record(&TopicName::from("orders"), &record(key, value)).unwrap();
        assert_eq!(draft.value.how, As::Schema(7, Some("shop.Line".into())));
        assert_eq!((draft.key.text.as_str(), &draft.key.how), ("80", &As::Hex));
    }

    #[test]
    fn what_cannot_be_typed_is_kept() {
        let draft = |bytes: &[u8], says: Says| {
            let value = payload(Some(bytes), says);
            Draft::of_record(&TopicName::from("t"), &record(payload(None, Says::Null), value))
        };
        for text in ["a\u{1b}[31mb", "two\r\nlines", "\u{9b}", "\u{7f}"] {
            let part = draft(text.as_bytes(), Says::Text(text.into())).unwrap().value;
            assert_eq!(
                (&part.how, unhex(&part.text).unwrap()),
                (&As::Hex, text.as_bytes().to_vec())
            );
        }
        let json = "{\"a\": \"\u{7f}\u{9b}\"}";
        let part = draft(json.as_bytes(), Says::Tree(json!({"a": "\u{7f}\u{9b}"})))
            .unwrap()
            .value;
        assert_eq!(part.text, "{\n  \"a\": \"\\u007f\\u009b\"\n}");
        let long = "x".repeat(LONGEST + 1);
        let refused = draft(long.as_bytes(), Says::Text(long.clone())).unwrap_err();
        assert!(refused.contains("too long"), "{refused}");
    }

    #[test]
    fn what_is_not_whole_is_not_sent_again() {
        let mut value = payload(Some(b"abc"), Says::Text("abc".into()));
        value.size = 300_000;
        let refused = Draft::of_record(&TopicName::from("t"), &record(payload(None, Says::Null), value));
        assert!(refused.unwrap_err().contains("300000 bytes"));
    }

    proptest! {
        #[test]
        fn bytes_in_hex_are_themselves(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            prop_assert_eq!(unhex(&hex(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = unhex(&text);
        }
    }
}
