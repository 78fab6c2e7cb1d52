//! What a filter looks at: the record, and what the names in it stand for.

use std::borrow::Cow;
use std::cell::Cell;

use super::super::read::{Place, STACK};
use super::bound::here;
use super::expr::Expr;
use super::functions::Function;
use super::inside::{FEW, put};
use super::value::{End, Got, Members, Value};
use crate::wire::batch::Record;

/// A record that is looked at, and how far that went.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    place: &'a Place<'a>,
    record: &'a Record<'a>,
    /// Steps that may still be taken: then jq is asked, which is kept within bounds.
    left: Cell<u32>,
    /// About where the stack stood when it began.
    stack: usize,
    labels: Cell<u32>,
}

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of<'e, 'a> {
    seen: &'e Seen<'a>,
    names: Option<&'e Bound<'e, 'a>>,
}

/// Steps that are taken for one record without jq.
const STEPS: u32 = 1_000_000;

/// What a call of a function costs of them, and an array or an object that is made: values nest no deeper than there is
/// stack for what goes through them.
const CALL: u32 = 20;
const MADE: u32 = 50;

/// Functions that call themselves are given so much of the stack, in bytes; the rest is for what goes through values.
const DEEPEST: usize = STACK / 4;

/// What a name stands for, and the names that were bound before it.
#[derive(Debug)]
pub(super) struct Bound<'e, 'a> {
    is: Is<'e, 'a>,
    up: Option<&'e Self>,
}

/// See [`Bound`].
#[derive(Debug)]
pub(super) enum Is<'e, 'a> {
    Var(&'a str, Value<'a>),
    Label(&'a str, u32),
    Function(&'a Function),
    /// What a function is given under this number, and the names that are to be seen there.
    Given(u32, &'a Expr, Option<&'e Bound<'e, 'a>>),
}

impl<'a> Seen<'a> {
    pub(super) fn new(place: &'a Place<'a>, record: &'a Record<'a>) -> Self {
        Self {
            place,
            record,
            left: Cell::new(STEPS),
            stack: here(),
            labels: Cell::new(0),
        }
    }

    pub(super) const fn of(&self) -> Of<'_, 'a> {
        Of {
            seen: self,
            names: None,
        }
    }
}

impl<'e, 'a> Of<'e, 'a> {
    /// Takes a step.
    pub(super) fn goes(self) -> Result<(), End> {
        self.costs(1)
    }

    /// Takes so many steps.
    pub(super) fn costs(self, steps: u32) -> Result<(), End> {
        let left = self.seen.left.get().checked_sub(steps).ok_or(End::Unsure)?;
        self.seen.left.set(left);
        Ok(())
    }

    /// An array or an object is made.
    pub(super) fn makes(self) -> Result<(), End> {
        self.costs(MADE)
    }

    /// A function is called.
    pub(super) fn calls(self) -> Result<(), End> {
        if self.seen.stack.abs_diff(here()) > DEEPEST {
            return Err(End::Unsure);
        }
        self.costs(CALL)
    }

    /// A label that is no other's.
    pub(super) fn label(self) -> u32 {
        self.seen.labels.set(self.seen.labels.get() + 1);
        self.seen.labels.get()
    }

    pub(super) const fn bind(self, name: &'a str, value: Value<'a>) -> Bound<'e, 'a> {
        self.bound(Is::Var(name, value))
    }

    pub(super) const fn bound(self, is: Is<'e, 'a>) -> Bound<'e, 'a> {
        Bound { is, up: self.names }
    }

    pub(super) const fn with<'n>(self, bound: &'n Bound<'n, 'a>) -> Of<'n, 'a>
    where
        'e: 'n,
    {
        self.among(Some(bound))
    }

    /// The same record where other names are to be seen.
    pub(super) const fn among<'n>(self, names: Option<&'n Bound<'n, 'a>>) -> Of<'n, 'a>
    where
        'e: 'n,
    {
        Of { seen: self.seen, names }
    }

    pub(super) const fn names(self) -> Option<&'e Bound<'e, 'a>> {
        self.names
    }

    /// The innermost name that is the one.
    pub(super) fn find<T>(self, mut is: impl FnMut(&'e Bound<'e, 'a>, &'e Is<'e, 'a>) -> Option<T>) -> Option<T> {
        let mut at = self.names;
        while let Some(bound) = at {
            if let Some(found) = is(bound, &bound.is) {
                return Some(found);
            }
            at = bound.up;
        }
        None
    }

    pub(super) fn var(self, name: &str) -> Option<Value<'a>> {
        self.find(|_, is| match is {
            Is::Var(is, value) if *is == name => Some(value.clone()),
            _ => None,
        })
    }

    pub(super) fn field(self, name: &str) -> Got<'a> {
        let record = self.seen.record;
        Ok(match name {
            "topic" => Value::text(self.seen.place.topic.as_str().as_bytes()),
            "partition" => Value::Int(i64::from(self.seen.place.partition)),
            "offset" => Value::Int(record.offset),
            "timestamp" if record.timestamp == -1 => Value::Null,
            "timestamp" => Value::Int(record.timestamp),
            "key" => match record.key {
                Some(key @ [b'{' | b'[', ..]) => Value::Bytes(key),
                Some(key) => Value::text(key),
                None => Value::Null,
            },
            "value" => record.value.map_or(Value::Null, Value::Bytes),
            "headers" => {
                let mut headers = Members::new();
                for (name, value) in record.headers {
                    if headers.len() > FEW {
                        return Err(End::Unsure);
                    }
                    put(
                        &mut headers,
                        Cow::Borrowed(name),
                        value.map_or(Value::Null, Value::text),
                    );
                }
                Value::object(headers)
            }
            _ => Value::Null,
        })
    }
}
