//! Steps of a path.

use super::expr::Expr;
use super::of::Of;
use super::value::{End, Got, Value};

/// Where a path leads from a value.
#[derive(Debug)]
pub(super) enum Step {
    Name(String),
    At(i64),
    /// A name or an index that comes of the whole input.
    Of(Box<Expr>),
    All,
    Part(Option<i64>, Option<i64>),
    /// The same between what comes of the whole input.
    Between(Option<Box<Expr>>, Option<Box<Expr>>),
}

impl Step {
    /// The part between two bounds.
    pub(super) fn between(from: Option<Box<Expr>>, upto: Option<Box<Expr>>) -> Self {
        let int = |bound: &Option<Box<Expr>>| match bound.as_deref() {
            None => Some(None),
            Some(Expr::Int(int)) => Some(Some(*int)),
            Some(_) => None,
        };
        match (int(&from), int(&upto)) {
            (Some(from), Some(upto)) => Self::Part(from, upto),
            _ => Self::Between(from, upto),
        }
    }

    /// What lies there; what a name or an index comes of is the whole input.
    pub(super) fn take<'a>(&'a self, of: Of<'_, 'a>, value: &Value<'a>, input: &Value<'a>) -> Got<'a> {
        match (self, value) {
            (Self::Name(name), Value::Record) => of.field(name),
            (Self::Name(name), value) => value.get(name.as_bytes()),
            (Self::At(index), value) => value.at(*index),
            (Self::Of(index), value) => {
                // when it comes to nothing, or to an error, jq minds neither order nor softness
                let index = index.value(of, input.clone()).map_err(|_lost| End::Unsure)?;
                match (index, value) {
                    (Value::Text(name), Value::Record) => match std::str::from_utf8(&name) {
                        Ok(name) => of.field(name),
                        Err(_) => Err(End::Unsure),
                    },
                    (Value::Text(name), value) => value.get(&name),
                    (Value::Int(index), value) => value.at(index),
                    _ => Err(End::Unsure),
                }
            }
            (Self::Part(from, upto), value) => value.part(*from, *upto),
            (Self::Between(from, upto), value) => {
                let bound = |bound: &'a Option<Box<Expr>>| match bound {
                    None => Ok(None),
                    Some(bound) => match bound.value(of, input.clone()) {
                        Ok(Value::Int(int)) => Ok(Some(int)),
                        Ok(Value::Null) => Ok(None),
                        _ => Err(End::Unsure),
                    },
                };
                value.part(bound(from)?, bound(upto)?)
            }
            (Self::All, _) => Err(End::Unsure),
        }
    }
}
