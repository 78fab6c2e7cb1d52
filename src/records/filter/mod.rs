//! Which records are wanted: plain text, a key, a header, a regular expression, or jq over the whole record.
//!
//! What can be told from the raw bytes is told from them first: a batch without the text that is looked for is not even
//! taken apart, and a comparison of a path with a literal is read lazily out of the JSON. Both only ever rule out what
//! jq would refuse; what they let through, jq decides.

mod jq;
mod lazy;
mod need;
mod syntax;
#[cfg(test)]
mod tests;

use memchr::memmem::Finder;

use self::jq::Jq;
use self::need::Need;
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
    /// begins with `.`, `(` or `jq:`; `text:` before it makes anything plain text.
    ///
    /// # Errors
    /// In words, when it cannot be understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let kind = syntax::kind(text)?;
        if let Kind::Jq(code) = &kind {
            // it is compiled by each worker, but told about here
            Jq::compile(code)?;
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
        Sieve(match &self.kind {
            Kind::Text(text) => Test::Text(Finder::new(text).into_owned()),
            Kind::Key(text) => Test::Key(Finder::new(text).into_owned()),
            Kind::Header(name, value) => Test::Header(finder(name), name.clone(), value.clone()),
            Kind::Regex(regex) => Test::Regex(regex.clone()),
            Kind::Jq(code) => match Jq::compile(code) {
                Ok(jq) => {
                    let need = if early { need::of(code) } else { Need::Any };
                    let literal = need.literal().map(|text| Finder::new(text).into_owned());
                    Test::Jq(Box::new(jq), need, literal)
                }
                // it was compiled once already
                Err(_) => Test::Nothing,
            },
        })
    }
}

/// See [`Filter::sieve`].
pub struct Sieve(Test);

enum Test {
    Nothing,
    Text(Finder<'static>),
    Key(Finder<'static>),
    Header(Option<Finder<'static>>, Vec<u8>, Option<Vec<u8>>),
    Regex(regex::bytes::Regex),
    Jq(Box<Jq>, Need, Option<Finder<'static>>),
}

impl Sieve {
    /// Whether one of the records in these bytes, as they lie in a batch, may be wanted.
    pub fn may(&self, bytes: &[u8]) -> bool {
        match &self.0 {
            Test::Nothing => false,
            Test::Text(text) | Test::Key(text) => text.find(bytes).is_some(),
            Test::Header(Some(name), ..) => name.find(bytes).is_some(),
            // what is escaped may be anything
            Test::Jq(_, _, Some(literal)) => literal.find(bytes).is_some() || memchr::memchr(b'\\', bytes).is_some(),
            Test::Header(None, ..) | Test::Regex(_) | Test::Jq(_, _, None) => true,
        }
    }

    /// Whether this record is wanted.
    pub fn wants(&mut self, place: &Place<'_>, record: &Record<'_>) -> bool {
        match &mut self.0 {
            Test::Nothing => false,
            Test::Text(text) => record.value.is_some_and(|value| text.find(value).is_some()),
            Test::Key(text) => record.key.is_some_and(|key| text.find(key).is_some()),
            Test::Header(_, name, value) => record
                .headers
                .into_iter()
                .any(|(is, has)| is == &**name && value.as_deref().is_none_or(|value| has == Some(value))),
            Test::Regex(regex) => record.value.is_some_and(|value| regex.is_match(value)),
            Test::Jq(jq, need, _) => need.may(place, record) && jq.matches(place, record),
        }
    }
}
