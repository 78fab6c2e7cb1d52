//! A cluster: started whole, opened by its directory, its nodes hurt and healed one by one, taken down.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::fetch;
use super::launch;
use super::layout;
use super::listener::Listener;
use super::node::{Node, Role};
use super::process;
use super::properties;
use super::raw::Connection;
use super::ready;
use super::security;
use super::spec::Spec;

/// The file that, once it is there, says that the cluster came up.
const STATE: &str = "cluster.json";

/// A running cluster, as its state file describes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cluster {
    /// What was asked for.
    pub spec: Spec,
    /// Everything of this cluster is in here.
    pub dir: PathBuf,
    /// The cluster's id, as `DescribeCluster` tells it (for `ZooKeeper`: unknown here).
    pub id: Option<String>,
    /// `ZooKeeper` or controller first, then the brokers by id.
    pub nodes: Vec<Node>,
}

impl Cluster {
    /// Fetches what is missing, starts every node in `dir`, and waits until all answer.
    pub fn start(spec: Spec, dir: &Path) -> Result<Self> {
        if spec.sasl && spec.version.has_zookeeper() {
            bail!(
                "Kafka {} is run without SASL here: its users would live in ZooKeeper",
                spec.version.number()
            );
        }
        let jars = fetch::jars(spec.version)?;
        sweep(dir)?;
        fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
        let id = (!spec.version.has_zookeeper()).then(layout::cluster_id);
        let cluster = Self {
            nodes: layout::nodes(&spec)?,
            spec,
            dir: dir.to_owned(),
            id,
        };
        let up = cluster
            .prepare(&jars)
            .and_then(|()| cluster.launch_all(&jars))
            .and_then(|()| cluster.admit());
        if let Err(why) = up {
            sweep(dir)?;
            return Err(why);
        }
        let part = dir.join("cluster.part");
        fs::write(&part, serde_json::to_vec_pretty(&cluster)?)?;
        fs::rename(part, dir.join(STATE))?;
        Ok(cluster)
    }

    /// The cluster of `dir`; none when there is none, or it never came up.
    pub fn open(dir: &Path) -> Result<Option<Self>> {
        match fs::read(dir.join(STATE)) {
            Ok(state) => Ok(Some(serde_json::from_slice(&state)?)),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(why.into()),
        }
    }

    /// `HOST:PORT,…` of all brokers; an error when the cluster lacks the listener.
    pub fn bootstrap(&self, listener: Listener) -> Result<String> {
        let all: Vec<String> = self.brokers().filter_map(|broker| broker.address(listener)).collect();
        if all.is_empty() {
            bail!("cluster {} has no listener {}", self.spec.name, listener.name());
        }
        Ok(all.join(","))
    }

    /// The nodes that clients may speak to.
    pub fn brokers(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.is_broker())
    }

    /// The node of that id.
    pub fn node(&self, id: i32) -> Result<&Node> {
        let found = self.nodes.iter().find(|node| node.id == id);
        found.with_context(|| format!("cluster {} has no node {id}", self.spec.name))
    }

    /// Where a node keeps its properties, logs, data and pid.
    pub fn folder(&self, node: &Node) -> PathBuf {
        self.dir.join(node.folder())
    }

    /// The pid of a node that runs.
    pub fn pid(&self, id: i32) -> Result<Option<u32>> {
        Ok(process::pid(&self.folder(self.node(id)?)))
    }

    /// kill -9, and waits until the process is gone.
    pub fn kill(&self, id: i32) -> Result<()> {
        self.signal(id, Signal::KILL)?;
        process::await_gone(&self.folder(self.node(id)?), Duration::from_secs(10))
    }

    /// SIGSTOP, waited for: the node hangs, its connections stay open.
    pub fn pause(&self, id: i32) -> Result<()> {
        self.signal(id, Signal::STOP)?;
        self.await_paused(id, true)
    }

    /// SIGCONT after [`Self::pause`].
    pub fn resume(&self, id: i32) -> Result<()> {
        self.signal(id, Signal::CONT)?;
        self.await_paused(id, false)
    }

    /// A signal is taken when the process is scheduled next, which on a busy machine is not at once.
    fn await_paused(&self, id: i32, paused: bool) -> Result<()> {
        let folder = self.folder(self.node(id)?);
        process::until(Duration::from_secs(30), || {
            match process::is_paused(&folder) == paused {
                true => Ok(()),
                false => bail!("node {id} {} paused", if paused { "is not" } else { "is still" }),
            }
        })
    }

    /// A controlled shutdown (SIGTERM), waited for.
    pub fn stop(&self, id: i32) -> Result<()> {
        self.signal(id, Signal::TERM)?;
        process::await_gone(&self.folder(self.node(id)?), Duration::from_secs(60))
    }

    /// Starts a node that was killed or stopped, and waits until it answers.
    pub fn launch(&self, id: i32) -> Result<()> {
        let node = self.node(id)?;
        let folder = self.folder(node);
        if process::pid(&folder).is_some() {
            bail!("{} runs already", node.folder());
        }
        let jars = fetch::jars(self.spec.version)?;
        let attempt = || {
            process::kill(&folder)?;
            launch::run(&self.spec, &jars, node, &folder)?;
            ready::await_nodes(&self.dir, [node])
        };
        if self.spec.version.has_zookeeper() {
            // Until the session of its killed self has expired, ZooKeeper refuses a broker its place, and it ends.
            process::until(Duration::from_secs(30), attempt)
        } else {
            attempt()
        }
    }

    /// Waits until every node answers and every broker knows all others.
    pub fn await_whole(&self) -> Result<()> {
        ready::await_nodes(&self.dir, &self.nodes)
    }

    fn signal(&self, id: i32, signal: Signal) -> Result<()> {
        process::signal(&self.folder(self.node(id)?), signal)
    }

    /// Folders, properties, formatted storage.
    fn prepare(&self, jars: &Path) -> Result<()> {
        if self.spec.tls {
            security::make(&self.dir)?;
        }
        let mut formatting = Vec::new();
        for node in &self.nodes {
            let folder = self.folder(node);
            fs::create_dir_all(&folder)?;
            let text = if node.role == Role::ZooKeeper {
                properties::quorum_peer(node, &folder)
            } else {
                properties::server(&self.spec, &self.nodes, node, &self.dir)
            };
            fs::write(folder.join("server.properties"), text)?;
            if let Some(id) = &self.id {
                formatting.push((launch::format(&self.spec, jars, &folder, id)?, folder));
            }
        }
        // Every child is waited for, also when one fails: none may outlive its folder.
        let done: Vec<Result<()>> = formatting
            .into_iter()
            .map(|(child, folder)| launch::formatted(child, &folder))
            .collect();
        done.into_iter().collect()
    }

    /// What clients need to come in.
    fn admit(&self) -> Result<()> {
        if self.spec.sasl {
            let first = self.brokers().find_map(|broker| broker.address(Listener::Plaintext));
            let mut connection = Connection::open(&first.context("no broker")?, Duration::from_secs(30))?;
            security::grant(&mut connection)?;
        }
        security::write_files(self)
    }

    fn launch_all(&self, jars: &Path) -> Result<()> {
        for node in &self.nodes {
            launch::run(&self.spec, jars, node, &self.folder(node))?;
            if node.role == Role::ZooKeeper {
                ready::await_nodes(&self.dir, [node])?;
            }
        }
        self.await_whole()
    }
}

/// Kills whatever runs out of `dir`'s folders and removes `dir`; also what is left of a start that failed.
pub fn sweep(dir: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Ok(());
    };
    // Without its state file a cluster counts as gone, whatever happens below.
    let _ = fs::remove_file(dir.join(STATE));
    for entry in entries.flatten().filter(|entry| entry.path().is_dir()) {
        process::kill(&entry.path())?;
    }
    fs::remove_dir_all(dir).with_context(|| format!("cannot remove {}", dir.display()))
}
