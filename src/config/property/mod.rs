//! Kafka properties: collected layer by layer under librdkafka's names, whatever the spelling they were given in.

pub mod build;
pub mod java;
pub mod names;
pub mod registry;
pub mod text;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::error::{ConfigError, Origin};

/// A property as it was given.
#[derive(Clone, PartialEq, Eq)]
pub struct Given {
    /// Its value; may be a secret.
    pub text: String,
    /// Where it was given.
    pub origin: Origin,
    /// Where a relative path in it starts; none for the working directory.
    pub base: Option<PathBuf>,
}

/// Properties by the one name each has. A later layer overrides an earlier one.
#[derive(Clone, Default)]
pub struct Collected {
    values: BTreeMap<&'static str, Given>,
    /// Names in a foreign file that mean nothing here.
    pub left_out: Vec<(String, Origin)>,
}

impl fmt::Debug for Collected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.values.iter().map(|(name, given)| (name, &given.origin));
        f.debug_map().entries(names).finish()
    }
}

impl Collected {
    /// Takes one property in.
    ///
    /// # Errors
    /// An unknown name, with the nearest right one; a `sasl.jaas.config` that cannot be used.
    pub fn add(&mut self, name: &str, text: &str, origin: &Origin, base: Option<&Path>) -> Result<(), ConfigError> {
        let given = |text: &str| Given {
            text: text.to_owned(),
            origin: origin.clone(),
            base: base.map(Path::to_owned),
        };
        if name == "sasl.jaas.config" {
            let login =
                java::jaas(text).map_err(|what| ConfigError::new(origin, format!("sasl.jaas.config: {what}")))?;
            self.values.insert("sasl.username", given(&login.username));
            self.values.insert("sasl.password", given(&login.password));
            return Ok(());
        }
        if let Some(known) = names::canonical(name) {
            // Java switches the check off by an empty value, librdkafka by a word
            let off = known == "ssl.endpoint.identification.algorithm" && text.is_empty();
            self.values.insert(known, given(if off { "none" } else { text }));
        } else if let Some(known) = java::NAMES.iter().find(|known| **known == name) {
            self.values.insert(known, given(text));
        } else if !java::IGNORED.contains(&name) {
            let known = names::all()
                .chain(registry::NAMES.iter().copied())
                .chain(java::NAMES.iter().copied());
            return Err(ConfigError::unknown(origin, "property", name, known));
        }
        Ok(())
    }

    /// Takes a Java `client.properties` or a `kcat.conf` in. Names that mean nothing here are left out and noted: such
    /// files also hold what is another program's.
    ///
    /// # Errors
    /// When the file cannot be read, or a property of it cannot be used.
    pub fn add_file(&mut self, path: &Path, named_by: &Origin) -> Result<(), ConfigError> {
        let read = std::fs::read_to_string(path);
        let text = read.map_err(|error| {
            ConfigError::new(
                named_by,
                format!("cannot read the properties file {}: {error}", path.display()),
            )
        })?;
        for entry in text::parse(&text) {
            let origin = Origin::File {
                path: path.into(),
                line: entry.line,
            };
            let known = names::canonical(&entry.name).is_some() || java::NAMES.contains(&entry.name.as_str());
            if known {
                self.add(&entry.name, &entry.value, &origin, None)?;
            } else if entry.name.starts_with("config.providers") {
                return Err(ConfigError::new(&origin, "Java's config providers are not supported")
                    .hint("in config.toml a value may be ${env:NAME}, ${file:PATH} or ${cmd:PROGRAM}"));
            } else if !java::IGNORED.contains(&entry.name.as_str()) {
                self.left_out.push((entry.name, origin));
            }
        }
        Ok(())
    }

    /// A property by its one name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Given> {
        self.values.get(name)
    }

    /// What `above` holds goes over what is held here.
    pub fn overlay(&mut self, above: Self) {
        self.values.extend(above.values);
        self.left_out.extend(above.left_out);
    }

    /// As if it had not been given.
    pub fn forget(&mut self, name: &str) {
        self.values.remove(name);
    }

    fn take(&mut self, name: &str) -> Option<Given> {
        self.values.remove(name)
    }

    fn put_unless_given(&mut self, name: &'static str, given: Given) {
        self.values.entry(name).or_insert(given);
    }
}

/// Splits `KEY=VALUE`, as `-X` takes it.
///
/// # Errors
/// When there is no `=`. The text is not quoted: it may be a secret.
pub fn pair<'a>(text: &'a str, origin: &Origin) -> Result<(&'a str, &'a str), ConfigError> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim(), value)),
        _ => Err(ConfigError::new(origin, "a property is written NAME=VALUE").hint("-X security.protocol=SASL_SSL")),
    }
}

#[cfg(test)]
mod tests;
