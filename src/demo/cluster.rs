//! The handle of a running cluster.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::net;
use super::plan::Plan;
use super::shared::Shared;
use super::state::State;
use crate::model::names::BrokerId;

/// A cluster that runs in a thread of its own. Dropping it closes every connection and ends every task.
pub struct Cluster {
    shared: Arc<Shared>,
    addresses: Vec<(BrokerId, SocketAddr)>,
    runtime: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Cluster {
    /// Starts the brokers: all of them listen when this returns.
    ///
    /// # Errors
    /// When a port cannot be had, or no thread.
    pub fn start(plan: &Plan) -> io::Result<Self> {
        let mut listeners = Vec::new();
        let mut addresses = Vec::new();
        for number in 0..plan.brokers.max(1) {
            let port = plan.ports.get(usize::from(number)).copied().unwrap_or(0);
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
            listener.set_nonblocking(true)?;
            let id = BrokerId(i32::from(number) + 1);
            addresses.push((id, listener.local_addr()?));
            listeners.push((id, listener));
        }
        let state = State::new(plan, &addresses);
        let shared = Arc::new(Shared::new(state, plan.clock.clone()));
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = net::serve(Arc::clone(&shared), listeners);
        let thread = std::thread::Builder::new().name(String::from("demo")).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = serve => {}
                    // also when the handle is gone
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self {
            shared,
            addresses,
            runtime: handle,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where to connect: the addresses of all brokers, as `bootstrap.servers` takes them.
    #[must_use]
    pub fn bootstrap(&self) -> String {
        let all: Vec<String> = self.addresses.iter().map(|(_, at)| at.to_string()).collect();
        all.join(",")
    }

    /// Where each broker listens.
    #[must_use]
    pub fn addresses(&self) -> &[(BrokerId, SocketAddr)] {
        &self.addresses
    }

    /// The state, the clock and the faults.
    #[must_use]
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Waits until every broker's door is as the state says: open, or shut. False when it never came to be.
    #[must_use]
    pub fn settle(&self) -> bool {
        const PATIENCE: Duration = Duration::from_secs(5);
        const LOOK: Duration = Duration::from_millis(1);
        let end = Instant::now() + PATIENCE;
        self.addresses.iter().all(|(id, address)| {
            let up = self.read(|state| state.brokers.is_up(*id));
            while TcpStream::connect(address).is_ok() != up {
                if Instant::now() > end {
                    return false;
                }
                std::thread::sleep(LOOK);
            }
            true
        })
    }

    /// Looks at the state.
    pub fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shared.read(look)
    }

    /// Changes the state and wakes whoever waits for a change.
    pub fn edit<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        self.shared.edit(change)
    }

    /// Runs work (traffic, a scenario, an HTTP server) on the cluster's thread, until it ends or the cluster does.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(work);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // its panic was told where it happened
            let _ = thread.join();
        }
    }
}
