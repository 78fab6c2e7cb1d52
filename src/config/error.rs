//! Where a setting came from, and what is wrong with it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::model::trouble::{Cause, Trouble};
use crate::text::nearest;

/// Where a value was given. Its `Display` is what an error begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A line of a file, counted from 1.
    File {
        /// The file.
        path: Arc<Path>,
        /// The line.
        line: usize,
    },
    /// An environment variable.
    Env(String),
    /// A flag of the command line, as it is typed.
    Flag(&'static str),
    /// Nobody gave it.
    Default,
}

/// A setting that cannot be used. It never holds a secret: values of properties are not quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where the setting was given.
    pub origin: Origin,
    /// What is wrong with it.
    pub what: String,
    /// What would be right.
    pub hint: Option<String>,
}

impl ConfigError {
    /// An error about a value that came from `origin`.
    #[must_use]
    pub fn new(origin: &Origin, what: impl Into<String>) -> Self {
        Self {
            origin: origin.clone(),
            what: what.into(),
            hint: None,
        }
    }

    /// Adds what would be right.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A name that is not known, with the nearest that is.
    #[must_use]
    pub fn unknown<'a>(origin: &Origin, kind: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let error = Self::new(origin, format!("unknown {kind} {name:?}"));
        match nearest(name, known) {
            Some(right) => error.hint(format!("did you mean {right:?}?")),
            None => error,
        }
    }

    /// A value that is none of those allowed.
    #[must_use]
    pub fn not_one_of(origin: &Origin, key: &str, value: &str, allowed: &[&str]) -> Self {
        let hint = match nearest(value, allowed.iter().copied()) {
            Some(right) => format!("did you mean {right:?}?"),
            None => format!("one of: {}", allowed.join(", ")),
        };
        Self::new(origin, format!("{key}: {value:?} is not a value it takes")).hint(hint)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Env(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
            Self::Default => f.write_str("the defaults"),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.origin != Origin::Default {
            write!(f, "{}: ", self.origin)?;
        }
        f.write_str(&self.what)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  try: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

impl From<ConfigError> for Trouble {
    fn from(error: ConfigError) -> Self {
        let what = match &error.origin {
            Origin::Default => error.what,
            origin => format!("{origin}: {}", error.what),
        };
        let trouble = Self::new("read the configuration", Cause::Config(what));
        match error.hint {
            Some(hint) => trouble.hint(hint),
            None => trouble,
        }
    }
}
