//! What a record must have for a jq filter to want it, as far as that can be told without jq. It may be too little,
//! never too much.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::ops::Cmp;
use jaq_core::path::Part;

use super::super::read::Place;
use super::jq;
use super::lazy::{Literal, Node};
use crate::wire::batch::Record;

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Need {
    /// Nothing can be told.
    Any,
    /// All of these.
    All(Vec<Self>),
    /// One of these.
    Either(Vec<Self>),
    /// What lies at the path compares so with the literal.
    Compare(Root, Vec<String>, Op, Literal),
    /// The text stands somewhere in the field as it came, unless something is escaped there.
    Raw(Root, Vec<u8>),
}

/// A field of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    Topic,
    Partition,
    Offset,
    Timestamp,
    Key,
    Value,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    Unequal,
}

/// Which fields of a record a filter looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field that is wanted or not")]
pub(super) struct Fields {
    pub(super) topic: bool,
    pub(super) partition: bool,
    pub(super) offset: bool,
    pub(super) timestamp: bool,
    pub(super) key: bool,
    pub(super) value: bool,
    pub(super) headers: bool,
}

/// The need of a filter.
pub(super) fn of(code: &str) -> Need {
    jq::parsed(code).map_or(Need::Any, |term| term_needs(&term, &[]))
}

impl Need {
    /// False only when jq would refuse the record.
    pub(super) fn may(&self, place: &Place<'_>, record: &Record<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::All(all) => all.iter().all(|need| need.may(place, record)),
            Self::Either(some) => some.iter().any(|need| need.may(place, record)),
            Self::Compare(root, keys, op, literal) => {
                let node = match root {
                    Root::Topic => Node::Text(place.topic.as_str().as_bytes()),
                    Root::Partition => Node::Int(i64::from(place.partition)),
                    Root::Offset => Node::Int(record.offset),
                    Root::Timestamp if record.timestamp == -1 => Node::Null,
                    Root::Timestamp => Node::Int(record.timestamp),
                    Root::Key => match record.key {
                        Some([b'{' | b'[', ..]) => return true,
                        Some(key) => Node::Text(key),
                        None => Node::Null,
                    },
                    Root::Value => Node::json(record.value),
                };
                match keys.iter().try_fold(node, |node, key| node.get(key.as_bytes())) {
                    Ok(node) => node.compare(literal).is_none_or(|order| op.holds(order)),
                    Err(refused) => !refused,
                }
            }
            Self::Raw(root, text) => {
                let field = match root {
                    Root::Key => record.key,
                    _ => record.value,
                };
                field.is_some_and(|field| {
                    memchr::memmem::find(field, text).is_some() || memchr::memchr(b'\\', field).is_some()
                })
            }
        }
    }

    /// A text that every wanted record has in it as it came, unless something is escaped there.
    pub(super) fn literal(&self) -> Option<&[u8]> {
        match self {
            Self::Raw(_, text) => Some(text),
            Self::All(all) => all.iter().filter_map(Self::literal).max_by_key(|text| text.len()),
            _ => None,
        }
    }
}

impl Op {
    fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
        }
    }

    /// The same with its sides exchanged.
    fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

/// What a term needs whose input lies at this path of the record.
fn term_needs(term: &Term<&str>, base: &[String]) -> Need {
    match term {
        Term::BinOp(left, BinaryOp::And, right) => Need::All(vec![term_needs(left, base), term_needs(right, base)]),
        Term::BinOp(left, BinaryOp::Or, right) => Need::Either(vec![term_needs(left, base), term_needs(right, base)]),
        Term::BinOp(left, BinaryOp::Pipe(None), right) => match (path(left, base), &**left) {
            (Some(base), _) => term_needs(right, &base),
            (None, Term::Call("select", args)) if args.len() == 1 => {
                Need::All(vec![term_needs(left, base), term_needs(right, base)])
            }
            _ => Need::Any,
        },
        Term::BinOp(left, BinaryOp::Cmp(cmp), right) => {
            let op = match cmp {
                Cmp::Lt => Op::Less,
                Cmp::Le => Op::LessOrEqual,
                Cmp::Gt => Op::Greater,
                Cmp::Ge => Op::GreaterOrEqual,
                Cmp::Eq => Op::Equal,
                Cmp::Ne => Op::Unequal,
            };
            match (path(left, base), literal(right), literal(left), path(right, base)) {
                (Some(path), Some(literal), _, _) => compare(path, op, literal),
                (_, _, Some(literal), Some(path)) => compare(path, op.turned(), literal),
                _ => Need::Any,
            }
        }
        Term::Call("select", args) => match &args[..] {
            [condition] => term_needs(condition, base),
            _ => Need::Any,
        },
        Term::Call("contains" | "startswith" | "endswith", args) => match (&args[..], base.split_first()) {
            ([text], Some((root, _))) => match (literal(text), field(root)) {
                (Some(Literal::Text(text)), Some(root)) => raw(root, &text),
                _ => Need::Any,
            },
            _ => Need::Any,
        },
        _ => Need::Any,
    }
}

fn compare(path: Vec<String>, op: Op, literal: Literal) -> Need {
    let mut path = path.into_iter();
    let Some(root) = path.next().and_then(|name| field(&name)) else {
        return Need::Any;
    };
    let rest: Vec<String> = path.collect();
    let text = match (&literal, op) {
        (Literal::Text(text), Op::Equal) => raw(root, text),
        _ => Need::Any,
    };
    // a value without a path may be JSON or text: only jq tells
    if root == Root::Value && rest.is_empty() {
        return text;
    }
    match text {
        Need::Any => Need::Compare(root, rest, op, literal),
        raw => Need::All(vec![raw, Need::Compare(root, rest, op, literal)]),
    }
}

fn raw(root: Root, text: &str) -> Need {
    // what JSON writes as it is
    let plain = text
        .bytes()
        .all(|byte| (0x20..0x7f).contains(&byte) && byte != b'"' && byte != b'\\');
    match plain && !text.is_empty() && matches!(root, Root::Key | Root::Value) {
        true => Need::Raw(root, text.as_bytes().to_vec()),
        false => Need::Any,
    }
}

/// The path of a term that only goes down by names.
fn path(term: &Term<&str>, base: &[String]) -> Option<Vec<String>> {
    let mut path = base.to_vec();
    match term {
        Term::Id => {}
        Term::Path(inner, parts) if matches!(**inner, Term::Id) => {
            for (part, _) in &parts.0 {
                match part {
                    Part::Index(Term::Str(None, name)) => path.push(plain(name)?),
                    _ => return None,
                }
            }
        }
        _ => return None,
    }
    Some(path)
}

/// A string without anything to work out in it.
fn plain(parts: &[StrPart<&str, Term<&str>>]) -> Option<String> {
    let mut text = String::new();
    for part in parts {
        match part {
            StrPart::Str(part) => text.push_str(part),
            StrPart::Char(c) => text.push(*c),
            StrPart::Term(_) => return None,
        }
    }
    Some(text)
}

fn literal(term: &Term<&str>) -> Option<Literal> {
    match term {
        Term::Num(number) => Literal::number(number),
        Term::Neg(inner) => match &**inner {
            Term::Num(number) => Literal::number(&format!("-{number}")),
            _ => None,
        },
        Term::Str(None, parts) => plain(parts).map(Literal::Text),
        Term::Call("null", args) if args.is_empty() => Some(Literal::Null),
        Term::Call("true", args) if args.is_empty() => Some(Literal::Bool(true)),
        Term::Call("false", args) if args.is_empty() => Some(Literal::Bool(false)),
        _ => None,
    }
}

fn field(name: &str) -> Option<Root> {
    Some(match name {
        "topic" => Root::Topic,
        "partition" => Root::Partition,
        "offset" => Root::Offset,
        "timestamp" => Root::Timestamp,
        "key" => Root::Key,
        "value" => Root::Value,
        _ => return None,
    })
}

impl Fields {
    /// Every one.
    pub(super) const ALL: Self = Self {
        topic: true,
        partition: true,
        offset: true,
        timestamp: true,
        key: true,
        value: true,
        headers: true,
    };

    fn or(self, other: Self) -> Self {
        Self {
            topic: self.topic || other.topic,
            partition: self.partition || other.partition,
            offset: self.offset || other.offset,
            timestamp: self.timestamp || other.timestamp,
            key: self.key || other.key,
            value: self.value || other.value,
            headers: self.headers || other.headers,
        }
    }
}

/// The fields that a filter may look at.
pub(super) fn fields(term: &Term<&str>) -> Fields {
    let both = |left: &Term<&str>, right: &Term<&str>| fields(left).or(fields(right));
    match term {
        Term::Num(_) => Fields::default(),
        Term::Str(None, parts) if plain(parts).is_some() => Fields::default(),
        Term::Neg(inner) => fields(inner),
        Term::Path(inner, parts) if matches!(**inner, Term::Id) => {
            let first = parts.0.first().map(|(part, _)| part);
            let rest = parts.0.iter().skip(1).map(|(part, _)| match part {
                Part::Index(index) => fields(index),
                Part::Range(from, to) => [from, to]
                    .into_iter()
                    .flatten()
                    .map(fields)
                    .fold(Fields::default(), Fields::or),
            });
            let rest = rest.fold(Fields::default(), Fields::or);
            match first {
                Some(Part::Index(Term::Str(None, name))) => named(plain(name).as_deref()).or(rest),
                _ => Fields::ALL,
            }
        }
        Term::BinOp(left, BinaryOp::Pipe(None), right) => match path(left, &[]) {
            // what follows looks at what lies there
            Some(_) => fields(left),
            // it may be the record itself that comes out
            None => both(left, right),
        },
        Term::BinOp(
            left,
            BinaryOp::And | BinaryOp::Or | BinaryOp::Cmp(_) | BinaryOp::Math(_) | BinaryOp::Alt | BinaryOp::Comma,
            right,
        ) => both(left, right),
        Term::Call("select", args) if args.len() == 1 => args.iter().map(fields).fold(Fields::default(), Fields::or),
        Term::Call("null" | "true" | "false" | "empty", args) if args.is_empty() => Fields::default(),
        _ => Fields::ALL,
    }
}

fn named(name: Option<&str>) -> Fields {
    let none = Fields::default();
    match name {
        Some("topic") => Fields { topic: true, ..none },
        Some("partition") => Fields {
            partition: true,
            ..none
        },
        Some("offset") => Fields { offset: true, ..none },
        Some("timestamp") => Fields {
            timestamp: true,
            ..none
        },
        Some("key") => Fields { key: true, ..none },
        Some("value") => Fields { value: true, ..none },
        Some("headers") => Fields { headers: true, ..none },
        Some(_) => none,
        None => Fields::ALL,
    }
}
