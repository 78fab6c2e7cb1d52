//! What is asked for, as a command line says it: what a plan shows and what is done are made of the same.

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::headers::HeaderRules;
use super::order::Order;
use super::route::{KNOWN, Route};
use crate::jobs::consume::{self, From, Until, Wish};
use crate::jobs::search::Filter;
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::records::write::Header;

/// How often a record may be brought back, unless it is said.
pub const REDRIVES: u32 = 3;

/// What to bring back, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The topic of dead letters.
    pub source: TopicName,
    /// Only what this finds, as `search` takes it.
    pub filter: Option<String>,
    /// All to this topic.
    pub to: Option<String>,
    /// Each to the topic that one of these headers names, in place of the known ones.
    pub route_headers: Vec<String>,
    /// Where to begin, as `consume` takes it.
    pub from: Option<String>,
    /// Where to end.
    pub until: Option<String>,
    /// No more records than this.
    pub count: Option<u64>,
    /// These partitions; empty for all.
    pub partitions: Vec<i32>,
    /// Headers that tell why it is a dead letter stay.
    pub keep_headers: bool,
    /// Headers that are left out, too.
    pub drop_headers: Vec<String>,
    /// Headers that are put on.
    pub headers: Vec<Header>,
    /// A record that was brought back so often stays.
    pub max_redrives: u32,
    /// At most so many records a second: above 0.
    pub rate: Option<f64>,
    /// Where it is kept how far it came.
    pub checkpoint: Option<PathBuf>,
}

// a rate is a number
impl Eq for Asked {}

/// A part of what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Which records.
    Filter,
    /// The topic they all go to.
    To,
    /// The headers that name a topic.
    RouteHeaders,
    /// Where to begin.
    From,
    /// Where to end.
    Until,
    /// Which partitions.
    Partitions,
    /// How many records at most.
    Count,
    /// How many a second at most.
    Rate,
    /// How often a record may be brought back.
    MaxRedrives,
    /// Headers that are left out.
    DropHeaders,
    /// Headers that are put on.
    Headers,
    /// The file that keeps how far it came.
    Checkpoint,
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where.
    pub field: Field,
    /// Why.
    pub why: String,
}

impl Wrong {
    pub(super) fn new(field: Field, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { field, why }
    }
}

impl Asked {
    /// All of a topic, each record to where its headers say it came from.
    #[must_use]
    pub fn of(source: TopicName) -> Self {
        Self {
            source,
            filter: None,
            to: None,
            route_headers: Vec::new(),
            from: None,
            until: None,
            count: None,
            partitions: Vec::new(),
            keep_headers: false,
            drop_headers: Vec::new(),
            headers: Vec::new(),
            max_redrives: REDRIVES,
            rate: None,
            checkpoint: None,
        }
    }

    /// The order it makes at a moment (ms since the epoch) of a zone.
    ///
    /// # Errors
    /// What cannot be understood, and where.
    pub fn order(&self, now: i64, zone: &TimeZone, patience: Duration) -> Result<Order, Wrong> {
        let wrong = |field| move |why: String| Wrong::new(field, why);
        let from = self.from.as_deref().map(|text| consume::from(text, now, zone));
        let until = self.until.as_deref().map(|text| consume::until(text, now, zone));
        let until = until.transpose().map_err(wrong(Field::Until))?.unwrap_or(Until::Now);
        if until == Until::Never {
            let why = "it wants an end: what is there is counted first";
            return Err(Wrong::new(Field::Until, why));
        }
        if self.to.as_deref() == Some(self.source.as_str()) {
            return Err(Wrong::new(Field::To, "the records are in that topic already"));
        }
        let filter = self.filter.as_deref().map(Filter::parse).transpose();
        Ok(Order {
            wish: Wish {
                topics: vec![self.source.clone()],
                partitions: (!self.partitions.is_empty()).then(|| self.partitions.clone()),
                from: from.transpose().map_err(wrong(Field::From))?.unwrap_or(From::Earliest),
                until,
                isolation: Isolation::ReadCommitted,
            },
            filter: filter.map_err(wrong(Field::Filter))?,
            route: match (&self.to, self.route_headers.is_empty()) {
                (Some(topic), _) => Route::To(TopicName::from(topic.as_str())),
                (None, false) => Route::Headers(self.route_headers.clone()),
                (None, true) => Route::Headers(KNOWN.map(str::to_owned).to_vec()),
            },
            headers: HeaderRules {
                keep_all: self.keep_headers,
                drop: self.drop_headers.clone(),
                add: self.headers.clone(),
            },
            most_redrives: self.max_redrives,
            limit: self.count,
            rate: self.rate,
            checkpoint: self.checkpoint.clone(),
            patience,
        })
    }

    /// The command line that does it; `begin` names the cluster: `kconsole -c prod`.
    #[must_use]
    pub fn command(&self, begin: &[String]) -> Vec<String> {
        let mut words = begin.to_vec();
        words.push("redrive".to_owned());
        // a name that looks like a flag comes where there is none any more
        let late = self.source.as_str().starts_with('-');
        words.extend((!late).then(|| self.source.to_string()));
        let mut put = |flag: &str, value: Option<String>| {
            words.extend(value.into_iter().flat_map(|value| word(flag, value)));
        };
        put("--to", self.to.clone());
        for name in &self.route_headers {
            put("--route-header", Some(name.clone()));
        }
        put("--from", self.from.clone());
        put("--until", self.until.clone());
        put("-n", self.count.map(|count| count.to_string()));
        for number in &self.partitions {
            put("-p", Some(number.to_string()));
        }
        for name in &self.drop_headers {
            put("--drop-header", Some(name.clone()));
        }
        for (name, value) in &self.headers {
            let value = String::from_utf8_lossy(value.as_deref().unwrap_or_default());
            put("-H", Some(format!("{name}={value}")));
        }
        let most = (self.max_redrives != REDRIVES).then(|| self.max_redrives.to_string());
        put("--max-redrives", most);
        put("--rate", self.rate.map(|rate| rate.to_string()));
        put(
            "--checkpoint",
            self.checkpoint.as_ref().map(|path| path.display().to_string()),
        );
        words.extend(self.keep_headers.then(|| "--keep-headers".to_owned()));
        if late || self.filter.is_some() {
            words.push("--".to_owned());
            words.extend(late.then(|| self.source.to_string()));
            words.extend(self.filter.clone());
        }
        words
    }
}

/// A flag and its value: one word, where the value looks like a flag itself.
fn word(flag: &str, value: String) -> Vec<String> {
    match (value.starts_with('-'), flag) {
        (false, _) => vec![flag.to_owned(), value],
        (true, "-H") => vec![format!("--header={value}")],
        (true, _) => vec![format!("{flag}={value}")],
    }
}

/// A header as it is typed: `trace-id=7f1c`.
///
/// # Errors
/// How it is written.
pub fn header(text: &str) -> Result<Header, String> {
    let (name, value) = text.split_once('=').ok_or("write it like trace-id=7f1c")?;
    Ok((name.to_owned(), Some(value.as_bytes().to_vec())))
}

/// A rate as it is typed.
///
/// # Errors
/// What it has to be.
pub fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("a number above 0".into()),
    }
}
