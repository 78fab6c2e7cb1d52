//! kconsole: parse, run, exit code, panic hook.

use std::process::ExitCode;

use kconsole::cli::exit::Failure;
use kconsole::cli::global::Global;
use kconsole::cli::{self, Call};
use kconsole::tui;

fn main() -> ExitCode {
    cli::hook_panics();
    match cli::parse() {
        Call::Console(global) => console(&global).unwrap_or_else(|failure| cli::end(Err(failure))),
        Call::Command(global, command) => cli::run(&global, &command),
    }
}

/// The live console, to its end.
fn console(global: &Global) -> Result<ExitCode, Failure> {
    cli::start_log(global)?;
    let code = tui::open(global.settings()?).map_err(|error| match error {
        tui::Error::Config(error) => Failure::Config(error),
        tui::Error::Engine(trouble) => Failure::Trouble(trouble),
        tui::Error::Keys(_) => Failure::Usage(error.to_string()),
        tui::Error::Terminal(_) => Failure::Other(error.to_string()),
    })?;
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}
