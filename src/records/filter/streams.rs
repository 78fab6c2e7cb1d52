//! What gives several values by itself: ranges, loops, what is found in a text.

use std::borrow::Cow;

use super::eval::{Out, TURN};
use super::expr::Expr;
use super::of::Of;
use super::product;
use super::value::{End, Value};

/// More numbers in a row are left to jq, which is kept within bounds.
const FEW: u64 = 1_000;

/// Everything it gives.
pub(super) fn outputs<'a>(expr: &'a Expr, of: Of<'_, 'a>, input: Value<'a>, out: Out<'_, 'a>) -> Result<bool, End> {
    match expr {
        Expr::Range(from, upto, by) => {
            let bounds = from
                .value(of, input.clone())
                .and_then(|from| Ok((from, upto.value(of, input)?)));
            let (from, upto) = match bounds {
                Ok((Value::Int(from), Value::Int(upto))) => (from, upto),
                Err(End::Empty) => return Ok(true),
                Ok(_) => return Err(End::Unsure),
                Err(end) => return Err(end),
            };
            if upto.abs_diff(from) / by.unsigned_abs() > FEW {
                return Err(End::Unsure);
            }
            let mut int = from;
            while if *by > 0 { int < upto } else { int > upto } {
                if !out(Value::Int(int))? {
                    return Ok(false);
                }
                int = int.checked_add(*by).ok_or(End::Unsure)?;
            }
            Ok(true)
        }
        Expr::While(_, condition, step) => {
            let mut value = input;
            while condition.truth(of, value.clone()).map_err(|_lost| End::Unsure)? {
                if !out(value.clone())? {
                    return Ok(false);
                }
                of.costs(TURN)?;
                value = step.value(of, value).map_err(|_lost| End::Unsure)?;
            }
            Ok(true)
        }
        Expr::Splits(pattern) => {
            let Value::Text(text) = &input else {
                return Err(End::Unsure);
            };
            let regex = pattern.on(text)?;
            if regex.find_iter(text).any(|found| found.is_empty()) {
                return Err(End::Unsure);
            }
            for part in regex.split(text) {
                if !out(Value::Text(Cow::Owned(part.to_vec())))? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Expr::Scan(pattern) => {
            let Value::Text(text) = &input else {
                return Err(End::Unsure);
            };
            for found in pattern.on(text)?.find_iter(text) {
                if found.is_empty() {
                    return Err(End::Unsure);
                }
                if !out(Value::Text(Cow::Owned(found.as_bytes().to_vec())))? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        other => product::outputs(other, of, input, out),
    }
}
