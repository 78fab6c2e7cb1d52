//! A commit as a record of `__consumer_offsets` (Kafka's OffsetCommitKey v1 and OffsetCommitValue v3).

use super::payload::Made;
use crate::demo::story::topics;

/// One commit.
#[derive(Clone, Copy, Debug)]
pub struct Committed<'a> {
    /// The group.
    pub group: &'a str,
    /// The topic.
    pub topic: &'a str,
    /// The partition.
    pub partition: i32,
    /// The offset it reads on from.
    pub offset: i64,
    /// The leader epoch of the last record it read.
    pub epoch: i32,
    /// When, in ms since the epoch.
    pub at_ms: i64,
}

impl Committed<'_> {
    /// As it is written.
    #[must_use]
    pub fn record(&self) -> Made {
        let mut key = Vec::new();
        key.extend(1_i16.to_be_bytes());
        text(&mut key, self.group);
        text(&mut key, self.topic);
        key.extend(self.partition.to_be_bytes());
        let mut value = Vec::new();
        value.extend(3_i16.to_be_bytes());
        value.extend(self.offset.to_be_bytes());
        value.extend(self.epoch.to_be_bytes());
        text(&mut value, "");
        value.extend(self.at_ms.to_be_bytes());
        Made {
            key: Some(key.into()),
            value: Some(value.into()),
            headers: Vec::new(),
        }
    }
}

/// The topic, and how its logs are bounded.
#[must_use]
pub fn topic() -> Option<&'static topics::TopicSpec> {
    topics::named("__consumer_offsets")
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend(i16::try_from(text.len()).unwrap_or(i16::MAX).to_be_bytes());
    out.extend(text.as_bytes());
}
