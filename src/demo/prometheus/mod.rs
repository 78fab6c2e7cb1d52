//! The demo's Prometheus: its HTTP API over samples of the demo's own cluster, with as much PromQL as consoles ask.
//!
//! | file | its part |
//! |---|---|
//! | `source` | what is measured: samples and alerts of now |
//! | `exporter` | what the exporters of a real cluster would tell of this one |
//! | `store` | samples of the last hour, by series; bounded |
//! | `lexer`, `parser`, `expr` | PromQL's text to an expression |
//! | `eval`, `functions`, `aggregate` | an expression to values at a time |
//! | `routes` | paths to calls, answers to JSON |
//!
//! Of PromQL there are selectors with matchers, ranges, `offset`, arithmetic and comparison (vectors are matched by all
//! labels), `sum avg min max count` with `by` and `without`, `topk`, and the functions in `functions`. Rates are those
//! between the first and the last sample of a range, without extrapolation to its edges.

mod aggregate;
mod eval;
mod exporter;
mod expr;
mod functions;
mod lexer;
mod parser;
mod routes;
mod source;
mod store;
#[cfg(test)]
mod tests;

pub use exporter::Exporter;
pub use source::{Alert, Sample, Source};
pub use store::{Labels, Store};

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::http::{Request, Response, Service};

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The query or a parameter is wrong: `bad_data`.
    #[error("{0}")]
    Bad(String),
    /// It is too large to be answered: `execution`.
    #[error("{0}")]
    TooMuch(String),
}

/// A Prometheus that the cluster's ticker and its HTTP clients share.
#[derive(Clone)]
pub struct Shared(Arc<Inner>);

struct Inner {
    source: Arc<dyn Source>,
    now: fn() -> i64,
    store: Mutex<Store>,
}

impl Shared {
    /// A Prometheus of this source; `now` tells the time in milliseconds since the epoch.
    #[must_use]
    pub fn new(source: Arc<dyn Source>, now: fn() -> i64) -> Self {
        let store = Mutex::default();
        Self(Arc::new(Inner { source, now, store }))
    }

    /// Takes one sample of every series: to be called every five seconds or so.
    pub fn scrape(&self) {
        let mut samples = Vec::new();
        self.0.source.samples(&mut samples);
        let now = (self.0.now)();
        self.with(|store| store.push(now, samples));
    }

    fn with<T>(&self, act: impl FnOnce(&mut Store) -> T) -> T {
        act(&mut self.0.store.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let series = self.with(|store| store.len());
        f.debug_struct("Prometheus")
            .field("series", &series)
            .finish_non_exhaustive()
    }
}

impl Service for Shared {
    fn answer(&self, request: &Request) -> Response {
        let alerts = || self.0.source.alerts();
        self.with(|store| routes::answer(store, request, (self.0.now)(), alerts))
    }
}
