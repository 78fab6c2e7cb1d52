//! What a screen was told and the file shall keep.

use std::path::Path;

use toml_edit::{Item, Table, value};

use super::edit::change;
use crate::config::error::ConfigError;

/// Whose format is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatOf {
    /// The keys'.
    Key,
    /// The values'.
    Value,
}

impl FormatOf {
    const fn name(self) -> &'static str {
        match self {
            Self::Key => "key_format",
            Self::Value => "value_format",
        }
    }
}

/// Remembers how the keys or the values of a topic are written: sets `key_format` or `value_format` of its
/// `[topics.NAME]` to one of [`FORMATS`](crate::config::topics::FORMATS), or takes it away. Comments and order are
/// kept; a file that is not there is made.
///
/// # Errors
/// When the word is no format, or the file cannot be read or written.
pub fn set_format(path: &Path, topic: &str, side: FormatOf, format: Option<&str>) -> Result<(), ConfigError> {
    let name = side.name();
    change(path, |document| {
        let Some(format) = format else {
            let all = document.get_mut("topics").and_then(Item::as_table_like_mut);
            let Some(all) = all else { return Ok(String::new()) };
            if let Some(one) = all.get_mut(topic).and_then(Item::as_table_like_mut) {
                one.remove(name);
                if one.is_empty() {
                    all.remove(topic);
                }
            }
            if all.is_empty() {
                document.remove("topics");
            }
            return Ok(String::new());
        };
        let mut all = Table::new();
        all.set_implicit(true);
        let all = document.entry("topics").or_insert(Item::Table(all));
        let all = all.as_table_like_mut().ok_or("topics is no table")?;
        let one = all.entry(topic).or_insert(Item::Table(Table::new()));
        let one = one.as_table_like_mut().ok_or("a topic is no table")?;
        match one.get_mut(name).and_then(Item::as_value_mut) {
            // what stands around the old value, a comment perhaps, stays
            Some(old) => {
                let decor = old.decor().clone();
                *old = format.into();
                *old.decor_mut() = decor;
            }
            None => {
                one.insert(name, value(format));
            }
        }
        Ok(String::new())
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::read;
    use super::*;

    #[test]
    fn a_format_is_remembered_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        set_format(&path, "shop.orders", FormatOf::Value, Some("avro")).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, "[topics.\"shop.orders\"]\nvalue_format = \"avro\"\n");

        let mine = "# mine\n[topics.a]\nkey_format = \"text\" # why\n\n[ui]\nmouse = false\n";
        fs::write(&path, mine).unwrap();
        set_format(&path, "a", FormatOf::Key, Some("integer")).unwrap();
        set_format(&path, "a", FormatOf::Value, Some("json")).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let expected = "# mine\n[topics.a]\nkey_format = \"integer\" # why\nvalue_format = \"json\"\n";
        assert!(text.starts_with(expected), "{text}");
        let known = read(&path, None).unwrap().topics.of("a");
        assert_eq!(known.key_format.as_deref(), Some("integer"));

        set_format(&path, "a", FormatOf::Value, None).unwrap();
        set_format(&path, "other", FormatOf::Value, None).unwrap();
        assert!(!fs::read_to_string(&path).unwrap().contains("value_format"));
        set_format(&path, "a", FormatOf::Key, None).unwrap();
        assert!(!fs::read_to_string(&path).unwrap().contains("topics"));
    }

    #[test]
    fn what_is_no_format_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        fs::write(&path, "[ui]\nmouse = false\n").unwrap();
        let wrong = set_format(&path, "a", FormatOf::Key, Some("avroo")).unwrap_err();
        assert!(wrong.to_string().contains("\"avro\""), "{wrong}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "[ui]\nmouse = false\n");
    }
}
