//! Whom to ask: brokers by id and address, the bootstrap addresses, and their order when any of them will do.

pub(super) mod hedge;
mod lane;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::ask::{Ask, Node};
use super::cause::Fault;
use super::link::{Link, Promise};
use super::open::Means;
use super::task::lock;
use crate::model::cluster::Reach;
use crate::model::names::BrokerId;
use crate::model::trouble::Cause;
use crate::model::view::Door;

pub(super) use lane::Lane;

/// One client's brokers and their links.
#[derive(Debug)]
pub(super) struct Router {
    means: Arc<Means>,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    nodes: BTreeMap<BrokerId, Node>,
    /// Who lives at which address.
    named: BTreeMap<Arc<str>, BrokerId>,
    /// By advertised (or bootstrap) address: a bootstrap address that a broker advertises is the same link.
    links: BTreeMap<(Arc<str>, Lane), Arc<Link>>,
    /// Who answered last when anybody would do: asked first the next time, so that views do not jump between brokers.
    favourite: Option<Arc<str>>,
}

impl Router {
    pub(super) fn new(means: Arc<Means>) -> Self {
        Self {
            means,
            table: Mutex::default(),
        }
    }

    /// The link to one broker.
    pub(super) fn link(&self, id: BrokerId, lane: Lane) -> Result<Arc<Link>, Fault> {
        let mut table = lock(&self.table);
        let Some(node) = table.nodes.get(&id) else {
            return Err(Fault::new(Cause::NoBroker(format!(
                "no address of broker {id} is known"
            ))));
        };
        let address = Arc::from(node.address());
        Ok(table.link(address, lane, &self.means))
    }

    /// Every link that may answer a question to anybody, the likeliest first: brokers, then bootstrap addresses.
    pub(super) fn candidates(&self, lane: Lane) -> Result<Vec<Arc<Link>>, Fault> {
        let mut table = lock(&self.table);
        let mut addresses: Vec<Arc<str>> = table.nodes.values().map(|node| Arc::from(node.address())).collect();
        for bootstrap in &self.means.profile.bootstrap {
            if !addresses.iter().any(|known| **known == **bootstrap) {
                addresses.push(Arc::from(bootstrap.as_str()));
            }
        }
        if addresses.is_empty() {
            return Err(Fault::new(Cause::NoBroker("no bootstrap address is given".into()))
                .hint("-b HOST:PORT, or a context with bootstrap.servers"));
        }
        let favourite = table.favourite.clone();
        let mut links: Vec<_> = addresses
            .into_iter()
            .map(|address| {
                let link = table.link(Arc::clone(&address), lane, &self.means);
                let (unnamed, other) = (link.id().is_none(), favourite.as_ref() != Some(&address));
                ((link.promise(), unnamed, other), link)
            })
            .collect();
        // Stable: among equals the brokers by id come first, then bootstrap addresses as given.
        links.sort_by_key(|(rank, _)| *rank);
        Ok(links.into_iter().map(|(_, link)| link).collect())
    }

    /// Remembers who answered.
    pub(super) fn prefer(&self, link: &Link) {
        let mut table = lock(&self.table);
        if table.favourite.as_ref() != Some(&link.address) {
            table.favourite = Some(Arc::clone(&link.address));
        }
    }

    /// Takes over ids and addresses; drops the links to addresses that nobody has any more.
    pub(super) fn learn(&self, brokers: &[Node]) {
        let mut table = lock(&self.table);
        let mut moved = false;
        for node in brokers.iter().filter(|node| node.id != Ask::NOBODY) {
            let before = table.nodes.insert(node.id, node.clone());
            moved |= before
                .as_ref()
                .is_none_or(|before| before.host != node.host || before.port != node.port);
        }
        if !moved {
            return;
        }
        table.named = table
            .nodes
            .values()
            .map(|node| (Arc::from(node.address()), node.id))
            .collect();
        let Table { named, links, .. } = &mut *table;
        let bootstrap: BTreeSet<&str> = self.means.profile.bootstrap.iter().map(String::as_str).collect();
        links.retain(|(address, _), link| match named.get(address) {
            Some(id) => {
                link.name(*id);
                true
            }
            None => bootstrap.contains(&**address),
        });
    }

    /// The brokers known, by id.
    pub(super) fn nodes(&self) -> Vec<Node> {
        lock(&self.table).nodes.values().cloned().collect()
    }

    /// Whether each known broker answers.
    pub(super) fn reach(&self) -> Vec<(BrokerId, Reach)> {
        let mut table = lock(&self.table);
        let ids: Vec<(BrokerId, Arc<str>)> = table
            .nodes
            .values()
            .map(|node| (node.id, Arc::from(node.address())))
            .collect();
        ids.into_iter()
            .map(|(id, address)| {
                let link = table.link(address, Lane::Prompt, &self.means);
                (id, link.reach())
            })
            .collect()
    }

    /// What each bootstrap address said.
    pub(super) fn doors(&self) -> Vec<Door> {
        let mut table = lock(&self.table);
        let bootstrap = self.means.profile.bootstrap.iter();
        bootstrap
            .map(|address| {
                let link = table.link(Arc::from(address.as_str()), Lane::Prompt, &self.means);
                let (passed, trouble) = link.story();
                Door {
                    address: Arc::clone(&link.address),
                    passed,
                    trouble: trouble.map(Arc::new),
                }
            })
            .collect()
    }

    /// No link is left alone any longer.
    pub(super) fn afresh(&self) {
        for link in lock(&self.table).links.values() {
            link.afresh();
        }
    }

    /// When the next try may begin, while every link that was tried is left alone.
    pub(super) fn next_try(&self) -> Option<Instant> {
        let table = lock(&self.table);
        let links = || table.links.values();
        if links().any(|link| link.promise() < Promise::Resting) {
            return None;
        }
        links().filter_map(|link| link.resting_until()).min()
    }
}

impl Table {
    fn link(&mut self, address: Arc<str>, lane: Lane, means: &Arc<Means>) -> Arc<Link> {
        let id = self.named.get(&address).copied();
        let link = self.links.entry((Arc::clone(&address), lane)).or_insert_with(|| {
            let link = Link::new(address, Arc::clone(means));
            if let Some(id) = id {
                link.name(id);
            }
            Arc::new(link)
        });
        Arc::clone(link)
    }
}
