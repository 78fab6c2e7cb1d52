//! From a draft to the order that sends it, and to the command line that does the same. The two are one: a template of
//! JSON, as `kconsole produce -i json --template` takes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::draft::{As, Draft, Part, unhex};
use super::headers::{self, Header};
use super::text::{compact, quoted, without_calls};
use crate::jobs::produce::{Format, Naming, OnError, Order, Shape, Source, Ways, Which, Wish};

/// How often, and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Records.
    pub count: u64,
    /// So many records in so many milliseconds; none for as fast as it goes.
    pub rate: Option<(u32, u32)>,
}

impl Times {
    /// One record.
    pub const ONCE: Self = Self { count: 1, rate: None };

    /// Reads `100`, `100 10/s`, `100 at 30/m`.
    ///
    /// # Errors
    /// In words, how it is written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "write it like 100, or 100 10/s, or 60 30/m".to_owned();
        let mut words = text.split_whitespace().filter(|word| *word != "at");
        let count = words.next().map(|word| word.replace([',', '_'], ""));
        let count = count.and_then(|word| word.parse().ok()).filter(|count| *count > 0);
        let count = count.ok_or_else(wrong)?;
        let rate = match words.next() {
            None => None,
            Some(word) => {
                let (number, unit) = word.split_once('/').unwrap_or((word, "s"));
                let ms = match unit {
                    "s" => 1_000,
                    "m" | "min" => 60_000,
                    "h" => 3_600_000,
                    _ => return Err(wrong()),
                };
                let number = number.parse().ok().filter(|number| *number > 0);
                Some((number.ok_or_else(wrong)?, ms))
            }
        };
        match words.next() {
            None => Ok(Self { count, rate }),
            Some(_) => Err(wrong()),
        }
    }

    fn per_second(&self) -> Option<f64> {
        self.rate.map(|(count, ms)| f64::from(count) * 1_000.0 / f64::from(ms))
    }
}

/// The schemas that parts without one of their own are written by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// Of the key.
    pub key: Option<u32>,
    /// Of the value.
    pub value: Option<u32>,
}

/// Where something does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// In the key.
    Key,
    /// In the value.
    Value,
    /// In the headers.
    Headers,
    /// In the partition.
    Partition,
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where.
    pub field: Field,
    /// In which line of it, from 0.
    pub line: Option<usize>,
    /// Why, with the path of a field of JSON.
    pub why: String,
}

impl Wrong {
    pub(super) fn new(field: Field, line: Option<usize>, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { field, line, why }
    }
}

/// The order that sends a draft so often.
///
/// # Errors
/// What cannot be read: hex, a header, the partition.
pub fn order(draft: &Draft, ids: Ids, times: &Times) -> Result<Order, Wrong> {
    let headers = headers::read(&draft.headers).map_err(|(line, why)| Wrong::new(Field::Headers, Some(line), why))?;
    let partition = partition(&draft.partition).map_err(|why| Wrong::new(Field::Partition, None, why))?;
    let key = json(draft, &draft.key, Field::Key)?;
    let value = json(draft, &draft.value, Field::Value)?;
    let mut text = format!("{{\"key\":{key},\"value\":{value}");
    if !headers.is_empty() {
        let all: Vec<String> = headers.iter().map(|header| named(header, draft.template)).collect();
        text.push_str(&format!(",\"headers\":[{}]", all.join(",")));
    }
    text.push('}');
    Ok(Order {
        topic: draft.topic.clone(),
        source: Source::Template { text, seed: None },
        repeat: times.count,
        shape: Shape {
            format: Format::Json,
            partition,
            ..Shape::default()
        },
        key_schema: wish(&draft.key, ids.key),
        value_schema: wish(&draft.value, ids.value),
        rate: times.per_second(),
        on_error: OnError::Stop,
        failed_file: None,
        ways: Ways::default(),
    })
}

fn partition(text: &str) -> Result<Option<i32>, String> {
    match text.trim() {
        "" | "auto" => Ok(None),
        number => match number.parse() {
            Ok(number) if number >= 0 => Ok(Some(number)),
            _ => Err(format!("{number:?} is no partition's number")),
        },
    }
}

/// The id and message a part is written by; none when it is not written by a schema.
pub(super) fn schema_of(part: &Part, auto: Option<u32>) -> Option<(u32, Option<&str>)> {
    if part.null || part.unchanged().is_some() || part.text.is_empty() {
        return None;
    }
    match &part.how {
        As::Auto => auto.map(|id| (id, None)),
        As::Schema(id, message) => Some((*id, message.as_deref())),
        As::Text | As::Hex => None,
    }
}

fn wish(part: &Part, auto: Option<u32>) -> Option<Wish> {
    schema_of(part, auto).map(|(id, message)| Wish {
        which: Which::Id(id),
        subject: Naming::Topic,
        message: message.map(str::to_owned),
    })
}

fn base64(bytes: &[u8]) -> String {
    format!("{{\"base64\":\"{}\"}}", STANDARD.encode(bytes))
}

/// A part as the template has it.
fn json(draft: &Draft, part: &Part, field: Field) -> Result<String, Wrong> {
    if let Some(kept) = part.unchanged() {
        return Ok(
            match kept.map(|bytes| std::str::from_utf8(bytes).map_err(|_ill| bytes)) {
                None => "null".into(),
                // what looks like a function of a template is none
                Some(Ok(text)) if !text.contains("{{") => quoted(text, false),
                Some(Ok(text)) => base64(text.as_bytes()),
                Some(Err(bytes)) => base64(bytes),
            },
        );
    }
    let no_key = field == Field::Key && part.text.is_empty();
    if part.null || no_key {
        return Ok("null".into());
    }
    if part.how == As::Hex {
        let bytes = unhex(&part.text).map_err(|(line, why)| Wrong::new(field, Some(line), why))?;
        return Ok(base64(&bytes));
    }
    let structured = is_json(&part.text);
    let text = match part.how {
        // it is read as JSON, or was JSON: its white space says nothing
        As::Auto | As::Schema(..) if structured => compact(&part.text),
        _ => part.text.clone(),
    };
    if !draft.template && text.contains("{{") {
        return Ok(base64(text.as_bytes()));
    }
    // a value of JSON stands as it is, so that it can be read; not one that would be read as something else
    if structured && part.how != As::Text && !text.contains("\"base64\"") {
        return Ok(text);
    }
    Ok(quoted(&text, draft.template))
}

/// An object or a list, but for the functions in it.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(&without_calls(text)).is_ok()
}

fn named((name, value): &Header, calls: bool) -> String {
    let text = |text: &str| match !calls && text.contains("{{") {
        true => base64(text.as_bytes()),
        false => quoted(text, calls),
    };
    let value = match value.as_deref().map(std::str::from_utf8) {
        None => "null".to_owned(),
        Some(Ok(plain)) => text(plain),
        Some(Err(_)) => base64(value.as_deref().unwrap_or_default()),
    };
    // a name is text in any case
    format!("{{\"name\":{},\"value\":{value}}}", quoted(name, calls))
}

/// The command line that does what the order says; `begin` names the cluster: `kconsole -c prod`.
#[must_use]
pub fn command(begin: &[String], order: &Order) -> Vec<String> {
    let mut words = begin.to_vec();
    let mut put = |flag: &str, value: Option<String>| {
        words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
    };
    put("produce", Some(order.topic.to_string()));
    put("-i", Some("json".into()));
    if let Source::Template { text, .. } = &order.source {
        put("--template", Some(text.clone()));
    }
    put("--repeat", (order.repeat != 1).then(|| order.repeat.to_string()));
    put("--rate", order.rate.map(|rate| rate.to_string()));
    put("-p", order.shape.partition.map(|number| number.to_string()));
    let id = |wish: &Option<Wish>| match wish.as_ref().map(|wish| &wish.which) {
        Some(Which::Id(id)) => Some(format!("id:{id}")),
        _ => None,
    };
    put("--key-schema", id(&order.key_schema));
    put("--schema", id(&order.value_schema));
    put(
        "--record",
        order.value_schema.as_ref().and_then(|wish| wish.message.clone()),
    );
    words
}
