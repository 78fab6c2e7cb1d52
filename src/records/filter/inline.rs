//! Functions that a filter defines, put in where they are called: then there is nothing but what is known.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::path::{Part, Path};

/// A filter of more terms than this is left to jq.
const MOST: usize = 3_000;

/// The filter without definitions; none when one of them calls itself, or when a variable might be taken for another.
pub(super) fn inline<'s>(term: &Term<&'s str>) -> Option<Term<&'s str>> {
    Inliner {
        defs: Vec::new(),
        left: MOST,
    }
    .term(term)
}

struct Inliner<'s> {
    /// Those that are to be seen where it stands, the innermost last.
    defs: Vec<Seen<'s>>,
    left: usize,
}

#[derive(Clone)]
struct Seen<'s> {
    name: &'s str,
    args: Vec<&'s str>,
    body: Body<'s>,
}

#[derive(Clone)]
enum Body<'s> {
    /// It is being read: who calls it there calls himself.
    Open,
    /// It is given to a function, and stays until it is put in.
    Given,
    Known(Term<&'s str>),
}

impl Seen<'_> {
    /// Whether this name, where it is called in it, is something else than what is about to be given by it.
    fn may_be(&self, name: &str) -> bool {
        match &self.body {
            Body::Open => false,
            Body::Given => self.name == name,
            Body::Known(body) => calls(body, &[name]),
        }
    }
}

impl<'s> Inliner<'s> {
    fn term(&mut self, term: &Term<&'s str>) -> Option<Term<&'s str>> {
        self.left = self.left.checked_sub(1)?;
        match term {
            Term::Def(defs, then) => {
                let before = self.defs.len();
                for def in defs {
                    self.define(def)?;
                }
                let then = self.term(then);
                self.defs.truncate(before);
                then
            }
            Term::Call(name, args) => {
                let args = args.iter().map(|arg| self.term(arg)).collect::<Option<Vec<_>>>()?;
                let is = |seen: &&Seen<'_>| seen.name == *name && seen.args.len() == args.len();
                let Some(seen) = self.defs.iter().rev().find(is).cloned() else {
                    return Some(Term::Call(name, args));
                };
                match seen.body {
                    Body::Open => None,
                    Body::Given => Some(Term::Call(name, args)),
                    Body::Known(body) => self.put(&seen.args, &body, args),
                }
            }
            other => children(other, &mut |inner| self.term(inner)),
        }
    }

    fn define(&mut self, def: &Def<&'s str>) -> Option<()> {
        let seen = |body| Seen {
            name: def.name,
            args: def.args.clone(),
            body,
        };
        let before = self.defs.len();
        self.defs.push(seen(Body::Open));
        for arg in &def.args {
            let name = arg.strip_prefix('$').unwrap_or(arg);
            // what goes by the same name further out, given or jq's own, could be taken for it
            if self.defs.iter().any(|seen| seen.may_be(name)) {
                return None;
            }
            self.defs.push(Seen {
                name,
                args: Vec::new(),
                body: Body::Given,
            });
        }
        let body = self.term(&def.body);
        self.defs.truncate(before);
        self.defs.push(seen(Body::Known(body?)));
        Some(())
    }

    /// A body with what is given to it.
    fn put(&mut self, params: &[&'s str], body: &Term<&'s str>, args: Vec<Term<&'s str>>) -> Option<Term<&'s str>> {
        // of variables it knows those that it is given alone, and what it is given knows none that it binds
        if !is_closed(body, params)
            || !args.iter().all(|arg| is_closed(arg, &[])) && (!params.is_empty() && binds(body))
        {
            return None;
        }
        let values = params.iter().filter(|param| param.starts_with('$')).count();
        if values > 0 && (values < params.len() || values > 1 && !args.iter().all(|arg| is_closed(arg, &[]))) {
            return None;
        }
        if values == 0 {
            return self.given(params, &args, body);
        }
        let named: Vec<&str> = params.iter().filter_map(|param| param.strip_prefix('$')).collect();
        if calls(body, &named) {
            return None;
        }
        let body = self.copy(body)?;
        let each = params.iter().zip(args).rev();
        Some(each.fold(body, |body, (param, arg)| {
            let bound = BinaryOp::Pipe(Some(Pattern::Var(*param)));
            Term::BinOp(Box::new(arg), bound, Box::new(body))
        }))
    }

    /// Each copy counts in full: what is given may be put in twice at each of many levels.
    fn copy(&mut self, term: &Term<&'s str>) -> Option<Term<&'s str>> {
        self.left = self.left.checked_sub(1)?;
        children(term, &mut |inner| self.copy(inner))
    }

    fn given(&mut self, params: &[&'s str], args: &[Term<&'s str>], body: &Term<&'s str>) -> Option<Term<&'s str>> {
        self.left = self.left.checked_sub(1)?;
        if let Term::Call(name, none) = body
            && none.is_empty()
            && let Some(at) = params.iter().position(|param| param == name)
        {
            return self.copy(args.get(at)?);
        }
        children(body, &mut |inner| self.given(params, args, inner))
    }
}

/// Whether it sees no variables but these and those that it binds itself.
pub(super) fn is_closed<'s>(term: &Term<&'s str>, known: &[&'s str]) -> bool {
    let with = |name| {
        let mut known = known.to_vec();
        known.push(name);
        known
    };
    match term {
        Term::Var(name) => known.contains(name),
        Term::BinOp(left, BinaryOp::Pipe(Some(pattern)), right) => match pattern {
            Pattern::Var(name) => is_closed(left, known) && is_closed(right, &with(*name)),
            _ => false,
        },
        Term::Fold(_, source, Pattern::Var(name), steps) => {
            let inner = with(*name);
            // the first step does not see it; that it may seem to is only the more careful
            is_closed(source, known)
                && steps
                    .iter()
                    .enumerate()
                    .all(|(at, step)| is_closed(step, if at == 0 { known } else { &inner }))
        }
        Term::Fold(..) | Term::Label(..) | Term::Break(_) | Term::Def(..) => false,
        other => {
            let mut closed = true;
            let read = children(other, &mut |inner| {
                closed = closed && is_closed(inner, known);
                Some(Term::Id)
            });
            closed && read.is_some()
        }
    }
}

/// Whether it binds a variable anywhere.
fn binds(term: &Term<&str>) -> bool {
    any(term, &mut |term| {
        matches!(
            term,
            Term::Fold(..) | Term::Label(..) | Term::BinOp(_, BinaryOp::Pipe(Some(_)), _)
        )
    })
}

/// Whether one of these is called as a filter.
fn calls(term: &Term<&str>, names: &[&str]) -> bool {
    any(
        term,
        &mut |term| matches!(term, Term::Call(name, args) if args.is_empty() && names.contains(name)),
    )
}

/// Whether a term or one within it is so; also when that cannot be told.
pub(super) fn any(term: &Term<&str>, is: &mut dyn FnMut(&Term<&str>) -> bool) -> bool {
    let mut found = is(term);
    let read = children(term, &mut |inner| {
        found = found || any(inner, is);
        Some(Term::Id)
    });
    found || read.is_none()
}

/// A term with each of the terms right under it changed.
fn children<'s>(
    term: &Term<&'s str>,
    to: &mut dyn FnMut(&Term<&'s str>) -> Option<Term<&'s str>>,
) -> Option<Term<&'s str>> {
    let mut boxed = |term: &Term<&'s str>| to(term).map(Box::new);
    Some(match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Arr(None) | Term::Break(_) | Term::Var(_) => term.clone(),
        Term::Str(format, parts) => {
            let part = |part: &StrPart<&'s str, Term<&'s str>>| match part {
                StrPart::Term(term) => to(term).map(StrPart::Term),
                other => Some(other.clone()),
            };
            Term::Str(*format, parts.iter().map(part).collect::<Option<_>>()?)
        }
        Term::Arr(Some(inner)) => Term::Arr(Some(boxed(inner)?)),
        Term::Neg(inner) => Term::Neg(boxed(inner)?),
        Term::Label(name, inner) => Term::Label(name, boxed(inner)?),
        Term::Obj(members) => Term::Obj(
            members
                .iter()
                .map(|(name, value)| Some((to(name)?, option(value.as_ref(), to)?)))
                .collect::<Option<_>>()?,
        ),
        // what a pattern works out is left to jq
        Term::BinOp(_, BinaryOp::Pipe(Some(pattern)), _) | Term::Fold(_, _, pattern, _) if works(pattern) => {
            return None;
        }
        Term::BinOp(left, op, right) => Term::BinOp(boxed(left)?, op.clone(), boxed(right)?),
        Term::Fold(name, source, pattern, steps) => Term::Fold(
            name,
            boxed(source)?,
            pattern.clone(),
            steps.iter().map(to).collect::<Option<_>>()?,
        ),
        Term::TryCatch(inner, otherwise) => {
            let inner = boxed(inner)?;
            Term::TryCatch(inner, option(otherwise.as_deref(), to)?.map(Box::new))
        }
        Term::IfThenElse(cases, otherwise) => {
            let cases = cases.iter().map(|(condition, then)| Some((to(condition)?, to(then)?)));
            let cases = cases.collect::<Option<_>>()?;
            Term::IfThenElse(cases, option(otherwise.as_deref(), to)?.map(Box::new))
        }
        Term::Def(defs, then) => {
            let def = |def: &Def<&'s str>| {
                Some(Def {
                    name: def.name,
                    args: def.args.clone(),
                    body: to(&def.body)?,
                })
            };
            let defs = defs.iter().map(def).collect::<Option<_>>()?;
            Term::Def(defs, Box::new(to(then)?))
        }
        Term::Call(name, args) => Term::Call(name, args.iter().map(to).collect::<Option<_>>()?),
        Term::Path(inner, parts) => {
            let inner = boxed(inner)?;
            let mut part = |part: &Part<Term<&'s str>>| {
                Some(match part {
                    Part::Index(index) => Part::Index(to(index)?),
                    Part::Range(from, until) => Part::Range(option(from.as_ref(), to)?, option(until.as_ref(), to)?),
                })
            };
            let mut changed = Vec::new();
            for (each, soft) in &parts.0 {
                changed.push((part(each)?, *soft));
            }
            Term::Path(inner, Path(changed))
        }
    })
}

fn option<'s>(
    term: Option<&Term<&'s str>>,
    to: &mut dyn FnMut(&Term<&'s str>) -> Option<Term<&'s str>>,
) -> Option<Option<Term<&'s str>>> {
    match term {
        Some(term) => to(term).map(Some),
        None => Some(None),
    }
}

/// Whether a pattern has anything but literal names in it.
fn works(pattern: &Pattern<&str>) -> bool {
    match pattern {
        Pattern::Var(_) => false,
        Pattern::Arr(parts) => parts.iter().any(works),
        Pattern::Obj(members) => members
            .iter()
            .any(|(name, part)| super::need::literal(name).is_none() || works(part)),
    }
}
