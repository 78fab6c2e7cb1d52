//! The demo's schema registry: Confluent's REST subset over a plain state.
//!
//! | file | its part |
//! |---|---|
//! | `schema` | a schema: kind, text, references; whether it is one at all |
//! | `state` | subjects, versions and ids: register, look up |
//! | `delete` | what goes, and what may not |
//! | `level` | compatibility levels, and whether a schema keeps one |
//! | `error` | Confluent's error codes |
//! | `routes` | paths to calls, answers to JSON |
//!
//! Compatibility is checked for Avro, by Avro's own rules of resolution. JSON Schema and Protobuf are parsed, and a new
//! version of them is taken as compatible.

mod delete;
mod error;
mod level;
mod routes;
mod schema;
mod state;
#[cfg(test)]
mod tests;

pub use error::Fault;
pub use level::Level;
pub use schema::{Kind, Reference, Schema};
pub use state::{Registered, Registry, Seen, Which};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::http::{Request, Response, Service};

/// A registry that the cluster's story and its HTTP clients share.
#[derive(Debug, Clone, Default)]
pub struct Shared(Arc<Mutex<Registry>>);

impl Shared {
    /// The state, for a moment: not across an await.
    pub fn lock(&self) -> MutexGuard<'_, Registry> {
        // every change is whole before it can panic
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service for Shared {
    fn answer(&self, request: &Request) -> Response {
        routes::answer(&mut self.lock(), request)
    }
}
