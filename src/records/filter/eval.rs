//! What a filter gives, worked out on the JSON as it lies. Where the answer might not be jq's to the letter, there is none,
//! and jq is asked.

use std::borrow::Cow;

use super::expr::{Expr, Step, holds};
use super::of::Of;
use super::value::{End, Got, LONG, Members, Value, calculate};
use super::walk;

/// What a turn of a loop costs of the steps that are taken for a record: what grows a level at each turn, and loops within
/// loops, end after 2,000 turns in all.
const TURN: u32 = super::of::STEPS / 2_000;

/// What comes again of what came before is followed so deep.
const DEEP: u32 = 64;

/// More numbers in a row, and more values in an array, are left to jq, which is kept within bounds.
const FEW: i64 = 1_000;
const MANY: usize = 1_000_000;

/// Hears what a filter gives, one after the other, until it breaks off.
pub(super) type Out<'o, 'a> = &'o mut dyn FnMut(Value<'a>) -> Result<bool, End>;

impl Expr {
    /// Whether jq gives something that is neither false nor null; none when only jq can tell.
    pub(super) fn matches(&self, of: Of<'_, '_>) -> Option<bool> {
        let mut found = false;
        let ended = match self.many() {
            true => self.outputs(of, Value::Record, &mut |value| {
                found = value.truth()?;
                Ok(!found)
            }),
            false => self.value(of, Value::Record).and_then(|value| {
                found = value.truth()?;
                Ok(true)
            }),
        };
        match ended {
            Ok(_) => Some(found),
            Err(End::Empty) if !self.many() => Some(false),
            // what jq gives after a failure is not looked for here
            Err(End::Failed) if !self.many() => Some(false),
            Err(_) => None,
        }
    }

    fn truth<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>) -> Result<bool, End> {
        self.value(of, input)?.truth()
    }

    /// Everything it gives. Whether `out` wanted all of it.
    pub(super) fn outputs<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>, out: Out<'_, 'a>) -> Result<bool, End> {
        of.goes()?;
        if !self.many() {
            return match self.value(of, input) {
                Ok(value) => out(value),
                Err(End::Empty) => Ok(true),
                Err(end) => Err(end),
            };
        }
        match self {
            Self::Step(from, Step::All, soft) => from.outputs(of, input, &mut |value| {
                // those that come before a failure count: none does where there is nothing to go through
                let mut failed = false;
                let ended = value.each(|each| {
                    failed = true;
                    out(each)
                });
                match ended {
                    Err(End::Failed) if *soft && !failed => Ok(true),
                    ended => ended,
                }
            }),
            Self::Step(from, step, soft) => from.outputs(of, input, &mut |value| match step.take(of, &value) {
                Ok(value) => out(value),
                Err(End::Failed) if *soft => Ok(true),
                Err(end) => Err(end),
            }),
            Self::Below => walk::below(of, input, out),
            Self::Paths => walk::paths(of, input, out),
            Self::Comma(first, then) => Ok(first.outputs(of, input.clone(), out)? && then.outputs(of, input, out)?),
            Self::Pipe(first, then) => first.outputs(of, input, &mut |value| then.outputs(of, value, out)),
            Self::Bind(first, name, then) => first.outputs(of, input.clone(), &mut |value| {
                let bound = of.bind(name, value);
                then.outputs(of.with(&bound), input.clone(), out)
            }),
            Self::If(condition, then, otherwise) => match condition.truth(of, input.clone()) {
                Ok(true) => then.outputs(of, input, out),
                Ok(false) => otherwise.outputs(of, input, out),
                Err(End::Empty) => Ok(true),
                Err(end) => Err(end),
            },
            Self::Limit(0, _) => Ok(true),
            Self::Limit(most, each) => {
                let (mut count, mut more) = (0, true);
                each.outputs(of, input, &mut |value| {
                    count += 1;
                    more = out(value)?;
                    Ok(more && count < *most)
                })?;
                Ok(more)
            }
            Self::Range(from, upto) => {
                let (from, upto) = (from.value(of, input.clone()), upto.value(of, input));
                let (Ok(Value::Int(from)), Ok(Value::Int(upto))) = (from, upto) else {
                    return Err(End::Unsure);
                };
                if upto.saturating_sub(from) > FEW {
                    return Err(End::Unsure);
                }
                for int in from..upto {
                    if !out(Value::Int(int))? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Foreach(source, name, from, step) => {
                let mut state = from.value(of, input.clone()).map_err(|_lost| End::Unsure)?;
                source.outputs(of, input, &mut |value| {
                    of.costs(TURN)?;
                    let bound = of.bind(name, value);
                    state = step
                        .value(of.with(&bound), state.clone())
                        .map_err(|_lost| End::Unsure)?;
                    out(state.clone())
                })
            }
            Self::While(_, condition, step) => {
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
            Self::Foreign(foreign) => foreign.outputs(of, &input, out),
            Self::Again(each) => walk::again(of, each, input, DEEP, out),
            Self::Splits(regex) => {
                let Value::Text(text) = &input else {
                    return Err(End::Unsure);
                };
                if !text.is_ascii() || regex.find_iter(text).any(|found| found.is_empty()) {
                    return Err(End::Unsure);
                }
                for part in regex.split(text) {
                    if !out(Value::Text(Cow::Owned(part.to_vec())))? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Scan(regex) => {
                let Value::Text(text) = &input else {
                    return Err(End::Unsure);
                };
                if !text.is_ascii() {
                    return Err(End::Unsure);
                }
                for found in regex.find_iter(text) {
                    if found.is_empty() {
                        return Err(End::Unsure);
                    }
                    if !out(Value::Text(Cow::Owned(found.as_bytes().to_vec())))? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            _ => Err(End::Unsure),
        }
    }

    /// As [`Expr::outputs`] for those who go on with what came: only jq knows how when some of it failed.
    fn all<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>, out: Out<'_, 'a>) -> Result<bool, End> {
        self.outputs(of, input, out).map_err(|_lost| End::Unsure)
    }

    /// The one value that it gives.
    pub(super) fn value<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>) -> Got<'a> {
        Ok(match self {
            Self::Input => input,
            Self::Step(from, step, soft) => match step.take(of, &from.value(of, input)?) {
                Err(End::Failed) if *soft => return Err(End::Empty),
                taken => return taken,
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
                false => return Err(End::Empty),
            },
            Self::Try(inner) => match inner.value(of, input) {
                Err(End::Failed) => return Err(End::Empty),
                got => return got,
            },
            Self::Catch(inner, otherwise) => match inner.value(of, input) {
                Err(End::Failed) => return otherwise.value(of, Value::Null),
                got => return got,
            },
            Self::While(false, condition, step) => {
                let mut value = input;
                while condition.truth(of, value.clone()).map_err(|_lost| End::Unsure)? {
                    of.costs(TURN)?;
                    value = step.value(of, value).map_err(|_lost| End::Unsure)?;
                }
                value
            }
            Self::Update(update) => return update.value(of, input),
            Self::Walk(each) => return each.walk(of, input),
            Self::Array(inner) => {
                let mut items = Vec::new();
                if let Some(inner) = inner {
                    inner.all(of, input, &mut |value| {
                        items.push(value);
                        if items.len() > MANY { Err(End::Unsure) } else { Ok(true) }
                    })?;
                }
                Value::list(items)
            }
            Self::Object(members) => {
                let mut made = Members::new();
                for (name, value) in members {
                    let value = value.value(of, input.clone())?;
                    super::inside::put(&mut made, Cow::Borrowed(name.as_bytes()), value);
                }
                Value::object(made)
            }
            Self::MapValues(each) => return walk::each(&input, &mut |value| each.value(of, value)),
            Self::Bind(first, name, then) => {
                let bound = of.bind(name, first.value(of, input.clone())?);
                return then.value(of.with(&bound), input);
            }
            Self::Var(name) => return of.var(name).ok_or(End::Unsure),
            Self::Reduce(source, name, from, step) => {
                let mut state = from.value(of, input.clone()).map_err(|_lost| End::Unsure)?;
                source.all(of, input, &mut |value| {
                    of.costs(TURN)?;
                    let bound = of.bind(name, value);
                    state = step
                        .value(of.with(&bound), state.clone())
                        .map_err(|_lost| End::Unsure)?;
                    Ok(true)
                })?;
                state
            }
            Self::Each(all, each, condition) => {
                let mut held = *all;
                each.all(of, input, &mut |element| {
                    held = condition.truth(of, element).map_err(|_lost| End::Unsure)?;
                    Ok(held == *all)
                })?;
                Value::Bool(held)
            }
            Self::First(each) => {
                let mut first = None;
                each.all(of, input, &mut |value| {
                    first = Some(value);
                    Ok(false)
                })?;
                first.ok_or(End::Empty)?
            }
            Self::IsEmpty(each) => Value::Bool(each.all(of, input, &mut |_| Ok(false))?),
            Self::By(by, each) => {
                let keyed = |item: &Value<'a>| match each.value(of, item.clone()) {
                    Ok(key) => Ok((key, item.clone())),
                    Err(_) => Err(End::Unsure),
                };
                let keyed = input.items()?.iter().map(keyed).collect::<Result<_, _>>()?;
                return by.value(keyed);
            }
            Self::Words(parts) => {
                let mut text = Vec::new();
                for part in parts {
                    match super::text::string(part.value(of, input.clone())?)? {
                        Value::Text(part) => text.extend_from_slice(&part),
                        _ => return Err(End::Unsure),
                    }
                    if text.len() > LONG {
                        return Err(End::Unsure);
                    }
                }
                Value::Text(Cow::Owned(text))
            }
            Self::Call(call) => return call.value(input),
            Self::Foreign(foreign) => return foreign.value(of, &input),
            literal => return literal.literal().ok_or(End::Unsure),
        })
    }
}

impl Step {
    fn take<'a>(&self, of: Of<'_, 'a>, value: &Value<'a>) -> Got<'a> {
        match (self, value) {
            (Self::Name(name), Value::Record) => of.field(name),
            (Self::Name(name), value) => value.get(name.as_bytes()),
            (Self::At(index), value) => value.at(*index),
            (Self::Var(name), value) => match of.var(name) {
                Some(Value::Text(name)) => match value {
                    Value::Record => Err(End::Unsure),
                    value => value.get(&name),
                },
                Some(Value::Int(index)) => value.at(index),
                _ => Err(End::Unsure),
            },
            (Self::Part(from, upto), value) => value.part(*from, *upto),
            (Self::All, _) => Err(End::Unsure),
        }
    }
}
