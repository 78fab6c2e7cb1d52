//! Gets one Kafka version as jars from Maven Central, once, for all processes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};

use anyhow::{Context, Result, bail};

use super::paths;
use super::spec::Version;

/// The folder of `version`'s jars, fetched first when the cache has none (or has them by another pom).
pub fn jars(version: Version) -> Result<PathBuf> {
    let cache = paths::cache()?;
    let home = cache.join(format!("kafka-{}", version.number()));
    let pom = fs::read(paths::sources().join("pom.xml")).context("the harness' pom.xml")?;
    if is_current(&home, &pom) {
        return Ok(home);
    }
    fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
    let lock = File::create(cache.join("fetch.lock"))?;
    lock.lock()?;
    if !is_current(&home, &pom) {
        fetch(version, &cache, &home, &pom)?;
    }
    Ok(home)
}

/// Whether `home` is whole (its rename was the last step) and was fetched by this very pom.
fn is_current(home: &Path, pom: &[u8]) -> bool {
    fs::read(home.join("pom.xml")).is_ok_and(|fetched| fetched == pom)
}

fn fetch(version: Version, cache: &Path, home: &Path, pom: &[u8]) -> Result<()> {
    let part = cache.join(format!(".part-{}-{}", version.number(), process::id()));
    let _ = fs::remove_dir_all(&part);
    fs::create_dir_all(&part)?;
    fs::write(part.join("pom.xml"), pom)?;
    let log = cache.join("fetch.log");
    let output = File::create(&log)?;
    let status = Command::new("mvn")
        .args(["--batch-mode", "--strict-checksums", "--quiet"])
        .arg(format!("-Dkafka.version={}", version.number()))
        .arg(if version.has_log4j2() { "-Plog4j2" } else { "-Preload4j" })
        .arg(format!("-DoutputDirectory={}", part.display()))
        .args([
            "-f",
            "pom.xml",
            "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies",
        ])
        .current_dir(&part)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .status()
        .context("cannot run mvn: is Maven installed? (Debian: apt-get install maven)")?;
    if !status.success() {
        let _ = fs::remove_dir_all(&part);
        bail!(
            "Maven could not fetch Kafka {}: see {}",
            version.number(),
            log.display()
        );
    }
    let _ = fs::remove_dir_all(home);
    fs::rename(&part, home).with_context(|| format!("cannot move jars to {}", home.display()))
}
