//! What to write, and how to read it.

use std::path::PathBuf;

use super::schemas::Wish;
use crate::model::names::TopicName;
use crate::records::write::{Header, Ways};

/// What to write.
#[derive(Clone, Debug)]
pub struct Order {
    /// The topic. It is never created.
    pub topic: TopicName,
    /// Where the input is.
    pub source: Source,
    /// How often the input is written.
    pub repeat: u64,
    /// How a record is read from it.
    pub shape: Shape,
    /// What keys are encoded with.
    pub key_schema: Option<Wish>,
    /// What values are encoded with.
    pub value_schema: Option<Wish>,
    /// At most so many records a second.
    pub rate: Option<f64>,
    /// What a record that cannot be written does.
    pub on_error: OnError,
    /// Where records go that were not, or only possibly, written.
    pub failed_file: Option<PathBuf>,
    /// How to write.
    pub ways: Ways,
}

/// Where the input is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// A text with functions in it, filled in anew for each record.
    Template {
        /// The text.
        text: String,
        /// The seed of its chances; none for another one each time.
        seed: Option<u64>,
    },
}

/// How records are read from the input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// What stands in the input.
    pub format: Format,
    /// The key of every record that does not name its own.
    pub key: Option<Vec<u8>>,
    /// What stands between a line's key and its value.
    pub key_separator: Option<Vec<u8>>,
    /// The headers of every record, before its own.
    pub headers: Vec<Header>,
    /// The partition of every record that does not name its own; none for the partitioner's choice.
    pub partition: Option<i32>,
    /// `CreateTime` of every record that does not name its own, in ms since the epoch; none for now.
    pub timestamp: Option<i64>,
    /// An empty value is null: a tombstone.
    pub null_empty: bool,
    /// A key or value of this text is null.
    pub null_marker: Option<Vec<u8>>,
}

/// What stands in the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A line is a value.
    #[default]
    Lines,
    /// A line is a record as `consume -o json` prints it.
    Json,
    /// A line is a JSON value, checked and written as it stands.
    Values,
    /// A row is a record; the first row names the columns.
    Csv,
    /// The whole is one value.
    Raw,
}

/// What a record that cannot be read or written does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// It stops the reading.
    #[default]
    Stop,
    /// It is counted and left out.
    Skip,
    /// It is counted and written to this topic, with the reason in its headers.
    DeadLetter(TopicName),
}
