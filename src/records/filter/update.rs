//! Objects with something in them changed: `.a |= f`, `.a = 1`, `.a += 1`, `del(.a.b)`.

use std::borrow::Cow;

use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::path::{Opt, Part};

use super::expr::Expr;
use super::need::plain;
use super::of::Of;
use super::parts::Parts;
use super::value::{End, Got, Value};

/// Changes what lies under these names, one below the other.
#[derive(Debug)]
pub(super) struct Update {
    names: Vec<String>,
    how: How,
}

#[derive(Debug)]
enum How {
    /// What comes of it takes its place.
    By(Box<Expr>),
    /// What comes of the whole input takes its place.
    To(Box<Expr>),
    /// It is gone.
    Gone,
}

impl Update {
    /// The update that an operator stands for; none when only jq knows it.
    pub(super) fn of(at: &Term<&str>, op: &BinaryOp<&str>, by: &Term<&str>, parts: Parts<'_>) -> Option<Self> {
        let by = Box::new(Expr::of(by, parts));
        let how = match op {
            BinaryOp::Update => How::By(by),
            BinaryOp::Assign => How::To(by),
            // a literal is the same wherever it is worked out
            BinaryOp::UpdateMath(math) if by.literal().is_some() => {
                How::By(Box::new(Expr::Math(*math, Box::new(Expr::Input), by)))
            }
            _ => return None,
        };
        let names = names(at)?;
        Some(Self { names, how })
    }

    /// The deletions of `del(…)`, one after the other.
    pub(super) fn gone(at: &Term<&str>) -> Option<Expr> {
        if let Term::BinOp(left, BinaryOp::Comma, right) = at {
            return Some(Expr::Pipe(Box::new(Self::gone(left)?), Box::new(Self::gone(right)?)));
        }
        let names = names(at)?;
        Some(Expr::Update(Self { names, how: How::Gone }))
    }

    pub(super) fn value<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>) -> Got<'a> {
        for _ in &self.names {
            of.makes()?;
        }
        let to = match &self.how {
            How::To(to) => Some(to.value(of, input.clone()).map_err(|_lost| End::Unsure)?),
            How::By(_) | How::Gone => None,
        };
        changed(input, &self.names, &mut |old| match (&self.how, &to) {
            (_, Some(to)) => Ok(to.clone()),
            (How::By(by), None) => by.value(of, old),
            _ => Err(End::Empty),
        })
    }
}

/// The names that lead to it: one at least.
fn names(at: &Term<&str>) -> Option<Vec<String>> {
    let Term::Path(from, parts) = at else {
        return None;
    };
    if !matches!(**from, Term::Id) || parts.0.is_empty() {
        return None;
    }
    let name = |(part, soft): &(Part<Term<&str>>, Opt)| match (part, soft) {
        (Part::Index(Term::Str(None, name)), Opt::Essential) => plain(name),
        _ => None,
    };
    parts.0.iter().map(name).collect()
}

fn changed<'a>(input: Value<'a>, names: &'a [String], change: &mut dyn FnMut(Value<'a>) -> Got<'a>) -> Got<'a> {
    let Some((name, names)) = names.split_first() else {
        return change(input);
    };
    let mut members = input.settled()?.members()?.into_owned();
    let at = members.iter().position(|(is, _)| **is == *name.as_bytes());
    let old = at.and_then(|at| members.get(at)).map(|(_, old)| old.clone());
    if old.is_none() && !names.is_empty() {
        return Err(End::Unsure);
    }
    match (changed(old.unwrap_or(Value::Null), names, change), at) {
        (Ok(new), Some(at)) => {
            if let Some((_, value)) = members.get_mut(at) {
                *value = new;
            }
        }
        (Ok(new), None) => members.push((Cow::Borrowed(name.as_bytes()), new)),
        // the last takes its place, as with jaq
        (Err(End::Empty), Some(at)) => drop(members.swap_remove(at)),
        (Err(End::Empty), None) => {}
        (Err(_), _) => return Err(End::Unsure),
    }
    Ok(Value::object(members))
}
