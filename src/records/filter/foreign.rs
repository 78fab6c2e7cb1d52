//! What is not worked out here, run by jq on nothing but its own input.

use std::borrow::Cow;
use std::fmt;

use jaq_core::load::parse::Term;
use jaq_json::{Map, Num, Val};

use super::eval::Out;
use super::inline::is_closed;
use super::inside::FEW;
use super::jq::Jq;
use super::of::Of;
use super::parts::Parts;
use super::reach::Reach;
use super::value::{End, Got, Members, Value};
use super::{plain, prune};

/// Steps of one run, and what it costs of those that are taken for a record: all runs together stay within jq's bounds.
const STEPS: u64 = 50_000;
const COST: u32 = 2_000;

/// Values of more parts are not handed over: what is shared in them is copied for it.
const LARGEST: u32 = 10_000;

/// A part of a filter that jq runs.
pub(super) struct Foreign {
    jq: Jq,
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Foreign")
    }
}

impl Foreign {
    /// A term that sees no variables and calls none but jq's own functions.
    pub(super) fn of(term: &Term<&str>, parts: Parts<'_>) -> Option<Box<Self>> {
        if !is_closed(term, &[]) || parts.calls(term) {
            return None;
        }
        parts.take()?;
        let jq = Jq::of(term.clone(), false).ok()?;
        Some(Box::new(Self { jq }))
    }

    /// Everything it gives.
    pub(super) fn outputs<'a>(&self, of: Of<'_, 'a>, input: &Value<'a>, out: Out<'_, 'a>) -> Result<bool, End> {
        of.costs(COST)?;
        let input = made(input, &mut LARGEST.clone()).ok_or(End::Unsure)?;
        self.jq.each(input, STEPS, &mut |val| {
            out(value(&val, &mut LARGEST.clone()).ok_or(End::Unsure)?)
        })
    }

    /// The one value that it gives.
    pub(super) fn value<'a>(&self, of: Of<'_, 'a>, input: &Value<'a>) -> Got<'a> {
        let mut one = None;
        let ended = self.outputs(of, input, &mut |value| match one.replace(value) {
            None => Ok(true),
            // how several go on is not known here
            Some(_) => Err(End::Unsure),
        });
        match (ended, one) {
            (Ok(_), one) => one.ok_or(End::Empty),
            (Err(_), Some(_)) => Err(End::Unsure),
            (Err(end), None) => Err(end),
        }
    }
}

/// A value as jaq has it.
fn made(value: &Value<'_>, left: &mut u32) -> Option<Val> {
    *left = left.checked_sub(1)?;
    Some(match value {
        Value::Null => Val::Null,
        Value::Bool(bool) => Val::Bool(*bool),
        Value::Int(int) => Val::from(isize::try_from(*int).ok()?),
        Value::Float(float, None) => Val::Num(Num::Float(*float)),
        Value::Float(_, Some(text)) => Val::Num(Num::Dec(std::str::from_utf8(text).ok()?.to_owned().into())),
        Value::Text(text) => Val::utf8_str(text.to_vec()),
        Value::List(items) => Val::Arr(
            items
                .iter()
                .map(|item| made(item, left))
                .collect::<Option<Vec<_>>>()?
                .into(),
        ),
        Value::Object(members) => {
            let member =
                |(name, value): &(Cow<'_, [u8]>, Value<'_>)| Some((Val::utf8_str(name.to_vec()), made(value, left)?));
            Val::obj(members.iter().map(member).collect::<Option<Map>>()?)
        }
        Value::Json(json) => prune::read(json, &Reach::All)?,
        Value::Bytes(bytes) => match plain::space(bytes) {
            [b'{' | b'[', ..] => prune::read(bytes, &Reach::All)?,
            _ => return None,
        },
        Value::Record => return None,
    })
}

/// What jaq gave, as it is known here.
fn value<'a>(val: &Val, left: &mut u32) -> Option<Value<'a>> {
    *left = left.checked_sub(1)?;
    Some(match val {
        Val::Null => Value::Null,
        Val::Bool(bool) => Value::Bool(*bool),
        Val::Num(Num::Int(int)) => Value::Int(i64::try_from(*int).ok()?),
        Val::Num(Num::Float(float)) => Value::float(*float).ok()?,
        Val::Num(Num::Dec(text)) => Value::float(text.parse().ok()?).ok()?,
        Val::TStr(text) => Value::Text(Cow::Owned(text.to_vec())),
        Val::Arr(items) => Value::list(items.iter().map(|item| value(item, left)).collect::<Option<_>>()?),
        Val::Obj(object) => {
            if object.len() > FEW {
                return None;
            }
            let mut members = Members::new();
            for (name, val) in &**object {
                let Val::TStr(name) = name else {
                    return None;
                };
                members.push((Cow::Owned(name.to_vec()), value(val, left)?));
            }
            Value::object(members)
        }
        Val::Num(Num::BigInt(_)) | Val::BStr(_) => return None,
    })
}
