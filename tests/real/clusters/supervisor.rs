//! The process that owns a test cluster: starts it, waits until nobody uses it any more, ends it.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use super::lease::{Hold, Lease};
use crate::harness::cluster::sweep;
use crate::harness::{Cluster, Spec};

/// The first argument of a supervisor: HOME and SPEC follow.
pub const SUPERVISE: &str = "supervise-cluster";
/// The first argument of a process that only holds a lease, to be killed: HOME and SPEC follow.
pub const HOLD: &str = "hold-cluster";

/// How long a cluster outlives its last user: the next test process may be just starting.
const GRACE: Duration = Duration::from_secs(4);

/// Does the work of a helper process when the arguments ask for one.
pub fn helper(mut args: impl Iterator<Item = String>) -> Option<ExitCode> {
    let work = match args.next()?.as_str() {
        SUPERVISE => supervise,
        HOLD => hold,
        _ => return None,
    };
    let mut run = || -> Result<()> {
        let home = args.next().context("HOME")?;
        let spec = serde_json::from_str(&args.next().context("SPEC")?)?;
        work(OsStr::new(&home).as_ref(), spec)
    };
    Some(match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            let _ = writeln!(io::stderr(), "{why:#}");
            ExitCode::FAILURE
        }
    })
}

fn supervise(home: &Path, spec: Spec) -> Result<()> {
    let _alive = Hold::take(&home.join("supervisor.lock"))?;
    let dir = home.join("cluster");
    Cluster::start(spec, &dir)?;
    loop {
        // Blocks while anyone holds a lease: the kernel lets go for those that were killed.
        drop(Hold::take(&home.join("lease"))?);
        thread::sleep(GRACE);
        let _start = Hold::take(&home.join("start.lock"))?;
        if Hold::try_take(&home.join("lease"))?.is_some() {
            return sweep(&dir);
        }
    }
}

fn hold(home: &Path, spec: Spec) -> Result<()> {
    let (_lease, _cluster) = Lease::take(home, &spec)?;
    writeln!(io::stdout(), "held")?;
    loop {
        thread::park();
    }
}
