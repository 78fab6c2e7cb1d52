//! What the demo does is what the console finds: each scenario played in lock-step with a held clock, minutes in a second.
//!
//! The clock is the process's, so the tests run one after another.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod play;
mod scenes;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let trials = scenes::ALL.iter().map(|(name, scene)| {
        Trial::test(*name, || {
            scene();
            Ok(())
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}
