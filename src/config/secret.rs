//! Values that are kept elsewhere: `${env:NAME}`, `${file:PATH}` and `${cmd:PROGRAM ARGUMENTS}` inside a property.
//!
//! A program is started without a shell, may take [`CMD_TIMEOUT`] and print [`LARGEST`] bytes. What any of them gives is
//! a secret: no error quotes it.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::paths::expand;

/// How long a program may take.
pub const CMD_TIMEOUT: Duration = Duration::from_secs(10);

/// How much is taken from a file or a program, in bytes.
pub const LARGEST: u64 = 256 << 10;

/// `text` with its references replaced; `$${` stands for a literal `${`. Relative paths start at `base`.
///
/// # Errors
/// In words, without the value: an unknown reference, a missing variable, an unreadable file, a program that failed.
pub fn resolve(text: &str, base: Option<&Path>, env: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('$') {
            out.push_str(before);
            out.push_str("${");
            rest = from.get(2..).unwrap_or_default();
            continue;
        }
        out.push_str(before);
        let end = from.find('}').ok_or("a ${ without its }")?;
        let (inner, after) = (
            from.get(2..end).unwrap_or_default(),
            from.get(end + 1..).unwrap_or_default(),
        );
        out.push_str(&look_up(inner, base, env)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn look_up(reference: &str, base: Option<&Path>, env: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    match reference.split_once(':') {
        Some(("env", name)) => env(name).ok_or_else(|| format!("the variable {name} is not set")),
        Some(("file", path)) => {
            let path = expand(path, base);
            read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))
        }
        Some(("cmd", line)) => run(line, CMD_TIMEOUT),
        _ => Err("a ${…} that is not ${env:NAME}, ${file:PATH} or ${cmd:PROGRAM} (a literal ${ is written $${)".into()),
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(LARGEST).read_to_string(&mut text)?;
    Ok(trimmed(text))
}

/// One line end at the end is the editor's or `echo`'s, not the secret's.
fn trimmed(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text
}

fn run(line: &str, timeout: Duration) -> Result<String, String> {
    let words = shell_words::split(line).map_err(|error| format!("the command of a ${{cmd:…}}: {error}"))?;
    let (program, arguments) = words.split_first().ok_or("a ${cmd:…} without a command")?;
    let failed = |what: String| format!("the command {program:?}: {what}");
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let mut stdout = child.stdout.take().ok_or_else(|| failed("no output".into()))?;
    let (sender, answer) = mpsc::sync_channel(1);
    // ends with the pipe, at the latest when the program is killed below
    std::thread::spawn(move || {
        let mut text = String::new();
        let read = stdout.by_ref().take(LARGEST).read_to_string(&mut text);
        drop(stdout);
        let _gone = sender.send(read.map(|_| text));
    });
    let answer = answer.recv_timeout(timeout);
    if answer.is_err() {
        let _ended = child.kill();
    }
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    match answer {
        Ok(Ok(text)) if status.success() => Ok(trimmed(text)),
        Ok(Ok(_)) => Err(failed(format!("it failed ({status})"))),
        Ok(Err(error)) => Err(failed(format!("its output: {error}"))),
        Err(_) => Err(failed(format!("no answer within {} s", timeout.as_secs()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str) -> Result<String, String> {
        resolve(text, None, &|name| (name == "PW").then(|| "s3cret".to_owned()))
    }

    #[test]
    fn references_are_replaced_where_they_stand() {
        assert_eq!(plain("user-${env:PW}-x").unwrap(), "user-s3cret-x");
        assert_eq!(plain("${env:PW}${env:PW}").unwrap(), "s3crets3cret");
        assert_eq!(plain("${cmd:printf 'a b\\n'}").unwrap(), "a b");
        assert_eq!(plain("pa$$word$").unwrap(), "pa$$word$");
        assert_eq!(plain("$${env:PW}").unwrap(), "${env:PW}");
    }

    #[test]
    fn a_file_loses_one_line_end_and_is_found_beside_the_config() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("pw"), "one\n\r\n").unwrap();
        assert_eq!(resolve("${file:pw}", Some(dir.path()), &|_| None).unwrap(), "one\n");
        assert!(plain("${file:/nowhere/pw}").unwrap_err().contains("/nowhere/pw"));
    }

    #[test]
    fn what_fails_is_said_without_the_value() {
        assert_eq!(plain("${env:NOPE}").unwrap_err(), "the variable NOPE is not set");
        assert!(plain("${vault:x}").unwrap_err().contains("$${"));
        assert!(plain("${env:PW").unwrap_err().contains("without its }"));
        assert_eq!(
            plain("${cmd:sh -c 'echo s3cret; exit 3'}").unwrap_err(),
            "the command \"sh\": it failed (exit status: 3)"
        );
        assert!(plain("${cmd:}").unwrap_err().contains("without a command"));
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let error = run("sleep 600", Duration::from_millis(50)).unwrap_err();
        assert!(error.contains("no answer"), "{error}");
    }

    proptest! {
        #[test]
        fn an_escaped_text_comes_back(text in "[a-z$]{0,6}[{]?[a-z:}]{0,6}") {
            let escaped = text.replace("${", "$${");
            // a `$` right before a `${` would be read as its escape
            prop_assume!(!text.contains("$${"));
            prop_assert_eq!(plain(&escaped).unwrap(), text);
        }
    }
}
