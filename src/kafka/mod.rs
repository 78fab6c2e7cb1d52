//! The control plane: an async client on tokio over [`crate::wire`].
//!
//! ```text
//! ask → guard (reading only) → router (whom, hedge) → link (one broker: connect once, back off, reach)
//!     → connection (frames, correlation, many in flight) → dial (DNS, TCP, TLS) → handshake (ApiVersions, SASL)
//! ```
//!
//! - One [`Client`] a profile; it opens connections on first use and owns every task it starts.
//! - A dead, slow or hung broker costs only its own answers.
//! - Nothing that changes a cluster can be sent: [`Client::ask`] refuses every API that is not known as reading before it
//!   is encoded.

mod abilities;
mod address;
mod ask;
mod backoff;
pub mod calls;
mod cause;
mod client;
mod connection;
mod dial;
#[cfg(test)]
mod fake;
pub mod fault;
mod guard;
mod hint;
mod link;
mod open;
mod router;
mod sasl;
mod task;
#[cfg(test)]
mod tests;
mod tls;

pub use crate::wire::api_name;
pub use abilities::Abilities;
pub use address::dialled;
pub use ask::{Ask, Node, Reply};
pub use client::Client;
