//! The whole demo in one handle: a cluster, the story told on it, its schema registry and its Prometheus.

mod options;
mod subjects;

pub use options::{Options, Size};

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use crate::demo::cluster::Cluster;
use crate::demo::http::{Server, Service};
use crate::demo::player::{Player, Stillborn};
use crate::demo::prometheus;
use crate::demo::prometheus::Exporter;
use crate::demo::scenario::{Programme, Scenario};
use crate::demo::shared::Shared;

/// How often the story is looked after, whoever asks or not.
const TICK: Duration = Duration::from_millis(50);
/// How often Prometheus scrapes, in ms.
const SCRAPE: i64 = 5_000;
/// How long the servers may take to come up.
const PATIENCE: Duration = Duration::from_secs(5);

/// Stops the clock at a fixed moment, for pictures.
pub fn hold() {
    /// 2026-11-21T03:00:00Z.
    const THREE: i64 = 1_795_230_000_000;
    crate::clock::hold(THREE);
}

/// Why a demo does not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No port, or no thread.
    #[error("the demo cluster cannot listen: {0}")]
    Io(#[from] io::Error),
    /// The story cannot begin.
    #[error("the demo's story: {0}")]
    Story(#[from] Stillborn),
}

/// A demo that runs; dropping it stops all of it.
pub struct Demo {
    cluster: Cluster,
    player: Arc<Mutex<Player>>,
    registry: SocketAddr,
    prometheus: SocketAddr,
}

impl Demo {
    /// Starts it: everything listens and the scene is set when this returns.
    ///
    /// # Errors
    /// When a port cannot be had, or the cluster is too small for the story.
    pub fn start(options: &Options) -> Result<Self, Error> {
        let cluster = Cluster::start(&options.plan)?;
        let registry = subjects::registered();
        let later = registry.clone();
        let evolve = Box::new(move || subjects::evolve(&later));
        let now = cluster.shared().now_ms();
        let player = cluster.edit(|state| Player::new(&options.wishes, state, now, evolve))?;
        let exporter = Arc::new(Exporter::new(Arc::clone(cluster.shared())));
        let prometheus = prometheus::Shared::new(exporter, crate::clock::now_ms);
        let player = Arc::new(Mutex::new(player));
        let told = Arc::clone(&player);
        cluster.shared().follow(Box::new(move |state, now| {
            let mut player = told.lock().unwrap_or_else(PoisonError::into_inner);
            player.advance(state, now);
            player.due()
        }));
        let registry = serve(&cluster, Arc::new(registry))?;
        let served = serve(&cluster, Arc::new(prometheus.clone()))?;
        // after both: its first turn is long where the cluster is large
        cluster.spawn(tick(Arc::clone(cluster.shared()), prometheus));
        Ok(Self {
            cluster,
            player,
            registry,
            prometheus: served,
        })
    }

    /// The cluster: its addresses, state and faults.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// The brokers, as `bootstrap.servers` takes them.
    #[must_use]
    pub fn bootstrap(&self) -> String {
        self.cluster.bootstrap()
    }

    /// Where the schema registry listens.
    #[must_use]
    pub fn registry(&self) -> SocketAddr {
        self.registry
    }

    /// Where Prometheus listens.
    #[must_use]
    pub fn prometheus(&self) -> SocketAddr {
        self.prometheus
    }

    /// What the brokers advertise, and where that is, for those that advertise names.
    #[must_use]
    pub fn address_map(&self) -> Vec<(String, String)> {
        let addresses = self.cluster.addresses();
        self.cluster.read(|state| {
            let told = addresses.iter().filter_map(|(id, address)| {
                let broker = state.brokers.get(*id)?;
                Some((format!("{}:{}", broker.host, broker.port), address.to_string()))
            });
            told.filter(|(name, address)| name != address).collect()
        })
    }

    /// Plays the scenario of this name from now on; `all` for all of them in turn.
    ///
    /// # Errors
    /// In words, when there is none of this name.
    pub fn play(&self, name: &str) -> Result<(), String> {
        let programme = match Scenario::parse(name) {
            Some(one) => Programme::Only(one),
            None if name == "all" => Programme::All,
            None => {
                let names = Scenario::ALL.map(Scenario::name).join(", ");
                return Err(format!("there is no scenario {name}: all, {names}"));
            }
        };
        self.switch(programme);
        Ok(())
    }

    /// What is being played.
    #[must_use]
    pub fn playing(&self) -> Scenario {
        self.player.lock().unwrap_or_else(PoisonError::into_inner).playing()
    }

    /// Plays something else from now on.
    pub fn switch(&self, programme: Programme) {
        self.player
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .switch(programme);
    }

    /// Tells the story up to now. It is told by itself too, before every answer and now and then.
    pub fn bring_up(&self) {
        self.cluster.shared().bring_up();
    }

    /// The same, and waits until every broker listens, or does not, as the story now has it.
    pub fn settle(&self) {
        self.bring_up();
        if !self.cluster.settle() {
            tracing::warn!("a broker of the demo listens though it is down, or does not though it is up");
        }
    }
}

async fn tick(shared: Arc<Shared>, prometheus: prometheus::Shared) {
    let mut scraped = i64::MIN;
    loop {
        shared.bring_up();
        let now = shared.now_ms();
        // a picture's play would be scraped at moments of chance
        if now.saturating_sub(scraped) >= SCRAPE && !crate::clock::is_held() {
            scraped = now;
            prometheus.scrape();
        }
        tokio::time::sleep(TICK).await;
    }
}

/// Serves on a free loopback port for as long as the cluster runs.
fn serve(cluster: &Cluster, service: Arc<dyn Service>) -> io::Result<SocketAddr> {
    let (told, listening) = mpsc::channel();
    cluster.spawn(async move {
        match Server::start(0, service).await {
            Ok(server) => {
                // nobody listens when the demo is gone already
                let _ = told.send(Ok(server.address()));
                std::future::pending::<()>().await;
            }
            Err(error) => {
                let _ = told.send(Err(error));
            }
        }
    });
    match listening.recv_timeout(PATIENCE) {
        Ok(told) => told,
        Err(error) => Err(io::Error::other(error)),
    }
}
