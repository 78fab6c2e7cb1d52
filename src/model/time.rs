//! Time as the model knows it: always an argument, never read.

use std::fmt;

use serde::Serialize;

/// A moment: milliseconds since the Unix epoch (UTC).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct At(pub i64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Span(pub i64);

impl At {
    /// How long ago `earlier` was; 0 when it lies ahead (clocks step back).
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        Span((self.0 - earlier.0).max(0))
    }

    /// This moment and `span` more.
    #[must_use]
    pub fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Span {
    /// A span of whole seconds.
    #[must_use]
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds * 1000)
    }

    /// The span in seconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "spans of this program fit a double exactly")]
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}

/// Since when something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Since {
    /// Seen to begin, or told by the cluster.
    At(At),
    /// It was so already when the console began to look: "≥ 20 s".
    AtLeast(At),
}

impl Since {
    /// The moment, exact or the earliest seen.
    #[must_use]
    pub fn at(self) -> At {
        match self {
            Self::At(at) | Self::AtLeast(at) => at,
        }
    }
}
