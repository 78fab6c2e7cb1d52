//! Terms of jq that stand for several simple ones.

use std::cell::Cell;

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::ops::Cmp;

use super::expr::{Expr, Step};
use super::foreign::Parts;
use super::need::literal;

/// A member of an object that is made: `{a: 1}`, `{a}`, `{$a}`.
pub(super) fn member(name: &Term<&str>, value: Option<&Term<&str>>, parts: Parts<'_>) -> Option<(String, Expr)> {
    if let (Term::Var(var), None) = (name, value) {
        return Some((var.strip_prefix('$')?.to_owned(), Expr::Var((*var).to_owned())));
    }
    let name = literal(name)?;
    let value = match value {
        Some(value) => Expr::of(value, parts),
        None => Expr::Step(Box::new(Expr::Input), Step::Name(name.clone()), false),
    };
    Some((name, value))
}

/// Each of the first taken apart into variables of the second.
pub(super) fn bind(first: Expr, pattern: &Pattern<&str>, then: Expr, depth: usize) -> Expr {
    let parts: Option<Vec<(Step, &Pattern<&str>)>> = match pattern {
        Pattern::Var(name) => return Expr::Bind(Box::new(first), (*name).to_owned(), Box::new(then)),
        Pattern::Arr(parts) => Some((0..).map(Step::At).zip(parts).collect()),
        Pattern::Obj(members) => members
            .iter()
            .map(|(name, part)| Some((Step::Name(literal(name)?), part)))
            .collect(),
    };
    let Some(parts) = parts else {
        return Expr::Unknown;
    };
    // no variable of a filter is called so
    let whole = format!("{depth}");
    let then = parts.into_iter().rfold(then, |then, (step, pattern)| {
        let part = Expr::Step(Box::new(Expr::Var(whole.clone())), step, false);
        bind(part, pattern, then, depth + 1)
    });
    Expr::Bind(Box::new(first), whole, Box::new(then))
}

/// Whether the input is one of these literals.
pub(super) fn is_in(among: &Term<&str>) -> Option<Expr> {
    if let Term::BinOp(left, BinaryOp::Comma, right) = among {
        return Some(Expr::Or(Box::new(is_in(left)?), Box::new(is_in(right)?)));
    }
    let literal = Expr::of(among, &Cell::new(0));
    literal.literal()?;
    Some(Expr::Cmp(Cmp::Eq, Box::new(Expr::Input), Box::new(literal)))
}

/// What lies at the end of a path of names and indices.
pub(super) fn within(path: &Term<&str>) -> Option<Expr> {
    let (from, last) = match path {
        Term::BinOp(left, BinaryOp::Comma, right) => (within(left)?, &**right),
        last => (Expr::Input, last),
    };
    let step = match Expr::of(last, &Cell::new(0)) {
        Expr::Text(name) => Step::Name(name),
        Expr::Int(index) => Step::At(index),
        _ => return None,
    };
    Some(Expr::Step(Box::new(from), step, false))
}

/// A text with something to work out in it.
pub(super) fn words(text: &[StrPart<&str, Term<&str>>], parts: Parts<'_>) -> Expr {
    let word = |part: &StrPart<&str, Term<&str>>| match part {
        StrPart::Str(text) => Expr::Text((*text).to_owned()),
        StrPart::Char(c) => Expr::Text(c.to_string()),
        StrPart::Term(term) => Expr::of(term, parts),
    };
    Expr::Words(text.iter().map(word).collect())
}
