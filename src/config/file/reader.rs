//! TOML with its lines: finds tables and values, and says where one is wrong.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::config::error::{ConfigError, Origin};
use crate::config::schema::{self, Kind, Table};
use crate::text::parse_duration;

type Name<'i> = Spanned<DeString<'i>>;
type Value<'i> = Spanned<DeValue<'i>>;

/// One file's text and name.
pub(super) struct Reader<'a> {
    pub(super) path: Arc<Path>,
    pub(super) text: &'a str,
}

impl<'a> Reader<'a> {
    /// The line a span begins on.
    pub(super) fn origin(&self, span: Range<usize>) -> Origin {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        Origin::File {
            path: Arc::clone(&self.path),
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
        }
    }

    pub(super) fn document(&self) -> Result<DeTable<'a>, ConfigError> {
        // the error's own text would quote the line, and with it a secret
        DeTable::parse(self.text).map(Spanned::into_inner).map_err(|error| {
            let origin = self.origin(error.span().unwrap_or(0..0));
            ConfigError::new(&origin, format!("this is not TOML: {}", error.message()))
        })
    }

    /// Every key is known and its value is of its kind; `also` are names that other readers take.
    pub(super) fn check(&self, table: &DeTable<'_>, at: Table, also: &[&'static str]) -> Result<(), ConfigError> {
        for (name, value) in table {
            let word: &str = name.get_ref();
            if also.contains(&word) {
                continue;
            }
            match schema::keys(at).find(|key| key.name == word) {
                Some(key) => self.kind(name, value, key.kind)?,
                None => {
                    let known = schema::keys(at).map(|key| key.name).chain(also.iter().copied());
                    return Err(ConfigError::unknown(&self.origin(name.span()), "key", word, known));
                }
            }
        }
        Ok(())
    }

    fn kind(&self, name: &Name<'_>, value: &Value<'_>, kind: Kind) -> Result<(), ConfigError> {
        let (word, origin) = (name.get_ref(), self.origin(value.span()));
        match (kind, value.get_ref()) {
            (Kind::Flag, DeValue::Boolean(_)) => Ok(()),
            (Kind::Text | Kind::Path, DeValue::String(text)) if !text.is_empty() => Ok(()),
            (Kind::Duration, DeValue::String(text)) => match parse_duration(text) {
                Ok(ms) if ms > 0 => Ok(()),
                Ok(_) => Err(ConfigError::new(
                    &origin,
                    format!("{word}: it must be longer than nothing"),
                )),
                Err(error) => Err(ConfigError::new(&origin, format!("{word}: {error}"))),
            },
            (Kind::Words(words), DeValue::String(text)) if words.contains(&text.as_ref()) => Ok(()),
            (Kind::Words(words), DeValue::String(text)) => Err(ConfigError::not_one_of(&origin, word, text, words)),
            _ => {
                let wanted = match kind {
                    Kind::Flag => "true or false is wanted",
                    Kind::Text => "a text in quotes is wanted",
                    Kind::Path => "a path in quotes is wanted",
                    Kind::Duration => "a duration in quotes is wanted, such as \"10s\"",
                    Kind::Words(_) => "a word in quotes is wanted",
                };
                Err(ConfigError::new(&origin, format!("{word}: {wanted}")))
            }
        }
    }

    /// A table inside a table, if it is there.
    pub(super) fn table<'t, 'i>(
        &self,
        table: &'t DeTable<'i>,
        name: &str,
    ) -> Result<Option<&'t DeTable<'i>>, ConfigError> {
        match table.get_key_value(name) {
            None => Ok(None),
            Some((_, value)) if value.get_ref().is_table() => Ok(value.get_ref().as_table()),
            Some((key, _)) => {
                let origin = self.origin(key.span());
                Err(ConfigError::new(&origin, format!("{name}: a table is wanted")).hint(format!("[{name}]")))
            }
        }
    }

    /// The tables inside a table.
    pub(super) fn tables<'t, 'i>(
        &self,
        table: &'t DeTable<'i>,
        name: &str,
    ) -> Result<Vec<(&'t Name<'i>, &'t DeTable<'i>)>, ConfigError> {
        let Some(outer) = self.table(table, name)? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for (key, value) in outer {
            let inner = value.get_ref().as_table().ok_or_else(|| {
                let origin = self.origin(key.span());
                ConfigError::new(&origin, format!("{name}: {:?} is no table", key.get_ref()))
                    .hint(format!("[{name}.NAME]"))
            })?;
            found.push((key, inner));
        }
        Ok(found)
    }

    /// A text, a number or a truth value, as text.
    pub(super) fn scalar(&self, name: &Name<'_>, value: &Value<'_>) -> Result<String, ConfigError> {
        Ok(match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(truth) => truth.to_string(),
            _ => {
                let what = format!("{}: a text, a number, true or false is wanted", name.get_ref());
                return Err(ConfigError::new(&self.origin(value.span()), what));
            }
        })
    }

    /// The values below a table by their dotted names: `linger.ms = 5` and `"linger.ms" = 5` are the same.
    pub(super) fn flatten(
        &self,
        table: &DeTable<'_>,
        prefix: &str,
        found: &mut Vec<(String, String, Origin)>,
    ) -> Result<(), ConfigError> {
        for (name, value) in table {
            let dotted = format!("{prefix}{}", name.get_ref());
            match value.get_ref() {
                DeValue::Table(inner) => self.flatten(inner, &format!("{dotted}."), found)?,
                _ => found.push((dotted, self.scalar(name, value)?, self.origin(name.span()))),
            }
        }
        Ok(())
    }

    // what follows reads values that `check` has found to be of their kind

    pub(super) fn flag(&self, table: &DeTable<'_>, name: &str) -> Option<bool> {
        table.get(name)?.get_ref().as_bool()
    }

    pub(super) fn text(&self, table: &DeTable<'_>, name: &str) -> Option<(String, Origin)> {
        let value = table.get(name)?;
        Some((value.get_ref().as_str()?.to_owned(), self.origin(value.span())))
    }

    pub(super) fn duration(&self, table: &DeTable<'_>, name: &str) -> Option<Duration> {
        let ms = parse_duration(table.get(name)?.get_ref().as_str()?).ok()?;
        Some(Duration::from_millis(u64::try_from(ms).ok()?))
    }
}
