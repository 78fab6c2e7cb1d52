//! Fast tests: pure code over scenarios and properties, and the console against the embedded cluster on loopback.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod acting;
mod browsing;
mod cli;
mod composing;
mod conformance;
mod demo;
mod desk;
mod diff_props;
mod docs;
mod encoding;
mod faults;
mod fetching;
mod frames;
mod health_props;
mod layers;
mod paths;
mod reading;
mod redriving;
mod registries;
mod scenario;
mod scenarios;
mod schemas;
mod secrets;
mod served;
#[path = "../conformance/mod.rs"]
mod suite;
