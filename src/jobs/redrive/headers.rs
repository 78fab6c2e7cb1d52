//! What becomes of a dead letter's headers.

use super::route;
use crate::model::names::TopicName;
use crate::records::write::Header;
use crate::wire::batch::Record;

/// Counts how often a record was brought back.
pub(super) const COUNT: &str = "kconsole.redrive.count";
/// Where it was brought back from last: `orders.dlq-0@17`.
pub(super) const FROM: &str = "kconsole.redrive.from";

/// What tells why it is a dead letter: it would be told again, and wrongly, after the next failure.
const TELLS_WHY: [&str; 4] = [
    "__connect.errors.*",
    "kafka_dlt-*",
    "kafka_original-*",
    "kconsole.dlq.*",
];

/// Which headers go with a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderRules {
    /// Those that tell why it is a dead letter stay on it.
    pub keep_all: bool,
    /// These are taken off; `*` at the end stands for anything.
    pub drop: Vec<String>,
    /// These are put on, in place of those of the same name.
    pub add: Vec<Header>,
}

impl HeaderRules {
    /// The headers it is written with.
    pub(super) fn apply(&self, source: &TopicName, partition: i32, record: &Record<'_>) -> Vec<Header> {
        let known: &[&str] = if self.keep_all { &[] } else { &TELLS_WHY };
        let stays = |name: &str| {
            let ours = name == COUNT || name == FROM;
            let replaced = self.add.iter().any(|(added, _)| added == name);
            let dropped = known.iter().copied().chain(self.drop.iter().map(String::as_str));
            !ours && !replaced && !dropped.into_iter().any(|pattern| matches(pattern, name))
        };
        let own = record.headers.filter_map(|(name, value)| {
            let name = String::from_utf8_lossy(name).into_owned();
            stays(&name).then(|| (name, value.map(<[u8]>::to_vec)))
        });
        let count = route::redrives(record).saturating_add(1).to_string();
        let from = format!("{source}-{partition}@{}", record.offset);
        let ours = [(COUNT, count), (FROM, from)].map(|(name, text)| (name.to_owned(), Some(text.into_bytes())));
        own.chain(self.add.iter().cloned()).chain(ours).collect()
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => pattern == name,
    }
}
