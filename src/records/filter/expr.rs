//! jq filters as trees that are worked out without jq ([`super::eval`]): paths, comparisons, arithmetic, conditions,
//! arrays and objects, variables, `reduce`, and what is most often asked of strings and lists. What is not among them is
//! left to jq.

use std::cmp::Ordering;

use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::ops::{Cmp, Math};
use jaq_core::path::{Opt, Part};

use super::call::Call;
use super::foreign::{Foreign, Parts};
use super::lists::By;
use super::need::{literal, plain};
use super::terms;
use super::update::Update;
use super::value::Value;

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
    Object(Vec<(String, Self)>),
    Update(Update),
    /// Each value of the object or array under another.
    MapValues(Box<Self>),
    /// Each of the first, bound to a name in the second.
    Bind(Box<Self>, String, Box<Self>),
    Var(String),
    /// `reduce SOURCE as $NAME (FROM; STEP)`.
    Reduce(Box<Self>, String, Box<Self>, Box<Self>),
    /// `foreach SOURCE as $NAME (FROM; STEP)`.
    Foreach(Box<Self>, String, Box<Self>, Box<Self>),
    /// From the input on, the second of what came before as long as the first holds; all of them (`while`), or (false) what
    /// comes when it holds no more (`until`).
    While(bool, Box<Self>, Box<Self>),
    /// The input, and all that comes of it again and again: `recurse(f)`.
    Again(Box<Self>),
    /// Whether the second holds for any that the first gives, or (true) for all.
    Each(bool, Box<Self>, Box<Self>),
    First(Box<Self>),
    /// No more of them than so many.
    Limit(u64, Box<Self>),
    /// Whole numbers from one up to another.
    Range(Box<Self>, Box<Self>),
    IsEmpty(Box<Self>),
    /// The elements of an array by what comes of each.
    By(By, Box<Self>),
    Call(Call),
    /// What `scan` finds in a text.
    Scan(regex::bytes::Regex),
    /// What lies between them.
    Splits(regex::bytes::Regex),
    /// What jq runs by itself.
    Foreign(Box<Foreign>),
    /// Only jq knows, and only with all of the filter.
    Unknown,
}

/// Where a path leads from a value.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Name(String),
    At(i64),
    /// A name or an index that a variable stands for.
    Var(String),
    All,
    Part(Option<i64>, Option<i64>),
}

impl Expr {
    /// A term as far as it is understood.
    ///
    /// What is not understood is run by jq by itself, as long as there are `parts` left.
    pub(super) fn of(term: &Term<&str>, parts: Parts<'_>) -> Self {
        match Self::known(term, parts) {
            Self::Unknown => Foreign::of(term, parts).map_or(Self::Unknown, Self::Foreign),
            known => known,
        }
    }

    fn known(term: &Term<&str>, parts: Parts<'_>) -> Self {
        let of = |term: &Term<&str>| Box::new(Self::of(term, parts));
        match term {
            Term::Id => Self::Input,
            Term::Recurse => Self::Below,
            Term::Num(number) => match Value::number(number.as_bytes()) {
                Some(Value::Int(int)) => Self::Int(int),
                Some(Value::Float(float, _)) => Self::Float(float),
                _ => Self::Unknown,
            },
            Term::Neg(inner) => match Self::known(inner, parts) {
                Self::Int(int) => int.checked_neg().map_or(Self::Unknown, Self::Int),
                Self::Float(float) => Self::Float(-float),
                _ => Self::Unknown,
            },
            Term::Str(None, text) => plain(text).map_or_else(|| terms::words(text, parts), Self::Text),
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
            Term::Fold("reduce", source, Pattern::Var(name), steps) => match &steps[..] {
                [from, step] => Self::Reduce(of(source), (*name).to_owned(), of(from), of(step)),
                _ => Self::Unknown,
            },
            Term::Fold("foreach", source, Pattern::Var(name), steps) => match &steps[..] {
                [from, step] => Self::Foreach(of(source), (*name).to_owned(), of(from), of(step)),
                _ => Self::Unknown,
            },
            Term::Call(name, args) => Self::call(name, args, parts),
            _ => Self::Unknown,
        }
    }

    fn call(name: &str, args: &[Term<&str>], parts: Parts<'_>) -> Self {
        let of = |term: &Term<&str>| Box::new(Self::of(term, parts));
        let all = || Box::new(Self::Step(Box::new(Self::Input), Step::All, false));
        let calls = |name| Box::new(Call::of(name, &[]).map_or(Self::Unknown, Self::Call));
        let mapped = |each: &Term<&str>| Box::new(Self::Array(Some(Box::new(Self::Pipe(all(), of(each))))));
        let typed = |kind: &str| {
            let kind = Box::new(Self::Text(kind.to_owned()));
            Self::Select(Box::new(Self::Cmp(Cmp::Eq, calls("type"), kind)))
        };
        match (name, args) {
            ("null", []) => Self::Null,
            ("true", []) => Self::Bool(true),
            ("false", []) => Self::Bool(false),
            ("select", [condition]) => Self::Select(of(condition)),
            ("values", []) => Self::Select(Box::new(Self::Cmp(
                Cmp::Ne,
                Box::new(Self::Input),
                Box::new(Self::Null),
            ))),
            ("strings" | "numbers" | "arrays" | "objects" | "booleans", []) => typed(name.trim_end_matches('s')),
            ("any" | "all", []) => Self::Each(name == "all", all(), Box::new(Self::Input)),
            ("any" | "all", [condition]) => Self::Each(name == "all", all(), of(condition)),
            ("any" | "all", [each, condition]) => Self::Each(name == "all", of(each), of(condition)),
            ("first", [each]) => Self::First(of(each)),
            ("isempty", [each]) => Self::IsEmpty(of(each)),
            ("limit", [Term::Num(most), each]) => match most.parse() {
                Ok(most) => Self::Limit(most, of(each)),
                Err(_) => Self::Unknown,
            },
            ("range", [upto]) => Self::Range(Box::new(Self::Int(0)), of(upto)),
            ("range", [from, upto]) => Self::Range(of(from), of(upto)),
            ("sort_by", [each]) => Self::By(By::Sort, of(each)),
            ("group_by", [each]) => Self::By(By::Group, of(each)),
            ("unique_by", [each]) => Self::By(By::Unique, of(each)),
            ("min_by", [each]) => Self::By(By::Min, of(each)),
            ("max_by", [each]) => Self::By(By::Max, of(each)),
            ("del", [at]) => Update::gone(at).unwrap_or(Self::Unknown),
            ("first", []) => Self::Step(Box::new(Self::Input), Step::At(0), false),
            ("last", []) => Self::Step(Box::new(Self::Input), Step::At(-1), false),
            ("map", [each]) => *mapped(each),
            ("map_values", [each]) => Self::MapValues(of(each)),
            ("add", [each]) => Self::Pipe(Box::new(Self::Array(Some(of(each)))), calls("add")),
            ("with_entries", [each]) => {
                let changed = Self::Pipe(mapped(each), calls("from_entries"));
                Self::Pipe(calls("to_entries"), Box::new(changed))
            }
            ("recurse", []) => Self::Below,
            ("recurse", [each]) => Self::Again(of(each)),
            ("while", [condition, step]) => Self::While(true, of(condition), of(step)),
            ("until", [condition, step]) => {
                let not = Self::Pipe(of(condition), calls("not"));
                Self::While(false, Box::new(not), of(step))
            }
            ("paths", []) => Self::Paths,
            ("walk", [each]) => Self::Walk(of(each)),
            ("nulls", []) => Self::Select(Box::new(Self::Cmp(
                Cmp::Eq,
                Box::new(Self::Input),
                Box::new(Self::Null),
            ))),
            ("scalars" | "iterables", []) => {
                let cmp = if name == "scalars" { Cmp::Lt } else { Cmp::Ge };
                Self::Select(Box::new(Self::Cmp(
                    cmp,
                    Box::new(Self::Input),
                    Box::new(Self::Array(None)),
                )))
            }
            ("IN", [among]) => terms::is_in(among).unwrap_or(Self::Unknown),
            ("nth", [index]) => Self::path(&Term::Id, &[(Part::Index(index.clone()), Opt::Essential)], parts),
            ("getpath", [Term::Arr(Some(path))]) => terms::within(path).unwrap_or(Self::Unknown),
            ("scan" | "splits", [pattern]) => {
                match literal(pattern).and_then(|pattern| super::call::regex(&pattern, "")) {
                    Some(regex) if name == "splits" => Self::Splits(regex),
                    Some(regex) if regex.captures_len() == 1 => Self::Scan(regex),
                    _ => Self::Unknown,
                }
            }
            (name, args) => Call::of(name, args).map_or(Self::Unknown, Self::Call),
        }
    }

    /// What lies below it, step by step.
    fn path(inner: &Term<&str>, steps: &[(Part<Term<&str>>, Opt)], parts: Parts<'_>) -> Self {
        steps.iter().fold(Self::of(inner, parts), |from, (part, soft)| {
            let int = |term: &Term<&str>| match Self::known(term, parts) {
                Self::Int(int) => Some(int),
                _ => None,
            };
            let bound = |term: &Option<Term<&str>>| match term {
                None => Some(None),
                Some(term) => int(term).map(Some),
            };
            let step = match part {
                Part::Index(Term::Str(None, name)) => plain(name).map(Step::Name),
                Part::Index(Term::Var(name)) => Some(Step::Var((*name).to_owned())),
                Part::Index(index) => int(index).map(Step::At),
                Part::Range(None, None) => Some(Step::All),
                Part::Range(from, upto) => bound(from).zip(bound(upto)).map(|(from, upto)| Step::Part(from, upto)),
            };
            let soft = matches!(soft, Opt::Optional);
            step.map_or(Self::Unknown, |step| Self::Step(Box::new(from), step, soft))
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

    /// Whether it may give more than one value.
    pub(super) fn many(&self) -> bool {
        match self {
            Self::Step(_, Step::All, _)
            | Self::Below
            | Self::Paths
            | Self::Foreach(..)
            | Self::While(true, ..)
            | Self::Again(_)
            | Self::Foreign(_)
            | Self::Splits(_)
            | Self::Comma(..)
            | Self::Scan(_)
            | Self::Limit(..)
            | Self::Range(..) => true,
            Self::Step(from, ..) => from.many(),
            Self::Pipe(first, then) | Self::Bind(first, _, then) => first.many() || then.many(),
            Self::If(_, then, otherwise) => then.many() || otherwise.many(),
            _ => false,
        }
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
