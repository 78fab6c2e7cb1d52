//! What lies in arrays and objects, as they lie in JSON or as they were worked out.

use std::borrow::Cow;
use std::rc::Rc;

use super::plain;
use super::value::{End, Got, Member, Members, Value};

/// Objects of more members are left to jq, which finds names by hash.
pub(super) const FEW: usize = 256;

impl<'a> Value<'a> {
    /// An array of these.
    pub(super) fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(items))
    }

    /// An object of these; no name is there twice.
    pub(super) fn object(members: Members<'a>) -> Self {
        Self::Object(Rc::new(members))
    }

    /// JSON that begins here, if it is an array or an object: nobody has looked at bytes from outside yet.
    fn json(&self) -> Option<&'a [u8]> {
        match self {
            Self::Json(json) => Some(json),
            Self::Bytes(bytes) => Some(plain::space(bytes)),
            _ => None,
        }
    }

    /// The same, where bytes from outside turn out to be an array or an object.
    pub(super) fn settled(self) -> Got<'a> {
        match self {
            Self::Bytes(bytes) => match plain::space(bytes) {
                json @ [b'{' | b'[', ..] if plain::is_value(json) => Ok(Self::Json(json)),
                _ => Err(End::Unsure),
            },
            other => Ok(other),
        }
    }

    /// The elements of an array.
    pub(super) fn items(&self) -> Result<Cow<'_, [Self]>, End> {
        if let Self::List(items) = self {
            return Ok(Cow::Borrowed(items));
        }
        let Some([b'[', elements @ ..]) = self.json() else {
            return Err(End::Unsure);
        };
        let mut items = Vec::new();
        let rest = plain::elements(elements, |text| {
            let (json, rest) = plain::split(text)?;
            items.push(Value::plain(json).ok()?);
            Some(rest)
        });
        ended(rest)?;
        Ok(Cow::Owned(items))
    }

    /// The members of an object. Of two of one name the last one's value counts, in the place of the first.
    pub(super) fn members(&self) -> Result<Cow<'_, [Member<'a>]>, End> {
        if let Self::Object(members) = self {
            return Ok(Cow::Borrowed(members));
        }
        let Some([b'{', text @ ..]) = self.json() else {
            return Err(End::Unsure);
        };
        let mut members = Members::new();
        let rest = plain::members(text, |name, text| {
            let (json, rest) = plain::split(text)?;
            put(&mut members, Cow::Borrowed(name), Value::plain(json).ok()?);
            (members.len() <= FEW).then_some(rest)
        });
        ended(rest)?;
        Ok(Cow::Owned(members))
    }

    /// What an array or an object has in it, until `each` breaks off.
    pub(super) fn each(&self, mut each: impl FnMut(Self) -> Result<bool, End>) -> Result<bool, End> {
        let (items, members);
        let values: &mut dyn Iterator<Item = &Self> = match self {
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Float(..) | Self::Text(_) => return Err(End::Failed),
            Self::Record => return Err(End::Unsure),
            Self::List(_) => {
                items = self.items()?;
                &mut items.iter()
            }
            _ if matches!(self.json(), Some([b'[', ..])) => {
                items = self.items()?;
                &mut items.iter()
            }
            _ => {
                members = self.members()?;
                &mut members.iter().map(|(_, value)| value)
            }
        };
        for value in values {
            if !each(value.clone())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The element of an array at an index, from its end when that is negative.
    pub(super) fn at(&self, index: i64) -> Got<'a> {
        match self {
            Self::Null => return Ok(Self::Null),
            Self::Bool(_) | Self::Int(_) | Self::Float(..) | Self::Text(_) => return Err(End::Failed),
            _ => {}
        }
        let items = self.items()?;
        let found = place(index, items.len()).and_then(|at| items.get(at));
        Ok(found.map_or(Self::Null, Clone::clone))
    }

    /// The part of an array or of a text between two indices.
    pub(super) fn part(&self, from: Option<i64>, upto: Option<i64>) -> Got<'a> {
        let within = |len: usize| {
            let bound = |index: i64| place(index, len).unwrap_or(if index < 0 { 0 } else { len });
            let (from, upto) = (from.map_or(0, bound), upto.map_or(len, bound));
            from..upto.max(from)
        };
        match self {
            Self::Text(text) if text.is_ascii() => {
                let range = within(text.len());
                Ok(Self::Text(match text {
                    Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or_default()),
                    Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or_default().to_vec()),
                }))
            }
            Self::Text(text) => {
                let text = std::str::from_utf8(text).map_err(|_lost| End::Unsure)?;
                let range = within(text.chars().count());
                let part: String = text.chars().skip(range.start).take(range.len()).collect();
                Ok(Self::Text(Cow::Owned(part.into_bytes())))
            }
            array => {
                let items = array.items()?;
                let range = within(items.len());
                Ok(Self::list(items.get(range).unwrap_or_default().to_vec()))
            }
        }
    }
}

/// Adds a member, or gives one that is there another value.
pub(super) fn put<'a>(members: &mut Members<'a>, name: Cow<'a, [u8]>, value: Value<'a>) {
    match members.iter_mut().find(|(is, _)| *is == name) {
        Some((_, old)) => *old = value,
        None => members.push((name, value)),
    }
}

/// An index from the beginning; none when it lies outside.
fn place(index: i64, len: usize) -> Option<usize> {
    let len = i64::try_from(len).ok()?;
    let index = if index < 0 { index.checked_add(len)? } else { index };
    usize::try_from(index).ok().filter(|_| index < len)
}

/// Nothing but white space may follow.
fn ended(rest: Option<&[u8]>) -> Result<(), End> {
    match rest.map(plain::space) {
        Some([]) => Ok(()),
        _ => Err(End::Unsure),
    }
}
