//! Unknown is a value: never 0, never a panic, and it says why.

use std::fmt;

use serde::{Serialize, Serializer};

/// A value, or the reason why it is not known. In JSON an unknown is `null` (rows carry the reason beside it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known<T> {
    /// What the cluster said.
    Value(T),
    /// Why there is nothing to show.
    Unknown(Reason),
}

/// Why a value is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Not asked, or the first answer has not come yet.
    NotYet,
    /// The user may not see it (an authorisation error, or the authorised operations lack it).
    NotAuthorised,
    /// The broker has no API, or no version of one, that tells it.
    TooOld,
    /// The broker did not answer in time.
    TimedOut,
    /// The broker that knows could not be reached from here.
    Unreachable,
    /// The partition has no leader, so nobody can tell.
    NoLeader,
    /// The group has no committed offset here.
    NoCommit,
    /// Too few samples yet to tell a rate or a trend.
    TooFewSamples,
    /// The topic or partition is not there (deleted, or out of sight).
    NoSuchPartition,
    /// This program cannot ask it (the codec lacks the call).
    NotSupported,
    /// There is no such thing here: a classic group has no epoch.
    NotApplicable,
    /// The broker answered with this Kafka error code.
    Failed(i16),
}

impl Reason {
    /// The reason in words, as a screen or a JSON `…_reason` field says it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NotYet => "not asked yet",
            Self::NotAuthorised => "not authorised",
            Self::TooOld => "the broker is too old to tell",
            Self::TimedOut => "timed out",
            Self::Unreachable => "broker unreachable",
            Self::NoLeader => "no leader",
            Self::NoCommit => "no committed offset",
            Self::TooFewSamples => "too few samples yet",
            Self::NoSuchPartition => "no such partition",
            Self::NotSupported => "not supported yet",
            Self::NotApplicable => "not applicable",
            Self::Failed(_) => "the broker answered with an error",
        }
    }

    /// A negative number that stands for the reason in a [`super::column::Column`].
    #[must_use]
    pub(crate) fn to_code(self) -> i64 {
        match self {
            Self::NotYet => -1,
            Self::NotAuthorised => -2,
            Self::TooOld => -3,
            Self::TimedOut => -4,
            Self::Unreachable => -5,
            Self::NoLeader => -6,
            Self::NoCommit => -7,
            Self::TooFewSamples => -8,
            Self::NoSuchPartition => -9,
            Self::NotSupported => -10,
            Self::NotApplicable => -11,
            Self::Failed(code) => -100_000 - i64::from(code),
        }
    }

    /// The reverse of [`Reason::to_code`].
    #[must_use]
    pub(crate) fn from_code(code: i64) -> Self {
        match code {
            -2 => Self::NotAuthorised,
            -3 => Self::TooOld,
            -4 => Self::TimedOut,
            -5 => Self::Unreachable,
            -6 => Self::NoLeader,
            -7 => Self::NoCommit,
            -8 => Self::TooFewSamples,
            -9 => Self::NoSuchPartition,
            -10 => Self::NotSupported,
            -11 => Self::NotApplicable,
            n if n < -50_000 => Self::Failed(i16::try_from(-100_000 - n).unwrap_or(-1)),
            _ => Self::NotYet,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(code) => write!(f, "error {code}"),
            other => f.write_str(other.words()),
        }
    }
}

impl<T> Known<T> {
    /// The value, if it is known.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Why it is not known, if it is not.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Value(_) => None,
            Self::Unknown(reason) => Some(*reason),
        }
    }

    /// Whether there is a value.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// A reference to the value.
    pub fn as_ref(&self) -> Known<&T> {
        match self {
            Self::Value(value) => Known::Value(value),
            Self::Unknown(reason) => Known::Unknown(*reason),
        }
    }

    /// The value through `f`; the reason stays.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Value(value) => Known::Value(f(value)),
            Self::Unknown(reason) => Known::Unknown(reason),
        }
    }

    /// The value through `f`, which may not know either.
    pub fn and_then<U>(self, f: impl FnOnce(T) -> Known<U>) -> Known<U> {
        match self {
            Self::Value(value) => f(value),
            Self::Unknown(reason) => Known::Unknown(reason),
        }
    }

    /// `Some` becomes a value, `None` is unknown for `reason`.
    pub fn from_option(value: Option<T>, reason: Reason) -> Self {
        value.map_or(Self::Unknown(reason), Self::Value)
    }
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self::Unknown(Reason::NotYet)
    }
}

impl<T> From<T> for Known<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Known<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => serializer.serialize_some(value),
            Self::Unknown(_) => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_survives_a_column() {
        use Reason::*;
        for reason in [
            NotYet,
            NotAuthorised,
            TooOld,
            TimedOut,
            Unreachable,
            NoLeader,
            NoCommit,
            TooFewSamples,
            NoSuchPartition,
            NotSupported,
            NotApplicable,
            Failed(0),
            Failed(-1),
            Failed(133),
            Failed(i16::MAX),
            Failed(i16::MIN),
        ] {
            assert_eq!(Reason::from_code(reason.to_code()), reason);
            assert!(reason.to_code() < 0);
        }
    }

    #[test]
    fn unknown_is_null_in_json() {
        let row = (Known::Value(3), Known::<i32>::Unknown(Reason::TimedOut));
        assert_eq!(serde_json::to_string(&row).unwrap(), "[3,null]");
    }
}
