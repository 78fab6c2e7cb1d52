//! Fast tests: pure code over scenarios and properties. No network, no clock.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod diff_props;
mod health_props;
mod scenario;
mod scenarios;
