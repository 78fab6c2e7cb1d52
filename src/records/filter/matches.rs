//! What a regular expression matches, as jq tells it: `match`, `capture`, `scan`, `sub` and `gsub` are made of it.

use std::borrow::Cow;

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::Term;
use regex::bytes::{CaptureNames, Captures};

use super::expr::Expr;
use super::need::literal;
use super::parts::Parts;
use super::pattern::Pattern;
use super::prelude;
use super::value::{End, Got, Members, Value};

/// An expression with its flags.
#[derive(Clone, Debug)]
pub(super) struct Matches {
    pattern: Pattern,
    /// All of them, not the first alone: `g`.
    all: bool,
}

/// A call of what is made of matches; none of another function, or when not all of it is known here.
pub(super) fn call(name: &str, args: &[Term<&str>], parts: Parts<'_>) -> Option<Expr> {
    let (pattern, by, flags) = match (name, args) {
        ("match" | "capture" | "scan", [pattern]) => (pattern, None, None),
        ("match" | "capture" | "scan", [pattern, flags]) => (pattern, None, Some(flags)),
        ("sub" | "gsub", [pattern, by]) => (pattern, Some(by), None),
        ("sub" | "gsub", [pattern, by, flags]) => (pattern, Some(by), Some(flags)),
        _ => return None,
    };
    let mut flags = flags.map_or_else(|| Some(String::new()), literal)?;
    if matches!(name, "gsub" | "scan") {
        flags.push('g');
    }
    let (made, found) = match name {
        "match" => ("kconsole_match", "matches"),
        "capture" => ("kconsole_capture", "matches"),
        "scan" => ("kconsole_scan", "matches"),
        _ => ("kconsole_sub", "split_matches"),
    };
    let flags = Term::Str(None, flags.chars().map(StrPart::Char).collect());
    let found = Term::Call(found, vec![pattern.clone(), flags]);
    let args: Vec<_> = std::iter::once(found).chain(by.cloned()).collect();
    prelude::call(made, &args, parts)
}

impl Matches {
    /// The expression; none when jq's own may read it differently.
    pub(super) fn of(pattern: &str, flags: &str) -> Option<Self> {
        Some(Self {
            pattern: Pattern::of(pattern, &flags.replace('g', ""))?,
            all: flags.contains('g'),
        })
    }

    /// What it matches in a text: the whole and its groups; and what lies between, where that is asked.
    pub(super) fn of_text<'a>(&self, text: &[u8], between: bool) -> Got<'a> {
        let regex = self.pattern.on(text)?;
        let text = std::str::from_utf8(text).map_err(|_lost| End::Unsure)?;
        let mut made = Vec::new();
        let mut upto = 0;
        for found in regex.captures_iter(text.as_bytes()) {
            let whole = found.get(0).ok_or(End::Unsure)?;
            if whole.is_empty() {
                return Err(End::Unsure);
            }
            if between {
                made.push(part(text.get(upto..whole.start()))?);
                upto = whole.end();
            }
            made.push(groups(text, &found, regex.capture_names())?);
            if !self.all {
                break;
            }
        }
        if between {
            made.push(part(text.get(upto..))?);
        }
        Ok(Value::list(made))
    }
}

fn part<'a>(text: Option<&str>) -> Got<'a> {
    let text = text.ok_or(End::Unsure)?;
    Ok(Value::Text(Cow::Owned(text.as_bytes().to_vec())))
}

/// A match as jq tells it: where it and each of its groups lies that is part of it, in characters.
fn groups<'a>(text: &str, found: &Captures<'_>, names: CaptureNames<'_>) -> Got<'a> {
    let count = |text: &str| {
        i64::try_from(text.chars().count())
            .map(Value::Int)
            .map_err(|_lost| End::Unsure)
    };
    let mut groups = Vec::new();
    let mut before = 0;
    for (group, name) in found.iter().zip(names) {
        let Some(group) = group else { continue };
        if group.start() < before {
            // jq's own loses its way
            return Err(End::Unsure);
        }
        before = group.start();
        let inner = text.get(group.range()).ok_or(End::Unsure)?;
        let mut members = Members::new();
        members.push((
            Cow::Borrowed(&b"offset"[..]),
            count(text.get(..before).ok_or(End::Unsure)?)?,
        ));
        members.push((Cow::Borrowed(&b"length"[..]), count(inner)?));
        members.push((Cow::Borrowed(&b"string"[..]), part(Some(inner))?));
        if let Some(name) = name {
            members.push((Cow::Borrowed(&b"name"[..]), part(Some(name))?));
        }
        groups.push(Value::object(members));
    }
    Ok(Value::list(groups))
}
