//! Terms of jq that stand for several simple ones.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::ops::Cmp;

use super::expr::Expr;
use super::need::literal;
use super::parts::Parts;
use super::step::Step;

/// A member of an object that is made: `{a: 1}`, `{a}`, `{$a}`, `{(f): 1}`.
pub(super) fn member(name: &Term<&str>, value: Option<&Term<&str>>, parts: Parts<'_>) -> Option<(Expr, Expr)> {
    if let (Term::Var(var), None) = (name, value) {
        let name = Expr::Text(var.strip_prefix('$')?.to_owned());
        return Some((name, Expr::Var((*var).to_owned())));
    }
    let value = match (value, literal(name)) {
        (Some(value), _) => Expr::of(value, parts),
        (None, Some(name)) => Expr::Step(Box::new(Expr::Input), Step::Name(name), false),
        (None, None) => return None,
    };
    Some((Expr::of(name, parts), value))
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
pub(super) fn is_in(among: &Term<&str>, parts: Parts<'_>) -> Option<Expr> {
    if let Term::BinOp(left, BinaryOp::Comma, right) = among {
        return Some(Expr::Or(Box::new(is_in(left, parts)?), Box::new(is_in(right, parts)?)));
    }
    let literal = Expr::known(among, parts);
    literal.literal()?;
    Some(Expr::Cmp(Cmp::Eq, Box::new(Expr::Input), Box::new(literal)))
}

/// What lies at the end of a path of names and indices.
pub(super) fn within(path: &Term<&str>, parts: Parts<'_>) -> Option<Expr> {
    let (from, last) = match path {
        Term::BinOp(left, BinaryOp::Comma, right) => (within(left, parts)?, &**right),
        last => (Expr::Input, last),
    };
    let step = match Expr::known(last, parts) {
        Expr::Text(name) => Step::Name(name),
        Expr::Int(index) => Step::At(index),
        _ => return None,
    };
    Some(Expr::Step(Box::new(from), step, false))
}

/// A text with something to work out in it, maybe written in a format: `"\(.a)"`, `@uri "\(.a)"`.
pub(super) fn words(format: Option<&str>, text: &[StrPart<&str, Term<&str>>], parts: Parts<'_>) -> Expr {
    let word = |part: &StrPart<&str, Term<&str>>| match (part, format) {
        (StrPart::Str(text), _) => Expr::Text((*text).to_owned()),
        (StrPart::Char(c), _) => Expr::Text(c.to_string()),
        (StrPart::Term(term), None) => Expr::of(term, parts),
        (StrPart::Term(term), Some(format)) => {
            let format = Expr::of(&Term::Call(format, Vec::new()), parts);
            Expr::Pipe(Box::new(Expr::of(term, parts)), Box::new(format))
        }
    };
    Expr::Words(text.iter().map(word).collect())
}
