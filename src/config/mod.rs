//! What the user set: contexts, layers (default < file < env < flags), secrets and paths.
//!
//! [`load`] reads the file and keeps the layers; [`Settings::profile`] makes the chosen cluster's [`profile::Profile`].
//! Nothing here prints a secret: values of properties appear in no error and no `Debug`.

pub mod env;
pub mod error;
pub mod file;
pub mod guest;
pub mod layers;
pub mod paths;
pub mod profile;
pub mod property;
pub mod reference;
pub mod schema;
pub mod secret;
pub mod thresholds;
pub mod topics;
pub mod ui;

use std::path::{Path, PathBuf};

pub use env::Env;
pub use error::{ConfigError, Origin};
pub use file::KeyBinding;
pub use guest::{DEMO, Guest};
pub use layers::{Choice, Flags, Layers};
pub use ui::{Color, Ui};

use crate::model::health::Thresholds;
use profile::Profile;
use property::Collected;

/// Everything that was set.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    layers: Layers,
    /// Stands above every layer.
    guest: Option<Profile>,
}

/// A context as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextRow {
    /// Its name.
    pub name: String,
    /// It is the one chosen now.
    pub current: bool,
    /// `environment`.
    pub environment: Option<String>,
    /// Nothing may be changed through it.
    pub read_only: bool,
    /// `bootstrap.servers` as written; none when there is none, or its properties file cannot be read.
    pub bootstrap: Option<String>,
    /// How it is secured, in words: `PLAINTEXT`, `SASL_SSL SCRAM-SHA-512`; `?` when its properties file cannot be read.
    pub security: String,
}

/// Reads the configuration file and the environment. The file may be missing, unless it was named.
///
/// # Errors
/// The first thing that is wrong, with its file and line and the nearest right name.
pub fn load(flags: Flags) -> Result<Settings, ConfigError> {
    load_from(flags, Env::of_process())
}

/// Like [`load`], with the environment given.
///
/// # Errors
/// As [`load`].
pub fn load_from(flags: Flags, env: Env) -> Result<Settings, ConfigError> {
    env.check()?;
    let named = match (&flags.config, env.get("KCONSOLE_CONFIG")) {
        (Some(path), _) => Some((path.clone(), Origin::Flag("--config"))),
        (None, Some((path, origin))) => Some((PathBuf::from(path), origin)),
        (None, None) => None,
    };
    let file = match (named, paths::config_file()) {
        (Some((path, origin)), _) => file::read(&path, Some(&origin))?,
        (None, Some(path)) => file::read(&path, None)?,
        (None, None) => file::File::default(),
    };
    Ok(Settings {
        layers: Layers { file, env, flags },
        guest: None,
    })
}

impl Settings {
    /// The profile of the chosen cluster. Follows references to secrets, so it may start a program: ask once.
    ///
    /// # Errors
    /// When no cluster is named, or a setting of it cannot be used.
    pub fn profile(&self) -> Result<Profile, ConfigError> {
        if let Some(guest) = &self.guest {
            return Ok(guest.clone());
        }
        self.layers.profile()
    }

    /// Like [`Settings::profile`], where a schema registry is all that is asked: no cluster need be named.
    ///
    /// # Errors
    /// As [`Settings::profile`].
    pub fn registry(&self) -> Result<Profile, ConfigError> {
        match &self.guest {
            Some(guest) => Ok(guest.clone()),
            None => self.layers.registry(),
        }
    }

    /// The profile of another context, as if it had been named by `-c`, without the brokers the flags may name.
    ///
    /// # Errors
    /// When there is no such context, or a setting of it cannot be used.
    pub fn context(&self, name: &str) -> Result<Profile, ConfigError> {
        let mut layers = self.layers.clone();
        layers.flags = Flags {
            context: Some(name.to_owned()),
            read_only: layers.flags.read_only,
            timeout: layers.flags.timeout,
            address_map: layers.flags.address_map,
            ..Flags::default()
        };
        layers.profile()
    }

    /// Which cluster was chosen.
    ///
    /// # Errors
    /// When a property or variable is wrong.
    pub fn choice(&self) -> Result<Choice, ConfigError> {
        if self.guest.is_some() {
            return Ok(Choice::Brokers);
        }
        self.layers.choice()
    }

    /// The contexts of the file, by name.
    #[must_use]
    pub fn contexts(&self) -> Vec<ContextRow> {
        let chosen = self.choice();
        let rows = self.layers.file.contexts.iter().map(|(name, context)| {
            let written = context.written();
            let property = |name: &str| written.as_ref().ok()?.get(name).map(|given| given.text.clone());
            ContextRow {
                name: name.clone(),
                current: matches!(&chosen, Ok(Choice::Context(current, _)) if current == name),
                environment: context.environment.clone(),
                read_only: context.read_only || self.layers.file.read_only || self.layers.flags.read_only,
                bootstrap: property("bootstrap.servers"),
                security: written.as_ref().map_or_else(|_| "?".to_owned(), security),
            }
        });
        rows.collect()
    }

    /// `[ui]`.
    #[must_use]
    pub fn ui(&self) -> &Ui {
        &self.layers.file.ui
    }

    /// `[keys]`: the interface checks the names of the actions.
    #[must_use]
    pub fn keys(&self) -> &[KeyBinding] {
        &self.layers.file.keys
    }

    /// `[thresholds]`, the defaults filled in.
    #[must_use]
    pub fn thresholds(&self) -> &Thresholds {
        &self.layers.file.thresholds
    }

    /// The configuration file, whether it is there or not; none without a home directory.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.layers.file.path.as_deref()
    }
}

/// The security protocol, and with SASL the mechanism.
fn security(properties: &Collected) -> String {
    let text = |name| properties.get(name).map(|given| given.text.to_uppercase());
    let protocol = text("security.protocol").unwrap_or_else(|| "PLAINTEXT".to_owned());
    match text("sasl.mechanism") {
        Some(mechanism) if protocol.starts_with("SASL") => format!("{protocol} {mechanism}"),
        _ => protocol,
    }
}

#[cfg(test)]
mod tests;
