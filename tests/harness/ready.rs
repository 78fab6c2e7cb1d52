//! Readiness by asking: a node is ready when it answers, and knows its peers.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use kafka_protocol::messages::MetadataRequest;

use super::listener::Listener;
use super::node::{Node, Role};
use super::process;
use super::raw::Connection;

/// How long a node may take to come up; generous, for a machine that also compiles.
const PATIENCE: Duration = Duration::from_secs(240);
/// How long one question may take.
const ANSWER: Duration = Duration::from_secs(2);
const BEAT: Duration = Duration::from_millis(50);

/// Waits until every node of `nodes` answers, and every broker among them lists all of them.
///
/// Fails at once when a process dies, with the end of what it said.
pub fn await_nodes<'a>(dir: &Path, nodes: impl IntoIterator<Item = &'a Node> + Clone) -> Result<()> {
    let brokers: Vec<i32> = nodes
        .clone()
        .into_iter()
        .filter(|node| node.is_broker())
        .map(|node| node.id)
        .collect();
    let started = Instant::now();
    for node in nodes {
        while let Err(why) = ask(node, &brokers) {
            let folder = dir.join(node.folder());
            if process::pid(&folder).is_none() {
                bail!("{} died:\n{}", node.folder(), last_words(&folder));
            }
            if started.elapsed() > PATIENCE {
                return Err(why.context(format!("{} is not ready after {} s", node.folder(), PATIENCE.as_secs())));
            }
            thread::sleep(BEAT);
        }
    }
    Ok(())
}

fn ask(node: &Node, peers: &[i32]) -> Result<()> {
    match node.role {
        Role::ZooKeeper => {
            let port = node.ports.get(&Listener::Plaintext).context("ZooKeeper has no port")?;
            std::net::TcpStream::connect(("127.0.0.1", *port))?;
            Ok(())
        }
        Role::Controller => {
            let address = node.address(Listener::Controller).context("no controller listener")?;
            Connection::open(&address, ANSWER).map(drop)
        }
        Role::Combined | Role::Broker => {
            let address = node.address(Listener::Plaintext).context("no plaintext listener")?;
            let known = brokers(&address)?;
            if let Some(missing) = peers.iter().find(|id| !known.contains(id)) {
                bail!("broker {} does not know broker {missing} yet", node.id);
            }
            Ok(())
        }
    }
}

/// The brokers that the broker at `address` knows, by Metadata without topics.
fn brokers(address: &str) -> Result<Vec<i32>> {
    let request = MetadataRequest::default()
        .with_topics(Some(Vec::new()))
        .with_allow_auto_topic_creation(false);
    let answer = Connection::open(address, ANSWER)?.call(&request)?;
    Ok(answer.brokers.iter().map(|broker| broker.node_id.0).collect())
}

/// The end of a node's output and log.
fn last_words(folder: &Path) -> String {
    let tail = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    };
    format!("{}\n{}", tail("out.log"), tail("server.log"))
}
