//! What to read, what it comes to, how far it is, how it ended.

use std::time::Duration;

use super::show::Form;
use crate::config::topics::Topic;
use crate::model::names::TopicName;
use crate::records::read::{Ended, Wish};

/// Partitions that a message still names one by one.
const NAMED: usize = 64;

/// What to read and how to show it.
#[derive(Clone, Debug)]
pub struct Order {
    /// What to read.
    pub wish: Wish,
    /// Begin at these offsets, and in no other partitions; `from` of the wish is not looked at then.
    pub places: Option<Vec<Spot>>,
    /// An offset where it ends is waited for when it has not come yet.
    pub waits: bool,
    /// No more records than this.
    pub limit: Option<u64>,
    /// No more than so much.
    pub caps: Caps,
    /// Markers of transactions are shown too.
    pub control: bool,
    /// Of each key the newest record alone.
    pub latest: Option<LatestOnly>,
    /// How records are shown.
    pub form: Form,
    /// What is made of keys and values.
    pub decode: Decode,
    /// The formats that were asked for, over those of the configuration.
    pub formats: Topic,
    /// How long leaders may take to answer before anything is read.
    pub patience: Duration,
    /// A partition that gives nothing but errors for this long is given up; none for never.
    pub give_up: Option<Duration>,
}

/// An offset of one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The topic; none when only one is read.
    pub topic: Option<TopicName>,
    /// The partition's number.
    pub partition: i32,
    /// The first offset to read.
    pub offset: i64,
}

/// Bounds of what is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caps {
    /// Stop after so many bytes of batches, as they lie on the brokers' disks.
    pub bytes: Option<u64>,
    /// Read no more than so many bytes a second.
    pub rate: Option<u64>,
}

/// How the newest records of keys are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatestOnly {
    /// Keys whose newest record is null are shown too.
    pub tombstones: bool,
}

/// What is made of keys and values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decode {
    /// They are bytes, for the filter too.
    #[default]
    Never,
    /// The filter sees what they say; they are printed as they are.
    Filter,
    /// The filter sees what they say, and that is what is printed.
    Print,
}

impl Order {
    /// All that the wish says, shown in this form.
    #[must_use]
    pub fn of(wish: Wish, form: Form) -> Self {
        Self {
            wish,
            places: None,
            waits: true,
            limit: None,
            caps: Caps::default(),
            control: false,
            latest: None,
            form,
            decode: Decode::Never,
            formats: Topic::default(),
            patience: Duration::from_secs(10),
            give_up: Some(Duration::from_secs(30)),
        }
    }
}

/// What an order comes to, before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Partitions.
    pub partitions: usize,
    /// Offsets, which are records but for what compaction took and for markers; none when it has no end.
    pub offsets: Option<u64>,
    /// About how many bytes on disk; none when nobody can tell.
    pub bytes: Option<u64>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records looked at.
    pub records: u64,
    /// Bytes of their batches, as they came.
    pub bytes: u64,
    /// Records written.
    pub found: u64,
    /// Offsets done.
    pub offsets: u64,
    /// Offsets in all; none when it has no end.
    pub of: Option<u64>,
    /// Partitions in all.
    pub partitions: usize,
    /// Partitions read to their end.
    pub done: usize,
    /// The partition that has most of its part to come, and how many percent of it are done; none without an end.
    pub slowest: Option<(i32, u8)>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// What the newest records of keys came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latest {
    /// Keys seen.
    pub keys: u64,
    /// Of them, those whose newest record is null.
    pub tombstones: u64,
    /// Records without a key: none of them is the newest of anything.
    pub keyless: u64,
    /// Partitions that were not read to their end: nothing of them was shown.
    pub left_out: u64,
}

/// Records whose key or value is not what it should be, or whose schema could not be had: they are shown as their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undecoded {
    /// How many.
    pub records: u64,
    /// Which was the first, and why.
    pub first: Option<String>,
}

impl Undecoded {
    pub(in crate::jobs) fn add(&mut self, (records, why): (u64, Option<&str>)) {
        self.records += records;
        if self.first.is_none() {
            self.first = why.map(str::to_owned);
        }
    }

    /// That there are some; none when there are none.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        let first = self.first.as_ref()?;
        Some(match self.records {
            1 => format!("1 record could not be decoded: {first}"),
            count => format!("{count} records could not be decoded, the first of them {first}"),
        })
    }
}

/// How it ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was done.
    pub progress: Progress,
    /// As many as were wanted were found.
    pub enough: bool,
    /// It was stopped.
    pub stopped: bool,
    /// It came to the most bytes that were to be read.
    pub capped: bool,
    /// The newest records of keys, where those were asked for.
    pub latest: Option<Latest>,
    /// What was to be decoded and could not be.
    pub undecoded: Undecoded,
    /// How each partition ended.
    pub ended: Vec<Ended>,
}

impl Outcome {
    /// All that was to be read was read.
    #[must_use]
    pub fn whole(&self) -> bool {
        let endless = self.ended.iter().any(|ended| ended.slice.until.is_none());
        let gone = self.ended.iter().any(|ended| ended.skipped > 0);
        let troubled = self.ended.iter().any(|ended| ended.trouble.is_some());
        let read = self.ended.iter().all(Ended::whole);
        match self.enough || (endless && !self.capped) {
            true => !gone && !troubled,
            false => !gone && read && !(self.capped && endless),
        }
    }

    /// One message for each thing that was not read.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let mut said = Vec::new();
        for ended in &self.ended {
            let name = format!("{}-{}", ended.slice.topic, ended.slice.partition);
            if ended.skipped > 0 {
                said.push(match ended.skipped {
                    1 => format!("{name}: 1 offset was deleted before it could be read"),
                    many => format!("{name}: {many} offsets were deleted before they could be read"),
                });
            }
            match (&ended.trouble, ended.slice.until) {
                (Some(trouble), Some(until)) => {
                    said.push(format!("{name}: read to offset {} of {until}: {trouble}", ended.upto));
                }
                (Some(trouble), None) => said.push(format!("{name}: read to offset {}: {trouble}", ended.upto)),
                _ => {}
            }
        }
        said
    }

    /// That what was read ends before an open transaction; none when none is in the way.
    #[must_use]
    pub fn held_back(&self) -> Option<String> {
        let held = |ended: &&Ended| {
            let slice = &ended.slice;
            slice.held_back > 0 && (slice.until == Some(slice.end) || slice.until.is_some() && slice.from > slice.end)
        };
        let offsets: u64 = self.ended.iter().filter(held).map(|ended| ended.slice.held_back).sum();
        let first = self.ended.iter().find(held)?;
        let (name, end) = (&first.slice.topic, first.slice.end);
        let partition = first.slice.partition;
        let (are, were) = match offsets {
            1 => ("offset is", "was"),
            _ => ("offsets are", "were"),
        };
        Some(format!(
            "{offsets} {are} behind open transactions and {were} not read, the first at {name}-{partition} offset {end}: --isolation uncommitted reads them"
        ))
    }

    /// The value of `--from` that goes on where this ended; none when there is nothing to go on from, or too many
    /// partitions to name.
    #[must_use]
    pub fn go_on(&self) -> Option<String> {
        if self.ended.is_empty() || self.ended.len() > NAMED {
            return None;
        }
        let topics: std::collections::BTreeSet<_> = self.ended.iter().map(|ended| &ended.slice.topic).collect();
        let single = topics.len() == 1;
        let places = self.ended.iter().map(|ended| match single {
            true => format!("{}={}", ended.slice.partition, ended.upto),
            false => format!("{}:{}={}", ended.slice.topic, ended.slice.partition, ended.upto),
        });
        Some(places.collect::<Vec<_>>().join(","))
    }
}

/// What is told while it runs.
pub trait Tell {
    /// What will be read, before anything is.
    fn begins(&mut self, size: &Size);

    /// About ten times a second.
    fn goes(&mut self, progress: &Progress);

    /// Whether anybody looks at the sizes: they cost a request a broker.
    fn looks(&self) -> bool;
}
