//! Changes to the file that keep its comments, order and spelling.
//!
//! The new text is checked as [`super::parse`] checks it before it takes the old one's place: written beside it,
//! readable by its owner alone, and renamed over it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, value};

use crate::config::error::{ConfigError, Origin};

/// A context to add.
#[derive(Clone, Default)]
pub struct NewContext {
    /// Its name.
    pub name: String,
    /// `environment`.
    pub environment: Option<String>,
    /// `read_only`.
    pub read_only: bool,
    /// `properties_file`.
    pub properties_file: Option<PathBuf>,
    /// Its properties, `bootstrap.servers` among them, as they shall be written.
    pub properties: Vec<(String, String)>,
    /// Its address map.
    pub address_map: Vec<(String, String)>,
}

/// Adds a context; the first one becomes the current one.
///
/// # Errors
/// When the name is taken or empty, a property is unknown, or the file cannot be read or written.
pub fn add(path: &Path, new: &NewContext) -> Result<(), ConfigError> {
    change(path, |document| {
        if contexts(document).is_some_and(|table| table.contains_key(&new.name)) {
            return Err(format!("there is a context {:?} already", new.name));
        }
        let mut table = Table::new();
        // no header of its own when only its parts are set
        table.set_implicit(true);
        let mut put = |name: &str, item: Item| table.insert(name, item);
        if let Some(environment) = &new.environment {
            put("environment", value(environment));
        }
        if new.read_only {
            put("read_only", value(true));
        }
        if let Some(file) = &new.properties_file {
            put("properties_file", value(file.to_string_lossy().as_ref()));
        }
        for (name, pairs) in [("kafka", &new.properties), ("address_map", &new.address_map)] {
            let mut inner = Table::new();
            for (key, text) in pairs {
                inner.insert(key, value(text));
            }
            if !pairs.is_empty() {
                put(name, Item::Table(inner));
            }
        }
        let mut all = Table::new();
        all.set_implicit(true);
        let all = document.entry("contexts").or_insert(Item::Table(all));
        let all = all.as_table_like_mut().ok_or("contexts is no table")?;
        let first = all.is_empty();
        all.insert(&new.name, Item::Table(table));
        if first && !document.contains_key("current") {
            document.insert("current", value(&new.name));
        }
        Ok(String::new())
    })
}

/// Makes a context the current one.
///
/// # Errors
/// When there is no such context, or the file cannot be read or written.
pub fn set_current(path: &Path, name: &str) -> Result<(), ConfigError> {
    change(path, |document| {
        known(document, name)?;
        match document.get_mut("current").and_then(Item::as_value_mut) {
            // what stands around the old value, a comment perhaps, stays
            Some(old) => {
                let decor = old.decor().clone();
                *old = name.into();
                *old.decor_mut() = decor;
            }
            None => {
                document.insert("current", value(name));
            }
        }
        Ok(String::new())
    })
}

/// Removes a context; when it was the current one, none is.
///
/// # Errors
/// When there is no such context, or the file cannot be read or written.
pub fn remove(path: &Path, name: &str) -> Result<(), ConfigError> {
    change(path, |document| {
        known(document, name)?;
        if let Some(all) = document.get_mut("contexts").and_then(Item::as_table_like_mut) {
            all.remove(name);
        }
        if document.get("current").and_then(Item::as_str) != Some(name) {
            return Ok(String::new());
        }
        // the comment above it is often the file's own
        let above = document
            .key("current")
            .and_then(|key| key.leaf_decor().prefix()?.as_str())
            .map(str::to_owned);
        document.remove("current");
        Ok(above.unwrap_or_default())
    })
}

fn contexts(document: &DocumentMut) -> Option<&dyn toml_edit::TableLike> {
    document.get("contexts")?.as_table_like()
}

fn known(document: &DocumentMut, name: &str) -> Result<(), String> {
    let names: Vec<&str> = contexts(document)
        .into_iter()
        .flat_map(|table| table.iter().map(|(name, _)| name))
        .collect();
    if names.contains(&name) {
        return Ok(());
    }
    Err(ConfigError::unknown(&Origin::Default, "context", name, names).to_string())
}

/// Edits the file; what `edit` gives is put before all of it.
pub(super) fn change(
    path: &Path,
    edit: impl FnOnce(&mut DocumentMut) -> Result<String, String>,
) -> Result<(), ConfigError> {
    let failed = |what: String| ConfigError::new(&Origin::Default, what);
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(format!("cannot read {}: {error}", path.display()))),
    };
    // what is wrong already is said with its line before anything is changed
    super::parse(path, &text)?;
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| failed(format!("{}: {}", path.display(), error.message())))?;
    let first = edit(&mut document).map_err(failed)?;
    let text = format!("{first}{document}");
    super::parse(path, &text).map_err(|error| ConfigError {
        origin: Origin::Default,
        ..error
    })?;
    write(path, &text).map_err(|error| failed(format!("cannot write {}: {error}", path.display())))
}

/// Writes beside the file and renames, so that nobody ever reads half of it.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    // a link, to a repository of dot-files perhaps, stays one
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let dir = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir)?;
    let beside = dir.join(format!(".config.toml.{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&beside, path));
    if renamed.is_err() {
        let _ignored = fs::remove_file(&beside);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(name: &str) -> NewContext {
        NewContext {
            name: name.into(),
            environment: Some("prod".into()),
            properties: vec![("bootstrap.servers".into(), "b:9092".into())],
            ..NewContext::default()
        }
    }

    #[test]
    fn the_first_context_makes_the_file_and_is_current() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/config.toml");
        add(&path, &new("prod eu")).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let expected = "current = \"prod eu\"\n\n[contexts.\"prod eu\"]\nenvironment = \"prod\"\n\n[contexts.\"prod eu\".kafka]\n\"bootstrap.servers\" = \"b:9092\"\n";
        assert_eq!(text, expected);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_context_of_properties_alone_has_one_header() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        let bare = NewContext {
            environment: None,
            ..new("a")
        };
        add(&path, &bare).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "current = \"a\"\n\n[contexts.a.kafka]\n\"bootstrap.servers\" = \"b:9092\"\n"
        );
    }

    #[test]
    fn comments_and_order_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        let before = "# mine\ncurrent = \"a\"   # the usual\n\n# first\n[contexts.a.kafka]\nbootstrap.servers = \"a\" # here\n\n[ui]\nmouse = false\n";
        fs::write(&path, before).unwrap();
        add(&path, &new("b")).unwrap();
        set_current(&path, "b").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for kept in [
            "# mine\n",
            "current = \"b\"   # the usual\n",
            "# first\n",
            "\"a\" # here\n",
            "[ui]\nmouse = false\n",
        ] {
            assert!(text.contains(kept), "{kept}\n{text}");
        }
        remove(&path, "b").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, before.replace("current = \"a\"   # the usual\n", ""));
    }

    #[test]
    fn what_cannot_be_is_refused_and_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        add(&path, &new("a")).unwrap();
        let before = fs::read_to_string(&path).unwrap();
        let mut typo = new("b");
        typo.properties.push(("sasl.mechansim".into(), "PLAIN".into()));
        let refused = [
            (add(&path, &new("a")), "already"),
            (add(&path, &typo), "did you mean \"sasl.mechanism\"?"),
            (add(&path, &new("")), "without a name"),
            (set_current(&path, "aa"), "did you mean \"a\"?"),
            (remove(&path, "x"), "unknown context"),
        ];
        for (result, expected) in refused {
            let error = result.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
        fs::write(&path, "[ui]\nthem = 1\n").unwrap();
        assert!(
            add(&path, &new("b"))
                .unwrap_err()
                .to_string()
                .contains("config.toml:2: unknown key")
        );
    }
}
