//! jq over `{topic, partition, offset, timestamp, key, value, headers}`, run by jaq.

use bytes::Bytes;
use jaq_core::load::parse::{Def, Term};
use jaq_core::load::{Arena, Error, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, unwrap_valr};
use jaq_json::{Map, Val, read};

use super::super::read::Place;
use super::bound::{self, Bounded, Bounds, Within};
use super::reach::Reach;
use super::value::End;
use super::{plain, prune, steps};
use crate::wire::batch::Record;

/// JSON that nests deeper is text: the reader is recursive.
const DEEPEST: usize = 200;

/// What the filter is called among jq's functions.
const MAIN: &str = "kconsole_main";

/// A compiled filter of one thread.
pub(super) struct Jq {
    filter: jaq_core::Filter<Bounded>,
    /// None: everything, and jaq reads it itself.
    reach: Option<Reach>,
    fault: Option<&'static str>,
}

impl Jq {
    /// Compiles it. What it cannot reach is not made for it; nor is it left out when it is to read `whole` records.
    pub(super) fn compile(code: &str, whole: bool) -> Result<Self, String> {
        let body = parsed(code).ok_or_else(|| unread(code))?;
        Self::of(body, whole)
    }

    /// Compiles a term.
    pub(super) fn of(mut body: Term<&str>, whole: bool) -> Result<Self, String> {
        if let Some(name) = steps::boundless(&mut body) {
            return Err(format!(
                "{name} calls itself with a filter for an argument: take $values, or let a function within it call itself"
            ));
        }
        let reach = (!whole).then(|| Reach::of(&body));
        let main = Def {
            name: MAIN,
            args: Vec::new(),
            body,
        };
        let mut defs: Vec<Def<&str>> = bound::first();
        let theirs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        for def in theirs.chain(bound::more()) {
            defs.push(steps::bind(def));
        }
        defs.push(steps::bind(main));
        let theirs = jaq_json::funs().filter(|(name, ..)| *name != "fromjson");
        let funs = jaq_core::funs()
            .chain(jaq_std::funs())
            .chain(theirs)
            .chain(bound::funs());
        let arena = Arena::default();
        let modules = Loader::new(defs).load(&arena, File { code: MAIN, path: () });
        let modules = modules.map_err(|_errors| "it is no jq".to_owned())?;
        let filter = Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
            let undefined = errors.into_iter().flat_map(|(_, errors)| errors).next();
            match undefined {
                Some((name, what)) => format!("it is no jq: there is no {} {name}", what.as_str()),
                None => "it is no jq".to_owned(),
            }
        })?;
        Ok(Self {
            filter,
            reach,
            fault: None,
        })
    }

    /// Whether it gives anything but false and null before its end or its first error.
    pub(super) fn matches(&mut self, place: &Place<'_>, record: &Record<'_>) -> bool {
        let bounds = Bounds::new(bound::STEPS);
        let within = Within {
            lut: &self.filter.lut,
            bounds: &bounds,
        };
        let ctx = Ctx::<Bounded>::new(within, Vars::new([]));
        let input = input(self.reach.as_ref(), place, record);
        let outputs = self.filter.id.run((ctx, input)).map(unwrap_valr);
        let found = outputs
            .map_while(Result::ok)
            .any(|output| !matches!(output, Val::Null | Val::Bool(false)));
        self.fault = bounds.over();
        found && self.fault.is_none()
    }

    /// What it gives for a value in so many steps, until `out` breaks off.
    pub(super) fn each(
        &self,
        input: Val,
        steps: u64,
        out: &mut dyn FnMut(Val) -> Result<bool, End>,
    ) -> Result<bool, End> {
        let bounds = Bounds::new(steps);
        let within = Within {
            lut: &self.filter.lut,
            bounds: &bounds,
        };
        let ctx = Ctx::<Bounded>::new(within, Vars::new([]));
        for output in self.filter.id.run((ctx, input)).map(unwrap_valr) {
            if bounds.over().is_some() {
                return Err(End::Unsure);
            }
            let output = output.map_err(|_lost| End::Failed)?;
            if !out(output)? {
                return Ok(false);
            }
        }
        if bounds.over().is_some() {
            Err(End::Unsure)
        } else {
            Ok(true)
        }
    }

    /// Why it could not tell about the last record, if it could not.
    pub(super) const fn fault(&mut self) -> Option<&'static str> {
        self.fault.take()
    }
}

/// The filter as a tree; none when it is no term.
pub(super) fn parsed(code: &str) -> Option<Term<&str>> {
    jaq_core::load::parse(code, |parser| parser.term())
}

/// Why something is no filter.
fn unread(code: &str) -> String {
    let arena = Arena::default();
    let loaded = Loader::new([]).load(&arena, File { code, path: () });
    let first = loaded.err().and_then(|errors| errors.into_iter().next());
    match first {
        Some((_, error)) => format!("it is no jq: {}", words(code, error)),
        None => "it is no jq: it may be no module".to_owned(),
    }
}

fn words(code: &str, error: Error<&str>) -> String {
    let (expected, found) = match error {
        Error::Io(_) => return "it may not load modules".to_owned(),
        Error::Lex(errors) => match errors.into_iter().next() {
            Some((expected, found)) => (expected.as_str().to_owned(), found),
            None => return String::new(),
        },
        Error::Parse(errors) => match errors.into_iter().next() {
            Some((expected, found)) => (expected.as_str().to_owned(), found),
            None => return String::new(),
        },
    };
    let at = jaq_core::load::span(code, found).start;
    match found {
        "" => format!("{expected} is expected at its end"),
        found => {
            let found: String = found.chars().take(20).collect();
            format!("{expected} is expected at character {}, not {found}", at + 1)
        }
    }
}

fn input(reach: Option<&Reach>, place: &Place<'_>, record: &Record<'_>) -> Val {
    let mut map = Map::default();
    let mut put = |name: &'static str, make: &dyn Fn(Option<&Reach>) -> Val| {
        let under = reach.and_then(|reach| reach.under(name));
        if reach.is_none() || under.is_some() {
            map.insert(Val::utf8_str(Bytes::from_static(name.as_bytes())), make(under));
        }
    };
    put("topic", &|_| Val::from(place.topic.to_string()));
    put("partition", &|_| number(i64::from(place.partition)));
    put("offset", &|_| number(record.offset));
    put("timestamp", &|_| match record.timestamp {
        -1 => Val::Null,
        at => number(at),
    });
    put("key", &|reach| match record.key {
        Some(key @ ([b'{', ..] | [b'[', ..])) => json(key, reach),
        other => text(other),
    });
    put("value", &|reach| {
        record.value.map_or(Val::Null, |value| json(value, reach))
    });
    put("headers", &|_| {
        let each = record.headers.map(|(name, value)| (text(Some(name)), text(value)));
        Val::obj(each.collect())
    });
    Val::obj(map)
}

fn number(number: i64) -> Val {
    isize::try_from(number).map_or(Val::Null, Val::from)
}

fn text(bytes: Option<&[u8]>) -> Val {
    bytes.map_or(Val::Null, |bytes| Val::utf8_str(bytes.to_vec()))
}

/// JSON where it is JSON, else text.
fn json(bytes: &[u8], reach: Option<&Reach>) -> Val {
    let read = reach.and_then(|reach| prune::read(bytes, reach));
    read.unwrap_or_else(|| match too_deep(bytes) {
        true => text(Some(bytes)),
        false => read::parse_single(bytes).unwrap_or_else(|_| text(Some(bytes))),
    })
}

/// Whether it may nest deeper than is read. Brackets within strings count too, so it may say so too early.
pub(super) fn too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut deepest) = (0usize, 0);
    if bytes.len() < DEEPEST {
        return false;
    }
    for byte in bytes {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = depth.max(deepest);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest > DEEPEST && !plain::is_value(bytes)
}
