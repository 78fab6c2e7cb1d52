//! The one-shot command line: one file a command, every one printed by [`out`] from the rows of [`crate::report`].
//!
//! stdout carries data only. What could not be had is named on stderr, and the exit code says which of four ends it was
//! ([`exit::Exit`]).

pub mod args;
mod commands;
pub use commands::demo;
pub mod exit;
pub mod global;
mod interrupt;
mod look;
mod meter;
mod out;
mod partial;
mod reading;
pub mod reference;
#[cfg(test)]
mod tests;
mod words;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use exit::{Exit, Failure, complain};
use global::Global;

/// What the command line asks for.
#[derive(Debug)]
pub enum Call {
    /// The live console.
    Console(Box<Global>),
    /// The demo.
    Demo(Box<Global>, demo::Args),
    /// A one-shot command.
    Command(Box<Global>, Command),
}

/// Reads the command line. Help, version and mistakes end the process here, as clap does it.
#[must_use]
pub fn parse() -> Call {
    let cli = Cli::parse();
    match cli.command {
        Some(Command::Demo(args)) => Call::Demo(Box::new(cli.global), args),
        Some(command) => Call::Command(Box::new(cli.global), command),
        None => Call::Console(Box::new(cli.global)),
    }
}

/// Runs a one-shot command to its end.
#[must_use]
pub fn run(global: &Global, command: &Command) -> ExitCode {
    if let Err(failure) = start_log(global) {
        return end(Err(failure));
    }
    end(commands::run(global, command))
}

/// Makes a panic say what to do about it, after Rust has said where it was.
pub fn hook_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        before(info);
        complain("this is a bug in kconsole: please report it with the lines above");
    }));
}

/// Says what failed, and gives the exit code.
pub fn end(result: Result<Exit, Failure>) -> ExitCode {
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            if let Some(message) = failure.message() {
                complain(&message);
            }
            failure.exit().into()
        }
    }
}

/// Begins to log when `--log` or `KCONSOLE_LOG` asks for it.
///
/// # Errors
/// When the filter is not understood or the file cannot be opened.
pub fn start_log(global: &Global) -> Result<(), Failure> {
    let wanted = match &global.log {
        Some(filter) => Some(filter.clone()),
        None => std::env::var(crate::log::ENV).ok().filter(|filter| !filter.is_empty()),
    };
    let Some(filter) = wanted else { return Ok(()) };
    let file = crate::log::default_file().ok_or_else(|| Failure::Other("no state directory to log to".into()))?;
    crate::log::init(&file, &filter).map_err(|error| Failure::Usage(error.to_string()))
}
