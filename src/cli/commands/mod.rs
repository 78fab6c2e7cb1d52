//! One file a command: its arguments, what it asks, and how it shows the answer.

pub mod broker;
pub mod brokers;
pub mod completions;
pub mod consume;
pub mod contexts;
pub mod demo;
pub mod events;
pub mod group;
pub mod groups;
pub mod health;
pub mod lag;
pub mod man;
pub mod produce;
pub mod quorum;
pub mod redrive;
pub mod schemas;
pub mod search;
pub mod topic;
pub mod topics;

use super::args::Command;
use super::exit::{Exit, Failure};
use super::global::{Format, Global};
use super::look::{Query, answer};

/// Runs a command.
pub fn run(global: &Global, command: &Command) -> Result<Exit, Failure> {
    if global.output == Format::Raw && !matches!(command, Command::Consume(_) | Command::Search(_)) {
        return Err(Failure::Usage(
            "-o raw is how consume and search print values: table, json, yaml or csv here".into(),
        ));
    }
    let query: &dyn Query = match command {
        Command::Events(args) => return events::run(global, args),
        Command::Consume(args) => return consume::run(global, args),
        Command::Search(args) => return search::run(global, args),
        Command::Produce(args) => return produce::run(global, args),
        Command::Redrive(args) => return redrive::run(global, args),
        Command::Schemas(args) => return schemas::run(global, args),
        Command::Contexts(args) => return contexts::run(global, args),
        Command::Completions(args) => return completions::run(args),
        Command::Man(args) => return man::run(args),
        Command::Demo(_) => return Err(Failure::Other("only the program itself can start the demo".into())),
        Command::Topics(args) => args,
        Command::Topic(args) => args,
        Command::Brokers(args) => args,
        Command::Broker(args) => args,
        Command::Groups(args) => args,
        Command::Group(args) => args,
        Command::Lag(args) => args,
        Command::Health(args) => args,
        Command::Quorum(args) => args,
    };
    answer(global, query)
}

/// Whether a name is among those a filter asks for: all of them without one, else those that contain it; `!` turns it
/// round.
fn accepts(filter: Option<&str>, name: &str) -> bool {
    match filter.map(|text| (text, text.strip_prefix('!'))) {
        None => true,
        Some((_, Some(without))) => !name.contains(without),
        Some((with, None)) => name.contains(with),
    }
}
