//! Where a dead letter goes, or why it stays.

use serde::Serialize;

use super::headers::COUNT;
use crate::model::names::TopicName;
use crate::wire::batch::Record;

/// Headers that name the topic a dead letter came from: Kafka Connect's, Spring's, the older one of Spring, Spring
/// Cloud Stream's, and this program's own.
pub const KNOWN: [&str; 5] = [
    "__connect.errors.topic",
    "kafka_dlt-original-topic",
    "kafka_original-topic",
    "x-original-topic",
    "kconsole.dlq.topic",
];

/// Where records go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// All to this topic.
    To(TopicName),
    /// Each to the topic that one of these headers names; the first that is there.
    Headers(Vec<String>),
}

/// Why a record stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stays {
    /// No header names a topic.
    NoTarget,
    /// It would go back to the topic it is in.
    Loop,
    /// It was brought back as often as it may be.
    TooOften,
}

impl Stays {
    /// In words, after a count.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoTarget => "stay: no header names the topic they came from (--to, --route-header)",
            Self::Loop => "stay: they came from the very topic they are in",
            Self::TooOften => "stay: they were brought back as often as --max-redrives lets them",
        }
    }
}

/// How often a record was brought back.
pub(super) fn redrives(record: &Record<'_>) -> u32 {
    let mut headers = record.headers;
    let count = headers.find(|(name, _)| *name == COUNT.as_bytes());
    let text = count.and_then(|(_, value)| std::str::from_utf8(value?).ok());
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// Where it goes.
pub(super) fn goes(route: &Route, most: u32, source: &TopicName, record: &Record<'_>) -> Result<TopicName, Stays> {
    let target = match route {
        Route::To(topic) => topic.clone(),
        Route::Headers(names) => named(names, record).ok_or(Stays::NoTarget)?,
    };
    if target == *source {
        return Err(Stays::Loop);
    }
    if redrives(record) >= most {
        return Err(Stays::TooOften);
    }
    Ok(target)
}

fn named(names: &[String], record: &Record<'_>) -> Option<TopicName> {
    let value = names.iter().find_map(|name| {
        // the last of a name is the latest hop
        let found = record.headers.filter(|(is, _)| *is == name.as_bytes()).last()?;
        std::str::from_utf8(found.1?).ok()
    })?;
    let value = value.trim().trim_matches('"');
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let named = !value.is_empty() && value.len() <= 249 && value.chars().all(legal);
    named.then(|| TopicName::from(value))
}
