//! The clusters one can look at, as the UI needs to know them: no secret, no connection.

use std::path::PathBuf;

/// One configured cluster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Its name; for `-b` alone the first address.
    pub name: String,
    /// `prod`, `staging`, `dev`, …: colours the badge.
    pub environment: Option<String>,
    /// Nothing may be changed.
    pub read_only: bool,
    /// The addresses to start from.
    pub bootstrap: String,
    /// How it is secured, in words: `PLAINTEXT`, `SASL_SSL SCRAM-SHA-512`.
    pub security: String,
    /// How a command line on it begins: `kconsole -c prod`. Empty while it is not looked at; it holds no secret.
    pub command: Vec<String>,
    /// Where it is kept how far its dead letters were brought back; none while it is not looked at.
    pub checkpoints: Option<PathBuf>,
}

/// The one that is looked at, and all that are configured.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contexts {
    /// Looked at now; none at a first start.
    pub current: Option<Context>,
    /// All, in the order of the config file.
    pub all: Vec<Context>,
    /// What the cluster that is looked at can play: the demo's scenarios, none of another.
    pub scenarios: Vec<String>,
}

impl Contexts {
    /// How a command line on the one that is looked at begins.
    #[must_use]
    pub fn command(&self) -> &[String] {
        self.current.as_ref().map_or(&[], |context| &context.command)
    }

    /// Whether nothing may be changed now.
    #[must_use]
    pub fn read_only(&self) -> bool {
        self.current.as_ref().is_none_or(|context| context.read_only)
    }
}
