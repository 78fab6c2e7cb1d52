//! How a thing is: always a sign, a word and a colour together.

use crate::tui::theme::{Glyphs, Role};

/// How a thing is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Something stopped working.
    Bad,
    /// One step from that, or slowly getting there.
    Warn,
    /// Under way.
    Moving,
    /// Not known.
    Unknown,
    /// Well.
    Ok,
}

impl State {
    /// The role of its sign and word.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Bad => Role::StateBad,
            Self::Warn => Role::StateWarn,
            Self::Moving => Role::StateMoving,
            Self::Unknown => Role::StateUnknown,
            Self::Ok => Role::StateOk,
        }
    }

    /// Its sign; one column wide.
    #[must_use]
    pub const fn sign(self, glyphs: &Glyphs) -> &'static str {
        match self {
            Self::Bad => glyphs.bad,
            Self::Warn => glyphs.warn,
            Self::Moving => glyphs.moving,
            Self::Unknown => glyphs.unknown,
            Self::Ok => glyphs.ok,
        }
    }

    /// Whether the faults-only switch keeps it.
    #[must_use]
    pub const fn is_fault(self) -> bool {
        matches!(self, Self::Bad | Self::Warn)
    }
}
