//! What is done with the schema registry: looked at, compared, checked, changed.

mod change;
mod look;

use crate::config::profile::Profile;
use crate::model::trouble::{Cause, Trouble};

pub use crate::decode::Kind;
pub use crate::registry::{Check, Client, Draft, Failed, Reference, Registered, Version};
pub use change::{Change, Done, apply, draft};
pub use look::{level, list, show, versions};

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
