//! A lease on a cluster: a shared file lock, which the kernel frees however its holder ends.
//!
//! Per cluster a folder: `start.lock` (who starts or ends it), `lease` (who uses it, shared),
//! `supervisor.lock` (held while the supervisor lives), `cluster/` (the cluster itself).

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::supervisor;
use crate::harness::{Cluster, Spec};

/// An exclusive lock, for as long as it lives.
pub struct Hold {
    _file: File,
}

impl Hold {
    /// Waits for the lock on `path`.
    pub fn take(path: &Path) -> Result<Self> {
        let file = open(path)?;
        file.lock()?;
        Ok(Self { _file: file })
    }

    /// The lock on `path`, if nobody has it.
    pub fn try_take(path: &Path) -> Result<Option<Self>> {
        let file = open(path)?;
        Ok(file.try_lock().is_ok().then_some(Self { _file: file }))
    }
}

/// The right to use a cluster.
pub struct Lease {
    _file: File,
}

impl Lease {
    /// Joins the cluster of `home`, or has it started as `spec` says.
    pub fn take(home: &Path, spec: &Spec) -> Result<(Self, Cluster)> {
        fs::create_dir_all(home).with_context(|| format!("cannot create {}", home.display()))?;
        // While this is held nobody else starts the cluster and no supervisor ends it.
        let _start = Hold::take(&home.join("start.lock"))?;
        let file = open(&home.join("lease"))?;
        file.lock_shared()?;
        let orphaned = Hold::try_take(&home.join("supervisor.lock"))?.is_some();
        let running = if orphaned {
            None
        } else {
            Cluster::open(&home.join("cluster"))?
        };
        let cluster = match running {
            Some(cluster) => cluster,
            None => supervised(home, spec)?,
        };
        Ok((Self { _file: file }, cluster))
    }
}

/// Starts a supervisor, which starts the cluster, and waits for its word.
fn supervised(home: &Path, spec: &Spec) -> Result<Cluster> {
    // A supervisor that is just ending keeps its lock until it is done.
    drop(Hold::take(&home.join("supervisor.lock"))?);
    let log = home.join("supervisor.log");
    let output = File::create(&log)?;
    let mut supervisor = Command::new(std::env::current_exe()?)
        .args([supervisor::SUPERVISE.as_ref(), home.as_os_str()])
        .arg(serde_json::to_string(spec)?)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .process_group(0)
        .spawn()?;
    loop {
        if let Some(cluster) = Cluster::open(&home.join("cluster"))? {
            return Ok(cluster);
        }
        if supervisor.try_wait()?.is_some() {
            bail!("cluster {} did not start:\n{}", spec.name, fs::read_to_string(&log)?);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn open(path: &Path) -> Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(path);
    file.with_context(|| format!("cannot open {}", path.display()))
}
