//! `--dry-run`: a line of JSON for each record, as it would be sent.

use std::io;

use crate::cli::exit::{Exit, Failure, complain};
use crate::cli::global::Global;
use crate::cli::out::Out;
use crate::config::profile::Profile;
use crate::jobs::produce::{self, Line, Order, Stop};
use crate::text::Bytes;

use super::interrupts::Interrupts;
use super::meter::marks;

/// Prints the records, and says what is wrong with the others.
pub(super) fn run(global: &Global, profile: &Profile, order: &Order) -> Result<Exit, Failure> {
    let mut out = Out::stdout(global);
    let mut printed: io::Result<()> = Ok(());
    let stop = Stop::default();
    let signals = Interrupts::count(&stop)?;
    let mut show = |line: &Line<'_>| {
        printed = out.data_line(line);
        printed.is_ok()
    };
    let checked = produce::dry_run(profile, order, &stop, &mut show);
    drop(signals);
    printed?;
    out.flush()?;
    let checked = checked?;
    for why in &checked.invalid {
        complain(why);
    }
    if let Some(why) = checked.stopped.as_ref().filter(|why| !checked.invalid.contains(why)) {
        complain(&format!("stopped: {why}"));
    }
    complain(&format!(
        "dry run: {} would be sent to {} ({}), {} cannot be; nothing was sent",
        marks(checked.records),
        order.topic,
        Bytes(checked.bytes),
        marks(checked.invalid_records)
    ));
    let well = checked.invalid_records == 0 && checked.stopped.is_none();
    Ok(match (well, stop.asked()) {
        (true, _) => Exit::Ok,
        (false, true) => Exit::Interrupted,
        (false, false) => Exit::Error,
    })
}
