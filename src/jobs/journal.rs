//! The journal of changes: who, when, where, the command line that does the same, and how it ended.
//!
//! JSON lines in the state directory, two a change: one before its first byte leaves, one at its end. A change without
//! a second line was under way when the program was killed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::config::paths;
use crate::model::trouble::Trouble;
use crate::plan::{Danger, Permit};

/// A journal larger than this is moved aside (to `.1`), the one before it goes. Bytes.
const LARGE: u64 = 4 << 20;

/// Numbers the changes of this process.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Where changes are written down. A journal that cannot be written stops no change; the log says so.
#[derive(Clone, Debug)]
pub struct Journal {
    file: Option<PathBuf>,
    context: Option<String>,
}

impl Journal {
    /// The user's, for changes through the context of this name.
    #[must_use]
    pub fn of(context: Option<&str>) -> Self {
        Self {
            file: paths::state_dir().map(|dir| dir.join("journal.jsonl")),
            context: context.map(str::to_owned),
        }
    }

    /// The same in another file.
    #[must_use]
    pub fn at(self, file: PathBuf) -> Self {
        Self {
            file: Some(file),
            ..self
        }
    }

    /// Writes down that the permit is about to be used.
    #[must_use]
    pub fn begin(&self, permit: &Permit) -> Entry {
        let plan = permit.plan();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let entry = Entry {
            file: self.file.clone().filter(|_| plan.danger > Danger::Read),
            ended: false,
            what: json!({
                "id": format!("{}-{number}", std::process::id()),
                "user": user(),
                "context": self.context,
                "cluster": plan.cluster.as_ref().map(ToString::to_string),
                "danger": plan.danger.word(),
                "what": plan.title(),
                "command": plan.command_line(),
            }),
        };
        entry.write("begun", None);
        entry
    }
}

/// A change that was begun. Dropped without an end it is written down as left.
#[derive(Debug)]
pub struct Entry {
    file: Option<PathBuf>,
    what: Value,
    ended: bool,
}

impl Entry {
    /// Writes down how it ended: what was done in a line, or what went wrong.
    pub fn end<T>(mut self, result: &Result<T, Trouble>, says: impl FnOnce(&T) -> String) {
        self.ended = true;
        match result {
            Ok(done) => self.write("done", Some(&says(done))),
            Err(trouble) => self.write("failed", Some(&trouble.to_string())),
        }
    }

    fn write(&self, state: &str, says: Option<&str>) {
        let Some(file) = &self.file else { return };
        let at = Timestamp::from_millisecond(crate::clock::now_ms()).unwrap_or_default();
        let mut line = json!({ "at": at.to_string(), "state": state });
        if let (Some(line), Some(what)) = (line.as_object_mut(), self.what.as_object()) {
            line.extend(what.clone());
            line.insert("says".into(), json!(says));
        }
        if let Err(error) = append(file, &line) {
            tracing::warn!(%error, file = %file.display(), "the journal cannot be written");
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if !self.ended {
            self.write(
                "left",
                Some("the program left before an answer came: it may have been done"),
            );
        }
    }
}

/// Who: by the environment, else the number of the user.
fn user() -> Option<String> {
    let named = ["USER", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok());
    #[cfg(unix)]
    let named = named.or_else(|| Some(format!("uid {}", rustix::process::getuid().as_raw())));
    named
}

/// One line, in one write: several programs may append.
fn append(path: &Path, line: &Value) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    if fs::metadata(path).is_ok_and(|found| found.len() > LARGE) {
        fs::rename(path, path.with_extension("jsonl.1"))?;
    }
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    open(path)?.write_all(&text)
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trouble::Cause;
    use crate::plan::{Consent, Gate, schemas};

    fn permit() -> Permit {
        let gate = Gate {
            read_only: false,
            cluster: None,
        };
        let plan = schemas::level(Some("orders-value"), "FULL", &["kconsole".into()]);
        gate.admit(plan, &Consent::Yes).unwrap()
    }

    fn lines(file: &Path) -> Vec<Value> {
        let text = fs::read_to_string(file).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_change_is_two_lines_that_only_its_user_reads() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/journal.jsonl");
        let journal = Journal::of(Some("prod")).at(file.clone());
        journal.begin(&permit()).end(&Ok(7), |n| format!("it is set to {n}"));
        let trouble = Trouble::new("set the level", Cause::Refused);
        journal.begin(&permit()).end(&Err(trouble), |()| String::new());
        drop(journal.begin(&permit()));
        let lines = lines(&file);
        let states: Vec<_> = lines.iter().map(|line| line["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["begun", "done", "begun", "failed", "begun", "left"]);
        assert_eq!(lines[0]["command"], "kconsole schemas level orders-value FULL");
        assert_eq!(
            (&lines[0]["id"], &lines[1]["says"]),
            (&lines[1]["id"], &json!("it is set to 7"))
        );
        assert_ne!(lines[1]["id"], lines[2]["id"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_large_journal_is_moved_aside() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("journal.jsonl");
        open(&file).unwrap().set_len(LARGE + 1).unwrap();
        Journal::of(None)
            .at(file.clone())
            .begin(&permit())
            .end(&Ok(()), |()| String::new());
        assert_eq!(lines(&file).len(), 2);
        assert!(dir.path().join("journal.jsonl.1").exists());
    }
}
