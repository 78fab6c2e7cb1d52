//! `kconsole man [COMMAND]`.

use clap::CommandFactory;

use super::super::args::Cli;
use super::super::exit::{Exit, Failure};
use super::super::out::write_stdout;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Examples:
  kconsole man | man -l -
  kconsole man lag > kconsole-lag.1";

/// The arguments of `man`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Prints the page in roff.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let mut root = Cli::command();
    root.build();
    let command = match &args.command {
        None => root,
        Some(name) => {
            let known: Vec<String> = root.get_subcommands().map(|c| c.get_name().to_owned()).collect();
            let found = root.find_subcommand(name).cloned();
            found.ok_or_else(|| Failure::not_found("command", name, known.iter().map(String::as_str)))?
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    write_stdout(&page)?;
    Ok(Exit::Ok)
}
