//! kconsole: parse, run, exit code, panic hook.

use std::process::ExitCode;

use kconsole::cli::{self, Call};

fn main() -> ExitCode {
    cli::hook_panics();
    match cli::parse() {
        Call::Console(global) => cli::end(cli::start_log(&global).and_then(|()| {
            Err(cli::exit::Failure::Other(
                "the console is not there yet: name a command".into(),
            ))
        })),
        Call::Command(global, command) => cli::run(&global, &command),
    }
}
