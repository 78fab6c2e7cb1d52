//! `reduce` and `foreach`: what comes one after the other taken together.

use jaq_core::load::parse::{Pattern, Term};

use super::eval::{Out, TURN};
use super::expr::Expr;
use super::of::Of;
use super::parts::Parts;
use super::terms;
use super::value::{End, Got, Value};

/// One of them.
#[derive(Debug)]
pub(super) struct Fold {
    source: Expr,
    name: String,
    from: Expr,
    step: Expr,
    gives: Gives,
}

#[derive(Debug)]
enum Gives {
    /// What it comes to in the end.
    Last,
    /// What it comes to at each turn.
    Each,
    /// What comes of that.
    Of(Expr),
}

impl Fold {
    /// `NAME SOURCE as PATTERN (FROM; STEP)`, `foreach` maybe with what it is to give; none when only jq knows it.
    pub(super) fn of(
        name: &str,
        source: &Term<&str>,
        pattern: &Pattern<&str>,
        steps: &[Term<&str>],
        parts: Parts<'_>,
    ) -> Option<Box<Self>> {
        // no variable of a filter is called so
        let whole = match pattern {
            Pattern::Var(name) => name,
            _ => "",
        };
        let bound = |term: &Term<&str>| match pattern {
            Pattern::Var(_) => Expr::of(term, parts),
            pattern => terms::bind(Expr::Var(whole.to_owned()), pattern, Expr::of(term, parts), 0),
        };
        let (from, step, gives) = match (name, steps) {
            ("reduce", [from, step]) => (from, step, Gives::Last),
            ("foreach", [from, step]) => (from, step, Gives::Each),
            ("foreach", [from, step, each]) => (from, step, Gives::Of(bound(each))),
            _ => return None,
        };
        Some(Box::new(Self {
            source: Expr::of(source, parts),
            name: whole.to_owned(),
            from: Expr::of(from, parts),
            step: bound(step),
            gives,
        }))
    }

    /// Whether it may give more than one value.
    pub(super) const fn many(&self) -> bool {
        !matches!(self.gives, Gives::Last)
    }

    /// Everything it gives.
    pub(super) fn outputs<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>, out: Out<'_, 'a>) -> Result<bool, End> {
        self.run(of, input, out).map(|(more, _)| more)
    }

    /// The one value that it gives.
    pub(super) fn value<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>) -> Got<'a> {
        let (_, last) = self.run(of, input, &mut |_| Ok(true))?;
        last.ok_or(End::Empty)
    }

    /// Gives what is wanted at each turn, and what it came to in the end; none when nothing came of a turn.
    fn run<'a>(&'a self, of: Of<'_, 'a>, input: Value<'a>, out: Out<'_, 'a>) -> Result<(bool, Option<Value<'a>>), End> {
        let mut state = match self.from.value(of, input.clone()) {
            Ok(from) => Some(from),
            Err(End::Empty) => return Ok((true, None)),
            Err(end) => return Err(end),
        };
        let mut more = true;
        self.source.outputs(of, input, &mut |value| {
            of.costs(TURN)?;
            let bound = of.bind(&self.name, value);
            let within = of.with(&bound);
            // what came before stays where it is looked at once more only
            let before = state.take().ok_or(End::Unsure)?;
            let after = match self.step.value(within, before) {
                Ok(after) => after,
                Err(End::Empty) => return Ok(false),
                Err(end) => return Err(end),
            };
            more = match &self.gives {
                Gives::Last => true,
                Gives::Each => out(after.clone())?,
                Gives::Of(each) => each.outputs(within, after.clone(), out)?,
            };
            state = Some(after);
            Ok(more)
        })?;
        Ok((more, state))
    }
}
