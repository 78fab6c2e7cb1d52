//! What a filter looks at: the record, and what its variables stand for.

use std::borrow::Cow;

use super::super::read::Place;
use super::inside::put;
use super::value::{Got, Members, Value};
use crate::wire::batch::Record;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of<'e, 'a> {
    pub(super) place: &'a Place<'a>,
    pub(super) record: &'a Record<'a>,
    pub(super) vars: Option<&'e Bound<'e, 'a>>,
}

/// A variable, and those that were bound before it.
#[derive(Debug)]
pub(super) struct Bound<'e, 'a> {
    name: &'a str,
    value: Value<'a>,
    up: Option<&'e Self>,
}

impl<'e, 'a> Of<'e, 'a> {
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
