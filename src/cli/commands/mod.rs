//! One file a command: its arguments, what it asks, and how it shows the answer.

pub mod broker;
pub mod brokers;
pub mod completions;
pub mod contexts;
pub mod events;
pub mod group;
pub mod groups;
pub mod health;
pub mod lag;
pub mod man;
pub mod produce;
pub mod quorum;
pub mod topic;
pub mod topics;

use super::args::Command;
use super::exit::{Exit, Failure};
use super::global::Global;
use super::look::answer;

/// Runs a command.
pub fn run(global: &Global, command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Topics(args) => answer(global, args),
        Command::Topic(args) => answer(global, args),
        Command::Brokers(args) => answer(global, args),
        Command::Broker(args) => answer(global, args),
        Command::Groups(args) => answer(global, args),
        Command::Group(args) => answer(global, args),
        Command::Lag(args) => answer(global, args),
        Command::Health(args) => answer(global, args),
        Command::Quorum(args) => answer(global, args),
        Command::Events(args) => events::run(global, args),
        Command::Contexts(args) => contexts::run(global, args),
        Command::Produce(args) => produce::run(global, args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
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
