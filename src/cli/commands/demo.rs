//! `kconsole demo`: a cluster inside this program. The binary starts it; here is what can be wished for, and how
//! `--serve` speaks.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use serde::Serialize;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::super::exit::{Exit, Failure, complain};
use super::super::global::{Format, Global};

/// What ends its long help.
pub const EXAMPLES: &str = "\
The cluster is a simulation for trying things: it is no broker for real use.
It listens on this machine only, and all of it is gone when the command ends.

With --serve, a scenario's name on a line of stdin plays it; in the console
:scenario NAME does. Ctrl-C or SIGTERM ends it, a closed stdin does not.

Scenarios:
  quiet                nothing is wrong
  lag-spike            a flash sale: a sink cannot write away what comes
  poison-pill          a record that no consumer can read stops one of them
  broker-down          a broker dies, comes back and catches up
  reassignment         partitions move to other brokers, under a throttle
  hot-partition        a crawler's clicks all go to one partition
  isr-flap             replicas fall out of the ISR and come back
  hanging-transaction  a transaction that nobody ends holds readers back
  all                  all of them in turn, with a minute of calm between

Examples:
  kconsole demo                                 look at a shop and its faults
  kconsole demo --scenario broker-down          one fault again and again
  kconsole demo --serve                         for kcat and other programs
  kconsole demo --serve --topics 20000 --partitions 10 --groups 2000";

/// The scenarios by name, and what plays all of them.
pub const SCENARIOS: [&str; 9] = [
    "all",
    "quiet",
    "lag-spike",
    "poison-pill",
    "broker-down",
    "reassignment",
    "hot-partition",
    "isr-flap",
    "hanging-transaction",
];

/// The arguments of `demo`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// So many brokers
    #[arg(long, value_name = "N", default_value = "3", value_parser = clap::value_parser!(u16).range(1..=100))]
    pub brokers: u16,

    /// So many topics in all, if the shop has fewer
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub topics: Option<u32>,

    /// Partitions of each topic beside the shop's
    #[arg(long, value_name = "N", default_value = "10", value_parser = clap::value_parser!(i32).range(1..=1_000))]
    pub partitions: i32,

    /// So many groups in all, if the shop has fewer
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=50_000))]
    pub groups: Option<u32>,

    /// The same seed tells the same story
    #[arg(long, value_name = "N", default_value = "42")]
    pub seed: u64,

    /// How many times as fast things happen
    #[arg(long, value_name = "TIMES", default_value = "1", value_parser = speed)]
    pub speed: f64,

    /// What goes wrong [default: all in turn; nothing beyond 1000 topics]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(SCENARIOS))]
    pub scenario: Option<String>,

    /// Do not open the console: print the addresses and run until Ctrl-C
    #[arg(long)]
    pub serve: bool,

    /// For pictures: plays so many seconds on a clock of its own, then stands
    #[arg(long, value_name = "SECONDS", hide = true)]
    pub still: Option<u32>,
}

/// Where a demo listens.
#[derive(Clone, Debug, Serialize)]
pub struct Addresses {
    /// Always true: nobody is to take it for a real cluster.
    pub demo: bool,
    /// The brokers, with commas.
    pub bootstrap: String,
    /// The schema registry.
    pub registry: String,
    /// Prometheus.
    pub prometheus: String,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(times) if (0.1..=100.0).contains(&times) => Ok(times),
        _ => Err("between 0.1 and 100".into()),
    }
}

/// Prints the addresses and returns at Ctrl-C. `play` is called with every line of stdin; it says in a line why not.
///
/// # Errors
/// When stdout cannot be written, or signals cannot be waited for.
pub fn serve(
    global: &Global,
    addresses: &Addresses,
    mut play: impl FnMut(&str) -> Result<(), String> + Send + 'static,
) -> Result<Exit, Failure> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    let told = match global.output {
        Format::Json | Format::Yaml | Format::Csv => {
            serde_json::to_string(addresses).map_err(|error| Failure::Other(error.to_string()))?
        }
        Format::Table | Format::Raw => format!(
            "DEMO        a simulated cluster for trying things, on this machine only\n\
             bootstrap   {}\nregistry    {}\nprometheus  {}\n\
             look        kconsole -b {}\n\
             play        type a scenario's name: {}",
            addresses.bootstrap,
            addresses.registry,
            addresses.prometheus,
            addresses.bootstrap.split(',').next().unwrap_or_default(),
            SCENARIOS.join(" ")
        ),
    };
    let mut out = io::stdout();
    writeln!(out, "{told}")?;
    out.flush()?;
    // it ends with the process: a line that nobody types cannot be waited for
    thread::Builder::new().name("demo stdin".into()).spawn(move || {
        let mut line = String::new();
        while listens() && matches!(io::stdin().read_line(&mut line), Ok(1..)) {
            let name = line.trim();
            if !name.is_empty() {
                match play(name) {
                    Ok(()) => complain(&format!("the demo plays {name}")),
                    Err(why) => complain(&why),
                }
            }
            line.clear();
        }
    })?;
    signals.forever().next();
    Ok(Exit::Ok)
}

/// Waits until nobody would stop us for reading: a job in the background may not read the terminal. Gives true.
fn listens() -> bool {
    /// How often it is looked whether we came to the foreground.
    const LOOK: Duration = Duration::from_secs(1);
    // what is no terminal has no foreground
    while rustix::termios::tcgetpgrp(io::stdin()).is_ok_and(|front| front != rustix::process::getpgrp()) {
        thread::sleep(LOOK);
    }
    true
}
