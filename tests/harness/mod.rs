//! Real Apache Kafka on this machine: fetched, started, asked, hurt and stopped.
//!
//! One [`Cluster`] is a directory: its `cluster.json` says what runs, and every node
//! has a folder with its properties, logs, data and pid. So any process can open it
//! by its path, and `tests/cluster` and the `real` suites share this code.
//!
//! The client in [`raw`] stands on the `kafka-protocol` codecs alone, independent of
//! the product's own client: what it says is an oracle, not an echo.

pub mod cluster;
pub mod fetch;
pub mod launch;
pub mod layout;
pub mod listener;
pub mod load;
pub mod node;
pub mod paths;
pub mod ports;
pub mod process;
pub mod properties;
pub mod raw;
pub mod ready;
pub mod security;
pub mod spec;

pub use cluster::Cluster;
pub use spec::{Spec, Version};
