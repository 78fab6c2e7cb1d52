//! `kconsole demo`: a cluster inside this program. The binary starts it; here is what can be wished for, and how
//! `--serve` speaks.

use std::io::{self, BufRead, Write};
use std::thread;

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

With --serve, a scenario's name on a line of stdin plays it.

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
        Format::Table => format!(
            "DEMO        a simulated cluster for trying things, on this machine only\n\
             bootstrap   {}\nregistry    {}\nprometheus  {}",
            addresses.bootstrap, addresses.registry, addresses.prometheus
        ),
    };
    let mut out = io::stdout();
    writeln!(out, "{told}")?;
    out.flush()?;
    // it ends with the process: a line that nobody types cannot be waited for
    thread::Builder::new().name("demo stdin".into()).spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            let name = line.trim();
            if !name.is_empty()
                && let Err(why) = play(name)
            {
                complain(&why);
            }
        }
    })?;
    signals.forever().next();
    Ok(Exit::Ok)
}
