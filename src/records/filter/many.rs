//! Whether a filter may give more than one value.

use super::expr::Expr;
use super::step::Step;

impl Expr {
    /// Whether it may give more than one value: if not, it is worked out as the one that it gives.
    pub(super) fn many(&self) -> bool {
        match self {
            Self::Step(_, Step::All, _)
            | Self::Below
            | Self::Paths
            | Self::While(true, ..)
            | Self::Again(_)
            | Self::Foreign(_)
            | Self::Splits(_)
            | Self::Comma(..)
            | Self::Scan(_)
            | Self::Limit(..)
            | Self::Skip(..)
            | Self::Given(_)
            | Self::Range(..) => true,
            Self::Run(run) => run.many(),
            Self::Fold(fold) => fold.many(),
            Self::Step(inner, ..)
            | Self::Select(inner)
            | Self::Try(inner)
            | Self::Neg(inner)
            | Self::Define(_, inner)
            | Self::Label(_, inner) => inner.many(),
            Self::Pipe(first, then)
            | Self::Bind(first, _, then)
            | Self::And(first, then)
            | Self::Or(first, then)
            | Self::Alt(first, then)
            | Self::Cmp(_, first, then)
            | Self::Math(_, first, then)
            | Self::Catch(first, then) => first.many() || then.many(),
            Self::If(condition, then, otherwise) => condition.many() || then.many() || otherwise.many(),
            Self::Words(parts) => parts.iter().any(Self::many),
            Self::Object(members) => members.iter().any(|(name, value)| name.many() || value.many()),
            _ => false,
        }
    }
}
