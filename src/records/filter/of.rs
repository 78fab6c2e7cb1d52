//! What a filter looks at: the record, and what its variables stand for.

use std::borrow::Cow;
use std::cell::Cell;

use super::super::read::Place;
use super::inside::{FEW, put};
use super::value::{End, Got, Members, Value};
use crate::wire::batch::Record;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of<'e, 'a> {
    pub(super) place: &'a Place<'a>,
    pub(super) record: &'a Record<'a>,
    pub(super) vars: Option<&'e Bound<'e, 'a>>,
    /// Steps that may still be taken: then jq is asked, which is kept within bounds.
    pub(super) left: &'a Cell<u32>,
}

/// Steps that are taken for one record without jq.
pub(super) const STEPS: u32 = 1_000_000;

/// A variable, and those that were bound before it.
#[derive(Debug)]
pub(super) struct Bound<'e, 'a> {
    name: &'a str,
    value: Value<'a>,
    up: Option<&'e Self>,
}

impl<'e, 'a> Of<'e, 'a> {
    /// Takes a step.
    pub(super) fn goes(self) -> Result<(), End> {
        self.costs(1)
    }

    /// Takes so many steps.
    pub(super) fn costs(self, steps: u32) -> Result<(), End> {
        let left = self.left.get().checked_sub(steps).ok_or(End::Unsure)?;
        self.left.set(left);
        Ok(())
    }

    pub(super) const fn bind(self, name: &'a str, value: Value<'a>) -> Bound<'e, 'a> {
        Bound {
            name,
            value,
            up: self.vars,
        }
    }

    pub(super) const fn with<'n>(self, bound: &'n Bound<'n, 'a>) -> Of<'n, 'a> {
        Of {
            place: self.place,
            record: self.record,
            vars: Some(bound),
            left: self.left,
        }
    }

    pub(super) fn var(self, name: &str) -> Option<Value<'a>> {
        let mut at = self.vars;
        while let Some(bound) = at {
            if bound.name == name {
                return Some(bound.value.clone());
            }
            at = bound.up;
        }
        None
    }

    pub(super) fn field(self, name: &str) -> Got<'a> {
        Ok(match name {
            "topic" => Value::text(self.place.topic.as_str().as_bytes()),
            "partition" => Value::Int(i64::from(self.place.partition)),
            "offset" => Value::Int(self.record.offset),
            "timestamp" if self.record.timestamp == -1 => Value::Null,
            "timestamp" => Value::Int(self.record.timestamp),
            "key" => match self.record.key {
                Some(key @ [b'{' | b'[', ..]) => Value::Bytes(key),
                Some(key) => Value::text(key),
                None => Value::Null,
            },
            "value" => self.record.value.map_or(Value::Null, Value::Bytes),
            "headers" => {
                let mut headers = Members::new();
                for (name, value) in self.record.headers {
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
