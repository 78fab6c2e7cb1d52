//! The command line's grammar. Each command's own arguments are in its file.

use clap::{Parser, Subcommand};

use super::commands::{
    broker, brokers, completions, consume, contexts, demo, events, group, groups, health, lag, man, produce, quorum,
    redrive, schemas, search, topic, topics,
};
use super::global::Global;

/// A terminal operations console for Apache Kafka
///
/// Without a command it opens the live console; with one it prints and ends.
/// stdout carries data only; what could not be had is named on stderr.
#[derive(Debug, Parser)]
#[command(name = "kconsole", version, max_term_width = 79, after_long_help = EXAMPLES, subcommand_value_name = "COMMAND")]
pub struct Cli {
    /// The flags that every command takes.
    #[command(flatten)]
    pub global: Global,

    /// The command; none opens the console.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  kconsole -b kafka-1:9092                 open the console
  kconsole -b kafka-1:9092 health          what is wrong, in words
  kconsole -c prod lag --fail-over 10000   exit 3 when a group lags more
  kconsole -c prod topics -o json          every topic with its partitions

Exit codes:
  0    all that was asked was had
  1    something was not: it is named on stderr
  2    the command line or the configuration cannot be used
  3    a check failed (health, lag --fail-over, broker --safe-to-stop)
  130  it was interrupted before its end: stderr says how far it came";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List topics: partitions, replication and state
    #[command(after_long_help = topics::EXAMPLES)]
    Topics(topics::Args),
    /// Show one topic: partitions, configs, who reads it
    #[command(after_long_help = topic::EXAMPLES)]
    Topic(topic::Args),
    /// List brokers: state, leaders, replicas, disks
    #[command(after_long_help = brokers::EXAMPLES)]
    Brokers(brokers::Args),
    /// Show one broker: log dirs, configs; check if it can be stopped
    #[command(after_long_help = broker::EXAMPLES)]
    Broker(broker::Args),
    /// List groups: type, state, members, lag
    #[command(after_long_help = groups::EXAMPLES)]
    Groups(groups::Args),
    /// Show one group: lag by partition, members
    #[command(after_long_help = group::EXAMPLES)]
    Group(group::Args),
    /// List lag: every group in every partition
    #[command(after_long_help = lag::EXAMPLES)]
    Lag(lag::Args),
    /// Check the cluster: what is wrong, and what it stops
    #[command(after_long_help = health::EXAMPLES)]
    Health(health::Args),
    /// Follow what changes: leaders, ISR, brokers, groups, topics
    #[command(after_long_help = events::EXAMPLES)]
    Events(events::Args),
    /// Show the KRaft quorum: leader, voters, observers
    #[command(after_long_help = quorum::EXAMPLES)]
    Quorum(quorum::Args),
    /// Print records of topics
    #[command(after_long_help = consume::EXAMPLES)]
    Consume(Box<consume::Args>),
    /// Find records of topics by text, regular expression or jq
    #[command(after_long_help = search::EXAMPLES)]
    Search(Box<search::Args>),
    /// Write lines as records to a topic
    #[command(after_long_help = produce::EXAMPLES)]
    Produce(Box<produce::Args>),
    /// Bring dead letters back to the topics they came from
    #[command(after_long_help = redrive::EXAMPLES)]
    Redrive(Box<redrive::Args>),
    /// List the schema registry's subjects; show, compare, register
    #[command(after_long_help = schemas::EXAMPLES)]
    Schemas(schemas::Args),
    /// List the contexts of the configuration; add, use, test one
    #[command(after_long_help = contexts::EXAMPLES)]
    Contexts(contexts::Args),
    /// Open the console on a simulated cluster to try things on
    #[command(after_long_help = demo::EXAMPLES)]
    Demo(demo::Args),
    /// Print a completion script for a shell
    #[command(after_long_help = completions::EXAMPLES)]
    Completions(completions::Args),
    /// Print the manual page, of the whole or of a command
    #[command(after_long_help = man::EXAMPLES)]
    Man(man::Args),
}
