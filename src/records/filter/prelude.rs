//! Functions that jq defines in its own language, worked out as those that a filter defines.

use jaq_core::load::parse::{Def, Term};

use super::expr::Expr;
use super::functions;
use super::parts::Parts;

/// A call of one; none when jq has no such definition, or one of which not all is known here.
pub(super) fn call(name: &str, args: &[Term<&str>], parts: Parts<'_>) -> Option<Expr> {
    let is = |def: &Def<&str>| def.name == name && def.args.len() == args.len();
    let def = super::bound::more().into_iter().rev().find(is).or_else(|| {
        let theirs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        theirs.filter(is).last()
    })?;
    // it sees nothing of the filter but what it is given
    let (own, lost) = (parts.alone()?, parts.lost());
    let made = functions::define(&[def], &|own| functions::with(name, args, own, parts), own);
    (parts.lost() == lost).then_some(made)
}
