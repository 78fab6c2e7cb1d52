//! The schema registry: Confluent's REST API, as Apicurio (`/apis/ccompat/v7`) and Karapace serve it too.
//!
//! | file | its part |
//! |---|---|
//! | `client` | requests and answers, bounded in size and time; which of several addresses answers |
//! | `tls` | whom to trust, and who we are |
//! | `fault` | what went wrong, in words, without secrets |
//! | `read`, `change` | the calls; those that change something take a `Permit` |
//! | `cache` | schemas that were fetched, a [`crate::decode::SchemaSource`] |
//! | `fetcher` | the same, fetched by a thread as they are asked for |
//! | `types` | what the registry answers |

mod cache;
mod change;
mod client;
mod fault;
mod fetcher;
mod read;
mod tls;
mod types;

pub use cache::Schemas;
pub use client::Client;
pub use fault::{Code, Failed};
pub use fetcher::Fetcher;
pub use types::{Check, Draft, Reference, Registered, User, Version};
