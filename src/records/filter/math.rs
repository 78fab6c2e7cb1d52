//! Arithmetic, on texts, arrays and objects too.

use std::borrow::Cow;

use jaq_core::ops::Math;

use super::inside::{FEW, put};
use super::lists;
use super::value::{End, Got, Value};

/// A text that grows beyond so many bytes is left to jq, which is kept within bounds.
pub(super) const LONG: usize = 1 << 20;

/// So is an array of more elements than this.
const MOST: usize = 10_000;

/// What two values come to.
pub(super) fn calculate<'a>(math: Math, left: &Value<'a>, right: &Value<'a>) -> Got<'a> {
    match (math, left, right) {
        (_, Value::Record | Value::Bytes(_), _) | (_, _, Value::Record | Value::Bytes(_)) => Err(End::Unsure),
        (Math::Add, Value::Null, other) | (Math::Add, other, Value::Null) => Ok(other.clone()),
        (math, Value::Int(left), Value::Int(right)) if !matches!(math, Math::Div) => whole(math, *left, *right),
        (math, Value::Int(_) | Value::Float(..), Value::Int(_) | Value::Float(..)) => {
            let (left, right) = (float(left)?, float(right)?);
            Value::float(match math {
                Math::Add => left + right,
                Math::Sub => left - right,
                Math::Mul => left * right,
                Math::Div => left / right,
                Math::Rem => left % right,
            })
        }
        (Math::Add, Value::Text(left), Value::Text(right)) => match left.len() + right.len() <= LONG {
            true => Ok(Value::Text(Cow::Owned([&**left, &**right].concat()))),
            false => Err(End::Unsure),
        },
        (Math::Mul, Value::Text(text), Value::Int(times)) | (Math::Mul, Value::Int(times), Value::Text(text)) => {
            match usize::try_from(*times) {
                Err(_) | Ok(0) => Ok(Value::Null),
                Ok(times) if text.len().saturating_mul(times) <= LONG => {
                    Ok(Value::Text(Cow::Owned(text.repeat(times))))
                }
                Ok(_) => Err(End::Unsure),
            }
        }
        (Math::Div, Value::Text(text), Value::Text(by)) => lists::split(text.clone(), by),
        (Math::Add | Math::Sub, left, right) if left.is_array() && right.is_array() => {
            let (left, right) = (left.items()?, right.items()?);
            if left.len() + right.len() > MOST {
                return Err(End::Unsure);
            }
            match math {
                Math::Add => Ok(Value::list([&*left, &*right].concat())),
                _ => without(&left, &right),
            }
        }
        (Math::Add, left, right) if left.is_object() && right.is_object() => {
            let mut members = left.members()?.into_owned();
            for (name, value) in &*right.members()? {
                put(&mut members, name.clone(), value.clone());
                if members.len() > FEW {
                    return Err(End::Unsure);
                }
            }
            Ok(Value::object(members))
        }
        (Math::Mul, left, right) if left.is_object() && right.is_object() => Err(End::Unsure),
        (Math::Mul, Value::Text(_), Value::Float(..)) | (Math::Mul, Value::Float(..), Value::Text(_)) => {
            Err(End::Unsure)
        }
        // of other kinds nothing comes
        _ => Err(End::Failed),
    }
}

fn whole<'a>(math: Math, left: i64, right: i64) -> Got<'a> {
    let int = match math {
        Math::Add => left.checked_add(right),
        Math::Sub => left.checked_sub(right),
        Math::Mul => left.checked_mul(right),
        Math::Div | Math::Rem if right == 0 => return Err(End::Failed),
        Math::Div | Math::Rem => left.checked_rem(right),
    };
    int.map(Value::Int).ok_or(End::Unsure)
}

fn float(value: &Value<'_>) -> Result<f64, End> {
    match value {
        Value::Int(int) => Ok(*int as f64),
        Value::Float(float, _) => Ok(*float),
        _ => Err(End::Unsure),
    }
}

/// The elements that none of the others equals.
fn without<'a>(items: &[Value<'a>], others: &[Value<'a>]) -> Got<'a> {
    if items.len() * others.len() > MOST {
        return Err(End::Unsure);
    }
    let mut left = Vec::new();
    for item in items {
        let mut found = false;
        for other in others {
            found = found || item.compare(other)?.is_eq();
        }
        if !found {
            left.push(item.clone());
        }
    }
    Ok(Value::list(left))
}
