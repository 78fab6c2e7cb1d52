//! How a command ends: its exit code, and what it says on stderr.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::model::trouble::Trouble;
use crate::text::{escape, nearest};

/// The exit codes, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All that was asked was had.
    Ok = 0,
    /// Something was not: it is named on stderr.
    Error = 1,
    /// The command line or the configuration cannot be used.
    Usage = 2,
    /// A check failed: `health`, `lag --fail-over`, `broker --safe-to-stop`.
    CheckFailed = 3,
    /// A signal ended it before its end.
    Interrupted = 130,
}

/// Why a command could not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The output could not be written. A pipe that was closed is no failure.
    Output(io::Error),
    /// The cluster could not be asked, or did not answer.
    Trouble(Trouble),
    /// A setting cannot be used.
    Config(ConfigError),
    /// The command line asks for what makes no sense.
    Usage(String),
    /// There is no such thing; with the nearest name there is.
    NotFound {
        /// "topic", "group", "broker".
        kind: &'static str,
        /// What was asked for.
        name: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// Anything else.
    Other(String),
}

impl Failure {
    /// There is no `kind` called `name` among `known`.
    pub fn not_found<'a>(kind: &'static str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self::NotFound {
            kind,
            name: name.to_owned(),
            nearest: nearest(name, known).map(str::to_owned),
        }
    }

    /// The exit code it ends with.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Ok,
            Self::Config(_) | Self::Usage(_) => Exit::Usage,
            Self::Output(_) | Self::Trouble(_) | Self::NotFound { .. } | Self::Other(_) => Exit::Error,
        }
    }

    /// What it says; none for a pipe that the reader closed.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        Some(match self {
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return None,
            Self::Output(error) => format!("cannot write: {error}"),
            Self::Trouble(trouble) => trouble.to_string(),
            Self::Config(error) => error.to_string(),
            Self::Usage(text) | Self::Other(text) => text.clone(),
            Self::NotFound { kind, name, nearest } => match nearest {
                Some(near) => format!("there is no {kind} {name}\n  try: {near}"),
                None => format!("there is no {kind} {name} that you may see"),
            },
        })
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Says something on stderr, with the program's name before it and every line made harmless.
pub fn complain(text: &str) {
    let mut out = String::from("kconsole: ");
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&escape(line));
    }
    out.push('\n');
    // nobody is left to be told when stderr is closed
    let _ = io::stderr().write_all(out.as_bytes());
}
