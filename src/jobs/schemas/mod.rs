//! What is done with the schema registry: looked at, compared, checked, changed.

mod change;
mod errand;
mod formats;
mod look;
pub mod watch;

use std::sync::Arc;
use std::time::Duration;

use crate::config::profile::Profile;
use crate::decode::{Lookup, NoSchemas, SchemaKey, SchemaSource};
use crate::model::trouble::{Cause, Trouble};
use crate::registry::Fetcher;

pub use crate::decode::Kind;
pub use crate::registry::{Check, Client, Draft, Failed, Reference, Registered, Version};
pub use change::{Change, Done, apply, draft};
pub use errand::{File, Job, carry_out, change, check, register};
pub use formats::{Formats, formats, proto};
pub use look::{built_on, level, list, mode, show, users, versions};
pub use watch::{Found, Look, Page, State, Subject, Subjects};

/// Levels of compatibility.
pub const LEVELS: [&str; 8] = [
    "NONE",
    "BACKWARD",
    "BACKWARD_TRANSITIVE",
    "FORWARD",
    "FORWARD_TRANSITIVE",
    "FULL",
    "FULL_TRANSITIVE",
    INHERIT,
];

/// Instead of a level or a mode: none of the subject's own, so that the registry's holds.
pub const INHERIT: &str = "INHERIT";

/// Modes that can be set.
pub const MODES: [&str; 4] = ["READWRITE", "READONLY", "IMPORT", INHERIT];

/// Where the schemas of records come from.
pub type Source = Arc<dyn SchemaSource + Send + Sync>;

/// How long one who decodes for a screen waits for a schema that was not yet asked for.
pub const PATIENCE: Duration = Duration::from_millis(1_500);

/// The schemas of the profile's registry, for threads that may wait so long for one of them; without a registry, or with one that
/// cannot be used, a source that says so. Reads certificates.
#[must_use]
pub fn source(profile: &Profile, patience: Duration) -> Source {
    let started = match Client::new(profile) {
        Ok(Some(client)) => Fetcher::start(client, patience).map_err(|why| why.to_string()),
        Ok(None) => return Arc::new(NoSchemas),
        Err(failed) => Err(failed.trouble.to_string()),
    };
    match started {
        Ok(fetcher) => Arc::new(fetcher),
        Err(why) => Arc::new(Unusable(why.into())),
    }
}

/// A registry that cannot be asked.
struct Unusable(Arc<str>);

impl SchemaSource for Unusable {
    fn schema(&self, _: SchemaKey) -> Lookup {
        Lookup::Missing(Arc::clone(&self.0))
    }
}

/// The profile's registry. Reads certificates.
///
/// # Errors
/// When the profile names none, or its settings cannot be used.
pub fn open(profile: &Profile) -> Result<Client, Trouble> {
    match Client::new(profile) {
        Ok(Some(client)) => Ok(client),
        Ok(None) => Err(
            Trouble::new("reach the schema registry", Cause::Config("none is set".into()))
                .hint("--registry URL, or schema.registry.url in the context's properties"),
        ),
        Err(failed) => Err(failed.into()),
    }
}
