//! The properties of a node: small-machine settings, listeners, quorum.

use std::path::Path;

use super::listener::Listener;
use super::node::{Node, Role};
use super::security;
use super::spec::Spec;

/// `server.properties` of `node`, of a cluster in `dir`.
pub fn server(spec: &Spec, nodes: &[Node], node: &Node, dir: &Path) -> String {
    let folder = dir.join(node.folder());
    let mut all = vec![pair("log.dirs", format!("{0}/data-a,{0}/data-b", folder.display()))];
    all.extend(if spec.version.has_zookeeper() {
        zookeeper(nodes, node)
    } else {
        kraft(nodes, node)
    });
    all.extend(listeners(node));
    all.extend(security::properties(spec, dir));
    all.extend(small_machine());
    all.extend(internal_topics(spec));
    if let Some(rack) = &node.rack {
        all.push(pair("broker.rack", rack));
    }
    all.extend(spec.set.clone());
    all.iter().map(|(key, value)| format!("{key}={value}\n")).collect()
}

fn kraft(nodes: &[Node], node: &Node) -> Vec<(String, String)> {
    let voters = nodes.iter().filter(|node| node.is_controller()).filter_map(|voter| {
        voter
            .address(Listener::Controller)
            .map(|address| format!("{}@{address}", voter.id))
    });
    let roles = match node.role {
        Role::Combined => "broker,controller",
        Role::Controller => "controller",
        Role::Broker | Role::ZooKeeper => "broker",
    };
    vec![
        pair("node.id", node.id),
        pair("process.roles", roles),
        pair("controller.quorum.voters", voters.collect::<Vec<_>>().join(",")),
        pair("controller.listener.names", Listener::Controller.name()),
    ]
}

fn zookeeper(nodes: &[Node], node: &Node) -> Vec<(String, String)> {
    let zookeeper = nodes.iter().find(|node| node.role == Role::ZooKeeper);
    let connect = zookeeper
        .and_then(|node| node.address(Listener::Plaintext))
        .unwrap_or_default();
    vec![
        pair("broker.id", node.id),
        pair("zookeeper.connect", connect),
        pair("zookeeper.connection.timeout.ms", 60_000),
        pair("zookeeper.session.timeout.ms", 6_000),
    ]
}

/// `zookeeper.properties` of a node that is `ZooKeeper`.
pub fn quorum_peer(node: &Node, folder: &Path) -> String {
    let port = node.ports.get(&Listener::Plaintext).copied().unwrap_or_default();
    format!(
        "dataDir={}/data\nclientPort={port}\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\nadmin.enableServer=false\n",
        folder.display()
    )
}

fn listeners(node: &Node) -> Vec<(String, String)> {
    let join = |filter: fn(&Listener) -> bool, show: &dyn Fn(Listener, u16) -> String| {
        let shown = node.ports.iter().filter(|(listener, _)| filter(listener));
        shown
            .map(|(listener, port)| show(*listener, *port))
            .collect::<Vec<_>>()
            .join(",")
    };
    let url = |listener: Listener, port| format!("{}://127.0.0.1:{port}", listener.name());
    let mut protocols: Vec<_> = node
        .ports
        .keys()
        .copied()
        .chain([Listener::Controller, Listener::Plaintext])
        .collect();
    protocols.sort_unstable();
    protocols.dedup();
    let protocols = protocols
        .iter()
        .map(|listener| format!("{}:{}", listener.name(), listener.protocol()));
    let mut all = vec![
        pair("listeners", join(|_| true, &url)),
        pair(
            "listener.security.protocol.map",
            protocols.collect::<Vec<_>>().join(","),
        ),
    ];
    if node.is_broker() {
        all.push(pair(
            "advertised.listeners",
            join(|listener| *listener != Listener::Controller, &url),
        ));
        all.push(pair("inter.broker.listener.name", Listener::Plaintext.name()));
    }
    all
}

fn small_machine() -> Vec<(String, String)> {
    vec![
        pair("num.network.threads", 2),
        pair("num.io.threads", 4),
        pair("group.initial.rebalance.delay.ms", 0),
        pair("log.cleaner.dedupe.buffer.size", 4_194_304),
        // the cleaner looks again soon
        pair("log.cleaner.backoff.ms", 500),
        // KIP-392: who names a rack is sent to the follower there
        pair(
            "replica.selector.class",
            "org.apache.kafka.common.replica.RackAwareReplicaSelector",
        ),
        pair("log.index.size.max.bytes", 65_536),
    ]
}

fn internal_topics(spec: &Spec) -> Vec<(String, String)> {
    let replicas = spec.brokers.min(3);
    let in_sync = spec.brokers.min(2);
    let mut all = vec![
        pair("default.replication.factor", replicas),
        pair("offsets.topic.num.partitions", 12),
        pair("offsets.topic.replication.factor", replicas),
        pair("transaction.state.log.num.partitions", 6),
        pair("transaction.state.log.replication.factor", replicas),
        pair("transaction.state.log.min.isr", in_sync),
    ];
    if spec.version.has_share_groups() {
        all.push(pair("share.coordinator.state.topic.num.partitions", 3));
        all.push(pair("share.coordinator.state.topic.replication.factor", replicas));
        all.push(pair("share.coordinator.state.topic.min.isr", in_sync));
    }
    all
}

/// A property.
pub fn pair(key: &str, value: impl ToString) -> (String, String) {
    (key.to_owned(), value.to_string())
}
