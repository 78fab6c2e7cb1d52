//! jq's own functions as what they come to here.

use jaq_core::load::parse::Term;
use jaq_core::ops::Cmp;
use jaq_core::path::{Opt, Part};

use super::apply::Apply;
use super::call::Call;
use super::expr::Expr;
use super::lists::By;
use super::need::literal;
use super::parts::Parts;
use super::pattern::Pattern;
use super::step::Step;
use super::update::Update;
use super::{matches, prelude, terms};

/// A call of one of jq's own functions.
pub(super) fn call(name: &str, args: &[Term<&str>], parts: Parts<'_>) -> Expr {
    let of = |term: &Term<&str>| Box::new(Expr::of(term, parts));
    let all = || Box::new(Expr::Step(Box::new(Expr::Input), Step::All, false));
    let calls = |name| Box::new(Call::of(name, &[]).map_or(Expr::Unknown, Expr::Call));
    let mapped = |each: &Term<&str>| Box::new(Expr::Array(Some(Box::new(Expr::Pipe(all(), of(each))))));
    let typed = |kind: &str| {
        let kind = Box::new(Expr::Text(kind.to_owned()));
        Expr::Select(Box::new(Expr::Cmp(Cmp::Eq, calls("type"), kind)))
    };
    match (name, args) {
        ("null", []) => Expr::Null,
        ("true", []) => Expr::Bool(true),
        ("false", []) => Expr::Bool(false),
        ("select", [condition]) => Expr::Select(of(condition)),
        ("values", []) => Expr::Select(Box::new(Expr::Cmp(
            Cmp::Ne,
            Box::new(Expr::Input),
            Box::new(Expr::Null),
        ))),
        ("strings" | "numbers" | "arrays" | "objects" | "booleans", []) => typed(name.trim_end_matches('s')),
        ("isstring" | "isnumber" | "isarray" | "isobject" | "isboolean", []) => {
            let kind = Box::new(Expr::Text(name.trim_start_matches("is").to_owned()));
            Expr::Cmp(Cmp::Eq, calls("type"), kind)
        }
        ("any" | "all", []) => Expr::Each(name == "all", all(), Box::new(Expr::Input)),
        ("any" | "all", [condition]) => Expr::Each(name == "all", all(), of(condition)),
        ("any" | "all", [each, condition]) => Expr::Each(name == "all", of(each), of(condition)),
        ("first", [each]) => Expr::First(of(each)),
        ("isempty", [each]) => Expr::IsEmpty(of(each)),
        ("last", [each]) => Expr::Last(of(each)),
        ("limit", [most, each]) => Expr::Limit(of(most), of(each)),
        ("skip", [most, each]) => Expr::Skip(of(most), of(each)),
        ("nth", [index, each]) => Expr::First(Box::new(Expr::Skip(of(index), of(each)))),
        ("error", []) => Expr::Fail(Box::new(Expr::Input)),
        ("error", [what]) => Expr::Fail(of(what)),
        ("range", [upto]) => Expr::Range(Box::new(Expr::Int(0)), of(upto), 1),
        ("range", [from, upto]) => Expr::Range(of(from), of(upto), 1),
        ("range", [from, upto, by]) => match Expr::known(by, parts) {
            Expr::Int(by) if by != 0 => Expr::Range(of(from), of(upto), by),
            _ => Expr::Unknown,
        },
        ("sort_by", [each]) => Expr::By(By::Sort, of(each)),
        ("group_by", [each]) => Expr::By(By::Group, of(each)),
        ("unique_by", [each]) => Expr::By(By::Unique, of(each)),
        ("min_by", [each]) => Expr::By(By::Min, of(each)),
        ("max_by", [each]) => Expr::By(By::Max, of(each)),
        ("del", [at]) => Update::gone(at).unwrap_or(Expr::Unknown),
        ("first", []) => Expr::Step(Box::new(Expr::Input), Step::At(0), false),
        ("last", []) => Expr::Step(Box::new(Expr::Input), Step::At(-1), false),
        ("map", [each]) => *mapped(each),
        ("map_values", [each]) => Expr::MapValues(of(each)),
        ("add", [each]) => Expr::Pipe(Box::new(Expr::Array(Some(of(each)))), calls("add")),
        ("with_entries", [each]) => {
            let changed = Expr::Pipe(mapped(each), calls("from_entries"));
            Expr::Pipe(calls("to_entries"), Box::new(changed))
        }
        ("recurse", []) => Expr::Below,
        ("recurse", [each]) => Expr::Again(of(each)),
        ("while", [condition, step]) => Expr::While(true, of(condition), of(step)),
        ("until", [condition, step]) => {
            let not = Expr::Pipe(of(condition), calls("not"));
            Expr::While(false, Box::new(not), of(step))
        }
        ("paths", []) => Expr::Paths,
        ("paths", [_]) => prelude::call("kconsole_paths", args, parts).unwrap_or(Expr::Unknown),
        ("walk", [each]) => Expr::Walk(of(each)),
        ("nulls", []) => Expr::Select(Box::new(Expr::Cmp(
            Cmp::Eq,
            Box::new(Expr::Input),
            Box::new(Expr::Null),
        ))),
        ("scalars" | "iterables", []) => {
            let cmp = if name == "scalars" { Cmp::Lt } else { Cmp::Ge };
            Expr::Select(Box::new(Expr::Cmp(
                cmp,
                Box::new(Expr::Input),
                Box::new(Expr::Array(None)),
            )))
        }
        ("IN", [among]) => terms::is_in(among, parts).unwrap_or(Expr::Unknown),
        ("nth", [index]) => Expr::path(&Term::Id, &[(Part::Index(index.clone()), Opt::Essential)], parts),
        ("getpath", [Term::Arr(Some(path))]) => terms::within(path, parts).unwrap_or(Expr::Unknown),
        ("scan" | "splits", [pattern]) => match literal(pattern).and_then(|pattern| Pattern::of(&pattern, "")) {
            Some(pattern) if name == "splits" => Expr::Splits(pattern),
            Some(pattern) if !pattern.groups() => Expr::Scan(pattern),
            _ => matches::call(name, args, parts).unwrap_or(Expr::Unknown),
        },
        (name, args) => Call::of(name, args)
            .map(Expr::Call)
            .or_else(|| Apply::of(name, args, parts).map(Expr::Apply))
            .or_else(|| matches::call(name, args, parts))
            .or_else(|| prelude::call(name, args, parts))
            .unwrap_or(Expr::Unknown),
    }
}
