//! Functions that a filter defines, as jq sees them: by name and number of arguments, from where they are defined on, and
//! from within themselves. What they are given is worked out where it is called, with the names that were to be seen there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jaq_core::load::parse::{Def, Term};

use super::eval::Out;
use super::expr::Expr;
use super::of::{Is, Of};
use super::parts::{Parts, Scope};
use super::value::{End, Got, Value};

/// A function.
#[derive(Debug)]
pub(super) struct Function {
    /// No other of the filter has it.
    number: u32,
    params: Vec<Param>,
    body: Expr,
}

#[derive(Debug)]
enum Param {
    /// `$name`: each value that is given, in turn.
    Value(String),
    /// A filter, under a number that no other function has.
    Filter(u32),
}

/// A call of one.
#[derive(Debug)]
pub(super) struct Run {
    number: u32,
    args: Vec<Expr>,
    /// Whether what it calls may give more than one value.
    many: Arc<AtomicBool>,
}

/// What follows definitions, with them.
pub(super) fn define(defs: &[Def<&str>], then: &dyn Fn(Parts<'_>) -> Expr, parts: Parts<'_>) -> Expr {
    let Some((def, rest)) = defs.split_first() else {
        return then(parts);
    };
    let (number, many) = (parts.number(), Arc::new(AtomicBool::new(false)));
    let scope = Scope::new(def.name, def.args.len(), number, Some(&many), parts);
    let mut params = Vec::new();
    let body = body(def, &def.args, &mut params, parts.within(&scope));
    // until now none of those that call it from within gives many
    many.store(body.many(), Ordering::Relaxed);
    let function = Function { number, params, body };
    Expr::Define(Box::new(function), Box::new(define(rest, then, parts.within(&scope))))
}

fn body(def: &Def<&str>, args: &[&str], params: &mut Vec<Param>, parts: Parts<'_>) -> Expr {
    match args.split_first() {
        None => Expr::of(&def.body, parts),
        Some((name, rest)) if name.starts_with('$') => {
            params.push(Param::Value((*name).to_owned()));
            body(def, rest, params, parts)
        }
        Some((name, rest)) => {
            let number = parts.number();
            params.push(Param::Filter(number));
            let scope = Scope::new(name, 0, number, None, parts);
            body(def, rest, params, parts.within(&scope))
        }
    }
}

/// A call of what the filter defines, or of what it is given; none when it does neither.
pub(super) fn call(name: &str, args: &[Term<&str>], parts: Parts<'_>) -> Option<Expr> {
    parts.find(name, args.len())?;
    Some(with(name, args, parts, parts))
}

/// A call of what is to be seen in one place with what is read in another.
pub(super) fn with(name: &str, args: &[Term<&str>], parts: Parts<'_>, given: Parts<'_>) -> Expr {
    let Some(scope) = parts.find(name, args.len()) else {
        return Expr::Unknown;
    };
    let Some(many) = &scope.many else {
        return Expr::Given(scope.number);
    };
    Expr::Run(Run {
        number: scope.number,
        args: args.iter().map(|arg| Expr::of(arg, given)).collect(),
        many: Arc::clone(many),
    })
}

impl Run {
    /// Whether it may give more than one value.
    pub(super) fn many(&self) -> bool {
        self.many.load(Ordering::Relaxed) || self.args.iter().any(Expr::many)
    }

    /// The function, where the names are to be seen that it knows.
    fn function<'e, 'a>(&self, of: Of<'e, 'a>) -> Result<(&'a Function, Of<'e, 'a>), End> {
        of.calls()?;
        of.find(|bound, is| match is {
            Is::Function(function) if function.number == self.number => Some((*function, of.among(Some(bound)))),
            _ => None,
        })
        .ok_or(End::Unsure)
    }

    /// Everything it gives.
    pub(super) fn outputs<'a>(&'a self, of: Of<'_, 'a>, input: &Value<'a>, out: Out<'_, 'a>) -> Result<bool, End> {
        let (function, within) = self.function(of)?;
        function.each(&function.params, &self.args, of, within, input, out)
    }

    /// The one value that it gives.
    pub(super) fn value<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>) -> Got<'a> {
        let (function, within) = self.function(of)?;
        function.one(&function.params, &self.args, of, within, input)
    }
}

impl Function {
    /// Goes through all that is given for its values, the first the outermost.
    fn each<'a>(
        &'a self,
        params: &'a [Param],
        args: &'a [Expr],
        of: Of<'_, 'a>,
        within: Of<'_, 'a>,
        input: &Value<'a>,
        out: Out<'_, 'a>,
    ) -> Result<bool, End> {
        match (params.split_first(), args.split_first()) {
            (Some((Param::Value(name), params)), Some((arg, args))) => arg.outputs(of, input.clone(), &mut |value| {
                let bound = within.bind(name, value);
                self.each(params, args, of, within.with(&bound), input, out)
            }),
            (Some((Param::Filter(number), params)), Some((arg, args))) => {
                let bound = within.bound(Is::Given(*number, arg, of.names()));
                self.each(params, args, of, within.with(&bound), input, out)
            }
            _ => self.body.outputs(within, input.clone(), out),
        }
    }

    fn one<'a>(
        &'a self,
        params: &'a [Param],
        args: &'a [Expr],
        of: Of<'_, 'a>,
        within: Of<'_, 'a>,
        input: Value<'a>,
    ) -> Got<'a> {
        match (params.split_first(), args.split_first()) {
            (Some((Param::Value(name), params)), Some((arg, args))) => {
                let bound = within.bind(name, arg.value(of, input.clone())?);
                self.one(params, args, of, within.with(&bound), input)
            }
            (Some((Param::Filter(number), params)), Some((arg, args))) => {
                let bound = within.bound(Is::Given(*number, arg, of.names()));
                self.one(params, args, of, within.with(&bound), input)
            }
            _ => self.body.value(within, input),
        }
    }
}

/// What a function was given under a number, and where it is worked out.
pub(super) fn given<'e, 'a>(of: Of<'e, 'a>, number: u32) -> Result<(&'a Expr, Of<'e, 'a>), End> {
    of.calls()?;
    of.find(|_, is| match is {
        Is::Given(is, filter, names) if *is == number => Some((*filter, of.among(*names))),
        _ => None,
    })
    .ok_or(End::Unsure)
}
