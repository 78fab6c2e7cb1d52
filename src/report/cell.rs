//! A cell: the value of one column in one row, with its forms for people. Its forms for machines are in [`super::data`].

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::{self, Write};

use serde::Serialize;

use crate::model::finding::Severity;
use crate::model::known::{Known, Reason};
use crate::model::lag::Total;
use crate::model::names::BrokerId;
use crate::model::time::{At, Since};
use crate::text::{Ago, Bytes, BytesShort, Compact, Long, Percent, Rate, Thousands, push_escaped};

use super::column::Unit;

/// What stands for an unknown value. Never 0.
pub const UNKNOWN: &str = "–";

/// The value of one column in one row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// There is no such value (an offline partition has no leader's address): blank, and `null` without a reason.
    Nothing,
    /// It is not known, and why.
    Unknown(Reason),
    /// It will not come about, as things go: `null`, and the reason says never.
    Never,
    /// Text that may hold anything: it is escaped when it is shown.
    Text(Cow<'a, str>),
    /// A state: for people a symbol and words, for machines its stable code.
    State {
        /// How it is.
        mark: Mark,
        /// The same in every version, for JSON and CSV: "under-min-isr".
        code: &'a str,
        /// For people: "12 under min ISR (no writes)".
        words: Cow<'a, str>,
    },
    /// A whole number.
    Int(i64),
    /// A sum of which some parts are unknown: "≥ 310".
    AtLeast(i64),
    /// An estimate: "~310".
    About(i64),
    /// Any number.
    Float(f64),
    /// Yes or no.
    Flag(bool),
    /// Brokers.
    Ids(&'a [BrokerId]),
    /// Lines of text.
    Texts(Cow<'a, [String]>),
    /// A moment.
    At(At),
    /// A moment since when something is so.
    Since(Since),
}

/// How a thing is: always a symbol and a word, colour comes on top. The order is "worst first".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Something stopped working.
    Bad,
    /// One step from that.
    Warning,
    /// Not known.
    Unknown,
    /// Under way.
    Moving,
    /// All well.
    Ok,
    /// Nothing to say.
    #[default]
    None,
}

/// How much room a value may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Length {
    /// As few digits as tell it: `1.2 M`.
    Short,
    /// Every digit, with thousands marks: `1,204,113`.
    #[default]
    Full,
}

/// What the form of a cell depends on beside its value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// The moment it is shown at.
    pub now: At,
    /// How much room it may take.
    pub length: Length,
}

impl Mark {
    /// Its symbol; one column wide.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Bad => "✖",
            Self::Warning => "▲",
            Self::Unknown => "◌",
            Self::Moving => "↻",
            Self::Ok => "●",
            Self::None => " ",
        }
    }

    /// Its symbol where the terminal has ASCII only.
    #[must_use]
    pub const fn ascii(self) -> &'static str {
        match self {
            Self::Bad => "x",
            Self::Warning => "!",
            Self::Unknown => "?",
            Self::Moving => "~",
            Self::Ok => "o",
            Self::None => " ",
        }
    }
}

impl From<Severity> for Mark {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Self::Bad,
            Severity::Warning => Self::Warning,
            Severity::Moving => Self::Moving,
            Severity::Ok => Self::Ok,
        }
    }
}

impl<'a> Cell<'a> {
    /// Text that may hold anything.
    #[must_use]
    pub const fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// Text where there is some.
    #[must_use]
    pub fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    /// A state whose code is its word.
    #[must_use]
    pub const fn state(mark: Mark, word: &'a str) -> Self {
        Self::State {
            mark,
            code: word,
            words: Cow::Borrowed(word),
        }
    }

    /// A number of things.
    #[must_use]
    pub fn count(number: usize) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// A sum: at least so much when parts of it are unknown.
    #[must_use]
    pub const fn total(total: Total) -> Self {
        if total.at_least {
            Self::AtLeast(total.known)
        } else {
            Self::Int(total.known)
        }
    }

    /// A known number, or the reason.
    #[must_use]
    pub fn int(value: Known<impl Into<i64>>) -> Self {
        match value {
            Known::Value(value) => Self::Int(value.into()),
            Known::Unknown(reason) => Self::Unknown(reason),
        }
    }

    /// A known number, or the reason.
    #[must_use]
    pub const fn float(value: Known<f64>) -> Self {
        match value {
            Known::Value(value) => Self::Float(value),
            Known::Unknown(reason) => Self::Unknown(reason),
        }
    }

    /// Appends the value as a table shows it.
    pub fn write(&self, unit: Unit, look: Look, out: &mut String) {
        // writing to a String cannot fail
        let _ = self.format(unit, look, out);
    }

    fn format(&self, unit: Unit, look: Look, out: &mut String) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Unknown(_) => out.write_str(UNKNOWN),
            Self::Never => out.write_str("never"),
            Self::Text(text) => {
                push_escaped(out, text);
                Ok(())
            }
            Self::State { mark, words, .. } => {
                if *mark != Mark::None {
                    write!(out, "{} ", mark.symbol())?;
                }
                push_escaped(out, words);
                Ok(())
            }
            Self::Int(number) => write_int(*number, unit, look, out),
            Self::AtLeast(number) => {
                out.write_str("≥ ")?;
                write_int(*number, unit, look, out)
            }
            Self::About(number) => {
                out.write_str("~")?;
                write_int(*number, unit, look, out)
            }
            Self::Float(number) if unit == Unit::Share => write!(out, "{}", Percent(*number)),
            Self::Float(number) => write!(out, "{}", Rate(*number)),
            Self::Flag(flag) => out.write_str(if *flag { "yes" } else { "no" }),
            Self::Ids(ids) => write_ids(ids, out),
            Self::Texts(texts) => {
                for (at, text) in texts.iter().enumerate() {
                    out.write_str(if at == 0 { "" } else { "; " })?;
                    push_escaped(out, text);
                }
                Ok(())
            }
            Self::At(at) => write!(out, "{}", Ago(look.now.since(*at).0)),
            Self::Since(Since::At(at)) => write!(out, "{}", Ago(look.now.since(*at).0)),
            Self::Since(Since::AtLeast(at)) => write!(out, "≥ {}", Ago(look.now.since(*at).0)),
        }
    }

    /// The order of two cells of one column, smallest first. What is not known comes last.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        use Cell::{About, At, AtLeast, Flag, Float, Ids, Int, Since, State, Text, Texts};
        match (self, other) {
            (Text(a), Text(b)) => a.cmp(b),
            (
                State { mark, words, .. },
                State {
                    mark: other,
                    words: others,
                    ..
                },
            ) => mark.cmp(other).then_with(|| words.cmp(others)),
            (Int(a) | AtLeast(a) | About(a), Int(b) | AtLeast(b) | About(b)) => a.cmp(b),
            (Float(a), Float(b)) => a.total_cmp(b),
            (Flag(a), Flag(b)) => a.cmp(b),
            (Ids(a), Ids(b)) => a.cmp(b),
            (Texts(a), Texts(b)) => a.cmp(b),
            (At(a), At(b)) => a.cmp(b),
            (Since(a), Since(b)) => a.at().cmp(&b.at()),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    /// Whether there is a value.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !matches!(self, Self::Nothing | Self::Unknown(_))
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Never => 1,
            Self::Unknown(_) => 2,
            Self::Nothing => 3,
            _ => 0,
        }
    }
}

fn write_int(number: i64, unit: Unit, look: Look, out: &mut String) -> fmt::Result {
    let size = u64::try_from(number).unwrap_or(0);
    match (unit, look.length) {
        (Unit::Bytes, Length::Full) => write!(out, "{}", Bytes(size)),
        (Unit::Bytes, Length::Short) => write!(out, "{}", BytesShort(size)),
        (Unit::Millis, Length::Full) => write!(out, "{}", Long(number)),
        (Unit::Millis, Length::Short) => write!(out, "{}", Ago(number)),
        (Unit::Id, _) => write!(out, "{number}"),
        (_, Length::Full) => write!(out, "{}", Thousands(number)),
        (_, Length::Short) => write!(out, "{}", Compact(number)),
    }
}

fn write_ids(ids: &[BrokerId], out: &mut String) -> fmt::Result {
    for (at, id) in ids.iter().enumerate() {
        if at > 0 {
            out.write_char(' ')?;
        }
        write!(out, "{id}")?;
    }
    Ok(())
}
