//! What is to be looked at, and what is seen of it.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::jobs::consume;
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::model::record::Record;

pub use crate::records::read::From;

/// Records on a page at most.
pub const ROWS: usize = 500;

/// What is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The topic.
    pub topic: TopicName,
    /// Only this partition; none for all.
    pub partition: Option<i32>,
    /// Where to begin, and whether it goes on.
    pub begin: Begin,
    /// Records of open and aborted transactions are left out, or not.
    pub isolation: Isolation,
    /// Markers of transactions are shown.
    pub control: bool,
}

/// Where to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin {
    /// The last records, and then what comes in.
    Live,
    /// A page from here on.
    At(From),
    /// The page after one: partitions, and the offset each goes on from.
    After(Vec<(i32, i64)>),
}

impl Order {
    /// What comes in now, of the whole topic.
    #[must_use]
    pub const fn live(topic: TopicName) -> Self {
        Self {
            topic,
            partition: None,
            begin: Begin::Live,
            isolation: Isolation::ReadCommitted,
            control: false,
        }
    }
}

/// How far a reading is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nothing is read.
    #[default]
    Idle,
    /// Leaders and offsets are asked for.
    Starting,
    /// Records come, or are waited for.
    Reading,
    /// The page is full, or there is nothing more. Each partition, and the offset after the last that was looked at.
    Ended {
        /// Where the next page begins.
        upto: Vec<(i32, i64)>,
        /// There is a next page.
        more: bool,
    },
    /// It could not begin, and why. A live one tries again.
    Failed(String),
}

/// What was read so far. A live reading shows the last [`ROWS`] and counts the others.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Which of the readings it is of: they are numbered.
    pub reading: u64,
    /// Counts the pages: it differs when the page does.
    pub number: u64,
    /// What is looked at; none before the first order.
    pub order: Option<Arc<Order>>,
    /// How far it is.
    pub state: State,
    /// The records: a live reading's latest first, else in the order of their time.
    pub records: Arc<[Arc<Record>]>,
    /// Records read.
    pub read: u64,
    /// Records read a second, lately.
    pub per_second: f64,
    /// What went wrong with some of the partitions, one line each.
    pub troubles: Vec<String>,
}

impl Page {
    /// Records that were read and are not on the page.
    #[must_use]
    pub fn not_shown(&self) -> u64 {
        self.read.saturating_sub(self.records.len() as u64)
    }
}

/// A typed beginning: `live`, `earliest`, `-100`, an offset, or a time.
///
/// # Errors
/// In words, when it is none of these.
pub fn begin(text: &str, now: i64, zone: &TimeZone) -> Result<Begin, String> {
    match consume::from(text, now, zone)? {
        From::Latest => Ok(Begin::Live),
        from => Ok(Begin::At(from)),
    }
}
