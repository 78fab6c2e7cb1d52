//! A text in the person's editor: `$VISUAL`, else `$EDITOR`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The command of the editor; none when the person has named none.
#[must_use]
pub fn of(env: impl Fn(&str) -> Option<String>) -> Option<String> {
    let set = |name: &str| env(name).filter(|value| !value.trim().is_empty());
    set("VISUAL").or_else(|| set("EDITOR"))
}

/// Opens a text in the editor and waits for its end; gives whether the text was changed. The terminal must be the
/// editor's. The file is the person's alone, and gone afterwards.
///
/// # Errors
/// When the file cannot be written, or the editor does not start or fails.
pub fn open(command: &str, stem: &str, ending: &str, text: &str) -> io::Result<bool> {
    let dir = std::env::var_os("XDG_RUNTIME_DIR")
        .map(PathBuf::from)
        .filter(|dir| dir.is_dir());
    let file = Scratch::new(&dir.unwrap_or_else(std::env::temp_dir), stem, ending, text)?;
    // as git does: the command may have arguments, and quotes of the shell
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(format!("{command} \"$1\""))
        .arg("kconsole")
        .arg(&file.0)
        .spawn()?;
    wait(&mut child)?;
    Ok(std::fs::read(&file.0)? != text.as_bytes())
}

/// Waits for the editor. When it stops itself (ctrl-z) this program stops too, or the shell would never come back.
#[cfg(unix)]
fn wait(child: &mut std::process::Child) -> io::Result<()> {
    use rustix::process::{Pid, WaitOptions, waitpid};
    loop {
        let waited = waitpid(Some(Pid::from_child(child)), WaitOptions::UNTRACED);
        match waited {
            Ok(Some((_, status))) if status.stopped() => {
                signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
            }
            Ok(Some((_, status))) if status.exit_status() == Some(0) => return Ok(()),
            Ok(Some((_, status))) => return Err(ended(status.exit_status())),
            Ok(None) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(not(unix))]
fn wait(child: &mut std::process::Child) -> io::Result<()> {
    let status = child.wait()?;
    if status.success() {
        Ok(())
    } else {
        Err(ended(status.code()))
    }
}

fn ended(code: Option<i32>) -> io::Error {
    io::Error::other(match code {
        Some(127) => "the shell does not find it".to_owned(),
        // so a shell tells of a signal
        Some(code @ 129..=192) => format!("signal {} ended it", code - 128),
        Some(code) => format!("it ended with {code}"),
        None => "a signal ended it".to_owned(),
    })
}

/// A file of our own that goes with this value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(dir: &Path, stem: &str, ending: &str, text: &str) -> io::Result<Self> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // a topic's name is anybody's
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
                c
            } else {
                '_'
            }
        };
        let stem: String = stem.chars().map(plain).take(100).collect();
        for number in 0..1_000 {
            let path = dir.join(format!("kconsole-{}-{number}-{stem}.{ending}", std::process::id()));
            match options.open(&path) {
                Ok(mut file) => {
                    // from here on it is removed whatever happens
                    let scratch = Self(path);
                    file.write_all(text.as_bytes())?;
                    return Ok(scratch);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("there are a thousand such files already"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::warn!(%error, file = %self.0.display(), "what was open in the editor is not removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visual_comes_before_editor_and_blank_is_none() {
        let of =
            |visual: &str, editor: &str| of(|name| Some(if name == "VISUAL" { visual } else { editor }.to_owned()));
        assert_eq!(of("code --wait", "vi").as_deref(), Some("code --wait"));
        assert_eq!(of(" ", "vi").as_deref(), Some("vi"));
        assert_eq!(of("", ""), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_private_plainly_named_and_gone_afterwards() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let file = Scratch::new(dir.path(), "../x\x1b[2J", "json", "{}").unwrap();
        let path = file.0.clone();
        assert_eq!(path.parent(), Some(dir.path()));
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.ends_with("-.._x__2J.json"), "{name}");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        drop(file);
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn what_the_editor_did_is_told() {
        assert!(!open("true", "a", "json", "{}").unwrap());
        assert!(open("echo >>", "a", "json", "{}").unwrap());
        assert!(
            open("exit 3; true", "a", "json", "{}")
                .unwrap_err()
                .to_string()
                .contains('3')
        );
        let killed = open("sh -c 'kill -9 $$'; exit $?; true", "a", "json", "{}").unwrap_err();
        assert_eq!(killed.to_string(), "signal 9 ended it");
        assert!(
            open("no-such-editor", "a", "json", "{}")
                .unwrap_err()
                .to_string()
                .contains("not find")
        );
    }
}
