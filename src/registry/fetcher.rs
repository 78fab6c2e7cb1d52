//! Schemas fetched as they are asked for, by a thread of their own: for who decodes on threads that may wait a little.

use std::collections::HashSet;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::cache::Schemas;
use super::client::Client;
use crate::decode::{Lookup, SchemaKey, SchemaSource};

/// Schemas asked for and not yet fetched, at most.
const WAITING: usize = 64;

/// How long a registry that did not answer is left alone.
const REST: Duration = Duration::from_secs(5);

/// A source that fetches. Its thread ends when it is dropped, after the call it is at.
#[derive(Debug)]
pub struct Fetcher {
    shared: Arc<Shared>,
    asks: SyncSender<SchemaKey>,
    patience: Duration,
}

#[derive(Debug, Default)]
struct Shared {
    schemas: Schemas,
    state: Mutex<State>,
    answered: Condvar,
}

#[derive(Debug, Default)]
struct State {
    asked: HashSet<SchemaKey>,
    /// When the registry last did not answer, and why.
    down: Option<(Instant, Arc<str>)>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fetcher {
    /// Starts the thread. A look-up waits for so long at most.
    ///
    /// # Errors
    /// When there can be no more threads.
    pub fn start(client: Client, patience: Duration) -> io::Result<Self> {
        let (asks, asked) = sync_channel(WAITING);
        let shared = Arc::new(Shared::default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let work = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("schemas".into());
        thread.spawn(move || fetch(&runtime, &client, &asked, &work))?;
        Ok(Self { shared, asks, patience })
    }
}

fn fetch(runtime: &tokio::runtime::Runtime, client: &Client, asked: &Receiver<SchemaKey>, shared: &Shared) {
    for key in asked {
        let result = runtime.block_on(shared.schemas.fetch(client, key));
        let mut state = shared.lock();
        state.asked.remove(&key);
        state.down = match result {
            Ok(()) => None,
            Err(failed) => {
                let why = format!("the registry at {}: {}", client.address(), failed.trouble.cause);
                Some((Instant::now(), why.into()))
            }
        };
        drop(state);
        shared.answered.notify_all();
    }
}

impl SchemaSource for Fetcher {
    fn schema(&self, key: SchemaKey) -> Lookup {
        let known = self.shared.schemas.schema(key);
        if !matches!(known, Lookup::Later) {
            return known;
        }
        let mut state = self.shared.lock();
        let resting = |state: &State| match &state.down {
            Some((at, why)) if at.elapsed() < REST => Some(Lookup::Missing(Arc::clone(why))),
            _ => None,
        };
        if let Some(down) = resting(&state) {
            return down;
        }
        if state.asked.insert(key) && self.asks.try_send(key).is_err() {
            state.asked.remove(&key);
            return Lookup::Later;
        }
        let waited = self
            .shared
            .answered
            .wait_timeout_while(state, self.patience, |state| state.asked.contains(&key));
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let down = resting(&state);
        drop(state);
        match self.shared.schemas.schema(key) {
            Lookup::Later => down.unwrap_or(Lookup::Later),
            known => known,
        }
    }
}
