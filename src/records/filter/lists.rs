//! Functions of jq that make or read arrays and objects.

use std::borrow::Cow;
use std::cmp::Ordering;

use jaq_core::ops::Math;

use super::inside::{FEW, put};
use super::math::{LONG, calculate};
use super::value::{End, Got, Member, Members, Value};

/// A function of its input alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListCall {
    Entries,
    FromEntries,
    Keys,
    KeysUnsorted,
    Add,
    Min,
    Max,
    Sort,
    Unique,
    Reverse,
    Explode,
    Implode,
    Flatten,
}

impl ListCall {
    /// The function of this name; none when only jq knows it.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "to_entries" => Self::Entries,
            "from_entries" => Self::FromEntries,
            "keys" => Self::Keys,
            "keys_unsorted" => Self::KeysUnsorted,
            "add" => Self::Add,
            "min" => Self::Min,
            "max" => Self::Max,
            "sort" => Self::Sort,
            "unique" => Self::Unique,
            "reverse" => Self::Reverse,
            "explode" => Self::Explode,
            "implode" => Self::Implode,
            "flatten" => Self::Flatten,
            _ => return None,
        })
    }

    pub(super) fn value<'a>(self, input: &Value<'a>) -> Got<'a> {
        Ok(match self {
            Self::Entries => {
                let entry = |(name, value): &Member<'a>| {
                    Value::object(vec![
                        (Cow::Borrowed(&b"key"[..]), Value::Text(name.clone())),
                        (Cow::Borrowed(&b"value"[..]), value.clone()),
                    ])
                };
                Value::list(input.members()?.iter().map(entry).collect())
            }
            Self::FromEntries => {
                let mut members = Members::new();
                for entry in &*input.items()? {
                    if members.len() > FEW {
                        return Err(End::Unsure);
                    }
                    match entry.get(b"key")? {
                        Value::Text(name) => put(&mut members, name, entry.get(b"value")?),
                        _ => return Err(End::Unsure),
                    }
                }
                Value::object(members)
            }
            Self::Keys | Self::KeysUnsorted => {
                let members = input.members()?;
                let mut names: Vec<_> = members.iter().map(|(name, _)| name.clone()).collect();
                if self == Self::Keys {
                    names.sort_unstable();
                }
                Value::list(names.into_iter().map(Value::Text).collect())
            }
            Self::Add => {
                let mut sum = Value::Null;
                input.each(|item| {
                    sum = calculate(Math::Add, &sum, &item)?;
                    Ok(true)
                })?;
                sum
            }
            Self::Min => most(input, Ordering::Less)?,
            Self::Max => most(input, Ordering::Greater)?,
            Self::Sort => Value::list(sorted(input)?),
            Self::Unique => {
                let mut items = sorted(input)?;
                items.dedup_by(|one, other| one.compare(other) == Ok(Ordering::Equal));
                Value::list(items)
            }
            Self::Reverse => Value::list(input.items()?.iter().rev().cloned().collect()),
            Self::Flatten => {
                let mut items = Vec::new();
                flat(&input.items()?, &mut items)?;
                Value::list(items)
            }
            Self::Implode => {
                let mut text = String::new();
                for item in &*input.items()? {
                    let Value::Int(code) = item else {
                        return Err(End::Unsure);
                    };
                    let code = u32::try_from(*code).map_err(|_lost| End::Unsure)?;
                    text.push(char::from_u32(code).ok_or(End::Unsure)?);
                }
                Value::Text(Cow::Owned(text.into_bytes()))
            }
            Self::Explode => {
                let Value::Text(text) = input else {
                    return Err(End::Unsure);
                };
                let text = std::str::from_utf8(text).map_err(|_lost| End::Unsure)?;
                Value::list(text.chars().map(|c| Value::Int(i64::from(u32::from(c)))).collect())
            }
        })
    }
}

/// A function of an array whose elements have keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Sort,
    Group,
    Unique,
    Min,
    Max,
}

impl By {
    /// What comes of elements with their keys.
    pub(super) fn value<'a>(self, keyed: Vec<(Vec<Value<'a>>, Value<'a>)>) -> Got<'a> {
        // where each has but one key, that is compared
        let single = keyed.iter().all(|(keys, _)| keys.len() == 1);
        let key = |mut keys: Vec<Value<'a>>| match keys.pop() {
            Some(key) if single => key,
            last => {
                keys.extend(last);
                Value::list(keys)
            }
        };
        let mut keyed: Vec<_> = keyed.into_iter().map(|(keys, item)| (key(keys), item)).collect();
        if !keyed.iter().all(|(key, _)| ordered(key)) {
            return Err(End::Unsure);
        }
        let mut unsure = false;
        keyed.sort_by(|(one, _), (other, _)| {
            one.compare(other).unwrap_or_else(|_lost| {
                unsure = true;
                Ordering::Equal
            })
        });
        if unsure {
            return Err(End::Unsure);
        }
        let same = |(one, _): &(Value<'a>, _), (other, _): &(Value<'a>, _)| one.compare(other) == Ok(Ordering::Equal);
        let items = |group: &[(Value<'a>, Value<'a>)]| group.iter().map(|(_, item)| item.clone()).collect();
        Ok(match self {
            Self::Sort => Value::list(items(&keyed)),
            Self::Group => Value::list(keyed.chunk_by(same).map(|group| Value::list(items(group))).collect()),
            Self::Unique => {
                let first = |group: &[(Value<'a>, Value<'a>)]| group.first().map(|(_, item)| item.clone());
                Value::list(keyed.chunk_by(same).filter_map(first).collect())
            }
            // of those with one key the first is the smallest, the last the largest
            Self::Min => keyed.into_iter().next().map_or(Value::Null, |(_, item)| item),
            Self::Max => keyed.pop().map_or(Value::Null, |(_, item)| item),
        })
    }
}

/// An array's elements in a row, with a text between them.
pub(super) fn join<'a>(input: &Value<'a>, between: &[u8]) -> Got<'a> {
    let mut text = Vec::new();
    for (at, item) in input.items()?.iter().enumerate() {
        if at > 0 {
            text.extend_from_slice(between);
        }
        match item {
            Value::Text(item) => text.extend_from_slice(item),
            Value::Int(item) => text.extend_from_slice(item.to_string().as_bytes()),
            _ => return Err(End::Unsure),
        }
        if text.len() > LONG {
            return Err(End::Unsure);
        }
    }
    Ok(Value::Text(Cow::Owned(text)))
}

/// More elements than this are left to jq, which is kept within bounds.
const MOST: usize = 100_000;

/// What is in an array, and in the arrays within it.
fn flat<'a>(items: &[Value<'a>], into: &mut Vec<Value<'a>>) -> Result<(), End> {
    for item in items {
        match item {
            Value::List(_) | Value::Json([b'[', ..]) => flat(&item.items()?, into)?,
            other => into.push(other.clone()),
        }
        if into.len() > MOST {
            return Err(End::Unsure);
        }
    }
    Ok(())
}

/// The smallest or the largest; only where no two are equal but different, as 1 and 1.0 are.
fn most<'a>(input: &Value<'a>, wanted: Ordering) -> Got<'a> {
    let items = input.items()?;
    let mut found = None;
    for item in &*items {
        let order = found.map_or(Ok(wanted), |found: &Value<'a>| item.compare(found))?;
        if order == Ordering::Equal && !found.is_some_and(|found| same(found, item)) {
            return Err(End::Unsure);
        }
        if order == wanted {
            found = Some(item);
        }
    }
    Ok(found.cloned().unwrap_or(Value::Null))
}

fn same(one: &Value<'_>, other: &Value<'_>) -> bool {
    match (one, other) {
        (Value::Int(_), Value::Int(_)) | (Value::Text(_), Value::Text(_)) => true,
        (Value::Null | Value::Bool(_), _) => true,
        (Value::Float(one, is), Value::Float(other, was)) => one.to_bits() == other.to_bits() && is == was,
        _ => false,
    }
}

/// Whether it has its place among all values: bytes that nobody has looked at have none, and whole numbers that no float
/// holds are equal to more than one that does.
fn ordered(value: &Value<'_>) -> bool {
    match value {
        Value::Record | Value::Bytes(_) | Value::Json(_) | Value::Object(_) => false,
        Value::Int(int) => int.unsigned_abs() < 1 << 53,
        Value::List(items) => items.iter().all(ordered),
        Value::Null | Value::Bool(_) | Value::Float(..) | Value::Text(_) => true,
    }
}

/// In jq's order; only where no two are equal but different.
fn sorted<'a>(input: &Value<'a>) -> Result<Vec<Value<'a>>, End> {
    let mut items = input.items()?.to_vec();
    if !items.iter().all(ordered) {
        return Err(End::Unsure);
    }
    let mut unsure = false;
    items.sort_by(|one, other| {
        let order = one.compare(other).unwrap_or_else(|_lost| {
            unsure = true;
            Ordering::Equal
        });
        unsure |= order == Ordering::Equal && !same(one, other);
        order
    });
    if unsure { Err(End::Unsure) } else { Ok(items) }
}

/// The text without so many bytes at its begin and its end.
pub(super) fn within(text: Cow<'_, [u8]>, begin: usize, end: usize) -> Cow<'_, [u8]> {
    let range = begin..text.len().saturating_sub(end);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or_default().to_vec()),
    }
}

/// A text in parts.
pub(super) fn split<'a>(text: Cow<'a, [u8]>, by: &[u8]) -> Got<'a> {
    if text.is_empty() {
        return Ok(Value::list(Vec::new()));
    }
    if by.is_empty() {
        let text = std::str::from_utf8(&text).map_err(|_lost| End::Unsure)?;
        let char = |c: char| Value::Text(Cow::Owned(c.to_string().into_bytes()));
        return Ok(Value::list(text.chars().map(char).collect()));
    }
    let parts = |text: &[u8]| -> Vec<(usize, usize)> {
        let mut parts = Vec::new();
        let mut from = 0;
        for at in memchr::memmem::find_iter(text, by) {
            parts.push((from, at));
            from = at + by.len();
        }
        parts.push((from, text.len()));
        parts
    };
    let made = match &text {
        Cow::Borrowed(text) => parts(text)
            .into_iter()
            .map(|(from, upto)| Value::text(text.get(from..upto).unwrap_or_default()))
            .collect(),
        Cow::Owned(text) => parts(text)
            .into_iter()
            .map(|(from, upto)| Value::Text(Cow::Owned(text.get(from..upto).unwrap_or_default().to_vec())))
            .collect(),
    };
    Ok(Value::list(made))
}
