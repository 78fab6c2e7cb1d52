//! The environment: which variables are known, and what they say.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use super::error::{ConfigError, Origin};
use super::property::{Collected, names, registry};
use crate::text::parse_duration;

/// The environment's variables.
#[derive(Clone, Default)]
pub struct Env(pub BTreeMap<String, String>);

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env").finish_non_exhaustive()
    }
}

/// The variables kconsole knows, with what each does. `KCONSOLE_KAFKA_…` are properties.
pub const VARIABLES: &[(&str, &str)] = &[
    ("KCONSOLE_BOOTSTRAP", "the brokers, like `-b`"),
    ("KCONSOLE_CONTEXT", "the context, like `-c`"),
    ("KCONSOLE_CONFIG", "the configuration file, like `--config`"),
    ("KCONSOLE_PROPERTIES", "a properties file, like `--properties`"),
    ("KCONSOLE_READ_ONLY", "`true` refuses every change, like `--read-only`"),
    ("KCONSOLE_TIMEOUT", "how long one request may take, like `--timeout`"),
    (
        "KCONSOLE_LOG",
        "what to log to the file in the state directory, such as `info`",
    ),
];

const PROPERTY: &str = "KCONSOLE_KAFKA_";

impl Env {
    /// The process's own; a variable that is not UTF-8 is left out.
    #[must_use]
    pub fn of_process() -> Self {
        let vars = std::env::vars_os();
        Self(
            vars.filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)))
                .collect(),
        )
    }

    /// A variable that is set and not empty, with where it is from.
    pub(super) fn get(&self, name: &str) -> Option<(&str, Origin)> {
        let text = self.0.get(name).filter(|text| !text.is_empty())?;
        Some((text, Origin::Env(name.to_owned())))
    }

    /// A variable that is nearly one of ours is a slip that would go unnoticed.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let known = || VARIABLES.iter().map(|(name, _)| *name);
        for name in self.0.keys().filter(|name| name.starts_with("KCONSOLE_")) {
            if name.starts_with(PROPERTY) || known().any(|one| one == name) {
                continue;
            }
            let error = ConfigError::unknown(&Origin::Env(name.clone()), "variable", name, known());
            if error.hint.is_some() {
                return Err(error);
            }
        }
        self.read_only().map(|_| ())
    }

    pub(super) fn read_only(&self) -> Result<bool, ConfigError> {
        match self.get("KCONSOLE_READ_ONLY") {
            None | Some(("false" | "0" | "no", _)) => Ok(false),
            Some(("true" | "1" | "yes", _)) => Ok(true),
            Some((other, origin)) => Err(ConfigError::not_one_of(
                &origin,
                "KCONSOLE_READ_ONLY",
                other,
                &["true", "false"],
            )),
        }
    }

    pub(super) fn timeout(&self) -> Result<Option<Duration>, ConfigError> {
        let Some((text, origin)) = self.get("KCONSOLE_TIMEOUT") else {
            return Ok(None);
        };
        let ms = parse_duration(text).map_err(|error| ConfigError::new(&origin, error.to_string()))?;
        Ok(u64::try_from(ms).ok().filter(|ms| *ms > 0).map(Duration::from_millis))
    }

    pub(super) fn properties(&self) -> Result<Collected, ConfigError> {
        let mut found = Collected::default();
        if let Some((path, origin)) = self.get("KCONSOLE_PROPERTIES") {
            found.add_file(Path::new(path), &origin)?;
        }
        for (name, text) in &self.0 {
            let Some(upper) = name.strip_prefix(PROPERTY) else {
                continue;
            };
            let origin = Origin::Env(name.clone());
            let shout = |known: &str| known.replace('.', "_").to_ascii_uppercase();
            let all = || names::all().chain(registry::NAMES.iter().copied());
            match all().find(|known| shout(known) == upper) {
                Some(known) => found.add(known, text, &origin, None)?,
                None => {
                    let known: Vec<String> = all().map(|known| format!("{PROPERTY}{}", shout(known))).collect();
                    return Err(ConfigError::unknown(
                        &origin,
                        "property",
                        name,
                        known.iter().map(String::as_str),
                    ));
                }
            }
        }
        if let Some((brokers, origin)) = self.get("KCONSOLE_BOOTSTRAP") {
            found.add("bootstrap.servers", brokers, &origin, None)?;
        }
        Ok(found)
    }
}
