//! Functions of jq that are worked out without it.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use jaq_core::load::parse::Term;
use memchr::memmem::{Finder, find};
use regex::bytes::{Regex, RegexBuilder};

use super::lists::{self, ListCall};
use super::need::literal;
use super::plain;
use super::text;
use super::value::{End, Got, LONG, Members, Value};

/// A function with its arguments.
#[derive(Clone, Debug)]
pub(super) enum Call {
    Not,
    Empty,
    Length,
    Type,
    ToNumber,
    ToString,
    ToJson,
    Date,
    Seconds,
    Written(String),
    Downcase,
    Upcase,
    Floor,
    Ceil,
    Round,
    Sqrt,
    Abs,
    Split(String),
    HasName(String),
    Join(String),
    Index(String),
    Trim,
    Base64,
    /// All places where an expression matches, or (false) the first, become this text.
    Replace(Regex, String, bool),
    List(ListCall),
    Begins(String),
    Ends(String),
    WithoutBegin(String),
    WithoutEnd(String),
    Has(Box<Finder<'static>>),
    /// The first match of an expression with names, as an object.
    Capture(Regex),
    /// An expression that is read the same way here and there, on ASCII.
    Test(Regex),
}

impl Call {
    /// The function of this name; none when only jq knows it.
    pub(super) fn of(name: &str, args: &[Term<&str>]) -> Option<Self> {
        let mut texts = args.iter().map(literal);
        let (first, second) = (texts.next(), texts.next());
        Some(match (name, first, second, args.len()) {
            ("not", None, None, 0) => Self::Not,
            ("empty", None, None, 0) => Self::Empty,
            ("length", None, None, 0) => Self::Length,
            ("type", None, None, 0) => Self::Type,
            ("tonumber", None, None, 0) => Self::ToNumber,
            ("tostring" | "@text", None, None, 0) => Self::ToString,
            ("tojson" | "@json", None, None, 0) => Self::ToJson,
            ("todate" | "todateiso8601", None, None, 0) => Self::Date,
            ("fromdate" | "fromdateiso8601", None, None, 0) => Self::Seconds,
            ("strftime", Some(Some(format)), None, 1) => Self::Written(format),
            ("ascii_downcase", None, None, 0) => Self::Downcase,
            ("ascii_upcase", None, None, 0) => Self::Upcase,
            ("floor", None, None, 0) => Self::Floor,
            ("ceil", None, None, 0) => Self::Ceil,
            ("round", None, None, 0) => Self::Round,
            ("sqrt", None, None, 0) => Self::Sqrt,
            ("abs", None, None, 0) => Self::Abs,
            ("split", Some(Some(by)), None, 1) => Self::Split(by),
            ("join", Some(Some(between)), None, 1) => Self::Join(between),
            ("index", Some(Some(text)), None, 1) => Self::Index(text),
            ("trim", None, None, 0) => Self::Trim,
            ("@base64", None, None, 0) => Self::Base64,
            ("sub" | "gsub", Some(Some(pattern)), Some(Some(text)), 2) => {
                Self::Replace(regex(&pattern, "")?, text, name == "gsub")
            }
            ("has", Some(Some(name)), None, 1) => Self::HasName(name),
            (name, None, None, 0) => Self::List(ListCall::of(name)?),
            ("startswith", Some(Some(text)), None, 1) => Self::Begins(text),
            ("endswith", Some(Some(text)), None, 1) => Self::Ends(text),
            ("ltrimstr", Some(Some(text)), None, 1) => Self::WithoutBegin(text),
            ("rtrimstr", Some(Some(text)), None, 1) => Self::WithoutEnd(text),
            ("contains", Some(Some(text)), None, 1) => Self::Has(Box::new(Finder::new(&text).into_owned())),
            ("capture", Some(Some(pattern)), None, 1) => Self::Capture(regex(&pattern, "")?),
            ("test", Some(Some(pattern)), None, 1) => Self::Test(regex(&pattern, "")?),
            ("test", Some(Some(pattern)), Some(Some(flags)), 2) => Self::Test(regex(&pattern, &flags)?),
            _ => return None,
        })
    }

    pub(super) fn value<'a>(&'a self, input: Value<'a>) -> Got<'a> {
        match (self, input) {
            (Self::Not, input) => input.truth().map(|truth| Value::Bool(!truth)),
            (Self::Empty, _) => Err(End::Empty),
            (Self::List(call), input) => call.value(&input),
            (Self::Join(between), array) => lists::join(&array, between),
            (Self::HasName(name), object) => {
                let members = object.members()?;
                Ok(Value::Bool(members.iter().any(|(is, _)| **is == *name.as_bytes())))
            }
            (Self::Floor | Self::Ceil | Self::Round | Self::Abs, Value::Int(int)) => match self {
                Self::Abs => int.checked_abs().map(Value::Int).ok_or(End::Unsure),
                _ => Ok(Value::Int(int)),
            },
            (Self::Floor, Value::Float(float, _)) => whole(float.floor()),
            (Self::Ceil, Value::Float(float, _)) => whole(float.ceil()),
            (Self::Round, Value::Float(float, _)) => whole(float.round()),
            (Self::Sqrt, Value::Int(int)) => Value::float((int as f64).sqrt()),
            (Self::Sqrt, Value::Float(float, _)) => Value::float(float.sqrt()),
            (Self::Type, input) => kind(&input.settled()?).map(|kind| Value::text(kind.as_bytes())),
            (Self::Length, Value::Null) => Ok(Value::Int(0)),
            (Self::Length, Value::Bool(_)) => Err(End::Failed),
            (Self::Length, Value::Int(int)) => int.checked_abs().map(Value::Int).ok_or(End::Unsure),
            (Self::Length, Value::Float(float, _)) => Value::float(float.abs()),
            (Self::Length, nested @ (Value::Json(_) | Value::Bytes(_) | Value::List(_) | Value::Object(_))) => {
                let count = match nested.items() {
                    Ok(items) => items.len(),
                    Err(_) => nested.members()?.len(),
                };
                i64::try_from(count).map(Value::Int).map_err(|_lost| End::Unsure)
            }
            (Self::ToNumber, number @ (Value::Int(_) | Value::Float(..))) => Ok(number),
            (Self::ToString, input) => text::string(input),
            (Self::ToJson, input) => text::json(&input),
            (Self::Date, input) => text::date(&input),
            (Self::Seconds, Value::Text(date)) => text::seconds(&date),
            (Self::Written(format), input) => text::written(&input, format),
            (call, Value::Text(text)) => call.of_text(text),
            _ => Err(End::Unsure),
        }
    }

    fn of_text<'a>(&'a self, text: Cow<'a, [u8]>) -> Got<'a> {
        Ok(match self {
            Self::Length => {
                let text = std::str::from_utf8(&text).map_err(|_lost| End::Unsure)?;
                Value::Int(i64::try_from(text.chars().count()).map_err(|_lost| End::Unsure)?)
            }
            Self::ToNumber => return number(&text).ok_or(End::Unsure),
            Self::Index(part) if text.is_ascii() && !part.is_empty() => match find(&text, part.as_bytes()) {
                Some(at) => Value::Int(i64::try_from(at).map_err(|_lost| End::Unsure)?),
                None => Value::Null,
            },
            Self::Trim => {
                let whole = std::str::from_utf8(&text).map_err(|_lost| End::Unsure)?;
                Value::Text(Cow::Owned(whole.trim().as_bytes().to_vec()))
            }
            Self::Replace(regex, by, all) if text.is_ascii() && text.len() * (by.len() + 1) <= LONG => {
                if regex.find_iter(&text).any(|found| found.is_empty()) {
                    return Err(End::Unsure);
                }
                let most = usize::from(!all);
                let replaced = regex.replacen(&text, most, regex::bytes::NoExpand(by.as_bytes()));
                Value::Text(Cow::Owned(replaced.into_owned()))
            }
            Self::Base64 => Value::Text(Cow::Owned(STANDARD.encode(&text).into_bytes())),
            Self::Capture(regex) if text.is_ascii() => {
                let found = regex.captures(&text).ok_or(End::Empty)?;
                let mut members = Members::new();
                for name in regex.capture_names().flatten() {
                    let part = found.name(name).ok_or(End::Unsure)?.as_bytes().to_vec();
                    members.push((Cow::Owned(name.as_bytes().to_vec()), Value::Text(Cow::Owned(part))));
                }
                Value::object(members)
            }
            Self::Split(by) => return lists::split(text, by),
            Self::Downcase => Value::Text(Cow::Owned(text.to_ascii_lowercase())),
            Self::Upcase => Value::Text(Cow::Owned(text.to_ascii_uppercase())),
            Self::Begins(begin) => Value::Bool(text.starts_with(begin.as_bytes())),
            Self::Ends(end) => Value::Bool(text.ends_with(end.as_bytes())),
            Self::WithoutBegin(begin) => Value::Text(match text.starts_with(begin.as_bytes()) {
                true => part(text, begin.len(), 0),
                false => text,
            }),
            Self::WithoutEnd(end) => Value::Text(match text.ends_with(end.as_bytes()) {
                true => part(text, 0, end.len()),
                false => text,
            }),
            Self::Has(part) => Value::Bool(part.find(&text).is_some()),
            Self::Test(regex) if text.is_ascii() => Value::Bool(regex.is_match(&text)),
            _ => return Err(End::Unsure),
        })
    }
}

/// The text without so many bytes at its begin and its end.
fn part(text: Cow<'_, [u8]>, begin: usize, end: usize) -> Cow<'_, [u8]> {
    let range = begin..text.len().saturating_sub(end);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or_default().to_vec()),
    }
}

/// A text as the number it says: jq allows zeros before it.
fn number<'a>(text: &[u8]) -> Option<Value<'a>> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if (1..19).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) {
        return std::str::from_utf8(text).ok()?.parse().ok().map(Value::Int);
    }
    match plain::number(text)? {
        (number, true, []) => {
            let float: f64 = std::str::from_utf8(number).ok()?.parse().ok()?;
            Value::float(float).ok()
        }
        _ => None,
    }
}

/// A float without a fraction as jq has it: an integer.
fn whole<'a>(float: f64) -> Got<'a> {
    match float.abs() < 9e15 {
        true => Ok(Value::Int(float as i64)),
        false => Err(End::Unsure),
    }
}

fn kind(value: &Value<'_>) -> Result<&'static str, End> {
    Ok(match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::Float(..) => "number",
        Value::Text(_) => "string",
        Value::Json([b'[', ..]) | Value::List(_) => "array",
        Value::Record | Value::Json(_) | Value::Object(_) => "object",
        Value::Bytes(_) => return Err(End::Unsure),
    })
}

/// A regular expression without anything that jq's own reads differently; none for another.
pub(super) fn regex(pattern: &str, flags: &str) -> Option<Regex> {
    let whole = pattern;
    let pattern = &unnamed(pattern)?;
    let mut bytes = pattern.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'_' | b':' | b'@' | b',' | b'/' | b'=' | b'"' | b'\'' => {
            }
            b'-' | b'.' | b'|' | b'(' | b')' | b'[' | b']' | b'^' | b'$' | b'*' | b'+' | b'?' | b'{' | b'}' => {}
            b'\\' => match bytes.next()? {
                b'd' | b'w' | b's' | b'.' | b'-' | b'|' | b'(' | b')' | b'[' | b']' | b'+' | b'*' | b'?' => {}
                _ => return None,
            },
            _ => return None,
        }
    }
    // flags, classes of classes, what is repeated twice
    let repeats = ['*', '+', '?', '{', '}'];
    let twice = pattern.match_indices(repeats).any(|(at, sign)| {
        let next = pattern.get(at + 1..).unwrap_or_default();
        sign != "{" && next.starts_with(&repeats[..4]) || sign == "{" && !next.starts_with(|c: char| c.is_ascii_digit())
    });
    if twice || ["(?", "[[", "--", "[]", "[^]"].iter().any(|odd| pattern.contains(odd)) {
        return None;
    }
    let insensitive = match flags {
        "" => false,
        "i" => true,
        _ => return None,
    };
    let mut builder = RegexBuilder::new(whole);
    builder
        .unicode(false)
        .case_insensitive(insensitive)
        .size_limit(1 << 20)
        .build()
        .ok()
}

/// An expression without the names of its groups; none when one is no plain word.
fn unnamed(pattern: &str) -> Option<String> {
    let mut parts = pattern.split("(?<");
    let mut text = parts.next()?.to_owned();
    for part in parts {
        let (name, rest) = part.split_once('>')?;
        if text.ends_with('\\') || name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        text.push('(');
        text.push_str(rest);
    }
    Some(text)
}
