//! The suites that need real Kafka: one module an area, each a list of [`case::Case`]s.
//!
//! Clusters are shared between test processes by file locks, see [`clusters`].
//! Where Kafka cannot be had every case is skipped; with `CI=true` that is a failure.

#[path = "../harness/mod.rs"]
mod harness;

mod calls;
mod case;
mod clusters;
mod compat;
mod conformance;
mod connect;
mod consume;
mod lifecycle;
mod listeners;
mod loading;
mod oracle;
mod produce;
mod reading;
mod records;
#[path = "../conformance/mod.rs"]
mod suite;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    if let Some(code) = clusters::helper(std::env::args().skip(1)) {
        return code;
    }
    let areas = [
        listeners::cases(),
        lifecycle::cases(),
        loading::cases(),
        compat::cases(),
        produce::cases(),
        connect::cases(),
        consume::cases(),
        reading::cases(),
        calls::cases(),
        conformance::cases(),
    ];
    libtest_mimic::run(&Arguments::from_args(), case::trials(areas.into_iter().flatten())).exit_code()
}
