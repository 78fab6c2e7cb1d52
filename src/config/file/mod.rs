//! The configuration file: TOML, checked key by key against [`super::schema`].

pub mod edit;
mod reader;
mod remember;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Origin};
use super::paths::expand;
use super::profile::{AddressMap, AddressRule};
use super::property::{Collected, build, java, names, registry};
use super::schema::{self, Table};
use super::thresholds;
use super::topics::{Topic, Topics};
use super::ui::{Color, Ui};
use crate::model::health::Thresholds;
use reader::Reader;

pub use remember::{FormatOf, set_format};

/// What the file says; the defaults when there is none.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Where it is, or would be; none without a home directory.
    pub path: Option<PathBuf>,
    /// It is there.
    pub exists: bool,
    /// `current`.
    pub current: Option<(String, Origin)>,
    /// `read_only` before the first table.
    pub read_only: bool,
    /// `[contexts.NAME]`.
    pub contexts: BTreeMap<String, Context>,
    /// `[ui]`.
    pub ui: Ui,
    /// `[keys]` and `[keys.SCOPE]`.
    pub keys: Vec<KeyBinding>,
    /// `[topics.NAME]`.
    pub topics: Topics,
    /// `[thresholds]`, the defaults filled in.
    pub thresholds: Thresholds,
}

/// One `[contexts.NAME]`. Its property values are as written: references to secrets are not followed yet.
#[derive(Clone)]
pub struct Context {
    /// Where it begins.
    pub origin: Origin,
    /// `environment`.
    pub environment: Option<String>,
    /// `read_only`.
    pub read_only: bool,
    /// `properties_file`.
    pub properties_file: Option<(PathBuf, Origin)>,
    /// `request_timeout`.
    pub request_timeout: Option<Duration>,
    /// `connect_timeout`.
    pub connect_timeout: Option<Duration>,
    /// `[contexts.NAME.kafka]`: name, value, place.
    pub kafka: Vec<(String, String, Origin)>,
    /// `[contexts.NAME.address_map]`.
    pub address_map: AddressMap,
}

impl Context {
    /// Its properties as written, those of its properties file below its own.
    ///
    /// # Errors
    /// When the properties file cannot be read, or a property of it cannot be used.
    pub fn written(&self) -> Result<Collected, ConfigError> {
        let mut written = Collected::default();
        if let Some((path, origin)) = &self.properties_file {
            written.add_file(path, origin)?;
        }
        for (name, text, origin) in &self.kafka {
            written.add(name, text, origin, None)?;
        }
        Ok(written)
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.kafka.iter().map(|(name, ..)| name.as_str()).collect();
        f.debug_struct("Context")
            .field("origin", &self.origin)
            .field("kafka", &names)
            .finish_non_exhaustive()
    }
}

/// One key of `[keys]`: the interface knows the actions and checks the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyBinding {
    /// The scope of `[keys.SCOPE]`; none for `[keys]`.
    pub scope: Option<String>,
    /// The action's name.
    pub action: String,
    /// The keys as written; none of them unbinds the action.
    pub keys: Vec<String>,
    /// Where it stands.
    pub origin: Origin,
}

/// Reads a file. One that is not there says nothing, unless `named` tells who asked for it.
///
/// # Errors
/// A file that cannot be read; what [`parse`] finds wrong.
pub fn read(path: &Path, named: Option<&Origin>) -> Result<File, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(path, &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => Ok(File {
            path: Some(path.to_owned()),
            ..File::default()
        }),
        Err(error) => {
            let what = format!("cannot read the configuration file {}: {error}", path.display());
            Err(ConfigError::new(named.unwrap_or(&Origin::Default), what))
        }
    }
}

/// Checks the text of a file.
///
/// # Errors
/// The first thing that is wrong, with its line and the nearest right name.
pub fn parse(path: &Path, text: &str) -> Result<File, ConfigError> {
    let reader = Reader {
        path: Arc::from(path),
        text,
    };
    let document = reader.document()?;
    reader.check(&document, Table::Top, schema::TABLES)?;
    let mut file = File {
        path: Some(path.to_owned()),
        exists: true,
        current: reader.text(&document, "current"),
        read_only: reader.flag(&document, "read_only").unwrap_or(false),
        ..File::default()
    };
    for (name, value) in reader.tables(&document, "contexts")? {
        if name.get_ref().is_empty() {
            return Err(ConfigError::new(
                &reader.origin(name.span()),
                "a context without a name",
            ));
        }
        let context = context(&reader, reader.origin(name.span()), value)?;
        file.contexts.insert(name.get_ref().to_string(), context);
    }
    if let Some((name, origin)) = &file.current
        && !file.contexts.contains_key(name)
    {
        return Err(ConfigError::unknown(
            origin,
            "context",
            name,
            file.contexts.keys().map(String::as_str),
        ));
    }
    if let Some(table) = reader.table(&document, "ui")? {
        reader.check(table, Table::Ui, &[])?;
        file.ui = ui(&reader, table);
    }
    let mut topics = Vec::new();
    for (name, table) in reader.tables(&document, "topics")? {
        reader.check(table, Table::Topic, &[])?;
        topics.push((name.get_ref().to_string(), topic(&reader, table)));
    }
    file.topics = Topics::new(topics);
    if let Some(table) = reader.table(&document, "keys")? {
        keys(&reader, table, None, &mut file.keys)?;
    }
    if let Some(table) = reader.table(&document, "thresholds")? {
        for (name, value) in table {
            let text = reader.scalar(name, value)?;
            thresholds::set(&mut file.thresholds, name.get_ref(), &text, &reader.origin(name.span()))?;
        }
    }
    Ok(file)
}

fn context(reader: &Reader<'_>, origin: Origin, table: &DeTable<'_>) -> Result<Context, ConfigError> {
    reader.check(table, Table::Context, &["kafka", "address_map"])?;
    let mut kafka = Vec::new();
    if let Some(properties) = reader.table(table, "kafka")? {
        reader.flatten(properties, "", &mut kafka)?;
    }
    for (name, _, origin) in &kafka {
        let known = names::canonical(name).is_some() || java::NAMES.contains(&name.as_str());
        if !known && !java::IGNORED.contains(&name.as_str()) {
            let known = names::all()
                .chain(registry::NAMES.iter().copied())
                .chain(java::NAMES.iter().copied());
            return Err(ConfigError::unknown(origin, "property", name, known));
        }
    }
    let mut address_map = AddressMap::default();
    if let Some(rules) = reader.table(table, "address_map")? {
        let mut rules: Vec<_> = rules.iter().collect();
        // the first match wins: as they are written
        rules.sort_by_key(|(pattern, _)| pattern.span().start);
        for (pattern, target) in rules {
            let target = reader.scalar(pattern, target)?;
            address_map.rules.push(rule(pattern.get_ref(), &target).map_err(|what| {
                ConfigError::new(&reader.origin(pattern.span()), format!("address_map: {what}"))
                    .hint("\"kafka-1.internal:9092\" = \"127.0.0.1:19092\"")
            })?);
        }
    }
    let properties_file = reader
        .text(table, "properties_file")
        .map(|(path, origin)| (expand(&path, reader.path.parent()), origin));
    Ok(Context {
        origin,
        environment: reader.text(table, "environment").map(|(text, _)| text),
        read_only: reader.flag(table, "read_only").unwrap_or(false),
        properties_file,
        request_timeout: reader.duration(table, "request_timeout"),
        connect_timeout: reader.duration(table, "connect_timeout"),
        kafka,
        address_map,
    })
}

/// A rule of the address map: both sides are `host:port`, `*` standing for any run of characters.
///
/// # Errors
/// In words.
pub fn rule(pattern: &str, target: &str) -> Result<AddressRule, String> {
    for side in [pattern, target] {
        build::address(&side.replace('*', "1"))?;
    }
    let stars = |text: &str| text.matches('*').count();
    if stars(target) > stars(pattern) {
        return Err(format!("{target:?} has more * than {pattern:?}"));
    }
    Ok(AddressRule {
        pattern: pattern.to_owned(),
        target: target.to_owned(),
    })
}

fn ui(reader: &Reader<'_>, table: &DeTable<'_>) -> Ui {
    let usual = Ui::default();
    let word = |name: &str| reader.text(table, name).map(|(text, _)| text);
    Ui {
        theme: word("theme").unwrap_or(usual.theme),
        color: word("color").and_then(|word| Color::parse(&word)).unwrap_or_default(),
        ascii: reader.flag(table, "ascii").unwrap_or(usual.ascii),
        mouse: reader.flag(table, "mouse").unwrap_or(usual.mouse),
        sync_output: reader.flag(table, "sync_output").unwrap_or(usual.sync_output),
    }
}

fn topic(reader: &Reader<'_>, table: &DeTable<'_>) -> Topic {
    let word = |name: &str| reader.text(table, name).map(|(text, _)| text);
    Topic {
        key_format: word("key_format"),
        value_format: word("value_format"),
        proto: word("proto").map(|path| expand(&path, reader.path.parent())),
        message: word("message"),
    }
}

fn keys(
    reader: &Reader<'_>,
    table: &DeTable<'_>,
    scope: Option<&str>,
    found: &mut Vec<KeyBinding>,
) -> Result<(), ConfigError> {
    for (name, value) in table {
        let origin = reader.origin(name.span());
        let action = name.get_ref().to_string();
        let keys = match value.get_ref() {
            DeValue::String(one) => vec![one.to_string()],
            DeValue::Array(many) => many
                .iter()
                .map(|one| reader.scalar(name, one))
                .collect::<Result<_, _>>()?,
            DeValue::Table(inner) if scope.is_none() => {
                keys(reader, inner, Some(&action), found)?;
                continue;
            }
            _ => {
                return Err(
                    ConfigError::new(&origin, format!("{action}: a key or a list of keys is wanted"))
                        .hint(format!("{action} = \"ctrl-r\", or {action} = [] for none")),
                );
            }
        };
        found.push(KeyBinding {
            scope: scope.map(str::to_owned),
            action,
            keys,
            origin,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
