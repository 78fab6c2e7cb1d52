//! jq filters that give one value, worked out on the JSON as it lies, without jq: paths, comparisons, arithmetic, `and`,
//! `or`, `not`, `//`, `if`, `select`, `any`, `all`, and what is most often asked of strings. Where the answer might not be
//! jq's to the letter, there is none, and jq is asked.

use std::cmp::Ordering;

use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::ops::{Cmp, Math};
use jaq_core::path::{Opt, Part};

use super::super::read::Place;
use super::call::Call;
use super::need::plain;
use super::value::{End, Got, Value};
use crate::wire::batch::Record;

/// A filter.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    Input,
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// What lies under a name.
    Get(Box<Self>, String),
    Pipe(Box<Self>, Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Alt(Box<Self>, Box<Self>),
    Cmp(Cmp, Box<Self>, Box<Self>),
    Math(Math, Box<Self>, Box<Self>),
    If(Box<Self>, Box<Self>, Box<Self>),
    Select(Box<Self>),
    /// Whether this holds for any element of an array, or (true) for all.
    Each(bool, Box<Self>, Box<Self>),
    Call(Call),
    /// Only jq knows.
    Unknown,
}

/// The record that a filter looks at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of<'a> {
    pub(super) place: &'a Place<'a>,
    pub(super) record: &'a Record<'a>,
}

impl Expr {
    /// A term as far as it is understood.
    pub(super) fn of(term: &Term<&str>) -> Self {
        let of = |term: &Term<&str>| Box::new(Self::of(term));
        match term {
            Term::Id => Self::Input,
            Term::Num(number) => match Value::number(number.as_bytes()) {
                Some(Value::Int(int)) => Self::Int(int),
                Some(Value::Float(float)) => Self::Float(float),
                _ => Self::Unknown,
            },
            Term::Neg(inner) => match Self::of(inner) {
                Self::Int(int) => int.checked_neg().map_or(Self::Unknown, Self::Int),
                Self::Float(float) => Self::Float(-float),
                _ => Self::Unknown,
            },
            Term::Str(None, parts) => plain(parts).map_or(Self::Unknown, Self::Text),
            Term::Path(inner, parts) => Self::path(inner, &parts.0),
            Term::BinOp(left, op, right) => {
                let (left, right) = (of(left), of(right));
                match op {
                    BinaryOp::Pipe(None) => Self::Pipe(left, right),
                    BinaryOp::And => Self::And(left, right),
                    BinaryOp::Or => Self::Or(left, right),
                    BinaryOp::Alt => Self::Alt(left, right),
                    BinaryOp::Cmp(cmp) => Self::Cmp(*cmp, left, right),
                    BinaryOp::Math(math) => Self::Math(*math, left, right),
                    _ => Self::Unknown,
                }
            }
            Term::IfThenElse(cases, otherwise) => {
                let last = otherwise.as_ref().map_or(Self::Input, |term| Self::of(term));
                cases.iter().rfold(last, |otherwise, (condition, then)| {
                    Self::If(of(condition), of(then), Box::new(otherwise))
                })
            }
            // what fails gives nothing in any case
            Term::TryCatch(inner, None) => Self::of(inner),
            Term::Call(name, args) => match (*name, &args[..]) {
                ("null", []) => Self::Null,
                ("true", []) => Self::Bool(true),
                ("false", []) => Self::Bool(false),
                ("select", [condition]) => Self::Select(of(condition)),
                ("any" | "all", [condition]) => Self::Each(*name == "all", Box::new(Self::Input), of(condition)),
                ("any" | "all", [each, condition]) => match iterated(each) {
                    Some(array) => Self::Each(*name == "all", Box::new(array), of(condition)),
                    None => Self::Unknown,
                },
                (name, args) => Call::of(name, args).map_or(Self::Unknown, Self::Call),
            },
            _ => Self::Unknown,
        }
    }

    /// What lies below it by names. With a question mark a path that fails gives nothing: here it does in any case.
    fn path(inner: &Term<&str>, parts: &[(Part<Term<&str>>, Opt)]) -> Self {
        parts.iter().fold(Self::of(inner), |from, (part, _)| {
            let name = match part {
                Part::Index(Term::Str(None, name)) => plain(name),
                _ => None,
            };
            name.map_or(Self::Unknown, |name| Self::Get(Box::new(from), name))
        })
    }

    /// Whether jq gives something that is neither false nor null; none when only jq can tell.
    pub(super) fn matches(&self, of: Of<'_>) -> Option<bool> {
        match self.value(of, Value::Record).and_then(|value| value.truth()) {
            Ok(truth) => Some(truth),
            Err(End::Nothing) => Some(false),
            Err(End::Unsure) => None,
        }
    }

    /// What it stands for, if that is the same for every record.
    pub(super) fn literal(&self) -> Option<Value<'_>> {
        Some(match self {
            Self::Null => Value::Null,
            Self::Bool(bool) => Value::Bool(*bool),
            Self::Int(int) => Value::Int(*int),
            Self::Float(float) => Value::Float(*float),
            Self::Text(text) => Value::text(text.as_bytes()),
            _ => return None,
        })
    }

    fn truth<'a>(&'a self, of: Of<'a>, input: Value<'a>) -> Result<bool, End> {
        self.value(of, input)?.truth()
    }

    fn value<'a>(&'a self, of: Of<'a>, input: Value<'a>) -> Got<'a> {
        Ok(match self {
            Self::Input => input,
            Self::Get(from, name) => match from.value(of, input)? {
                Value::Record => return of.field(name),
                value => return value.get(name.as_bytes()),
            },
            Self::Pipe(first, then) => {
                let value = first.value(of, input)?;
                return then.value(of, value);
            }
            Self::And(left, right) => Value::Bool(left.truth(of, input.clone())? && right.truth(of, input)?),
            Self::Or(left, right) => Value::Bool(left.truth(of, input.clone())? || right.truth(of, input)?),
            Self::Alt(left, right) => match left.value(of, input.clone()) {
                Ok(value) if value.truth()? => value,
                Ok(_) => return right.value(of, input),
                // an error stays one, nothing does not
                Err(_) => return Err(End::Unsure),
            },
            Self::Cmp(cmp, left, right) => {
                let left = left.value(of, input.clone())?;
                let order = left.compare(&right.value(of, input)?)?;
                Value::Bool(holds(*cmp, order))
            }
            Self::Math(math, left, right) => {
                let left = left.value(of, input.clone())?;
                return calculate(*math, &left, &right.value(of, input)?);
            }
            Self::If(condition, then, otherwise) => match condition.truth(of, input.clone())? {
                true => return then.value(of, input),
                false => return otherwise.value(of, input),
            },
            Self::Select(condition) => match condition.truth(of, input.clone())? {
                true => input,
                false => return Err(End::Nothing),
            },
            Self::Each(all, array, condition) => {
                let mut held = *all;
                // what comes to nothing here may be an error, or no element
                let array = array.value(of, input).map_err(|_lost| End::Unsure)?;
                array.each(|element| {
                    held = condition.truth(of, element).map_err(|_lost| End::Unsure)?;
                    Ok(held == *all)
                })?;
                Value::Bool(held)
            }
            Self::Call(call) => return call.value(input),
            literal => return literal.literal().ok_or(End::Unsure),
        })
    }
}

impl<'a> Of<'a> {
    fn field(self, name: &str) -> Got<'a> {
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
            "headers" => return Err(End::Unsure),
            _ => Value::Null,
        })
    }
}

/// The array whose elements a term gives: `.items[]`.
fn iterated(term: &Term<&str>) -> Option<Expr> {
    let Term::Path(inner, parts) = term else {
        return None;
    };
    match parts.0.split_last()? {
        ((Part::Range(None, None), _), before) => Some(Expr::path(inner, before)),
        _ => None,
    }
}

/// Whether an order is one that a comparison asks for.
pub(super) fn holds(cmp: Cmp, order: Ordering) -> bool {
    match cmp {
        Cmp::Lt => order.is_lt(),
        Cmp::Le => order.is_le(),
        Cmp::Gt => order.is_gt(),
        Cmp::Ge => order.is_ge(),
        Cmp::Eq => order.is_eq(),
        Cmp::Ne => order.is_ne(),
    }
}

fn calculate<'a>(math: Math, left: &Value<'_>, right: &Value<'_>) -> Got<'a> {
    let float = |value: &Value<'_>| match value {
        Value::Int(int) => Ok(*int as f64),
        Value::Float(float) => Ok(*float),
        _ => Err(End::Unsure),
    };
    if let (Value::Int(left), Value::Int(right)) = (left, right)
        && !matches!(math, Math::Div)
    {
        let int = match math {
            Math::Add => left.checked_add(*right),
            Math::Sub => left.checked_sub(*right),
            Math::Mul => left.checked_mul(*right),
            Math::Div | Math::Rem => left.checked_rem(*right),
        };
        return int.map(Value::Int).ok_or(End::Unsure);
    }
    let (left, right) = (float(left)?, float(right)?);
    Value::float(match math {
        Math::Add => left + right,
        Math::Sub => left - right,
        Math::Mul => left * right,
        Math::Div => left / right,
        Math::Rem => left % right,
    })
}
