//! Fast tests: pure code over scenarios and properties. No network, no clock.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod cli;
mod diff_props;
mod health_props;
mod layers;
mod scenario;
mod scenarios;
