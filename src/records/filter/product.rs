//! What operators make of filters that give several values: jq goes through all pairs, the first value of the left with each
//! of the right.

use std::borrow::Cow;

use super::eval::Out;
use super::expr::{Expr, holds};
use super::inside::put;
use super::math::{LONG, calculate};
use super::of::{Is, Of};
use super::text;
use super::value::{End, Got, Members, Value};

/// Hears pairs of values.
type Pairs<'o, 'a> = &'o mut dyn FnMut(&Value<'a>, Value<'a>) -> Result<bool, End>;

/// Everything it gives.
pub(super) fn outputs<'a>(expr: &'a Expr, of: Of<'_, 'a>, input: Value<'a>, out: Out<'_, 'a>) -> Result<bool, End> {
    match expr {
        Expr::Cmp(cmp, left, right) => pairs(left, right, of, &input, &mut |left, right| {
            out(Value::Bool(holds(*cmp, left.compare(&right)?)))
        }),
        Expr::Math(math, left, right) => pairs(left, right, of, &input, &mut |left, right| {
            out(calculate(*math, left, &right)?)
        }),
        Expr::Neg(inner) => inner.outputs(of, input, &mut |value| out(negative(&value)?)),
        Expr::And(left, right) => logic(left, right, false, of, &input, out),
        Expr::Or(left, right) => logic(left, right, true, of, &input, out),
        Expr::If(condition, then, otherwise) => condition.outputs(of, input.clone(), &mut |held| match held.truth()? {
            true => then.outputs(of, input.clone(), out),
            false => otherwise.outputs(of, input.clone(), out),
        }),
        Expr::Select(condition) => condition.outputs(of, input.clone(), &mut |held| match held.truth()? {
            true => out(input.clone()),
            false => Ok(true),
        }),
        Expr::Alt(left, right) => {
            let mut any = false;
            let more = left.outputs(of, input.clone(), &mut |value| {
                if !value.truth()? {
                    return Ok(true);
                }
                any = true;
                out(value)
            })?;
            if any || !more {
                Ok(more)
            } else {
                right.outputs(of, input, out)
            }
        }
        Expr::Try(inner) => match apart(inner, of, input, out) {
            Err((End::Failed, true)) => Ok(true),
            ended => ended.map_err(|(end, _)| end),
        },
        Expr::Catch(inner, otherwise) => match apart(inner, of, input, out) {
            Err((End::Failed, true)) => otherwise.outputs(of, Value::Null, out),
            ended => ended.map_err(|(end, _)| end),
        },
        Expr::Label(name, inner) => {
            let label = of.label();
            let bound = of.bound(Is::Label(name, label));
            match inner.outputs(of.with(&bound), input, out) {
                Err(End::Broke(broke)) if broke == label => Ok(true),
                ended => ended,
            }
        }
        Expr::Limit(most, each) => {
            let most = count(most, of, &input)?;
            if most <= 0 {
                return Ok(true);
            }
            let (mut count, mut more) = (0, true);
            each.outputs(of, input, &mut |value| {
                count += 1;
                more = out(value)?;
                Ok(more && count < most)
            })?;
            Ok(more)
        }
        Expr::Skip(most, each) => {
            let mut left = count(most, of, &input)?;
            each.outputs(of, input, &mut |value| {
                left = left.saturating_sub(1);
                if left >= 0 { Ok(true) } else { out(value) }
            })
        }
        Expr::Object(members) => object(members, Members::new(), of, &input, out),
        Expr::Words(parts) => words(parts, Vec::new(), of, &input, out),
        _ => Err(End::Unsure),
    }
}

/// How many are meant: only one whole number is understood here.
fn count<'a>(most: &'a Expr, of: Of<'_, 'a>, input: &Value<'a>) -> Result<i64, End> {
    match most.value(of, input.clone()) {
        Ok(Value::Int(int)) => Ok(int),
        _ => Err(End::Unsure),
    }
}

fn pairs<'a>(
    left: &'a Expr,
    right: &'a Expr,
    of: Of<'_, 'a>,
    input: &Value<'a>,
    out: Pairs<'_, 'a>,
) -> Result<bool, End> {
    let ended = apart(left, of, input.clone(), &mut |left| {
        right.outputs(of, input.clone(), &mut |right| out(&left, right))
    });
    match ended {
        // an error too is there once for each of the right
        Err((end @ (End::Failed | End::Broke(_)), true)) => {
            match right.outputs(of, input.clone(), &mut |_| Ok(false)) {
                Ok(false) | Err(End::Failed) => Err(end),
                _ => Err(End::Unsure),
            }
        }
        ended => ended.map_err(|(end, _)| end),
    }
}

/// The same where each gives one.
pub(super) fn two<'a>(
    left: &'a Expr,
    right: &'a Expr,
    of: Of<'_, 'a>,
    input: Value<'a>,
) -> Result<(Value<'a>, Value<'a>), End> {
    match left.value(of, input.clone()) {
        Ok(left) => Ok((left, right.value(of, input)?)),
        Err(end @ (End::Failed | End::Broke(_))) => match right.value(of, input) {
            Ok(_) | Err(End::Failed) => Err(end),
            Err(_) => Err(End::Unsure),
        },
        Err(end) => Err(end),
    }
}

/// The one value of what may give more; only jq knows what comes of several here.
pub(super) fn one<'a>(expr: &'a Expr, of: Of<'_, 'a>, input: Value<'a>) -> Got<'a> {
    if !expr.many() {
        return Err(End::Unsure);
    }
    let mut one = None;
    let ended = expr.outputs(of, input, &mut |value| match one.replace(value) {
        None => Ok(true),
        Some(_) => Err(End::Unsure),
    });
    match (ended, one) {
        (Ok(_), one) => one.ok_or(End::Empty),
        (Err(_), Some(_)) => Err(End::Unsure),
        (Err(end), None) => Err(end),
    }
}

/// What it gives, and of an error whether it is its own: what hears it may fail too.
fn apart<'a>(expr: &'a Expr, of: Of<'_, 'a>, input: Value<'a>, out: Out<'_, 'a>) -> Result<bool, (End, bool)> {
    let mut own = true;
    let ended = expr.outputs(of, input, &mut |value| {
        let ended = out(value);
        own = ended.is_ok();
        ended
    });
    ended.map_err(|end| (end, own))
}

fn logic<'a>(
    left: &'a Expr,
    right: &'a Expr,
    stop: bool,
    of: Of<'_, 'a>,
    input: &Value<'a>,
    out: Out<'_, 'a>,
) -> Result<bool, End> {
    left.outputs(of, input.clone(), &mut |left| match left.truth()? == stop {
        true => out(Value::Bool(stop)),
        false => right.outputs(of, input.clone(), &mut |right| out(Value::Bool(right.truth()?))),
    })
}

fn object<'a>(
    members: &'a [(Expr, Expr)],
    made: Members<'a>,
    of: Of<'_, 'a>,
    input: &Value<'a>,
    out: Out<'_, 'a>,
) -> Result<bool, End> {
    let Some(((key, value), rest)) = members.split_first() else {
        of.makes()?;
        return out(Value::object(made));
    };
    let key = name(key, of, input)?;
    let ended = apart(value, of, input.clone(), &mut |value| {
        let mut made = made.clone();
        put(&mut made, key.clone(), value);
        object(rest, made, of, input, out)
    });
    ended.map_err(|(end, own)| if own { End::Unsure } else { end })
}

fn words<'a>(
    parts: &'a [Expr],
    text: Vec<u8>,
    of: Of<'_, 'a>,
    input: &Value<'a>,
    out: Out<'_, 'a>,
) -> Result<bool, End> {
    let Some((part, rest)) = parts.split_first() else {
        return out(Value::Text(Cow::Owned(text)));
    };
    let ended = apart(part, of, input.clone(), &mut |part| {
        let mut text = text.clone();
        word(&mut text, part)?;
        words(rest, text, of, input, out)
    });
    ended.map_err(|(end, own)| if own { End::Unsure } else { end })
}

/// A value written behind a text.
pub(super) fn word(text: &mut Vec<u8>, value: Value<'_>) -> Result<(), End> {
    match text::string(value)? {
        Value::Text(part) => text.extend_from_slice(&part),
        _ => return Err(End::Unsure),
    }
    if text.len() > LONG { Err(End::Unsure) } else { Ok(()) }
}

/// The name of a member that is made.
pub(super) fn name<'a>(name: &'a Expr, of: Of<'_, 'a>, input: &Value<'a>) -> Result<Cow<'a, [u8]>, End> {
    match name {
        Expr::Text(name) => Ok(Cow::Borrowed(name.as_bytes())),
        name => match name.value(of, input.clone()) {
            Ok(Value::Text(name)) => Ok(name),
            _ => Err(End::Unsure),
        },
    }
}

/// One of several that go together: when it fails, only jq knows whether the others make anything of that.
pub(super) fn all_of(got: Got<'_>) -> Got<'_> {
    got.map_err(|end| if end == End::Empty { end } else { End::Unsure })
}

/// `-x`.
pub(super) fn negative<'a>(value: &Value<'_>) -> Got<'a> {
    match value {
        Value::Int(int) => int.checked_neg().map(Value::Int).ok_or(End::Unsure),
        Value::Float(float, _) => Value::float(-float),
        Value::Record | Value::Bytes(_) => Err(End::Unsure),
        _ => Err(End::Failed),
    }
}
