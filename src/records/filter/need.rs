//! What the bytes of a record must have in them for a jq filter to want it: looked for before anything is taken apart.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::ops::Cmp;
use jaq_core::path::Part;
use memchr::memchr;
use memchr::memmem::Finder;

use super::expr::{Expr, holds};
use super::parts::Budget;
use super::plain as json;
use super::value::Value;
use crate::wire::batch::Record;

/// One such thing.
#[derive(Debug)]
pub(super) enum Need {
    /// This text stands in the key (true) or in the value as it came, unless something is escaped there.
    Text(bool, Box<Finder<'static>>),
    /// In the value there is a member of this name, in quotes, that compares so with the literal.
    Member(Box<Finder<'static>>, Cmp, Expr),
}

impl Need {
    /// The needs of a filter: it wants no record that does not meet all of them.
    pub(super) fn of(term: &Term<&str>) -> Vec<Self> {
        let mut needs = Vec::new();
        within(term, &[], &mut needs);
        // the longer a text, the fewer records have it
        needs.sort_by_key(|need| match need {
            Self::Text(_, text) => std::cmp::Reverse(text.needle().len()),
            Self::Member(..) => std::cmp::Reverse(0),
        });
        needs
    }

    /// Where in the bytes of several records lies what may meet it, unless something is escaped there.
    ///
    /// A member at the end of a record may be compared with what lies behind it: there it is no member of any JSON.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Text(_, text) => text.find(bytes),
            Self::Member(name, cmp, literal) => name.find_iter(bytes).find(|at| {
                let rest = bytes.get(at + name.needle().len()..);
                member(rest, *cmp, literal).unwrap_or(true)
            }),
        }
    }

    /// Whether a record may meet it.
    pub(super) fn may(&self, record: &Record<'_>) -> bool {
        match self {
            Self::Text(key, text) => {
                let field = if *key { record.key } else { record.value };
                field.is_some_and(|field| may_have(text, field))
            }
            Self::Member(name, cmp, literal) => record.value.is_some_and(|value| {
                let held = |at: usize| member(value.get(at + name.needle().len()..), *cmp, literal).unwrap_or(true);
                // an escaped name may be this one
                name.find_iter(value).any(held) || memchr(b'\\', value).is_some()
            }),
        }
    }
}

/// Whether these bytes have the text, or something that is escaped, which may be anything.
fn may_have(text: &Finder<'_>, bytes: &[u8]) -> bool {
    text.find(bytes).is_some() || memchr(b'\\', bytes).is_some()
}

/// Whether the member whose name ends here compares so; none when that is not plain to see.
fn member(rest: Option<&[u8]>, cmp: Cmp, literal: &Expr) -> Option<bool> {
    let value = match json::space(rest?) {
        [b':', value @ ..] => json::space(value),
        [b'#', ..] => return None,
        // no name
        _ => return Some(false),
    };
    let value = match value.first()? {
        b'{' | b'[' => return None,
        _ => Value::plain(json::split(value)?.0).ok()?,
    };
    Some(holds(cmp, value.compare(&literal.literal()?).ok()?))
}

/// Functions that are known here.
const KNOWN: [&str; 8] = [
    "select",
    "contains",
    "startswith",
    "endswith",
    "test",
    "null",
    "true",
    "false",
];

/// The needs of a term whose input lies at this path of the record.
fn within(term: &Term<&str>, base: &[String], needs: &mut Vec<Need>) {
    match term {
        Term::BinOp(left, BinaryOp::And, right) => {
            within(left, base, needs);
            within(right, base, needs);
        }
        Term::BinOp(left, BinaryOp::Pipe(None), right) => match (path(left, base), &**left) {
            (Some(base), _) => within(right, &base, needs),
            (None, Term::Call("select", args)) if args.len() == 1 => {
                within(left, base, needs);
                within(right, base, needs);
            }
            _ => {}
        },
        Term::BinOp(left, BinaryOp::Cmp(cmp), right) => {
            let turned = match cmp {
                Cmp::Lt => Cmp::Gt,
                Cmp::Le => Cmp::Ge,
                Cmp::Gt => Cmp::Lt,
                Cmp::Ge => Cmp::Le,
                same => *same,
            };
            for (at, cmp, literal) in [(left, *cmp, right), (right, turned, left)] {
                if let Some(path) = path(at, base) {
                    compared(&path, cmp, Expr::of(literal, Budget::alone().parts()), needs);
                }
            }
        }
        // functions that are called otherwise than what is looked for here
        Term::Def(defs, then) if !defs.iter().any(|def| KNOWN.contains(&def.name)) => within(then, base, needs),
        Term::Call("select", args) if args.len() == 1 => args.iter().for_each(|arg| within(arg, base, needs)),
        Term::Call(name @ ("contains" | "startswith" | "endswith" | "test"), args) => {
            if let [text] = &args[..]
                && let Some(text) = literal(text)
                && (*name != "test" || text.bytes().all(is_itself))
            {
                needs.extend(raw(base, &text));
            }
        }
        _ => {}
    }
}

fn compared(path: &[String], cmp: Cmp, literal: Expr, needs: &mut Vec<Need>) {
    match (&literal, path) {
        (Expr::Text(text), _) if matches!(cmp, Cmp::Eq) => needs.extend(raw(path, text)),
        (Expr::Int(_) | Expr::Float(_) | Expr::Bool(_), [root, .., name]) if root == "value" => {
            // a member that is not there is null
            let null = literal.literal().and_then(|literal| Value::Null.compare(&literal).ok());
            let plain = name
                .bytes()
                .all(|byte| (0x20..0x7f).contains(&byte) && !matches!(byte, b'"' | b'\\'));
            if plain && null.is_some_and(|order| !holds(cmp, order)) {
                let name = Finder::new(&format!("\"{name}\"")).into_owned();
                needs.push(Need::Member(Box::new(name), cmp, literal));
            }
        }
        _ => {}
    }
}

/// Whether a character stands for itself in a regular expression.
fn is_itself(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'_' | b':' | b'@' | b',')
}

fn raw(path: &[String], text: &str) -> Option<Need> {
    let key = match path.first().map(String::as_str) {
        Some("key") => true,
        Some("value") => false,
        _ => return None,
    };
    // what JSON writes as it is
    let plain = |byte: u8| (0x20..0x7f).contains(&byte) && byte != b'"' && byte != b'\\';
    let plain = !text.is_empty() && text.bytes().all(plain);
    plain.then(|| Need::Text(key, Box::new(Finder::new(text).into_owned())))
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

/// A text that stands in the filter.
pub(super) fn literal(term: &Term<&str>) -> Option<String> {
    match term {
        Term::Str(None, parts) => plain(parts),
        _ => None,
    }
}

/// A string without anything to work out in it.
pub(super) fn plain(parts: &[StrPart<&str, Term<&str>>]) -> Option<String> {
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
