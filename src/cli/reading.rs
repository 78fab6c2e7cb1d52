//! What the commands that read records have in common: which part of which topics, how it is written, and the end.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::clock::now_ms;
use crate::jobs::consume::{self, Form, From, Order, Outcome, Sift, Stop, Until, Wish};
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::model::trouble::{Cause, Trouble};
use crate::text::Thousands;

use super::exit::{Exit, Failure, complain};
use super::global::{Format, Global};
use super::interrupt::Interrupts;
use super::meter::{Meter, signed};

/// A partition that gives nothing but errors for this long is a part that is missing.
const GIVE_UP: Duration = Duration::from_secs(30);

/// Which part of the topics is read.
#[derive(Debug, clap::Args)]
pub struct Part {
    /// Begin here: earliest, latest, -100 (the last 100 offsets of each
    /// partition), 4711 (an offset) or a time (-15m, 2026-11-21T03:12Z)
    #[arg(short = 'S', long, value_name = "WHERE", allow_hyphen_values = true)]
    from: Option<String>,

    /// End here: now, never, 4711 (an offset, not read) or a time
    #[arg(short = 'U', long, value_name = "WHERE", allow_hyphen_values = true)]
    until: Option<String>,

    /// No more records than this
    #[arg(short = 'n', long = "count", value_name = "N")]
    count: Option<u64>,

    /// Only these partitions; may be repeated
    #[arg(short, long = "partition", value_name = "N", value_delimiter = ',', value_parser = clap::value_parser!(i32).range(0..))]
    partitions: Vec<i32>,

    /// Go on as records come: --from latest --until never, if not given
    #[arg(short, long)]
    follow: bool,

    /// Leave out what transactions have not committed, or not
    #[arg(long, value_name = "LEVEL", default_value = "committed")]
    isolation: Level,

    /// Show the markers of transactions, too (with -o json)
    #[arg(long)]
    control: bool,

    /// Print keys and values decoded, by the schema registry where they name a schema
    #[arg(short, long)]
    decode: bool,
}

/// Which records of transactions are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Level {
    /// Committed ones only, up to the oldest open transaction
    #[value(alias = "read_committed")]
    Committed,
    /// All, those of open and aborted transactions too
    #[value(alias = "read_uncommitted")]
    Uncommitted,
}

impl Part {
    /// The order for these topics.
    ///
    /// # Errors
    /// A place that is none.
    pub fn order(&self, global: &Global, topics: &[String], form: Form) -> Result<Order, Failure> {
        let (now, zone) = (now_ms(), TimeZone::system());
        let usage = |flag: &str, why: String| Failure::Usage(format!("{flag}: {why}"));
        let from = match (&self.from, self.follow) {
            (Some(text), _) => consume::from(text, now, &zone).map_err(|why| usage("--from", why))?,
            (None, true) => From::Latest,
            (None, false) => From::Earliest,
        };
        let until = match (&self.until, self.follow) {
            (Some(text), _) => consume::until(text, now, &zone).map_err(|why| usage("--until", why))?,
            (None, true) => Until::Never,
            (None, false) => Until::Now,
        };
        let mut topics: Vec<TopicName> = topics.iter().map(|name| TopicName::from(name.as_str())).collect();
        topics.sort_unstable();
        topics.dedup();
        Ok(Order {
            wish: Wish {
                topics,
                partitions: (!self.partitions.is_empty()).then(|| self.partitions.clone()),
                from,
                until,
                isolation: match self.isolation {
                    Level::Committed => Isolation::ReadCommitted,
                    Level::Uncommitted => Isolation::ReadUncommitted,
                },
            },
            limit: self.count,
            control: self.control,
            form,
            decode: self.decode,
            patience: global.patience(),
            // who follows waits for brokers to come back
            give_up: (until != Until::Never).then_some(GIVE_UP),
        })
    }
}

/// How records are printed, by `-o`.
///
/// # Errors
/// A format that records do not have.
pub fn form(global: &Global) -> Result<Form, Failure> {
    match global.output {
        Format::Json => Ok(Form::Json),
        Format::Table if io::stdout().is_terminal() => Ok(Form::SafeValue),
        Format::Table => Ok(Form::Value),
        Format::Yaml | Format::Csv => Err(Failure::Usage(
            "records are printed as their values, one a line, or with -o json as JSON lines".into(),
        )),
    }
}

/// Reads, prints, and tells on stderr what could not be had.
///
/// # Errors
/// When nothing could be read, or not written.
pub fn run<S: Sift + 'static>(
    global: &Global,
    order: &Order,
    searching: bool,
    sift: impl FnMut() -> S,
) -> Result<Exit, Failure> {
    let profile = global.profile()?;
    let stop = Stop::default();
    let signals = Interrupts::stop(&stop)?;
    // large pieces go straight out: a buffer would only copy them once more
    let mut stdout = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let mut meter = Meter::new(searching);
    let shared = std::cell::RefCell::new(&mut meter);
    let mut write = |bytes: &[u8]| {
        shared.borrow_mut().clear();
        stdout.write_all(bytes)
    };
    let mut tell = Shared(&shared);
    let (outcome, written) = consume::run(profile, order, &stop, sift, &mut write, &mut tell).map_err(failed)?;
    drop(signals);
    meter.clear();
    written?;
    Ok(report(&outcome, searching))
}

/// A topic that is not there is said as for every other command.
fn failed(trouble: Trouble) -> Failure {
    match trouble.cause {
        Cause::Kafka {
            code: 3,
            message: Some(name),
            ..
        } => Failure::NotFound {
            kind: "topic",
            name,
            nearest: None,
        },
        _ => Failure::Trouble(trouble),
    }
}

/// The meter is written to from two sides.
struct Shared<'a, 'b>(&'a std::cell::RefCell<&'b mut Meter>);

impl consume::Tell for Shared<'_, '_> {
    fn begins(&mut self, size: &consume::Size) {
        self.0.borrow_mut().begins(size);
    }

    fn goes(&mut self, progress: &consume::Progress) {
        self.0.borrow_mut().goes(progress);
    }

    fn looks(&self) -> bool {
        self.0.borrow().looks()
    }
}

fn report(outcome: &Outcome, searching: bool) -> Exit {
    for text in outcome.missing() {
        complain(&text);
    }
    let progress = &outcome.progress;
    let count = |count: u64| Thousands(signed(count));
    let endless = progress.of.is_none();
    if outcome.stopped && !endless {
        let (done, of) = (count(progress.offsets), count(progress.of.unwrap_or_default()));
        complain(&format!("stopped after {done} of {of} records: this is a part only"));
    }
    if searching && (!outcome.whole() || io::stderr().is_terminal()) {
        complain(&format!(
            "{} of {} records match{}",
            count(progress.found),
            count(progress.records),
            if outcome.whole() || endless { "" } else { " so far" },
        ));
    }
    match outcome.whole() {
        true => Exit::Ok,
        false => Exit::Error,
    }
}
