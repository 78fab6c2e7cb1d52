//! What only a terminal shows: the binary on a pty, read through a terminal emulator. No Kafka needed.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod demo;
mod input;
mod looks;
mod panics;
mod pictures;
mod produce;
mod records;
mod schemas;
mod signals;
mod size;
mod start;
mod terminal;
