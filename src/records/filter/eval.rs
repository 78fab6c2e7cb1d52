//! What a filter gives, worked out on the JSON as it lies. Where the answer might not be jq's to the letter, there is none,
//! and jq is asked.

use std::borrow::Cow;

use super::expr::{Expr, holds};
use super::math::calculate;
use super::of::{Is, Of};
use super::step::Step;
use super::value::{End, Got, Members, Value};
use super::{functions, product, streams, walk};

/// What a turn of a loop costs of the steps that are taken for a record.
pub(super) const TURN: u32 = 50;

/// What comes again of what came before is followed so deep.
const DEEP: u32 = 64;

/// More values in an array are left to jq, which is kept within bounds.
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
            // whatever jq would give after a failure is not looked at
            Ok(_) | Err(End::Failed) => Some(found),
            Err(End::Empty) if !self.many() => Some(false),
            Err(_) => None,
        }
    }

    pub(super) fn truth<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>) -> Result<bool, End> {
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
            Self::Step(from, step, soft) => {
                from.outputs(of, input.clone(), &mut |value| match step.take(of, &value, &input) {
                    Ok(value) => out(value),
                    Err(End::Failed) if *soft => Ok(true),
                    Err(end) => Err(end),
                })
            }
            Self::Below => walk::below(of, input, out),
            Self::Paths => walk::paths(of, input, out),
            Self::Comma(first, then) => Ok(first.outputs(of, input.clone(), out)? && then.outputs(of, input, out)?),
            Self::Pipe(first, then) => first.outputs(of, input, &mut |value| then.outputs(of, value, out)),
            Self::Bind(first, name, then) => first.outputs(of, input.clone(), &mut |value| {
                let bound = of.bind(name, value);
                then.outputs(of.with(&bound), input.clone(), out)
            }),
            Self::Define(function, then) => {
                let bound = of.bound(Is::Function(function));
                then.outputs(of.with(&bound), input, out)
            }
            Self::Run(run) => run.outputs(of, &input, out),
            Self::Given(number) => {
                let (given, within) = functions::given(of, *number)?;
                given.outputs(within, input, out)
            }
            Self::Fold(fold) => fold.outputs(of, input, out),
            Self::Foreign(foreign) => foreign.outputs(of, &input, out),
            Self::Again(each) => walk::again(of, each, input, DEEP, out),
            other => streams::outputs(other, of, input, out),
        }
    }

    /// Whether something of all that it gives is so, as far as that is to be seen before anything fails.
    fn any<'a>(
        &'a self,
        of: Of<'_, 'a>,
        input: Value<'a>,
        is: &mut dyn FnMut(Value<'a>) -> Result<bool, End>,
    ) -> Result<bool, End> {
        Ok(!self.outputs(of, input, &mut |value| is(value).map(|is| !is))?)
    }

    /// The one value that it gives.
    pub(super) fn value<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>) -> Got<'a> {
        Ok(match self {
            Self::Input => input,
            Self::Step(from, step, soft) => match step.take(of, &from.value(of, input.clone())?, &input) {
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
                Ok(_) | Err(End::Empty) => return right.value(of, input),
                // an error stays one
                Err(end) => return Err(end),
            },
            Self::Cmp(cmp, left, right) => {
                let (left, right) = product::two(left, right, of, input)?;
                Value::Bool(holds(*cmp, left.compare(&right)?))
            }
            Self::Math(math, left, right) => {
                let (left, right) = product::two(left, right, of, input)?;
                return calculate(*math, &left, &right);
            }
            Self::Neg(inner) => return product::negative(&inner.value(of, input)?),
            Self::Define(function, then) => {
                let bound = of.bound(Is::Function(function));
                return then.value(of.with(&bound), input);
            }
            Self::Run(run) => return run.value(of, input),
            Self::Given(number) => {
                let (given, within) = functions::given(of, *number)?;
                return given.value(within, input);
            }
            Self::Label(name, inner) => {
                let label = of.label();
                let bound = of.bound(Is::Label(name, label));
                match inner.value(of.with(&bound), input) {
                    Err(End::Broke(broke)) if broke == label => return Err(End::Empty),
                    got => return got,
                }
            }
            Self::Break(name) => {
                let label = of.find(|_, is| match is {
                    Is::Label(is, label) if is == name => Some(*label),
                    _ => None,
                });
                return Err(label.map_or(End::Unsure, End::Broke));
            }
            Self::Fail(what) => {
                what.value(of, input)?;
                return Err(End::Failed);
            }
            Self::Fold(fold) if !fold.many() => return fold.value(of, input),
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
                of.makes()?;
                let mut items = Vec::new();
                if let Some(inner) = inner {
                    inner.outputs(of, input, &mut |value| {
                        items.push(value);
                        if items.len() > MANY { Err(End::Unsure) } else { Ok(true) }
                    })?;
                }
                Value::list(items)
            }
            Self::Object(members) => {
                of.makes()?;
                let mut made = Members::new();
                for (name, value) in members {
                    let name = product::name(name, of, &input)?;
                    let value = value.value(of, input.clone());
                    super::inside::put(&mut made, name, product::all_of(value)?);
                }
                Value::object(made)
            }
            Self::MapValues(each) => return walk::each(&input, &mut |value| each.value(of, value)),
            Self::Bind(first, name, then) => {
                let bound = of.bind(name, first.value(of, input.clone())?);
                return then.value(of.with(&bound), input);
            }
            Self::Var(name) => return of.var(name).ok_or(End::Unsure),
            Self::Each(all, each, condition) => {
                // whatever the condition gives: the first that decides
                let decides = each.any(of, input, &mut |value| {
                    condition.any(of, value, &mut |held| Ok(held.truth()? != *all))
                })?;
                Value::Bool(decides != *all)
            }
            Self::First(each) => {
                let mut first = None;
                each.outputs(of, input, &mut |value| {
                    first = Some(value);
                    Ok(false)
                })?;
                first.ok_or(End::Empty)?
            }
            Self::Last(each) => {
                let mut last = None;
                each.outputs(of, input, &mut |value| {
                    last = Some(value);
                    Ok(true)
                })?;
                last.ok_or(End::Empty)?
            }
            Self::IsEmpty(each) => Value::Bool(each.outputs(of, input, &mut |_| Ok(false))?),
            Self::By(by, each) => {
                of.makes()?;
                let items = input.items()?;
                let mut keyed = Vec::with_capacity(items.len());
                for item in &*items {
                    let mut keys = Vec::with_capacity(1);
                    each.outputs(of, item.clone(), &mut |key| {
                        keys.push(key);
                        Ok(true)
                    })?;
                    keyed.push((keys, item.clone()));
                }
                return by.value(keyed);
            }
            Self::Words(parts) => {
                let mut text = Vec::new();
                for part in parts {
                    let part = product::all_of(part.value(of, input.clone()))?;
                    product::word(&mut text, part)?;
                }
                Value::Text(Cow::Owned(text))
            }
            Self::Call(call) => return call.value(input),
            Self::Apply(apply) => return apply.value(of, input),
            Self::Foreign(foreign) => return foreign.value(of, &input),
            Self::Unknown => return Err(End::Unsure),
            other => return other.literal().map_or_else(|| product::one(other, of, input), Ok),
        })
    }
}
