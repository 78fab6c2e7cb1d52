//! jq filters as trees that are worked out without jq ([`super::eval`]): paths, comparisons, arithmetic, conditions,
//! arrays and objects, variables, `reduce`, and what is most often asked of strings and lists. What is not among them is
//! left to jq.

use std::cmp::Ordering;

use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::ops::{Cmp, Math};
use jaq_core::path::{Opt, Part};

use super::apply::Apply;
use super::call::Call;
use super::folds::Fold;
use super::foreign::Foreign;
use super::functions::{self, Function, Run};
use super::lists::By;
use super::need::plain;
use super::parts::Parts;
use super::pattern::Pattern;
use super::step::Step;
use super::update::Update;
use super::value::Value;
use super::{names, terms};

/// A filter.
#[derive(Debug)]
pub(super) enum Expr {
    Input,
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// Texts and numbers in a row: `"\(.a)-\(.b)"`.
    Words(Vec<Self>),
    /// A step of a path; a soft one gives nothing where it would fail.
    Step(Box<Self>, Step, bool),
    /// All below it, and itself: `..`.
    Below,
    /// The paths of what lies below it.
    Paths,
    /// All below it changed from within outwards, and itself at last.
    Walk(Box<Self>),
    Pipe(Box<Self>, Box<Self>),
    Comma(Box<Self>, Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Alt(Box<Self>, Box<Self>),
    Cmp(Cmp, Box<Self>, Box<Self>),
    Math(Math, Box<Self>, Box<Self>),
    If(Box<Self>, Box<Self>, Box<Self>),
    Select(Box<Self>),
    /// What fails gives nothing.
    Try(Box<Self>),
    /// What fails gives the second instead, which does not look at why.
    Catch(Box<Self>, Box<Self>),
    Array(Option<Box<Self>>),
    /// Names with what they are to have.
    Object(Vec<(Self, Self)>),
    Update(Update),
    /// Each value of the object or array under another.
    MapValues(Box<Self>),
    /// Each of the first, bound to a name in the second.
    Bind(Box<Self>, String, Box<Self>),
    Var(String),
    /// `reduce` and `foreach`.
    Fold(Box<Fold>),
    /// From the input on, the second of what came before as long as the first holds; all of them (`while`), or (false) what
    /// comes when it holds no more (`until`).
    While(bool, Box<Self>, Box<Self>),
    /// The input, and all that comes of it again and again: `recurse(f)`.
    Again(Box<Self>),
    /// Whether the second holds for any that the first gives, or (true) for all.
    Each(bool, Box<Self>, Box<Self>),
    First(Box<Self>),
    Last(Box<Self>),
    /// No more of the second than the first says.
    Limit(Box<Self>, Box<Self>),
    /// The second without so many at its begin.
    Skip(Box<Self>, Box<Self>),
    /// Whole numbers from one up to another, and how far apart.
    Range(Box<Self>, Box<Self>, i64),
    IsEmpty(Box<Self>),
    /// The elements of an array by what comes of each.
    By(By, Box<Self>),
    Call(Call),
    /// The same of values that are worked out.
    Apply(Apply),
    /// What `scan` finds in a text.
    Scan(Pattern),
    /// What lies between them.
    Splits(Pattern),
    /// A function, and what may call it.
    Define(Box<Function>, Box<Self>),
    /// A call of one.
    Run(Run),
    /// What a function is given under a number.
    Given(u32),
    /// What `break` leaves.
    Label(String, Box<Self>),
    Break(String),
    /// An error, if there is anything to say about it.
    Fail(Box<Self>),
    Neg(Box<Self>),
    /// What jq runs by itself.
    Foreign(Box<Foreign>),
    /// Only jq knows, and only with all of the filter.
    Unknown,
}

impl Expr {
    /// A term as far as it is understood.
    ///
    /// What is not understood is run by jq by itself, as long as there are parts left.
    pub(super) fn of(term: &Term<&str>, parts: Parts<'_>) -> Self {
        match Self::known(term, parts) {
            Self::Unknown => Foreign::of(term, parts).map_or_else(
                || {
                    parts.lose();
                    Self::Unknown
                },
                Self::Foreign,
            ),
            known => known,
        }
    }

    pub(super) fn known(term: &Term<&str>, parts: Parts<'_>) -> Self {
        let of = |term: &Term<&str>| Box::new(Self::of(term, parts));
        match term {
            Term::Id => Self::Input,
            Term::Recurse => Self::Below,
            Term::Num(number) => match Value::number(number.as_bytes()) {
                Some(Value::Int(int)) => Self::Int(int),
                Some(Value::Float(float, _)) => Self::Float(float),
                _ => Self::Unknown,
            },
            Term::Neg(inner) => match Self::of(inner, parts) {
                Self::Int(int) => int.checked_neg().map_or(Self::Unknown, Self::Int),
                Self::Float(float) => Self::Float(-float),
                inner => Self::Neg(Box::new(inner)),
            },
            Term::Str(format, text) => plain(text).map_or_else(|| terms::words(*format, text, parts), Self::Text),
            Term::Arr(inner) => Self::Array(inner.as_ref().map(|inner| of(inner))),
            Term::Obj(members) => members
                .iter()
                .map(|(name, value)| terms::member(name, value.as_ref(), parts))
                .collect::<Option<_>>()
                .map_or(Self::Unknown, Self::Object),
            Term::Path(inner, steps) => Self::path(inner, &steps.0, parts),
            Term::BinOp(left, BinaryOp::Pipe(Some(pattern)), right) => {
                terms::bind(Self::of(left, parts), pattern, Self::of(right, parts), 0)
            }
            Term::BinOp(at, op @ (BinaryOp::Update | BinaryOp::Assign | BinaryOp::UpdateMath(_)), by) => {
                Update::of(at, op, by, parts).map_or(Self::Unknown, Self::Update)
            }
            Term::BinOp(left, op, right) => {
                let (left, right) = (of(left), of(right));
                match op {
                    BinaryOp::Pipe(None) => Self::Pipe(left, right),
                    BinaryOp::Comma => Self::Comma(left, right),
                    BinaryOp::And => Self::And(left, right),
                    BinaryOp::Or => Self::Or(left, right),
                    BinaryOp::Alt => Self::Alt(left, right),
                    BinaryOp::Cmp(cmp) => Self::Cmp(*cmp, left, right),
                    BinaryOp::Math(math) => Self::Math(*math, left, right),
                    _ => Self::Unknown,
                }
            }
            Term::IfThenElse(cases, otherwise) => {
                let last = otherwise.as_ref().map_or(Self::Input, |term| Self::of(term, parts));
                cases.iter().rfold(last, |otherwise, (condition, then)| {
                    Self::If(of(condition), of(then), Box::new(otherwise))
                })
            }
            Term::TryCatch(inner, None) => Self::Try(of(inner)),
            Term::TryCatch(inner, Some(otherwise)) => match Self::known(otherwise, parts) {
                literal if literal.literal().is_some() => Self::Catch(of(inner), Box::new(literal)),
                _ => Self::Unknown,
            },
            Term::Var(name) => Self::Var((*name).to_owned()),
            Term::Fold(name, source, pattern, steps) => {
                Fold::of(name, source, pattern, steps, parts).map_or(Self::Unknown, Self::Fold)
            }
            Term::Def(defs, then) => functions::define(defs, &|parts| Self::of(then, parts), parts),
            Term::Label(name, inner) => Self::Label((*name).to_owned(), of(inner)),
            Term::Break(name) => Self::Break((*name).to_owned()),
            Term::Call(name, args) => {
                functions::call(name, args, parts).unwrap_or_else(|| names::call(name, args, parts))
            }
        }
    }

    /// What lies below it, step by step.
    pub(super) fn path(inner: &Term<&str>, steps: &[(Part<Term<&str>>, Opt)], parts: Parts<'_>) -> Self {
        steps.iter().fold(Self::of(inner, parts), |from, (part, soft)| {
            let step = match part {
                Part::Index(Term::Str(None, name)) if let Some(name) = plain(name) => Step::Name(name),
                Part::Index(index) => match Self::of(index, parts) {
                    Self::Int(index) => Step::At(index),
                    index => Step::Of(Box::new(index)),
                },
                Part::Range(None, None) => Step::All,
                Part::Range(from, upto) => {
                    let bound = |term: &Term<&str>| Box::new(Self::of(term, parts));
                    Step::between(from.as_ref().map(bound), upto.as_ref().map(bound))
                }
            };
            let soft = matches!(soft, Opt::Optional);
            Self::Step(Box::new(from), step, soft)
        })
    }

    /// What it stands for, if that is the same for every record.
    pub(super) fn literal(&self) -> Option<Value<'_>> {
        Some(match self {
            Self::Null => Value::Null,
            Self::Bool(bool) => Value::Bool(*bool),
            Self::Int(int) => Value::Int(*int),
            Self::Float(float) => Value::Float(*float, None),
            Self::Text(text) => Value::text(text.as_bytes()),
            _ => return None,
        })
    }
}

/// Whether an order is one that a comparison asks for.
pub(super) fn holds(cmp: Cmp, order: Ordering) -> bool {
    match cmp {
        Cmp::Lt => order.is_lt(),
        Cmp::Le => order.is_le(),
        Cmp::Gt => order.is_gt(),
        Cmp::Ge => order.is_ge(),
        Cmp::Eq => order.is_eq(),
        Cmp::Ne => order.is_ne(),
    }
}
