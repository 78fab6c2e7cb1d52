//! Which records are wanted: plain text, a key, a header, a regular expression, or jq over the whole record.
//!
//! What can be told from the raw bytes is told from them: a batch without the text that is looked for is not even taken
//! apart, and most filters are worked out on the JSON as it lies. Only where that cannot tell for sure, jq decides, on a
//! record without what the filter cannot reach.

mod apply;
mod bound;
mod call;
mod eval;
mod expr;
mod folds;
mod foreign;
mod functions;
mod inline;
mod inside;
mod jq;
mod lists;
mod many;
mod marks;
mod matches;
mod math;
mod names;
mod need;
mod of;
mod parts;
mod pattern;
mod plain;
mod prelude;
mod product;
mod prune;
mod reach;
mod step;
mod steps;
mod streams;
mod syntax;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod update;
mod value;
mod walk;

use memchr::memmem::Finder;

use self::expr::Expr;
use self::jq::Jq;
use self::marks::Marks;
use self::need::Need;
use self::of::Seen;
use self::parts::Budget;
use super::read::Place;
use crate::wire::batch::Record;

/// A filter that is understood. Every worker makes a [`Sieve`] of it.
#[derive(Clone, Debug)]
pub struct Filter {
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    /// The value contains these bytes.
    Text(Vec<u8>),
    /// The key contains these bytes.
    Key(Vec<u8>),
    /// There is a header of this name, with this value if one is given.
    Header(Vec<u8>, Option<Vec<u8>>),
    /// The value matches.
    Regex(regex::bytes::Regex),
    /// A jq filter gives something that is neither false nor null.
    Jq(String),
}

impl Filter {
    /// Reads a filter as it is typed: `text`, `key:TEXT`, `header:NAME`, `header:NAME=VALUE`, `re:/…/i`, or jq, which
    /// begins with `.`, `(`, `[.`, `select(`, `def ` … or `jq:`; `text:` before it makes anything plain text.
    ///
    /// # Errors
    /// In words, when it cannot be understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let kind = syntax::kind(text)?;
        if let Kind::Jq(code) = &kind {
            // it is compiled by each worker, but told about here
            bound::check(code)?;
            bound::roomy(|| Jq::compile(code, false).map(drop))??;
        }
        Ok(Self { kind })
    }

    /// Whether it looks into keys and values, which are JSON or what a schema makes of them.
    #[must_use]
    pub const fn looks_inside(&self) -> bool {
        matches!(self.kind, Kind::Jq(_))
    }

    /// One worker's filter.
    #[must_use]
    pub fn sieve(&self) -> Sieve {
        self.made(true)
    }

    fn made(&self, early: bool) -> Sieve {
        let finder = |text: &[u8]| early.then(|| Finder::new(text).into_owned());
        let test = match &self.kind {
            Kind::Text(text) => Test::Text(Finder::new(text).into_owned()),
            Kind::Key(text) => Test::Key(Finder::new(text).into_owned()),
            Kind::Header(name, value) => Test::Header(finder(name), name.clone(), value.clone()),
            Kind::Regex(regex) => Test::Regex(regex.clone()),
            // it was compiled once already
            Kind::Jq(code) => match bound::roomy(|| Asked::of(code, early)) {
                Ok(Ok(asked)) => Test::Jq(Box::new(asked)),
                Ok(Err(_)) | Err(_) => Test::Nothing,
            },
        };
        Sieve {
            test,
            marks: Marks::default(),
        }
    }
}

/// See [`Filter::sieve`].
pub struct Sieve {
    test: Test,
    marks: Marks,
}

enum Test {
    Nothing,
    Text(Finder<'static>),
    Key(Finder<'static>),
    Header(Option<Finder<'static>>, Vec<u8>, Option<Vec<u8>>),
    Regex(regex::bytes::Regex),
    Jq(Box<Asked>),
}

/// A jq filter, and what tells its answer without jq.
struct Asked {
    jq: Jq,
    expr: Expr,
    needs: Vec<Need>,
}

impl Asked {
    fn of(code: &str, early: bool) -> Result<Self, String> {
        // what cannot be put in where it is called stays a function
        let term = jq::parsed(code)
            .filter(|_| early)
            .map(|term| inline::inline(&term).unwrap_or(term));
        Ok(Self {
            jq: Jq::compile(code, !early)?,
            expr: term
                .as_ref()
                .map_or(Expr::Unknown, |term| Expr::of(term, Budget::new().parts())),
            needs: term.as_ref().map_or_else(Vec::new, Need::of),
        })
    }

    fn wants(&mut self, place: &Place<'_>, record: &Record<'_>) -> bool {
        if !self.needs.iter().all(|need| need.may(record)) {
            return false;
        }
        let told = self.expr.matches(Seen::new(place, record).of());
        told.unwrap_or_else(|| self.jq.matches(place, record))
    }
}

impl Sieve {
    /// Where, from this position on, the next record may lie that is wanted; none when none is. The bytes are the records of
    /// a batch as they lie; of each batch it is asked from 0 on first, and never goes back.
    pub fn next(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let marks = &mut self.marks;
        match &self.test {
            Test::Nothing => None,
            Test::Text(text) | Test::Key(text) => marks.next(bytes, from, |bytes| text.find(bytes), false),
            Test::Header(Some(name), ..) => marks.next(bytes, from, |bytes| name.find(bytes), false),
            Test::Jq(asked) => match asked.needs.first() {
                Some(need) => marks.next(bytes, from, |bytes| need.find(bytes), true),
                None => Some(from),
            },
            Test::Header(None, ..) | Test::Regex(_) => Some(from),
        }
    }

    /// Why nobody knows whether the last record is wanted, if nobody does.
    pub fn fault(&mut self) -> Option<&'static str> {
        match &mut self.test {
            Test::Jq(asked) => asked.jq.fault(),
            _ => None,
        }
    }

    /// Whether this record is wanted.
    pub fn wants(&mut self, place: &Place<'_>, record: &Record<'_>) -> bool {
        match &mut self.test {
            Test::Nothing => false,
            Test::Text(text) => record.value.is_some_and(|value| text.find(value).is_some()),
            Test::Key(text) => record.key.is_some_and(|key| text.find(key).is_some()),
            Test::Header(_, name, value) => record
                .headers
                .into_iter()
                .any(|(is, has)| is == &**name && value.as_deref().is_none_or(|value| has == Some(value))),
            Test::Regex(regex) => record.value.is_some_and(|value| regex.is_match(value)),
            Test::Jq(asked) => asked.wants(place, record),
        }
    }
}
