//! Processes by pid, verified: a pid alone may have become somebody else's.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// How often a condition is asked again.
const BEAT: Duration = Duration::from_millis(50);

/// `java`: of `JAVA_HOME` when set, else of the path.
pub fn java() -> Command {
    let java = std::env::var_os("JAVA_HOME")
        .map(|home| PathBuf::from(home).join("bin/java"))
        .filter(|java| java.exists())
        .unwrap_or_else(|| PathBuf::from("java"));
    Command::new(java)
}

/// Starts a node of the cluster: own process group, output to `folder/out.log`, pid to `folder/pid`.
///
/// The folder is among its arguments, by which [`pid`] knows it again.
pub fn spawn(mut command: Command, folder: &Path) -> Result<Child> {
    let output = File::options().create(true).append(true).open(folder.join("out.log"))?;
    let child = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .process_group(0)
        .spawn()
        .context(
            "cannot run java: is a Java 17 runtime installed? (Debian: apt-get install openjdk-17-jre-headless)",
        )?;
    fs::write(folder.join("pid"), child.id().to_string())?;
    Ok(child)
}

/// The pid of the live process of `folder`, if there is one.
pub fn pid(folder: &Path) -> Option<u32> {
    let pid = fs::read_to_string(folder.join("pid")).ok()?.trim().parse().ok()?;
    is_of(pid, folder).then_some(pid)
}

/// Whether the process of `folder` lives but is stopped (SIGSTOP).
pub fn is_paused(folder: &Path) -> bool {
    pid(folder).and_then(stat).is_some_and(|stat| stat.state == 'T')
}

/// Sends `signal` to the live process of `folder`; an error when there is none.
pub fn signal(folder: &Path, signal: Signal) -> Result<()> {
    let Some(pid) = pid(folder) else {
        bail!("{} does not run", folder.display());
    };
    send(pid, signal)
}

/// Kills the process of `folder`, if there is one, and waits until it is gone.
pub fn kill(folder: &Path) -> Result<()> {
    if let Some(pid) = pid(folder) {
        send(pid, Signal::KILL)?;
    }
    await_gone(folder, Duration::from_secs(10))
}

/// Waits until the process of `folder` is gone.
pub fn await_gone(folder: &Path, patience: Duration) -> Result<()> {
    until(patience, || match pid(folder) {
        Some(pid) => bail!("{} still runs: process {pid}", folder.display()),
        None => Ok(()),
    })
}

/// Tries again and again until there is an answer; after `patience` gives the last error.
pub fn until<T>(patience: Duration, mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    loop {
        match attempt() {
            Err(why) if started.elapsed() > patience => {
                return Err(why.context(format!("waited {} s in vain", patience.as_secs())));
            }
            Err(_) => thread::sleep(BEAT),
            answer => return answer,
        }
    }
}

fn send(pid: u32, signal: Signal) -> Result<()> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).context("no pid")?;
    kill_process(pid, signal).with_context(|| format!("cannot signal process {}", pid.as_raw_pid()))
}

/// Whether process `pid` lives and is the one of `folder`.
fn is_of(pid: u32, folder: &Path) -> bool {
    let folder = folder.to_string_lossy();
    if !Path::new("/proc/self").exists() {
        let shown = Command::new("ps")
            .args(["-ww", "-o", "command=", "-p"])
            .arg(pid.to_string())
            .output();
        return shown.is_ok_and(|shown| String::from_utf8_lossy(&shown.stdout).contains(&*folder));
    }
    if stat(pid).is_none_or(|stat| stat.is_over()) {
        return false;
    }
    // Just after its exec and while its memory is taken down a process shows no arguments,
    // but it has (or still has) its files and ports.
    let arguments = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    arguments.is_empty() || String::from_utf8_lossy(&arguments).contains(&*folder)
}

/// What `/proc/PID/stat` tells.
struct Stat {
    state: char,
    threads: u32,
}

impl Stat {
    /// Dead, and so is every thread: a zombie whose threads still run has its files and ports.
    fn is_over(&self) -> bool {
        matches!(self.state, 'Z' | 'X') && self.threads <= 1
    }
}

fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name of the program comes first, in brackets, and may hold anything.
    let mut fields = text.rsplit_once(") ")?.1.split(' ');
    let state = fields.next()?.chars().next()?;
    Some(Stat {
        state,
        threads: fields.nth(16)?.parse().ok()?,
    })
}
