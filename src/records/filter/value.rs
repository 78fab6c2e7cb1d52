//! What a filter works on, borrowed from the record: JSON is taken apart no further than a path leads.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use super::plain;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// The record itself.
    Record,
    Null,
    Bool(bool),
    Int(i64),
    /// Never NaN nor infinite; with the text it was read from, which jaq writes again.
    Float(f64, Option<&'a [u8]>),
    Text(Cow<'a, [u8]>),
    /// An array or an object, as plain JSON.
    Json(&'a [u8]),
    /// Bytes from outside, which are text unless they are JSON.
    Bytes(&'a [u8]),
    /// An array that was worked out.
    List(Rc<Vec<Self>>),
    /// An object that was worked out, no name of it twice.
    Object(Rc<Members<'a>>),
}

/// An object's names with their values.
pub(super) type Members<'a> = Vec<Member<'a>>;
pub(super) type Member<'a> = (Cow<'a, [u8]>, Value<'a>);

/// Why nothing comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// jq goes on with nothing.
    Empty,
    /// jq fails here.
    Failed,
    /// jq goes on behind this label.
    Broke(u32),
    /// Only jq can tell.
    Unsure,
}

pub(super) type Got<'a> = Result<Value<'a>, End>;

impl<'a> Value<'a> {
    /// One plain JSON value.
    pub(super) fn plain(json: &'a [u8]) -> Got<'a> {
        Ok(match json {
            b"null" => Self::Null,
            b"true" => Self::Bool(true),
            b"false" => Self::Bool(false),
            [b'{' | b'[', ..] => Self::Json(json),
            [b'"', rest @ ..] => Self::Text(match plain::string(rest) {
                Some((text, _)) => Cow::Borrowed(text),
                None => {
                    let mut text = Vec::with_capacity(rest.len());
                    plain::escaped(rest, &mut |part| text.extend_from_slice(part)).ok_or(End::Unsure)?;
                    Cow::Owned(text)
                }
            }),
            number => return Self::number(number).ok_or(End::Unsure),
        })
    }

    /// A number, strictly as JSON has them; none when it is another, or too large.
    pub(super) fn number(text: &'a [u8]) -> Option<Self> {
        let (number, float, []) = plain::number(text)? else {
            return None;
        };
        if let Some(short) = short(number) {
            return Some(short);
        }
        // only digits and signs
        let number = std::str::from_utf8(number).ok()?;
        match float {
            true => match Self::float(number.parse().ok()?).ok()? {
                Self::Float(float, _) => Some(Self::Float(float, Some(number.as_bytes()))),
                other => Some(other),
            },
            false => number.parse().ok().map(Self::Int),
        }
    }

    /// A number that was worked out.
    pub(super) fn float(float: f64) -> Got<'a> {
        if float.is_finite() {
            Ok(Self::Float(float, None))
        } else {
            Err(End::Unsure)
        }
    }

    /// A text that is kept elsewhere.
    pub(super) fn text(text: &'a [u8]) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// What lies under a name.
    pub(super) fn get(&self, name: &[u8]) -> Got<'a> {
        let json = match self {
            // null has null under every name
            Value::Null => return Ok(Value::Null),
            Value::Json(json) => *json,
            Value::Bytes(bytes) => plain::space(bytes),
            Value::Record => return Err(End::Unsure),
            Value::Object(members) => {
                let found = members.iter().find(|(is, _)| **is == *name);
                return Ok(found.map_or(Value::Null, |(_, value)| value.clone()));
            }
            _ => return Err(End::Failed),
        };
        match json {
            [b'{', members @ ..] => member(members, name),
            b"null" => Ok(Value::Null),
            [] | [b'n' | b'#' | b'b' | b'N' | b'I' | b'+', ..] => Err(End::Unsure),
            // an array, a string, a number, true or false have no names, nor has text that is no JSON
            _ => Err(End::Failed),
        }
    }

    /// Whether it is neither null nor false.
    pub(super) fn truth(&self) -> Result<bool, End> {
        match self {
            Value::Null | Value::Bool(false) => Ok(false),
            Value::Bytes(_) => self.clone().settled().map(|_| true),
            _ => Ok(true),
        }
    }

    /// How it compares, in jq's order of all values.
    pub(super) fn compare(&self, other: &Value<'_>) -> Result<Ordering, End> {
        use Value::{Float, Int, Text};
        let order = match (self, other) {
            (Int(one), Int(other)) => Some(one.cmp(other)),
            (Int(one), Float(other, _)) => (*one as f64).partial_cmp(other),
            (Float(one, _), Int(other)) => one.partial_cmp(&(*other as f64)),
            (Float(one, _), Float(other, _)) => one.partial_cmp(other),
            (Text(one), Text(other)) => Some(one.cmp(other)),
            (Value::List(one), other) if other.rank() == Some(5) => Some(in_turn(one, &other.items()?)?),
            (one, Value::List(other)) if one.rank() == Some(5) => Some(in_turn(&one.items()?, other)?),
            _ => match (self.rank(), other.rank()) {
                (Some(5), Some(5)) | (Some(6), Some(6)) => None,
                (Some(one), Some(other)) => Some(one.cmp(&other)),
                _ => None,
            },
        };
        order.ok_or(End::Unsure)
    }

    pub(super) const fn is_array(&self) -> bool {
        matches!(self, Value::Json([b'[', ..]) | Value::List(_))
    }

    pub(super) const fn is_object(&self) -> bool {
        matches!(self, Value::Json([b'{', ..]) | Value::Object(_))
    }

    /// Where its type stands in that order.
    fn rank(&self) -> Option<u8> {
        Some(match self {
            Value::Null => 0,
            Value::Bool(false) => 1,
            Value::Bool(true) => 2,
            Value::Int(_) | Value::Float(..) => 3,
            Value::Text(_) => 4,
            Value::Json([b'[', ..]) | Value::List(_) => 5,
            Value::Json(_) | Value::Object(_) => 6,
            Value::Record | Value::Bytes(_) => return None,
        })
    }
}

/// A number of few digits without an exponent, exact: both its digits and the power of ten they are divided by are whole
/// numbers that a float holds.
fn short(number: &[u8]) -> Option<Value<'_>> {
    const TENS: [f64; 16] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];
    if number.len() > TENS.len() {
        return None;
    }
    let (mut digits, mut point) = (0i64, None);
    for (at, byte) in number.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits = digits * 10 + i64::from(byte - b'0'),
            b'.' => point = Some(at),
            b'-' => {}
            _ => return None,
        }
    }
    let negative = number.first() == Some(&b'-');
    Some(match point {
        None => Value::Int(if negative { -digits } else { digits }),
        Some(point) => {
            let float = digits as f64 / TENS.get(number.len() - point - 1)?;
            Value::Float(if negative { -float } else { float }, Some(number))
        }
    })
}

/// How two arrays compare.
fn in_turn(one: &[Value<'_>], other: &[Value<'_>]) -> Result<Ordering, End> {
    for (one, other) in one.iter().zip(other) {
        match one.compare(other)? {
            Ordering::Equal => {}
            order => return Ok(order),
        }
    }
    Ok(one.len().cmp(&other.len()))
}

/// The last member of this name in an object, from behind its brace on.
fn member<'a>(members: &'a [u8], name: &[u8]) -> Got<'a> {
    let mut found = None;
    let rest = plain::members(members, |other, text| {
        if other != name {
            return plain::value(text);
        }
        let (json, rest) = plain::split(text)?;
        found = Some(json);
        Some(rest)
    });
    match rest.map(plain::space) {
        Some([]) => found.map_or(Ok(Value::Null), Value::plain),
        _ => Err(End::Unsure),
    }
}
