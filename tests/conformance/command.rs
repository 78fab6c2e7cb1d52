//! The program itself, run against the cluster of a check.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use super::Place;

/// A person's desk: a home that the program may write to.
pub struct Desk {
    pub home: TempDir,
    brokers: String,
}

/// How a run ended.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Desk {
    pub fn new(place: &Place) -> Result<Self> {
        Ok(Self {
            home: tempfile::tempdir()?,
            brokers: place.bootstrap.clone(),
        })
    }

    /// Starts it.
    pub fn start(&self, args: &[&str]) -> Result<Child> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kconsole"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("KCONSOLE_") {
                command.env_remove(name);
            }
        }
        for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
            command.env(name, self.home.path());
        }
        command.args(args).args(["-b", &self.brokers]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Ok(command.spawn()?)
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str], input: &str) -> Result<Said> {
        let mut child = self.start(args)?;
        child.stdin.take().context("no stdin")?.write_all(input.as_bytes())?;
        let ended = child.wait_with_output()?;
        Ok(Said {
            code: ended.status.code(),
            out: String::from_utf8(ended.stdout)?,
            err: String::from_utf8_lossy(&ended.stderr).into_owned(),
        })
    }

    /// What it printed; it must end well.
    pub fn well(&self, args: &[&str], input: &str) -> Result<String> {
        let said = self.run(args, input)?;
        ensure!(said.code == Some(0), "kconsole {args:?}: {said:?}");
        Ok(said.out)
    }

    /// The JSON lines it printed; it must end well.
    pub fn json(&self, args: &[&str]) -> Result<Vec<serde_json::Value>> {
        let lines = self.well(args, "")?;
        lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }
}

/// Interrupts it as Ctrl-C does; its exit code.
pub fn interrupt(child: &mut Child) -> Result<Option<i32>> {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status()?;
    ensure!(sent.success(), "no signal could be sent");
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code());
        }
        if begun.elapsed() > Duration::from_secs(30) {
            child.kill()?;
            bail!("it does not end after an interrupt");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
