//! Default < file < environment < flags: which cluster is meant, and with which settings.
//!
//! *Which cluster* is one decision, made by the highest layer that speaks of it: `-c` and `-b` before
//! `KCONSOLE_CONTEXT` and `KCONSOLE_BOOTSTRAP` before the file's `current`. A context and brokers in one layer are that
//! context's settings with other brokers; brokers alone take nothing from any context, so that no password goes to a
//! host it is not meant for. *Read-only* is the other way round: any layer can switch it on, none can switch it off.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::env::Env;
use super::error::{ConfigError, Origin};
use super::file::File;
use super::profile::{AddressMap, AddressRule, Profile};
use super::property::{Collected, build, pair};
use super::secret;

/// What the command line says.
#[derive(Clone, Default)]
pub struct Flags {
    /// `-b`: `HOST:PORT,…`.
    pub bootstrap: Option<String>,
    /// `-X`: each `NAME=VALUE`; may hold secrets.
    pub properties: Vec<String>,
    /// `--registry`.
    pub registry: Option<String>,
    /// `--properties`: a Java `client.properties` or a `kcat.conf`.
    pub properties_file: Option<PathBuf>,
    /// `-c`.
    pub context: Option<String>,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--read-only`.
    pub read_only: bool,
    /// `--timeout`: how long one request may take.
    pub timeout: Option<Duration>,
    /// `--address-map`: looked at before the rules of the context.
    pub address_map: Vec<AddressRule>,
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flags")
            .field("bootstrap", &self.bootstrap)
            .field("context", &self.context)
            .field("config", &self.config)
            .field("read_only", &self.read_only)
            .finish_non_exhaustive()
    }
}

impl Flags {
    fn properties(&self, env: &Env) -> Result<Collected, ConfigError> {
        let mut found = Collected::default();
        if let Some(path) = &self.properties_file {
            found.add_file(path, &Origin::Flag("--properties"))?;
        }
        let origin = Origin::Flag("-X");
        for text in &self.properties {
            let (name, value) = pair(text, &origin)?;
            found.add(name, &revealed(name, value, &origin, None, env)?, &origin, None)?;
        }
        if let Some(url) = &self.registry {
            found.add("schema.registry.url", url, &Origin::Flag("--registry"), None)?;
        }
        if let Some(brokers) = &self.bootstrap {
            found.add("bootstrap.servers", brokers, &Origin::Flag("-b"), None)?;
        }
        Ok(found)
    }
}

fn revealed(name: &str, text: &str, origin: &Origin, base: Option<&Path>, env: &Env) -> Result<String, ConfigError> {
    secret::resolve(text, base, &|name| env.0.get(name).cloned())
        .map_err(|what| ConfigError::new(origin, format!("{name}: {what}")))
}

/// The layers above the defaults.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The file.
    pub file: File,
    /// The environment.
    pub env: Env,
    /// The command line.
    pub flags: Flags,
}

/// Which cluster is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A context of the file, and who named it.
    Context(String, Origin),
    /// Brokers that stand alone.
    Brokers,
    /// None was named.
    Nothing,
}

impl Layers {
    /// Which cluster the highest layer means that speaks of one.
    ///
    /// # Errors
    /// When a property or variable is wrong.
    pub fn choice(&self) -> Result<Choice, ConfigError> {
        Ok(self.decide()?.0)
    }

    /// The choice, with the properties of the environment and of the flags.
    fn decide(&self) -> Result<(Choice, Collected, Collected), ConfigError> {
        let (mut env, flags) = (self.env.properties()?, self.flags.properties(&self.env)?);
        let has_brokers = |found: &Collected| found.get("bootstrap.servers").is_some();
        let choice = if let Some(name) = &self.flags.context {
            env.forget("bootstrap.servers");
            Choice::Context(name.clone(), Origin::Flag("-c"))
        } else if has_brokers(&flags) {
            Choice::Brokers
        } else if let Some((name, origin)) = self.env.get("KCONSOLE_CONTEXT") {
            Choice::Context(name.to_owned(), origin)
        } else if has_brokers(&env) {
            Choice::Brokers
        } else if let Some((name, origin)) = &self.file.current {
            Choice::Context(name.clone(), origin.clone())
        } else {
            Choice::Nothing
        };
        Ok((choice, env, flags))
    }

    /// The profile of the chosen cluster. Follows references to secrets, so it may start a program.
    ///
    /// # Errors
    /// When none is chosen, or a setting of it cannot be used.
    pub fn profile(&self) -> Result<Profile, ConfigError> {
        let (choice, env, flags) = self.decide()?;
        self.build(&choice, env, flags)
    }

    /// Like [`Layers::profile`], where a schema registry is all that is asked: no cluster need be named.
    ///
    /// # Errors
    /// When neither is named, or a setting cannot be used.
    pub fn registry(&self) -> Result<Profile, ConfigError> {
        let (choice, env, mut flags) = self.decide()?;
        let named = [&env, &flags]
            .iter()
            .any(|found| found.get("schema.registry.url").is_some());
        if choice == Choice::Nothing && named {
            // nobody dials it
            flags.add("bootstrap.servers", "localhost:9092", &Origin::Default, None)?;
            return self.build(&Choice::Brokers, env, flags);
        }
        self.build(&choice, env, flags)
    }

    fn build(&self, choice: &Choice, env: Collected, flags: Collected) -> Result<Profile, ConfigError> {
        let (name, context) = match choice {
            Choice::Context(name, origin) => {
                let known = self.file.contexts.keys().map(String::as_str);
                let found = self.file.contexts.get(name);
                let found = found.ok_or_else(|| ConfigError::unknown(origin, "context", name, known))?;
                (Some(name.clone()), Some(found))
            }
            Choice::Brokers => (None, None),
            Choice::Nothing => {
                return Err(ConfigError::new(&Origin::Default, "no cluster is named")
                    .hint("-b HOST:PORT, or: kconsole contexts add NAME -b HOST:PORT"));
            }
        };
        let mut collected = Collected::default();
        if let Some(context) = context {
            let base = self.file.path.as_deref().and_then(Path::parent);
            if let Some((path, origin)) = &context.properties_file {
                collected.add_file(path, origin)?;
            }
            for (name, text, origin) in &context.kafka {
                collected.add(name, &revealed(name, text, origin, base, &self.env)?, origin, base)?;
            }
        }
        collected.overlay(env);
        collected.overlay(flags);
        if collected.get("bootstrap.servers").is_none()
            && let Some(context) = context
        {
            return Err(ConfigError::new(&context.origin, "the context names no broker")
                .hint("\"bootstrap.servers\" = \"HOST:PORT\" under its [contexts.NAME.kafka]"));
        }
        let parts = build::build(collected)?;
        let usual = Profile::plaintext(parts.bootstrap);
        let timeout = self.flags.timeout.or(self.env.timeout()?);
        Ok(Profile {
            name,
            environment: context.and_then(|context| context.environment.clone()),
            read_only: self.flags.read_only
                || self.env.read_only()?
                || self.file.read_only
                || context.is_some_and(|context| context.read_only),
            client_id: parts.client_id.unwrap_or(usual.client_id),
            client_rack: parts.client_rack,
            tls: parts.tls,
            sasl: parts.sasl,
            registry: parts.registry,
            address_map: AddressMap {
                rules: self
                    .flags
                    .address_map
                    .iter()
                    .chain(context.iter().flat_map(|context| &context.address_map.rules))
                    .cloned()
                    .collect(),
            },
            topics: self.file.topics.clone(),
            request_timeout: timeout
                .or(context.and_then(|context| context.request_timeout))
                .unwrap_or(usual.request_timeout),
            connect_timeout: context
                .and_then(|context| context.connect_timeout)
                .unwrap_or(usual.connect_timeout),
            properties: parts.properties,
            bootstrap: usual.bootstrap,
        })
    }
}
