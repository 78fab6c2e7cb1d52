//! From a spec to nodes: ids, roles, racks, ports.

use std::collections::BTreeMap;

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::listener::Listener;
use super::node::{Node, Role};
use super::ports;
use super::spec::Spec;

/// The id of the controller-only node.
const CONTROLLER: i32 = 100;
const RACKS: [&str; 3] = ["rack-a", "rack-b", "rack-c"];

/// The nodes of a cluster, with ports that are free now.
pub fn nodes(spec: &Spec) -> Result<Vec<Node>> {
    let zookeeper = spec.version.has_zookeeper();
    let mut ports = ports::free(usize::from(spec.brokers) * (spec.listeners().len() + 2) + 1)?.into_iter();
    let mut take =
        |listeners: &[Listener]| -> BTreeMap<Listener, u16> { listeners.iter().copied().zip(ports.by_ref()).collect() };
    let mut nodes = Vec::new();
    if zookeeper {
        nodes.push(plain(0, Role::ZooKeeper, take(&[Listener::Plaintext])));
    } else if spec.controller {
        nodes.push(plain(CONTROLLER, Role::Controller, take(&[Listener::Controller])));
    }
    let combined = nodes.is_empty();
    let mut listeners = spec.listeners();
    if combined {
        listeners.push(Listener::Controller);
    }
    for id in 1..=i32::from(spec.brokers) {
        let role = if combined { Role::Combined } else { Role::Broker };
        let mut node = plain(id, role, take(&listeners));
        node.rack = RACKS.iter().cycle().nth(id as usize - 1).map(|rack| (*rack).to_owned());
        nodes.push(node);
    }
    if spec.jmx {
        let mut pages = ports::free(usize::from(spec.brokers))?.into_iter();
        for node in nodes.iter_mut().filter(|node| node.is_broker()) {
            node.metrics = pages.next();
        }
    }
    Ok(nodes)
}

/// A fresh cluster id in Kafka's form: 16 random bytes in URL-safe base64.
pub fn cluster_id() -> String {
    loop {
        let id = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
        // Kafka takes an argument that begins with a dash for an option.
        if !id.starts_with('-') {
            return id;
        }
    }
}

fn plain(id: i32, role: Role, ports: BTreeMap<Listener, u16>) -> Node {
    Node {
        id,
        role,
        rack: None,
        ports,
        metrics: None,
    }
}
