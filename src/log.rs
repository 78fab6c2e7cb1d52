//! Logs go to a file in the state directory, never to the terminal.
//!
//! Off unless asked for: `--log` or the variable `KCONSOLE_LOG` names what to log, in the filter language of
//! `tracing-subscriber` (`info`, `kconsole=debug,rdkafka=info`).

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;

/// The variable that names what to log.
pub const ENV: &str = "KCONSOLE_LOG";

/// A log file that grew beyond this is moved aside (to `.1`) at the next start. Bytes.
const LARGE: u64 = 16 << 20;

/// Why logging could not begin.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file or its directory could not be made or opened.
    #[error("cannot log to {path}: {source}")]
    File {
        /// Where the log was to go.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The filter is not in the language of `tracing-subscriber`.
    #[error("{filter:?} is no log filter: write it like info, or kconsole=debug")]
    Filter {
        /// What was typed.
        filter: String,
    },
    /// Logging was begun before in this process.
    #[error("logging has already begun")]
    Twice,
}

/// The default place of the log file: `kconsole/kconsole.log` in the state directory of the user.
#[must_use]
pub fn default_file() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "kconsole")?;
    let dir = dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir());
    Some(dir.join("kconsole.log"))
}

/// Begins to log what `filter` names to `file`, for the whole process.
///
/// # Errors
/// When the filter is not understood, the file cannot be opened, or logging has begun before.
pub fn init(file: &Path, filter: &str) -> Result<(), LogError> {
    let parsed = EnvFilter::try_new(filter).map_err(|_bad| LogError::Filter {
        filter: filter.to_owned(),
    })?;
    let opened = open(file).map_err(|source| LogError::File {
        path: file.to_owned(),
        source,
    })?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(parsed)
        .with_writer(Mutex::new(opened))
        .with_ansi(false)
        .with_thread_names(true)
        .finish();
    tracing::subscriber::set_global_default(subscriber).map_err(|_set| LogError::Twice)
}

fn open(file: &Path) -> io::Result<File> {
    if let Some(dir) = file.parent() {
        std::fs::create_dir_all(dir)?;
    }
    if std::fs::metadata(file).is_ok_and(|found| found.len() > LARGE) {
        std::fs::rename(file, file.with_extension("log.1"))?;
    }
    OpenOptions::new().create(true).append(true).open(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_moved_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/kconsole.log");
        open(&path).unwrap().set_len(LARGE + 1).unwrap();
        open(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
        assert_eq!(
            std::fs::metadata(path.with_extension("log.1")).unwrap().len(),
            LARGE + 1
        );
    }

    #[test]
    fn a_bad_filter_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let error = init(&dir.path().join("x.log"), "a=b=c").unwrap_err();
        assert!(error.to_string().contains("\"a=b=c\""), "{error}");
    }
}
