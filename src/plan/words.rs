//! A plan as prose and as a command line.

use super::{Danger, Object, Plan};
use crate::text::escape;

impl Danger {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Destroy => "destroy",
        }
    }
}

impl std::fmt::Display for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, escape(&self.name))
    }
}

impl Plan {
    /// What is done to what: "delete subject orders-value".
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.verb, self.object)
    }

    /// The command line as it can be typed into a shell.
    #[must_use]
    pub fn command_line(&self) -> String {
        shell_words::join(&self.command)
    }

    /// What will be done, a sentence a line.
    #[must_use]
    pub fn prose(&self) -> String {
        self.words.join("\n")
    }
}
