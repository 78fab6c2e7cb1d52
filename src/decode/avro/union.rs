//! Which branch of a union a value is.
//!
//! A value stands for itself, as reading shows it; Avro's own JSON, which wraps it in its branch's name, is taken too.

use serde_json::Value;

use super::shape::{At, Shape, Type};
use super::write::{Output, brief, value};
use crate::decode::input::{Fault, Read};

pub(super) fn write(shape: &Shape, branches: &[At], json: &Value, out: &mut Output) -> Read<()> {
    let mut tried = Vec::new();
    if let Some((which, at, inner)) = wrapped(shape, branches, json) {
        match attempt(shape, which, at, inner, out) {
            Ok(()) => return Ok(()),
            Err(why) => tried.push(why),
        }
    }
    let mut order: Vec<(usize, At)> = branches.iter().copied().enumerate().collect();
    // a whole number is rather an int than a double, whichever stands first
    order.sort_by_key(|(_, at)| json.is_i64() && matches!(shape.get(*at), Type::Float | Type::Double));
    for (which, at) in order {
        match attempt(shape, which, at, json, out) {
            Ok(()) => return Ok(()),
            Err(why) if *shape.get(at).name() != *"null" => tried.push(why),
            Err(_) => {}
        }
    }
    // with one branch beside null, what is wrong with it is what is wrong
    match (tried.pop(), tried.is_empty()) {
        (Some(why), true) => Err(why),
        _ => {
            let names: Vec<&str> = branches.iter().map(|at| shape.get(*at).name()).collect();
            Err(Fault::new(format!("{} fits none of {}", brief(json), names.join(", "))))
        }
    }
}

fn attempt(shape: &Shape, which: usize, at: At, json: &Value, out: &mut Output) -> Read<()> {
    out.attempt(|out| {
        out.branch(which);
        value(shape, at, json, out)
    })
}

/// `{"string": "a"}`, `{"shop.Order": {…}}`.
fn wrapped<'a>(shape: &Shape, branches: &[At], json: &'a Value) -> Option<(usize, At, &'a Value)> {
    let Value::Object(all) = json else { return None };
    let (name, inner) = all.iter().next().filter(|_| all.len() == 1)?;
    let called = |at: &At| shape.get(*at).name() == name;
    let which = branches.iter().position(called)?;
    Some((which, *branches.get(which)?, inner))
}
