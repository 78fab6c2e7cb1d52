//! Where things live: fetched jars in a cache, running clusters in a temporary place.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The cache of fetched jars: `KCONSOLE_KAFKA_HOME`, else `kconsole-harness` in the XDG cache.
pub fn cache() -> Result<PathBuf> {
    if let Some(home) = env::var_os("KCONSOLE_KAFKA_HOME") {
        return Ok(PathBuf::from(home));
    }
    let base = directories::BaseDirs::new().context("no home directory to keep a cache in")?;
    Ok(base.cache_dir().join("kconsole-harness"))
}

/// The root of all running clusters of this user; created when absent.
///
/// In memory where there is room: a broker syncs each new replica to disk several times,
/// so 10,000 partitions take minutes on a disk and seconds here. `KCONSOLE_HARNESS_DIR` overrides.
pub fn runtime() -> Result<PathBuf> {
    let home = env::var_os("HOME").map_or_else(|| PathBuf::from("/"), PathBuf::from);
    let user = fs::metadata(&home).map_or(0, |home| home.uid());
    let base = env::var_os("KCONSOLE_HARNESS_DIR")
        .map(PathBuf::from)
        .or_else(memory)
        .unwrap_or_else(env::temp_dir);
    let root = base.join(format!("kconsole-harness-{user}"));
    fs::create_dir_all(&root).with_context(|| format!("cannot create {}", root.display()))?;
    Ok(root)
}

/// The shared-memory file system, when it was made large enough.
fn memory() -> Option<PathBuf> {
    let place = PathBuf::from("/dev/shm");
    let room = rustix::fs::statvfs(&place).ok()?;
    // The size, not what is free now: all processes must come to the same answer.
    (room.f_blocks * room.f_frsize >= 8 << 30).then_some(place)
}

/// The harness' own folder in the source tree.
pub fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/harness")
}
