//! Functions of jq that are worked out without it.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use jaq_core::load::parse::Term;
use memchr::memmem::{Finder, find};

use super::lists::{self, ListCall};
use super::matches::Matches;
use super::math::LONG;
use super::need::literal;
use super::pattern::Pattern;
use super::plain;
use super::text;
use super::value::{End, Got, Members, Value};

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
    /// At its begin, at its end.
    Trim(bool, bool),
    Base64,
    FromBase64,
    Uri,
    Html,
    /// How many bytes it is of.
    Bytes,
    /// All places where an expression matches, or (false) the first, become this text.
    Replace(Pattern, String, bool),
    List(ListCall),
    Begins(String),
    Ends(String),
    WithoutBegin(String),
    WithoutEnd(String),
    Has(Box<Finder<'static>>),
    /// The first match of an expression with names, as an object.
    Capture(Pattern),
    /// All that an expression with these flags matches in a text: `matches`, and (true) what lies between: `split_matches`.
    Matches(Matches, bool),
    /// An expression that is read the same way here and there, on ASCII.
    Test(Pattern),
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
            ("trim", None, None, 0) => Self::Trim(true, true),
            ("ltrim", None, None, 0) => Self::Trim(true, false),
            ("rtrim", None, None, 0) => Self::Trim(false, true),
            ("encode_base64", None, None, 0) => Self::Base64,
            ("decode_base64", None, None, 0) => Self::FromBase64,
            ("encode_uri", None, None, 0) => Self::Uri,
            ("escape_html", None, None, 0) => Self::Html,
            ("utf8bytelength", None, None, 0) => Self::Bytes,
            ("sub" | "gsub", Some(Some(pattern)), Some(Some(text)), 2) => {
                Self::Replace(Pattern::of(&pattern, "")?, text, name == "gsub")
            }
            ("has", Some(Some(name)), None, 1) => Self::HasName(name),
            (name, None, None, 0) => Self::List(ListCall::of(name)?),
            ("startswith", Some(Some(text)), None, 1) => Self::Begins(text),
            ("endswith", Some(Some(text)), None, 1) => Self::Ends(text),
            ("ltrimstr", Some(Some(text)), None, 1) => Self::WithoutBegin(text),
            ("rtrimstr", Some(Some(text)), None, 1) => Self::WithoutEnd(text),
            ("contains", Some(Some(text)), None, 1) => Self::Has(Box::new(Finder::new(&text).into_owned())),
            ("matches" | "split_matches", Some(Some(pattern)), Some(Some(flags)), 2) => {
                Self::Matches(Matches::of(&pattern, &flags)?, name == "split_matches")
            }
            ("capture", Some(Some(pattern)), None, 1) => Self::Capture(Pattern::of(&pattern, "")?),
            ("test", Some(Some(pattern)), None, 1) => Self::Test(Pattern::of(&pattern, "")?),
            ("test", Some(Some(pattern)), Some(Some(flags)), 2) => Self::Test(Pattern::of(&pattern, &flags)?),
            _ => return None,
        })
    }

    pub(super) fn value<'a>(&'a self, input: Value<'a>) -> Got<'a> {
        match (self, input) {
            (Self::Not, input) => input.truth().map(|truth| Value::Bool(!truth)),
            (Self::Empty, _) => Err(End::Empty),
            (Self::List(call), input) => call.value(&input),
            (Self::Join(between), array) => lists::join(&array, between.as_bytes()),
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
            Self::ToNumber => {
                // what else begins with a letter is none
                let word = |first: &u8| first.is_ascii_alphabetic() && !b"nNiI".contains(first);
                let none = if text.first().is_some_and(word) {
                    End::Failed
                } else {
                    End::Unsure
                };
                return number(&text).ok_or(none);
            }
            Self::Index(part) if !part.is_empty() => {
                let text = std::str::from_utf8(&text).map_err(|_lost| End::Unsure)?;
                match find(text.as_bytes(), part.as_bytes()).and_then(|at| text.get(..at)) {
                    Some(before) => Value::Int(i64::try_from(before.chars().count()).map_err(|_lost| End::Unsure)?),
                    None => Value::Null,
                }
            }
            Self::Trim(begin, end) => {
                let whole = std::str::from_utf8(&text).map_err(|_lost| End::Unsure)?;
                let whole = if *begin { whole.trim_start() } else { whole };
                let whole = if *end { whole.trim_end() } else { whole };
                Value::Text(Cow::Owned(whole.as_bytes().to_vec()))
            }
            Self::Bytes => Value::Int(i64::try_from(text.len()).map_err(|_lost| End::Unsure)?),
            Self::Uri => Value::Text(Cow::Owned(text::uri(&text))),
            Self::Html => Value::Text(Cow::Owned(text::html(&text))),
            Self::FromBase64 => Value::Text(Cow::Owned(STANDARD.decode(&text).map_err(|_lost| End::Failed)?)),
            Self::Replace(pattern, by, all) if text.len() * (by.len() + 1) <= LONG => {
                let regex = pattern.on(&text)?;
                if regex.find_iter(&text).any(|found| found.is_empty()) {
                    return Err(End::Unsure);
                }
                let most = usize::from(!all);
                let replaced = regex.replacen(&text, most, regex::bytes::NoExpand(by.as_bytes()));
                Value::Text(Cow::Owned(replaced.into_owned()))
            }
            Self::Base64 => Value::Text(Cow::Owned(STANDARD.encode(&text).into_bytes())),
            Self::Capture(pattern) => {
                let regex = pattern.on(&text)?;
                let found = regex.captures(&text).ok_or(End::Empty)?;
                let mut members = Members::new();
                for name in regex.capture_names().flatten() {
                    let part = found.name(name).ok_or(End::Unsure)?.as_bytes().to_vec();
                    members.push((Cow::Owned(name.as_bytes().to_vec()), Value::Text(Cow::Owned(part))));
                }
                Value::object(members)
            }
            Self::Matches(matches, between) => return matches.of_text(&text, *between),
            Self::Split(by) => return lists::split(text, by.as_bytes()),
            Self::Downcase => Value::Text(Cow::Owned(text.to_ascii_lowercase())),
            Self::Upcase => Value::Text(Cow::Owned(text.to_ascii_uppercase())),
            Self::Begins(begin) => Value::Bool(text.starts_with(begin.as_bytes())),
            Self::Ends(end) => Value::Bool(text.ends_with(end.as_bytes())),
            Self::WithoutBegin(begin) => Value::Text(match text.starts_with(begin.as_bytes()) {
                true => lists::within(text, begin.len(), 0),
                false => text,
            }),
            Self::WithoutEnd(end) => Value::Text(match text.ends_with(end.as_bytes()) {
                true => lists::within(text, 0, end.len()),
                false => text,
            }),
            Self::Has(part) => Value::Bool(part.find(&text).is_some()),
            Self::Test(pattern) => Value::Bool(pattern.on(&text)?.is_match(&text)),
            _ => return Err(End::Unsure),
        })
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
