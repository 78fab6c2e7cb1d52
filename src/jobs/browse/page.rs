//! What is to be looked at, and what is seen of it.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::jobs::consume;
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::model::record::Record;
use crate::records::filter::Filter;

pub use crate::decode::Format;
pub use crate::records::read::From;

/// Records on a page at most.
pub const ROWS: usize = 500;
/// Records that a search keeps: the first it finds. The others are counted.
pub const KEPT: usize = 2_000;

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
    /// What keys and values are read as, where that is not left to their bytes.
    pub formats: Formats,
    /// What is looked for, from the beginning to the end as it is then; none to look at all.
    pub search: Option<Search>,
}

/// What keys and values are read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Formats {
    /// Keys.
    pub key: ReadAs,
    /// Values.
    pub value: ReadAs,
}

/// What a payload is read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadAs {
    /// As the configuration says for its topic; where it says nothing, what it looks like.
    #[default]
    AsSet,
    /// What it looks like.
    Auto,
    /// This.
    As(Format),
}

impl ReadAs {
    /// By the word for it: `auto`, or a format's name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "auto" => Some(Self::Auto),
            name => Format::parse(name).map(Self::As),
        }
    }

    /// The word for it; none for what the configuration says.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::AsSet => None,
            Self::Auto => Some("auto"),
            Self::As(format) => Some(format.name()),
        }
    }

    /// Every word there is, the usual one first.
    pub fn words() -> impl Iterator<Item = &'static str> {
        ["auto"]
            .into_iter()
            .chain(Format::FORCIBLE.into_iter().map(Format::name))
    }
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The filter, as `kconsole search` takes it. See [`check`].
    pub filter: String,
    /// Whether it goes.
    pub go: Go,
}

/// Whether a search goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Go {
    /// It begins when it is small; else it says how much it would read, and waits.
    #[default]
    WhenSmall,
    /// It goes.
    Yes,
    /// It stands; what it found stays.
    No,
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
            formats: Formats {
                key: ReadAs::AsSet,
                value: ReadAs::AsSet,
            },
            search: None,
        }
    }

    /// Whether another one asks for the same: a search that stands and one that goes are the same.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        let filter = |order: &Self| order.search.as_ref().map(|search| search.filter.clone());
        let rest = |order: &Self| Self {
            search: None,
            ..order.clone()
        };
        filter(self) == filter(other) && rest(self) == rest(other)
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
    /// A search is too large to begin unasked: [`Scan`] says what it would read.
    Held,
    /// A search stands: a part was not looked at.
    Paused,
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
    /// The formats that are forced, by name: of keys, of values.
    pub forced: [Option<&'static str>; 2],
    /// Records read.
    pub read: u64,
    /// Records read a second, lately.
    pub per_second: f64,
    /// What went wrong with some of the partitions, one line each.
    pub troubles: Vec<String>,
    /// How far a search is; none before it knows where its partitions end, and of what is no search.
    pub scan: Option<Scan>,
}

/// How far a search is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// Its partitions, in their order.
    pub parts: Vec<Part>,
    /// About how many bytes its records take on disk; none when nobody can tell.
    pub bytes: Option<u64>,
    /// Records that it found, kept or not.
    pub found: u64,
    /// Records beyond those of the parts that were looked at too; looked at again when it is stopped before they are told.
    pub ahead: u64,
}

/// How far a search is in one partition. Offsets, which are records but for what compaction took and for markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The partition.
    pub partition: i32,
    /// The first.
    pub from: i64,
    /// The first that was not looked at.
    pub upto: i64,
    /// The one after the last.
    pub until: i64,
}

impl Scan {
    /// Offsets that were looked at.
    #[must_use]
    pub fn done(&self) -> u64 {
        let told: u64 = self.parts.iter().map(|part| between(part.from, part.upto)).sum();
        (told + self.ahead).min(self.all())
    }

    /// Offsets in all.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.parts.iter().map(|part| between(part.from, part.until)).sum()
    }
}

impl Part {
    /// How much of it was looked at, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        match between(self.from, self.until) {
            0 => 1.0,
            all => between(self.from, self.upto) as f64 / all as f64,
        }
    }
}

fn between(from: i64, until: i64) -> u64 {
    u64::try_from(until.saturating_sub(from)).unwrap_or(0)
}

impl Page {
    /// Records that were read, of a search found, and are not on the page.
    #[must_use]
    pub fn not_shown(&self) -> u64 {
        let all = self.scan.as_ref().map_or(self.read, |scan| scan.found);
        all.saturating_sub(self.records.len() as u64)
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

/// Whether a filter can be understood.
///
/// # Errors
/// In words, with the place, when it cannot.
pub fn check(filter: &str) -> Result<(), String> {
    Filter::parse(filter).map(drop)
}
