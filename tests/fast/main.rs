//! Fast tests: pure code over scenarios and properties. No network, no clock.

mod health_props;
mod scenario;
mod scenarios;
