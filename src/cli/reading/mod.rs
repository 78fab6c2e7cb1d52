//! What the commands that read records have in common: which part of which topics, how it is written, and the end.

mod end;
mod part;
mod size;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;

use crate::jobs::consume::{self, CSV_HEAD, Decode, Form, Order, Sift, Stop};
use crate::model::trouble::{Cause, Trouble};

use super::exit::{Exit, Failure};
use super::global::{Format, Global};
use super::interrupt::Interrupts;
use super::meter::{self, Meter};
use super::out::Out;
pub use part::Part;

/// What a pipe is asked to hold, in bytes: the most that Linux gives to anybody (`fs.pipe-max-size`).
#[cfg(target_os = "linux")]
const PIPE: usize = 1 << 20;

/// How records are printed, by `-o`.
///
/// # Errors
/// A format that records do not have.
pub fn form(global: &Global) -> Result<Form, Failure> {
    match global.output {
        Format::Json => Ok(Form::Json),
        Format::Table if io::stdout().is_terminal() => Ok(Form::SafeValue),
        Format::Table => Ok(Form::Value),
        Format::Csv => Ok(Form::Csv {
            safe: io::stdout().is_terminal(),
        }),
        Format::Raw if io::stdout().is_terminal() => Err(Failure::Usage(
            "-o raw is for files and pipes: what stands in values could steer this terminal".into(),
        )),
        Format::Raw => Ok(Form::Raw),
        Format::Yaml => Err(Failure::Usage(
            "records are printed as their values, one a line, as JSON lines with -o json, or with -o csv or raw".into(),
        )),
    }
}

/// Reads, prints, and tells on stderr what could not be had.
///
/// # Errors
/// When nothing could be read, or not written.
pub fn run<S: Sift + 'static>(
    global: &Global,
    part: &Part,
    mut order: Order,
    searching: bool,
    sift: impl FnMut() -> S,
) -> Result<Exit, Failure> {
    let profile = global.profile()?;
    if part.dry_run {
        return plan(global, &order);
    }
    if order.decode == Decode::Filter && profile.registry.is_none() && profile.topics.is_empty() {
        // there is nothing to decode by: filters that look at bytes are faster
        order.decode = Decode::Never;
    }
    let stop = Stop::default();
    let signals = Interrupts::stop(&stop)?;
    let mut stdout = straight()?;
    if matches!(order.form, Form::Csv { .. }) {
        stdout.write_all(CSV_HEAD.as_bytes())?;
    }
    let mut meter = Meter::new(searching);
    let shared = std::cell::RefCell::new(&mut meter);
    let mut write = |bytes: &[u8]| {
        shared.borrow_mut().clear();
        stdout.write_all(bytes)
    };
    let mut tell = Shared(&shared);
    let (outcome, written) = consume::run(profile, &order, &stop, sift, &mut write, &mut tell).map_err(failed)?;
    drop(signals);
    meter.clear();
    written?;
    Ok(end::report(&order, &outcome, searching))
}

/// Standard output without a buffer: large pieces would only be copied once more.
pub(super) fn straight() -> io::Result<File> {
    let stdout = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    // less room costs only more turns between its two ends
    #[cfg(target_os = "linux")]
    let _less = rustix::pipe::fcntl_setpipe_size(&stdout, PIPE);
    Ok(stdout)
}

/// What would be read.
fn plan(global: &Global, order: &Order) -> Result<Exit, Failure> {
    let (slices, size) = consume::size(global.profile()?, order).map_err(failed)?;
    let mut out = Out::stdout(global);
    if order.form == Form::Json {
        let partitions = slices.iter().map(|slice| {
            serde_json::json!({
                "topic": slice.topic.as_str(), "partition": slice.partition, "from": slice.from, "until": slice.until,
                "records": slice.len(),
            })
        });
        out.document(&serde_json::json!({
            "records": size.offsets, "bytes": size.bytes, "partitions": partitions.collect::<Vec<_>>(),
        }))?;
    } else {
        out.line(&meter::size("reading", &size))?;
    }
    out.flush()?;
    Ok(Exit::Ok)
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
