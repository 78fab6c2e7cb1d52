//! What is known of a filter where a part of it is read: the functions that may be called there, and how much more of it
//! may be given to jq.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jaq_core::load::parse::Term;

/// Parts of a filter that may be given to jq by themselves: each is compiled with all of jq's own functions.
const FOREIGN: u32 = 4;

/// Calls of functions that jq defines in its own language.
const OWN: u32 = 100;

/// What is counted over all of a filter.
#[derive(Debug)]
pub(super) struct Budget {
    foreign: Cell<u32>,
    numbers: Cell<u32>,
    /// Calls of jq's own definitions that may still be read: each calls others.
    own: Cell<u32>,
    lost: Cell<u32>,
}

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'p> {
    budget: &'p Budget,
    scope: Option<&'p Scope<'p>>,
    /// Whether jq may be given none of it.
    alone: bool,
}

/// A function that may be called, and those that were defined before it.
#[derive(Debug)]
pub(super) struct Scope<'p> {
    name: &'p str,
    args: usize,
    pub(super) number: u32,
    /// Whether it may give more than one value; none of a filter that is given.
    pub(super) many: Option<&'p Arc<AtomicBool>>,
    up: Option<&'p Self>,
}

impl Budget {
    /// Of a filter of which jq may run parts.
    pub(super) const fn new() -> Self {
        Self {
            foreign: Cell::new(FOREIGN),
            numbers: Cell::new(0),
            own: Cell::new(OWN),
            lost: Cell::new(0),
        }
    }

    /// Of one that is known here or not at all.
    pub(super) const fn alone() -> Self {
        Self {
            foreign: Cell::new(0),
            numbers: Cell::new(0),
            own: Cell::new(OWN),
            lost: Cell::new(0),
        }
    }

    /// What is known at its begin.
    pub(super) const fn parts(&self) -> Parts<'_> {
        Parts {
            budget: self,
            scope: None,
            alone: false,
        }
    }
}

impl<'p> Scope<'p> {
    pub(super) const fn new(
        name: &'p str,
        args: usize,
        number: u32,
        many: Option<&'p Arc<AtomicBool>>,
        parts: Parts<'p>,
    ) -> Self {
        Self {
            name,
            args,
            number,
            many,
            up: parts.scope,
        }
    }
}

impl<'p> Parts<'p> {
    /// A number that no other function has.
    pub(super) fn number(self) -> u32 {
        self.budget.numbers.set(self.budget.numbers.get() + 1);
        self.budget.numbers.get()
    }

    /// Takes one of the parts that may be given to jq; none when there are no more.
    pub(super) fn take(self) -> Option<()> {
        if self.alone {
            return None;
        }
        let left = self.budget.foreign.get().checked_sub(1)?;
        self.budget.foreign.set(left);
        Some(())
    }

    /// A part of it is not known here, and may not be given to jq.
    pub(super) fn lose(self) {
        self.budget.lost.set(self.budget.lost.get() + 1);
    }

    /// How many such parts there were.
    pub(super) const fn lost(self) -> u32 {
        self.budget.lost.get()
    }

    /// What is known where one of jq's own definitions is read; none when there were too many.
    pub(super) fn alone(self) -> Option<Self> {
        let left = self.budget.own.get().checked_sub(1)?;
        self.budget.own.set(left);
        Some(Self {
            budget: self.budget,
            scope: None,
            alone: true,
        })
    }

    /// The same where one more function may be called.
    pub(super) const fn within<'n>(self, scope: &'n Scope<'n>) -> Parts<'n>
    where
        'p: 'n,
    {
        Parts {
            budget: self.budget,
            scope: Some(scope),
            alone: self.alone,
        }
    }

    /// The function of this name and number of arguments that may be called here.
    pub(super) fn find(self, name: &str, args: usize) -> Option<&'p Scope<'p>> {
        let mut at = self.scope;
        while let Some(scope) = at {
            if scope.name == name && scope.args == args {
                return at;
            }
            at = scope.up;
        }
        None
    }

    /// Whether a term calls a function that is not jq's own.
    pub(super) fn calls(self, term: &Term<&str>) -> bool {
        self.scope.is_some()
            && super::inline::any(
                term,
                &mut |term| matches!(term, Term::Call(name, args) if self.find(name, args.len()).is_some()),
            )
    }
}
