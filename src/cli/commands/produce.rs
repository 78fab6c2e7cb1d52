//! `kconsole produce TOPIC`: lines to records.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::builder::PossibleValuesParser;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};

use crate::jobs::produce::{self, Order, Outcome, Progress, Source, Stop, Ways};
use crate::model::names::TopicName;
use crate::plan::{Consent, Gate};
use crate::text::Thousands;

use super::super::exit::{Exit, Failure, complain};
use super::super::global::{Format, Global};
use super::super::out::Out;

/// What ends its long help.
pub const EXAMPLES: &str = "\
With acks=all and idempotence, so that nothing is written twice. When a record
cannot be written the reading stops, and the exit code is 1: the counts say how
many were acknowledged, surely not written (they may be sent again), and
possibly written (sent and never answered: again may be a duplicate). A key
goes to the partition that a Java producer puts it on. Ctrl-C stops the
reading and waits for what was sent; a second one gives up.

Examples:
  echo hello | kconsole produce greetings
  kconsole produce orders -f orders.jsonl --key-separator '|'
  kconsole produce orders -f orders.jsonl -o json   the outcome as data";

/// The arguments of `produce`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the topic; it is never created
    #[arg(value_name = "TOPIC")]
    topic: String,

    /// Read lines from this file, not from stdin
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,

    /// Key of every record
    #[arg(short, long, value_name = "KEY", conflicts_with = "key_separator")]
    key: Option<String>,

    /// What stands between a line's key and its value; \t is a tab
    #[arg(short = 'K', long, value_name = "TEXT", value_parser = separator)]
    key_separator: Option<String>,

    /// Header of every record; may be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME=VALUE", value_parser = header)]
    headers: Vec<(String, Vec<u8>)>,

    /// Partition of every record, not the partitioner's choice
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(i32).range(0..))]
    partition: Option<i32>,

    /// Write an empty value as null: a tombstone
    #[arg(long)]
    null_empty: bool,

    /// Compress batches
    #[arg(short = 'z', long, value_name = "CODEC", value_parser = PossibleValuesParser::new(CODECS))]
    compression: Option<String>,
}

const CODECS: [&str; 5] = ["none", "gzip", "snappy", "lz4", "zstd"];

fn separator(text: &str) -> Result<String, String> {
    match text {
        "" => Err("it may not be empty".into()),
        "\\t" => Ok("\t".into()),
        "\\0" => Ok("\0".into()),
        other => Ok(other.to_owned()),
    }
}

fn header(text: &str) -> Result<(String, Vec<u8>), String> {
    let (name, value) = text.split_once('=').ok_or("write it like trace-id=7f1c")?;
    Ok((name.to_owned(), value.as_bytes().to_vec()))
}

/// Writes the lines, and tells how their records ended.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    let profile = global.profile()?;
    let topic = TopicName::from(args.topic.as_str());
    let source = args.file.clone().map_or(Source::Stdin, Source::File);
    let named = match &source {
        Source::Stdin => "the standard input".to_owned(),
        Source::File(path) => path.display().to_string(),
    };
    // typed as a command, it is agreed to; read-only still refuses
    let plan = crate::plan::produce::produce(&topic, &named, args.command(global));
    let gate = Gate {
        read_only: profile.read_only,
        cluster: None,
    };
    let permit = gate
        .admit(plan, &Consent::Yes)
        .map_err(|refusal| Failure::Trouble(refusal.into()))?;
    let order = Order {
        topic,
        source,
        key: args.key.clone().map(String::into_bytes),
        key_separator: args.key_separator.clone().map(String::into_bytes),
        headers: args.headers.clone(),
        partition: args.partition,
        null_empty: args.null_empty,
        ways: Ways {
            compression: args.compression.clone(),
        },
    };
    if order.source == Source::Stdin && io::stdin().is_terminal() {
        complain("every line becomes a record; Ctrl-D ends");
    }
    let stop = Stop::default();
    let signals = Interrupts::count(&stop)?;
    let mut meter = Meter::new();
    let outcome = produce::run(&profile, &permit, &order, &stop, &mut |progress| meter.show(progress));
    drop(signals);
    meter.clear();
    report(global, &outcome?)
}

impl Args {
    /// The command line as a plan shows it. Properties are left out: they may be secrets.
    fn command(&self, global: &Global) -> Vec<String> {
        let mut words = vec!["kconsole".to_owned()];
        let mut put = |flag: &str, value: Option<String>| {
            words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
        };
        put("-c", global.context.clone());
        put("-b", global.bootstrap.clone());
        put("produce", Some(self.topic.clone()));
        put("-f", self.file.as_ref().map(|path| path.display().to_string()));
        put("-k", self.key.clone());
        put("-K", self.key_separator.clone());
        for (name, value) in &self.headers {
            put("-H", Some(format!("{name}={}", String::from_utf8_lossy(value))));
        }
        put("-p", self.partition.map(|number| number.to_string()));
        put("-z", self.compression.clone());
        words.extend(self.null_empty.then(|| "--null-empty".to_owned()));
        words
    }
}

fn report(global: &Global, outcome: &Outcome) -> Result<Exit, Failure> {
    if matches!(global.output, Format::Json | Format::Yaml) {
        let mut out = Out::stdout(global);
        out.document(outcome)?;
        out.flush()?;
    }
    if let Some(fatal) = &outcome.fatal {
        complain(fatal);
    }
    for failure in &outcome.failures {
        complain(&format!(
            "{} of {} records: {}",
            failure.error, failure.records, failure.meaning
        ));
    }
    if let Some(why) = &outcome.stopped {
        let next = outcome.next_line.map(|line| format!("; the next line is {line}"));
        complain(&format!("stopped: {why}{}", next.unwrap_or_default()));
    }
    if !outcome.all_well() || global.output == Format::Table {
        let ends = outcome.ends;
        let counts = [ends.acknowledged, ends.not_written, ends.possibly_written].map(marks);
        let [acknowledged, not_written, possibly] = &counts;
        complain(&match outcome.all_well() {
            true => format!("{acknowledged} acknowledged"),
            false => format!("{acknowledged} acknowledged, {not_written} not written, {possibly} possibly written"),
        });
    }
    Ok(if outcome.all_well() { Exit::Ok } else { Exit::Error })
}

fn marks(count: u64) -> String {
    Thousands(i64::try_from(count).unwrap_or(i64::MAX)).to_string()
}

/// Counts interrupts into a [`Stop`]: one stops the reading, two give up what has not ended.
struct Interrupts(Handle);

impl Interrupts {
    fn count(stop: &Stop) -> io::Result<Self> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let (handle, count) = (signals.handle(), Arc::clone(&stop.0));
        std::thread::Builder::new().name("interrupts".into()).spawn(move || {
            for _signal in &mut signals {
                count.fetch_add(1, Ordering::Relaxed);
            }
        })?;
        Ok(Self(handle))
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        // it ends the thread
        self.0.close();
    }
}

/// One line on stderr that counts along, when a person is there to see it.
struct Meter {
    shown: bool,
    tty: bool,
}

impl Meter {
    fn new() -> Self {
        Self {
            shown: false,
            tty: io::stderr().is_terminal(),
        }
    }

    fn show(&mut self, progress: &Progress) {
        if self.tty {
            self.shown = true;
            let text = format!(
                "\r\x1b[K{} sent, {} acknowledged",
                marks(progress.sent),
                marks(progress.ends.acknowledged)
            );
            // nobody is left to be told when stderr is closed
            let _ = io::stderr().write_all(text.as_bytes());
        }
    }

    fn clear(&mut self) {
        if self.shown {
            let _ = io::stderr().write_all(b"\r\x1b[K");
        }
    }
}
