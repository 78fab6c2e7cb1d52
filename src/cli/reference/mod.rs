//! The command line's reference as Markdown, out of the very definition that parses it.

mod fields;

pub use fields::markdown as fields;

use std::fmt::Write;

use clap::{Command, CommandFactory};

use super::args::Cli;

/// How wide the help texts are.
const WIDTH: usize = 79;

/// Every command with its long help; the README's reference is this text.
#[must_use]
pub fn markdown() -> String {
    let mut root = Cli::command().term_width(WIDTH);
    root.build();
    let mut out = String::new();
    section(&root, "kconsole", &mut out);
    let commands: Vec<Command> = root
        .get_subcommands()
        .filter(|c| c.get_name() != "help")
        .cloned()
        .collect();
    for command in commands {
        section(&command, &format!("kconsole {}", command.get_name()), &mut out);
    }
    out
}

fn section(command: &Command, title: &str, out: &mut String) {
    let help = help(command);
    // writing to a String cannot fail
    let _ = write!(out, "### `{title}`\n\n```text\n{}\n```\n\n", help.trim_end());
}

/// The long help of a command, without the flags that every command has: they stand in the first section.
fn help(command: &Command) -> String {
    let is_root = command.get_name() == "kconsole";
    let global: Vec<String> = command
        .get_arguments()
        .filter(|arg| !is_root && arg.is_global_set())
        .map(|arg| arg.get_id().to_string())
        .collect();
    let mut shown = command.clone();
    for id in global {
        shown = shown.mut_arg(id, |arg| arg.hide(true));
    }
    let text = shown.render_long_help().to_string();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
