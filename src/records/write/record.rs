//! What is handed over, and what comes back of a record that was lost.

use std::time::Duration;

use super::native::{End, Report};

/// A header: its name, and its value or null.
pub type Header = (String, Option<Vec<u8>>);

/// One record to write.
#[derive(Clone, Copy, Debug, Default)]
pub struct Record<'a> {
    /// The key; none for null.
    pub key: Option<&'a [u8]>,
    /// The value; none for null, a tombstone.
    pub value: Option<&'a [u8]>,
    /// Headers, in order.
    pub headers: &'a [Header],
    /// The partition; none for the partitioner's choice.
    pub partition: Option<i32>,
    /// `CreateTime`, ms since the epoch; none (or 0, which librdkafka reads so) for now.
    pub timestamp: Option<i64>,
    /// Where it comes from, for the report: its line in the input, from 1.
    pub line: u64,
}

/// A record that was not, or only possibly, written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Where it came from.
    pub line: u64,
    /// Sent and never answered; else it is surely not written.
    pub possibly: bool,
    /// The error's name.
    pub error: String,
    /// What it means.
    pub meaning: String,
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value.
    pub value: Option<Vec<u8>>,
    /// Its headers.
    pub headers: Vec<Header>,
    /// The partition that was asked for; none when the partitioner chose.
    pub partition: Option<i32>,
    /// The timestamp that was asked for.
    pub timestamp: Option<i64>,
}

/// A record that the broker said is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it came from: its line in the input, from 1.
    pub line: u64,
    /// The partition it is in.
    pub partition: i32,
    /// Its offset there; negative when the broker was not asked to tell (acks=0).
    pub offset: i64,
    /// From its being handed over to the broker's answer; none where that is not known.
    pub took: Option<Duration>,
}

/// What travels with a record through librdkafka: its line, and whether partition and timestamp were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag(usize);

const PARTITION: u64 = 1;
const TIMESTAMP: u64 = 2;

impl Tag {
    pub(super) fn of(record: &Record<'_>) -> Self {
        let partition = if record.partition.is_some() { PARTITION } else { 0 };
        let timestamp = if record.timestamp.is_some() { TIMESTAMP } else { 0 };
        Self(usize::try_from((record.line << 2) | partition | timestamp).unwrap_or(0))
    }

    pub(super) fn number(self) -> usize {
        self.0
    }

    fn wide(number: usize) -> u64 {
        u64::try_from(number).unwrap_or(0)
    }

    fn line(number: usize) -> u64 {
        Self::wide(number) >> 2
    }

    fn has(number: usize, flag: u64) -> bool {
        Self::wide(number) & flag != 0
    }
}

impl Written {
    /// From a delivery report.
    pub(super) fn of_report(report: &Report<'_>) -> Self {
        Self {
            line: Tag::line(report.tag()),
            partition: report.partition(),
            offset: report.offset(),
            took: report.took(),
        }
    }
}

impl Lost {
    /// From what was to be handed over and was refused at once.
    pub(super) fn of_record(record: &Record<'_>, error: String, meaning: String) -> Self {
        Self {
            line: record.line,
            possibly: false,
            error,
            meaning,
            key: record.key.map(<[u8]>::to_vec),
            value: record.value.map(<[u8]>::to_vec),
            headers: record.headers.to_vec(),
            partition: record.partition,
            timestamp: record.timestamp,
        }
    }

    /// From a delivery report.
    pub(super) fn of_report(report: &Report<'_>, end: End, error: String, meaning: String) -> Self {
        let tag = report.tag();
        Self {
            line: Tag::line(tag),
            possibly: end == End::PossiblyWritten,
            error,
            meaning,
            key: report.key().map(<[u8]>::to_vec),
            value: report.value().map(<[u8]>::to_vec),
            headers: report.headers(),
            partition: Tag::has(tag, PARTITION).then(|| report.partition()),
            timestamp: Tag::has(tag, TIMESTAMP).then(|| report.timestamp()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_carries_the_line_and_what_was_asked_for() {
        for (partition, timestamp) in [(None, None), (Some(3), None), (None, Some(5)), (Some(0), Some(1))] {
            let record = Record {
                partition,
                timestamp,
                line: 3_000_000_007,
                ..Record::default()
            };
            let number = Tag::of(&record).number();
            assert_eq!(Tag::line(number), 3_000_000_007);
            assert_eq!(Tag::has(number, PARTITION), partition.is_some());
            assert_eq!(Tag::has(number, TIMESTAMP), timestamp.is_some());
        }
    }
}
