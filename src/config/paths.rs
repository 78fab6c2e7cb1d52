//! Where files live: the XDG directories, or what the system has in their place.

use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};

fn dirs() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "kconsole")
}

/// The configuration file: `~/.config/kconsole/config.toml` unless XDG says otherwise. None without a home directory.
#[must_use]
pub fn config_file() -> Option<PathBuf> {
    Some(config_dir()?.join("config.toml"))
}

/// The configuration directory: themes of one's own live beside the file.
#[must_use]
pub fn config_dir() -> Option<PathBuf> {
    Some(dirs()?.config_dir().to_owned())
}

/// What outlives a run but may be lost: the log, the history of typed commands, the journal of changes.
#[must_use]
pub fn state_dir() -> Option<PathBuf> {
    let dirs = dirs()?;
    Some(dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned())
}

/// What can be made again.
#[must_use]
pub fn cache_dir() -> Option<PathBuf> {
    Some(dirs()?.cache_dir().to_owned())
}

/// What was saved on purpose: recordings and tables.
#[must_use]
pub fn data_dir() -> Option<PathBuf> {
    Some(dirs()?.data_local_dir().to_owned())
}

/// A path as a person writes it: `~/` is the home directory, and a relative one starts at `base`.
#[must_use]
pub fn expand(text: &str, base: Option<&Path>) -> PathBuf {
    if let Some(rest) = text.strip_prefix("~/")
        && let Some(home) = BaseDirs::new()
    {
        return home.home_dir().join(rest);
    }
    match base {
        Some(base) => base.join(text),
        None => PathBuf::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_starts_at_home_or_beside_its_file() {
        let home = BaseDirs::new().unwrap().home_dir().to_owned();
        assert_eq!(expand("~/ca.pem", Some(Path::new("/etc"))), home.join("ca.pem"));
        assert_eq!(expand("ca.pem", Some(Path::new("/etc"))), Path::new("/etc/ca.pem"));
        assert_eq!(expand("/ca.pem", Some(Path::new("/etc"))), Path::new("/ca.pem"));
        assert_eq!(expand("ca.pem", None), Path::new("ca.pem"));
    }
}
