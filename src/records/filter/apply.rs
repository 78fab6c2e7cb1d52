//! Functions of jq of values that are worked out: `ltrimstr($x)`, `has(.key)`, `getpath($path)`.

use jaq_core::load::parse::Term;
use memchr::memmem::find;

use super::expr::Expr;
use super::lists;
use super::of::Of;
use super::parts::Parts;
use super::value::{End, Got, Value};

/// A function with what it is given.
#[derive(Debug)]
pub(super) struct Apply {
    kind: Kind,
    arg: Box<Expr>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Begins,
    Ends,
    WithoutBegin,
    WithoutEnd,
    Split,
    Join,
    Has,
    Contains,
    Indices,
    Path,
}

impl Apply {
    /// The function of this name; none when only jq knows it.
    pub(super) fn of(name: &str, args: &[Term<&str>], parts: Parts<'_>) -> Option<Self> {
        let [arg] = args else {
            return None;
        };
        let kind = match name {
            "startswith" => Kind::Begins,
            "endswith" => Kind::Ends,
            "ltrimstr" => Kind::WithoutBegin,
            "rtrimstr" => Kind::WithoutEnd,
            "split" => Kind::Split,
            "join" => Kind::Join,
            "has" => Kind::Has,
            "contains" => Kind::Contains,
            "indices" => Kind::Indices,
            "getpath" => Kind::Path,
            _ => return None,
        };
        Some(Self {
            kind,
            arg: Box::new(Expr::of(arg, parts)),
        })
    }

    /// What comes of one value that is given.
    pub(super) fn value<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>) -> Got<'a> {
        let arg = self.arg.value(of, input.clone())?;
        Ok(match (self.kind, input, arg) {
            (Kind::Begins, Value::Text(text), Value::Text(arg)) => Value::Bool(text.starts_with(&arg)),
            (Kind::Ends, Value::Text(text), Value::Text(arg)) => Value::Bool(text.ends_with(&arg)),
            (Kind::WithoutBegin, Value::Text(text), Value::Text(arg)) => {
                let begin = if text.starts_with(&arg) { arg.len() } else { 0 };
                Value::Text(lists::within(text, begin, 0))
            }
            (Kind::WithoutEnd, Value::Text(text), Value::Text(arg)) => {
                let end = if text.ends_with(&arg) { arg.len() } else { 0 };
                Value::Text(lists::within(text, 0, end))
            }
            (Kind::Split, Value::Text(text), Value::Text(arg)) => return lists::split(text, &arg),
            (Kind::Join, array, Value::Text(arg)) => return lists::join(&array, &arg),
            (Kind::Has, object, Value::Text(arg)) => {
                Value::Bool(object.members()?.iter().any(|(name, _)| *name == arg))
            }
            (Kind::Has, array, Value::Int(arg)) => {
                let len = array.items()?.len();
                let at = if arg < 0 {
                    arg.unsigned_abs()
                } else {
                    arg.unsigned_abs() + 1
                };
                Value::Bool(usize::try_from(at).is_ok_and(|at| at <= len))
            }
            (Kind::Contains, value, arg) => Value::Bool(contains(&value.settled()?, &arg.settled()?)?),
            (Kind::Indices, Value::Text(text), Value::Text(part)) if text.is_ascii() => {
                if part.is_empty() {
                    return Ok(Value::list(Vec::new()));
                }
                let mut from = 0;
                let mut places = Vec::new();
                // they may overlap
                while let Some(at) = text.get(from..).and_then(|rest| find(rest, &part)) {
                    places.push(Value::Int(i64::try_from(from + at).map_err(|_lost| End::Unsure)?));
                    from += at + 1;
                }
                Value::list(places)
            }
            (Kind::Path, value, path) => {
                let mut at = value;
                for step in &*path.items()? {
                    at = match step {
                        Value::Text(name) => at.get(name)?,
                        Value::Int(index) => at.at(*index)?,
                        _ => return Err(End::Unsure),
                    };
                }
                at
            }
            _ => return Err(End::Unsure),
        })
    }
}

/// Whether a value has another in it, as jq sees it.
fn contains(value: &Value<'_>, other: &Value<'_>) -> Result<bool, End> {
    Ok(match (value, other) {
        (Value::Text(text), Value::Text(part)) => find(text, part).is_some(),
        (Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(..) | Value::Text(_), _)
        | (_, Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(..) | Value::Text(_)) => {
            value.compare(other)?.is_eq()
        }
        (value, other) => match (value.items(), other.items()) {
            (Ok(items), Ok(others)) => {
                for other in &*others {
                    if !any(&items, other)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Err(_), Err(_)) => {
                let members = value.members()?;
                for (name, other) in &*other.members()? {
                    let found = members.iter().find(|(is, _)| is == name);
                    match found {
                        Some((_, value)) if contains(value, other)? => {}
                        _ => return Ok(false),
                    }
                }
                true
            }
            // one is an array, the other an object
            _ => return Err(End::Unsure),
        },
    })
}

fn any(items: &[Value<'_>], other: &Value<'_>) -> Result<bool, End> {
    for item in items {
        if contains(item, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}
