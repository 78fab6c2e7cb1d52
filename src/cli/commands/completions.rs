//! `kconsole completions SHELL`.

use clap::CommandFactory;
use clap_complete::Shell;

use super::super::args::Cli;
use super::super::exit::{Exit, Failure};
use super::super::out::write_stdout;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Examples:
  kconsole completions bash > ~/.local/share/bash-completion/completions/kconsole
  kconsole completions zsh > ~/.zfunc/_kconsole
  kconsole completions fish > ~/.config/fish/completions/kconsole.fish";

/// The arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "kconsole", &mut script);
    write_stdout(&script)?;
    Ok(Exit::Ok)
}
