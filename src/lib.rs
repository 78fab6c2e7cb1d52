//! kconsole: a terminal operations console for Apache Kafka.
//!
//! One binary is a live TUI and a complete one-shot CLI over the same engine. This page is the map of the house.
//!
//! # Layers
//!
//! | module | what it is |
//! |---|---|
//! | [`text`] | leaf: escaping, display width, units, durations, nearest name |
//! | [`wire`] | leaf: Kafka frames and codecs made safe against hostile bytes |
//! | [`model`] | pure: what a cluster *is* (topology, columns, view, groups, lag, health, events, trouble) |
//! | [`plan`] | pure: what a change *is* (the gate and its `Permit`, a plan in words and as a command) |
//! | [`config`] | contexts, layers, secrets, paths |
//! | [`kafka`] | the control plane: connections, TLS, SASL, the router, one file per family of calls |
//! | [`records`] | the write plane: the one place that makes librdkafka clients |
//! | [`decode`] | bytes to values and back: text, JSON, Avro, Protobuf, MessagePack, CBOR, Kafka's own topics |
//! | [`registry`] | the schema registry's REST API, and the schemas that were fetched |
//! | [`live`] | the engine that watches: the poller and what it publishes |
//! | [`jobs`] | the engine that acts: one file a use case |
//! | [`report`] | one serialisable row type per noun: what the CLI prints and the TUI's tables show |
//! | [`demo`] | the embedded cluster: brokers on loopback ports for newcomers and tests |
//! | [`tui`], [`cli`] | the two front ends; they never import each other |
//!
//! # Flow
//!
//! ```text
//! watch: broker → bytes → wire → kafka → typed parts → live → watch<Arc<View>> → view(&Ui, &View, &Theme) → one write
//! keys:  key → keymap(scope) → action → disabled why? → update(&mut Ui) → Effect
//! cli:   live once with a want-set → report → print;  or Plan → gate → Permit → jobs
//! ```
//!
//! # Invariants
//!
//! - `model` and `plan` know no clock, no tokio and no terminal: time and thresholds are arguments.
//! - Unknown is a value ([`model`]), never 0.
//! - Nothing that changes a cluster runs without a `Permit`; the gate alone makes one.
//! - A broker's answer is checked for shape before it is decoded; every buffer is bounded.
//! - The UI thread never waits for the network.

pub mod cli;
pub mod clock;
pub mod config;
pub mod decode;
pub mod demo;
pub mod jobs;
pub mod kafka;
pub mod live;
pub mod log;
pub mod model;
pub mod plan;
pub mod records;
pub mod registry;
pub mod report;
pub mod text;
pub mod tui;
pub mod wire;
