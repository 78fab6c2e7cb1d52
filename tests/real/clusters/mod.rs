//! The clusters of a test run, shared by all its processes and gone soon after the last one.

mod lease;
mod supervisor;

use std::ops::Deref;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::harness::{Cluster, Spec, Version, paths};
use lease::{Hold, Lease};

pub use supervisor::{HOLD, helper};

/// A cluster for as long as this value lives; it may live longer, for others.
pub struct Leased {
    cluster: Cluster,
    _lease: Lease,
    _alone: Option<Hold>,
}

impl Deref for Leased {
    type Target = Cluster;
    fn deref(&self) -> &Cluster {
        &self.cluster
    }
}

/// The shared one: three brokers, every listener, the authorizer on. Hurt nothing, name topics and groups your own.
pub fn calm() -> Result<Leased> {
    shared(Spec {
        tls: true,
        sasl: true,
        ..plain("calm", Version::V4_3_1)
    })
}

/// Three combined nodes to kill and pause: yours alone, whole when you get them.
pub fn storm() -> Result<Leased> {
    alone(plain("storm", Version::V4_3_1))
}

/// One broker and a dedicated controller (node 100): yours alone.
pub fn apart() -> Result<Leased> {
    alone(Spec {
        brokers: 1,
        controller: true,
        ..plain("apart", Version::V4_3_1)
    })
}

/// Three brokers of another version: yours alone, and one version at a time.
pub fn version(version: Version) -> Result<Leased> {
    alone(plain(version.number(), version))
}

fn plain(name: &str, version: Version) -> Spec {
    let name = name.to_owned();
    Spec {
        name,
        version,
        brokers: 3,
        controller: false,
        tls: false,
        sasl: false,
        jmx: false,
        set: Vec::new(),
    }
}

fn shared(spec: Spec) -> Result<Leased> {
    let (lease, cluster) = Lease::take(&home()?.join(&spec.name), &spec)?;
    Ok(Leased {
        cluster,
        _lease: lease,
        _alone: None,
    })
}

fn alone(spec: Spec) -> Result<Leased> {
    let home = home()?;
    std::fs::create_dir_all(&home)?;
    // One lock for all that is not shared: a small machine bears one such cluster beside the calm one.
    let alone = Hold::take(&home.join("alone.lock"))?;
    let (lease, cluster) = Lease::take(&home.join(&spec.name), &spec)?;
    heal(&cluster).context("the cluster was left hurt and cannot be healed")?;
    Ok(Leased {
        cluster,
        _lease: lease,
        _alone: Some(alone),
    })
}

/// Makes whole what the case before may have left: paused or dead nodes.
fn heal(cluster: &Cluster) -> Result<()> {
    for node in &cluster.nodes {
        match cluster.pid(node.id)? {
            Some(_) => cluster.resume(node.id)?,
            None => cluster.launch(node.id)?,
        }
    }
    cluster.await_whole()
}

/// Where the clusters of this checkout's tests live.
fn home() -> Result<PathBuf> {
    let checkout = env!("CARGO_MANIFEST_DIR").replace(['/', '\\'], "-");
    Ok(paths::runtime()?.join(format!("tests{checkout}")))
}
