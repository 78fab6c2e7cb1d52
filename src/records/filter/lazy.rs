//! JSON read no further than a path leads. Where anything is not plain JSON, it gives up: jq is to decide.

use std::cmp::Ordering;

use memchr::{memchr2, memchr3};

/// What a path is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

/// A value, not looked into yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Node<'a> {
    Null,
    Int(i64),
    Text(&'a [u8]),
    /// JSON, and what follows it.
    Json(&'a [u8]),
}

/// A step down: jq would refuse it (true), or only jq can tell (false).
type Step<'a> = Result<Node<'a>, bool>;

impl Literal {
    /// A number as it is written; none when it is too large to be compared here.
    pub(super) fn number(text: &str) -> Option<Self> {
        match Number::read(text.as_bytes())? {
            (Number::Int(int), []) => Some(Self::Int(int)),
            (Number::Float(float), []) => Some(Self::Float(float)),
            _ => None,
        }
    }

    /// Where its type stands in jq's order of all values.
    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(false) => 1,
            Self::Bool(true) => 2,
            Self::Int(_) | Self::Float(_) => 3,
            Self::Text(_) => 4,
        }
    }
}

impl<'a> Node<'a> {
    /// A record's value.
    pub(super) fn json(value: Option<&'a [u8]>) -> Self {
        value.map_or(Node::Null, Node::Json)
    }

    /// What lies under a name.
    pub(super) fn get(self, key: &[u8]) -> Step<'a> {
        match self {
            // null has null under every name
            Node::Null => Ok(Node::Null),
            Node::Int(_) | Node::Text(_) => Err(true),
            Node::Json(json) => match json.trim_ascii_start() {
                [b'{', rest @ ..] => member(rest, key),
                [b'n', ..] | [] => Err(false),
                [b'#' | b'b' | b'N' | b'I' | b'+', ..] => Err(false),
                // an array, a string, a number, true or false have no names, nor has text that is no JSON
                _ => Err(true),
            },
        }
    }

    /// How it compares with a literal, in jq's order; none when only jq can tell.
    pub(super) fn compare(self, literal: &Literal) -> Option<Ordering> {
        let (rank, number, text) = match self {
            Node::Null => (0, None, None),
            Node::Int(int) => (3, Some(Number::Int(int)), None),
            Node::Text(text) => (4, None, Some(text)),
            Node::Json(json) => match json.trim_ascii_start() {
                [b'n', b'u', b'l', b'l', ..] => (0, None, None),
                [b'f', b'a', b'l', b's', b'e', ..] => (1, None, None),
                [b't', b'r', b'u', b'e', ..] => (2, None, None),
                [b'"', rest @ ..] => match memchr2(b'"', b'\\', rest) {
                    Some(end) if rest.get(end) == Some(&b'"') => (4, None, rest.get(..end)),
                    _ => return None,
                },
                [b'[', ..] => (5, None, None),
                [b'{', ..] => (6, None, None),
                number => (3, Some(Number::read(number)?.0), None),
            },
        };
        match (literal, number, text) {
            (Literal::Int(literal), Some(Number::Int(int)), _) => Some(int.cmp(literal)),
            (Literal::Int(literal), Some(Number::Float(float)), _) => float.partial_cmp(&(*literal as f64)),
            (Literal::Float(literal), Some(Number::Int(int)), _) => (int as f64).partial_cmp(literal),
            (Literal::Float(literal), Some(Number::Float(float)), _) => float.partial_cmp(literal),
            (Literal::Text(literal), _, Some(text)) => Some(text.cmp(literal.as_bytes())),
            _ => Some(rank.cmp(&literal.rank())),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    /// Reads one, strictly as JSON has them, and what follows; none when it is another, or too large.
    fn read(text: &[u8]) -> Option<(Self, &[u8])> {
        let digits = |from: usize| {
            let rest = text.get(from..).unwrap_or_default();
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let sign = usize::from(text.first() == Some(&b'-'));
        let whole = digits(sign);
        if whole == 0 || (whole > 1 && text.get(sign) == Some(&b'0')) {
            return None;
        }
        let mut end = sign + whole;
        if text.get(end) == Some(&b'.') {
            let part = digits(end + 1);
            if part == 0 {
                return None;
            }
            end += 1 + part;
        }
        if let Some(b'e' | b'E') = text.get(end) {
            let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
            let part = digits(end + 1 + sign);
            if part == 0 {
                return None;
            }
            end += 1 + sign + part;
        }
        let (number, rest) = text.split_at_checked(end)?;
        // only digits and signs
        let number_text = std::str::from_utf8(number).ok()?;
        let float = number.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
        let read = match float {
            true => Self::Float(number_text.parse().ok()?),
            false => Self::Int(number_text.parse().ok()?),
        };
        Some((read, rest))
    }
}

/// The last member of this name in an object, from behind its brace on; null when there is none.
fn member<'a>(mut rest: &'a [u8], key: &[u8]) -> Step<'a> {
    let mut found = Node::Null;
    rest = rest.trim_ascii_start();
    if rest.first() == Some(&b'}') {
        return Ok(found);
    }
    loop {
        let Some((b'"', name)) = rest.split_first() else {
            return Err(false);
        };
        let end = memchr2(b'"', b'\\', name).ok_or(false)?;
        let (name, after) = name.split_at_checked(end).ok_or(false)?;
        if after.first() != Some(&b'"') {
            // an escaped name may be this one
            return Err(false);
        }
        let Some((b':', value)) = after.get(1..).unwrap_or_default().trim_ascii_start().split_first() else {
            return Err(false);
        };
        let value = value.trim_ascii_start();
        if name == key {
            found = Node::Json(value);
        }
        rest = skip(value).ok_or(false)?.trim_ascii_start();
        match rest.split_first() {
            Some((b',', more)) => rest = more.trim_ascii_start(),
            Some((b'}', _)) => return Ok(found),
            _ => return Err(false),
        }
    }
}

/// What follows a value; none when it is not plain JSON.
fn skip(value: &[u8]) -> Option<&[u8]> {
    match value.first()? {
        b'"' => string(value.get(1..)?),
        b'{' | b'[' => nested(value),
        b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
            let end = value
                .iter()
                .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | b'#' | b'"'))?;
            value.get(end..)
        }
        _ => None,
    }
}

/// What follows a string, from behind its quote on.
fn string(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let at = memchr2(b'"', b'\\', rest)?;
        if rest.get(at) == Some(&b'"') {
            return rest.get(at + 1..);
        }
        rest = rest.get(at + 2..)?;
    }
}

fn nested(value: &[u8]) -> Option<&[u8]> {
    let (mut rest, mut depth) = (value, 0usize);
    loop {
        let (byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'"' => rest = string(rest)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(rest);
                }
            }
            // a comment, which only jaq knows
            b'#' => return None,
            _ => {
                // nothing in between matters
                let next = memchr3(b'"', b'#', b'\\', rest).unwrap_or(rest.len());
                let bracket = rest
                    .iter()
                    .take(next)
                    .position(|byte| matches!(byte, b'{' | b'[' | b'}' | b']'));
                rest = rest.get(bracket.unwrap_or(next)..)?;
            }
        }
    }
}
