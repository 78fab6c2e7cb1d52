//! What goes through all that lies in a value.

use std::borrow::Cow;

use super::eval::Out;
use super::expr::Expr;
use super::of::Of;
use super::value::{End, Got, Members, Value};

/// A value and all that lies below it.
pub(super) fn below<'a>(of: Of<'_, 'a>, value: Value<'a>, out: Out<'_, 'a>) -> Result<bool, End> {
    of.goes()?;
    let value = known(value)?;
    if !out(value.clone())? {
        return Ok(false);
    }
    match is_nested(&value) {
        true => value.each(|value| below(of, value, out)),
        false => Ok(true),
    }
}

/// A value, and all that comes of it again and again.
pub(super) fn again<'a>(
    of: Of<'_, 'a>,
    each: &'a Expr,
    value: Value<'a>,
    left: u32,
    out: Out<'_, 'a>,
) -> Result<bool, End> {
    of.goes()?;
    let left = left.checked_sub(1).ok_or(End::Unsure)?;
    if !out(value.clone())? {
        return Ok(false);
    }
    // what fails fails for all that came before it too
    each.outputs(of, value, &mut |value| again(of, each, value, left, out))
}

/// The paths of all that lies below a value.
pub(super) fn paths<'a>(of: Of<'_, 'a>, value: Value<'a>, out: Out<'_, 'a>) -> Result<bool, End> {
    further(of, &value.settled()?, &mut Vec::new(), out)
}

fn further<'a>(of: Of<'_, 'a>, value: &Value<'a>, path: &mut Vec<Value<'a>>, out: Out<'_, 'a>) -> Result<bool, End> {
    of.goes()?;
    let members: Members<'a>;
    let places: Vec<(Value<'a>, &Value<'a>)>;
    let items;
    match value {
        Value::Json([b'[', ..]) | Value::List(_) => {
            items = value.items()?;
            places = (0..).map(Value::Int).zip(&*items).collect();
        }
        Value::Json(_) | Value::Object(_) => {
            members = value.members()?.into_owned();
            places = members
                .iter()
                .map(|(name, value)| (Value::Text(name.clone()), value))
                .collect();
        }
        Value::Record | Value::Bytes(_) => return Err(End::Unsure),
        _ => return Ok(true),
    }
    for (place, value) in places {
        path.push(place);
        if !out(Value::list(path.clone()))? || !further(of, value, path, out)? {
            return Ok(false);
        }
        path.pop();
    }
    Ok(true)
}

impl Expr {
    /// All that lies in a value changed, from within outwards, and then the value itself.
    pub(super) fn walk<'a>(&'a self, of: Of<'_, 'a>, value: Value<'a>) -> Got<'a> {
        of.goes()?;
        let value = known(value)?;
        let value = match is_nested(&value) {
            true => each(&value, &mut |value| self.walk(of, value))?,
            false => value,
        };
        self.value(of, value)
    }
}

/// Each value of an array or an object, changed; where nothing comes of it, it goes.
pub(super) fn each<'a>(value: &Value<'a>, change: &mut dyn FnMut(Value<'a>) -> Got<'a>) -> Got<'a> {
    let mut changed = |value: &Value<'a>| match change(value.clone()) {
        Ok(value) => Ok(Some(value)),
        Err(End::Empty) => Ok(None),
        Err(_) => Err(End::Unsure),
    };
    if let Ok(items) = value.items() {
        let items: Result<Vec<_>, _> = items.iter().filter_map(|item| changed(item).transpose()).collect();
        return Ok(Value::list(items?));
    }
    let mut members = Members::new();
    for (name, value) in &*value.members()? {
        if let Some(value) = changed(value)? {
            members.push((Cow::clone(name), value));
        }
    }
    Ok(Value::object(members))
}

/// The record itself is not gone through here.
fn known<'a>(value: Value<'a>) -> Got<'a> {
    match value.settled()? {
        Value::Record => Err(End::Unsure),
        value => Ok(value),
    }
}

fn is_nested(value: &Value<'_>) -> bool {
    matches!(value, Value::Json(_) | Value::List(_) | Value::Object(_))
}
