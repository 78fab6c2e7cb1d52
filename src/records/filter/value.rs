//! What a filter works on, borrowed from the record: JSON is taken apart no further than a path leads.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::plain;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// The record itself.
    Record,
    Null,
    Bool(bool),
    Int(i64),
    /// Never NaN nor infinite.
    Float(f64),
    Text(Cow<'a, [u8]>),
    /// An array or an object, as plain JSON.
    Json(&'a [u8]),
    /// Bytes from outside, which are text unless they are JSON.
    Bytes(&'a [u8]),
}

/// Why nothing comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// jq fails here, or goes on with nothing.
    Nothing,
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
            [b'"', rest @ ..] => Self::Text(Cow::Borrowed(plain::string(rest).ok_or(End::Unsure)?.0)),
            number => return Self::number(number).ok_or(End::Unsure),
        })
    }

    /// A number, strictly as JSON has them; none when it is another, or too large.
    pub(super) fn number(text: &[u8]) -> Option<Self> {
        let (number, float, []) = plain::number(text)? else {
            return None;
        };
        // only digits and signs
        let number = std::str::from_utf8(number).ok()?;
        match float {
            true => Self::float(number.parse().ok()?).ok(),
            false => number.parse().ok().map(Self::Int),
        }
    }

    /// A number that was worked out.
    pub(super) fn float(float: f64) -> Got<'a> {
        if float.is_finite() {
            Ok(Self::Float(float))
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
            _ => return Err(End::Nothing),
        };
        match json {
            [b'{', members @ ..] => member(members, name),
            b"null" => Ok(Value::Null),
            [] | [b'n' | b'#' | b'b' | b'N' | b'I' | b'+', ..] => Err(End::Unsure),
            // an array, a string, a number, true or false have no names, nor has text that is no JSON
            _ => Err(End::Nothing),
        }
    }

    /// The elements of an array, until `each` breaks off.
    pub(super) fn each(&self, mut each: impl FnMut(Self) -> Result<bool, End>) -> Result<(), End> {
        let Value::Json([b'[', elements @ ..]) = self else {
            return Err(End::Unsure);
        };
        let mut end = Ok(true);
        plain::elements(elements, |text| {
            let (json, rest) = plain::split(text)?;
            if end == Ok(true) {
                end = Value::plain(json).and_then(&mut each);
            }
            Some(rest)
        })
        .ok_or(End::Unsure)?;
        end.map(|_| ())
    }

    /// Whether it is neither null nor false.
    pub(super) fn truth(&self) -> Result<bool, End> {
        match self {
            Value::Null | Value::Bool(false) => Ok(false),
            Value::Bytes(_) => Err(End::Unsure),
            _ => Ok(true),
        }
    }

    /// How it compares, in jq's order of all values.
    pub(super) fn compare(&self, other: &Value<'_>) -> Result<Ordering, End> {
        use Value::{Float, Int, Text};
        let order = match (self, other) {
            (Int(one), Int(other)) => Some(one.cmp(other)),
            (Int(one), Float(other)) => (*one as f64).partial_cmp(other),
            (Float(one), Int(other)) => one.partial_cmp(&(*other as f64)),
            (Float(one), Float(other)) => one.partial_cmp(other),
            (Text(one), Text(other)) => Some(one.cmp(other)),
            _ => match (self.rank(), other.rank()) {
                // two arrays or objects
                (Some(5..), Some(5..)) => None,
                (Some(one), Some(other)) => Some(one.cmp(&other)),
                _ => None,
            },
        };
        order.ok_or(End::Unsure)
    }

    /// Where its type stands in that order.
    fn rank(&self) -> Option<u8> {
        Some(match self {
            Value::Null => 0,
            Value::Bool(false) => 1,
            Value::Bool(true) => 2,
            Value::Int(_) | Value::Float(_) => 3,
            Value::Text(_) => 4,
            Value::Json(_) => 5,
            Value::Record | Value::Bytes(_) => return None,
        })
    }
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
