//! The embedded cluster: what stands beside its brokers.
//!
//! | part | what it is |
//! |---|---|
//! | [`registry`] | a schema registry: Confluent's REST subset |
//! | [`prometheus`] | a Prometheus HTTP API over the cluster's state |
//! | [`http`] | the small server both stand on |

pub mod http;
pub mod prometheus;
pub mod registry;
