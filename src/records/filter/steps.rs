//! Steps in a jq filter and in jq's own functions, wherever something may go on without end: whether it does is asked of
//! [`bound`](super::bound) at each. A step is written in jq, so that paths and tail calls go through it.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::ops::Math;
use jaq_core::path::Part;

/// Puts steps into a definition.
pub(super) fn bind(mut def: Def<&str>) -> Def<&str> {
    definition(&mut def);
    def
}

fn definition(def: &mut Def<&str>) {
    let recursive = calls(&mut def.body, def.name, def.args.len());
    bounded(&mut def.body);
    if recursive {
        step(&mut def.body);
    }
}

fn bounded(term: &mut Term<&str>) {
    match term {
        Term::Def(defs, then) => {
            defs.iter_mut().for_each(definition);
            return bounded(then);
        }
        Term::Fold(.., args) => args.iter_mut().skip(1).take(1).for_each(step),
        Term::BinOp(left, BinaryOp::Math(Math::Mul), right) => {
            let args = vec![std::mem::take(&mut **left), std::mem::take(&mut **right)];
            *term = Term::Call("kconsole_times", args);
        }
        _ => {}
    }
    each(term, &mut bounded);
}

fn step(term: &mut Term<&str>) {
    let then = Box::new(std::mem::take(term));
    *term = Term::BinOp(
        Box::new(Term::Call("kconsole_step", Vec::new())),
        BinaryOp::Pipe(None),
        then,
    );
}

/// Whether a function of this name and with so many arguments is called anywhere in it.
fn calls(term: &mut Term<&str>, name: &str, args: usize) -> bool {
    let mut found = matches!(term, Term::Call(called, with) if *called == name && with.len() == args);
    each(term, &mut |inner| found = found || calls(inner, name, args));
    found
}

/// The terms right under one.
fn each<'s>(term: &mut Term<&'s str>, to: &mut dyn FnMut(&mut Term<&'s str>)) {
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Arr(None) | Term::Break(_) | Term::Var(_) => {}
        Term::Str(_, parts) => {
            for part in parts {
                if let StrPart::Term(term) = part {
                    to(term);
                }
            }
        }
        Term::Arr(Some(inner)) | Term::Neg(inner) | Term::Label(_, inner) => to(inner),
        Term::Obj(members) => {
            for (key, value) in members {
                to(key);
                value.iter_mut().for_each(&mut *to);
            }
        }
        Term::BinOp(left, op, right) => {
            to(left);
            if let BinaryOp::Pipe(Some(pattern)) = op {
                within(pattern, to);
            }
            to(right);
        }
        Term::Fold(_, over, pattern, args) => {
            to(over);
            within(pattern, to);
            args.iter_mut().for_each(to);
        }
        Term::TryCatch(inner, catch) => {
            to(inner);
            if let Some(catch) = catch {
                to(catch);
            }
        }
        Term::IfThenElse(cases, otherwise) => {
            for (condition, then) in cases {
                to(condition);
                to(then);
            }
            if let Some(otherwise) = otherwise {
                to(otherwise);
            }
        }
        Term::Def(defs, then) => {
            defs.iter_mut().for_each(|def| to(&mut def.body));
            to(then);
        }
        Term::Call(_, args) => args.iter_mut().for_each(to),
        Term::Path(inner, parts) => {
            to(inner);
            for (part, _) in &mut parts.0 {
                match part {
                    Part::Index(index) => to(index),
                    Part::Range(from, until) => [from, until].into_iter().flatten().for_each(&mut *to),
                }
            }
        }
    }
}

fn within<'s>(pattern: &mut Pattern<&'s str>, to: &mut dyn FnMut(&mut Term<&'s str>)) {
    match pattern {
        Pattern::Var(_) => {}
        Pattern::Arr(elements) => elements.iter_mut().for_each(|element| within(element, to)),
        Pattern::Obj(members) => {
            for (key, value) in members {
                to(key);
                within(value, to);
            }
        }
    }
}

/// A function of a filter that nobody can keep within bounds, in words: each of its calls would wrap the filter that it is
/// given once more.
pub(super) fn boundless(term: &mut Term<&str>) -> Option<String> {
    let mut found = None;
    if let Term::Def(defs, _) = term {
        for def in defs {
            let given = def.args.iter().any(|arg| !arg.starts_with('$'));
            if given && calls(&mut def.body, def.name, def.args.len()) {
                found = Some(def.name.to_owned());
            }
        }
    }
    each(term, &mut |inner| found = found.take().or_else(|| boundless(inner)));
    found
}
