//! Reading records and printing them: all of a part of a topic, or those that a filter finds.
//!
//! Records are shown by the workers that read them; this thread writes what they made, in the order of each partition.

mod show;
mod spot;
#[cfg(test)]
mod tests;

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::profile::Profile;
use crate::jobs::schemas::{self, Source};
use crate::model::trouble::Trouble;
use crate::records::read::{Piece, Place, Reader, Scan, Slice, Ways};
use crate::wire::batch::Record;

pub use crate::records::read::{Ended, From, Stop, Until, Wish};
pub use show::Form;
use show::Lines;
pub use spot::{from, until};

/// Up to so many records nobody needs a large answer.
const FEW: u64 = 1_000;

/// What to read and how to show it.
#[derive(Clone, Debug)]
pub struct Order {
    /// What to read.
    pub wish: Wish,
    /// No more records than this.
    pub limit: Option<u64>,
    /// Markers of transactions are shown too.
    pub control: bool,
    /// How records are shown.
    pub form: Form,
    /// Keys and values are decoded, by the schema registry too.
    pub decode: bool,
    /// How long leaders may take to answer before anything is read.
    pub patience: Duration,
    /// A partition that gives nothing but errors for this long is given up; none for never.
    pub give_up: Option<Duration>,
}

/// What an order comes to, before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Partitions.
    pub partitions: usize,
    /// Offsets, which are records but for what compaction took and for markers; none when it has no end.
    pub offsets: Option<u64>,
    /// About how many bytes on disk; none when nobody can tell.
    pub bytes: Option<u64>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records looked at.
    pub records: u64,
    /// Bytes of their batches, as they came.
    pub bytes: u64,
    /// Records written.
    pub found: u64,
    /// Offsets done.
    pub offsets: u64,
    /// Offsets in all; none when it has no end.
    pub of: Option<u64>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// How it ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was done.
    pub progress: Progress,
    /// As many as were wanted were found.
    pub enough: bool,
    /// It was stopped.
    pub stopped: bool,
    /// How each partition ended.
    pub ended: Vec<Ended>,
}

impl Outcome {
    /// All that was to be read was read.
    #[must_use]
    pub fn whole(&self) -> bool {
        let endless = self.ended.iter().any(|ended| ended.slice.until.is_none());
        let gone = self.ended.iter().any(|ended| ended.skipped > 0);
        let troubled = self.ended.iter().any(|ended| ended.trouble.is_some());
        match self.enough || endless {
            true => !gone && !troubled,
            false => !gone && self.ended.iter().all(Ended::whole),
        }
    }

    /// One message for each thing that was not read.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let mut said = Vec::new();
        for ended in &self.ended {
            let name = format!("{}-{}", ended.slice.topic, ended.slice.partition);
            if ended.skipped > 0 {
                said.push(format!(
                    "{name}: {} offsets were deleted before they could be read",
                    ended.skipped
                ));
            }
            match (&ended.trouble, ended.slice.until) {
                (Some(trouble), Some(until)) => {
                    said.push(format!("{name}: read to offset {} of {until}: {trouble}", ended.upto));
                }
                (Some(trouble), None) => said.push(format!("{name}: read to offset {}: {trouble}", ended.upto)),
                _ => {}
            }
        }
        said
    }
}

/// What is told while it runs.
pub trait Tell {
    /// What will be read, before anything is.
    fn begins(&mut self, size: &Size);

    /// About ten times a second.
    fn goes(&mut self, progress: &Progress);

    /// Whether anybody looks at the sizes: they cost a request a broker.
    fn looks(&self) -> bool;
}

/// Reads, and writes what is shown. Blocks until the end, the limit, the stop or an error of `write`.
///
/// # Errors
/// Nothing could be read: a topic is not there, nobody answers. What went wrong later is in the outcome.
pub fn run<F, S>(
    profile: Arc<Profile>,
    order: &Order,
    stop: &Stop,
    mut sift: F,
    write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    tell: &mut dyn Tell,
) -> Result<(Outcome, io::Result<()>), Trouble>
where
    F: FnMut() -> S,
    S: Sift + 'static,
{
    let begun = Instant::now();
    let schemas = order.decode.then(|| schemas::source(&profile));
    let reader = Reader::open(profile, order.patience)?;
    let slices = reader.plan(&order.wish)?;
    let of: Option<u64> = slices.iter().map(Slice::len).sum();
    let bytes = tell.looks().then(|| reader.bytes(&slices)).flatten();
    tell.begins(&Size {
        partitions: slices.len(),
        offsets: of,
        bytes,
    });
    let mut ways = Ways {
        isolation: order.wish.isolation,
        control: order.control,
        patience: order.give_up,
        ..Ways::default()
    };
    if order.limit.is_some_and(|limit| limit <= FEW) {
        (ways.answer_bytes, ways.partition_bytes) = (1 << 20, 128 << 10);
    }
    let mut work = Work {
        progress: Progress {
            of,
            ..Progress::default()
        },
        upto: slices.iter().map(|slice| slice.from).collect(),
        limit: order.limit.unwrap_or(u64::MAX),
        written: Ok(()),
        stop,
        begun,
        write,
        tell,
    };
    if order.limit == Some(0) {
        stop.stop();
    }
    let make = || Printer {
        sift: sift(),
        form: order.form,
        schemas: schemas.clone(),
    };
    let ended = reader.run(&slices, &ways, stop, make, &mut |piece| work.piece(piece))?;
    let enough = order.limit.is_some_and(|limit| work.progress.found >= limit);
    let whole = ended.iter().all(Ended::whole);
    work.progress.took_ms = elapsed(begun);
    let outcome = Outcome {
        progress: work.progress,
        enough,
        stopped: !enough && stop.asked() && !whole,
        ended,
    };
    Ok((outcome, work.written))
}

/// What chooses among records, on a worker's thread.
pub trait Sift: Send {
    /// Whether one of the records in these bytes may be wanted.
    fn may(&mut self, bytes: &[u8]) -> bool;

    /// Whether this one is.
    fn wants(&mut self, place: &Place<'_>, record: &Record<'_>) -> bool;
}

/// Wants every record.
#[derive(Clone, Copy, Debug)]
pub struct All;

impl Sift for All {
    fn may(&mut self, _bytes: &[u8]) -> bool {
        true
    }

    fn wants(&mut self, _place: &Place<'_>, _record: &Record<'_>) -> bool {
        true
    }
}

/// Shows the wanted ones.
struct Printer<S> {
    sift: S,
    form: Form,
    /// Set when they are decoded.
    schemas: Option<Source>,
}

impl<S: Sift> Scan for Printer<S> {
    type Out = Lines;

    fn may(&mut self, bytes: &[u8]) -> bool {
        self.sift.may(bytes)
    }

    fn record(&mut self, place: &Place<'_>, record: &Record<'_>, out: &mut Lines) {
        if self.sift.wants(place, record) {
            match &self.schemas {
                Some(schemas) => self.form.show_decoded(place, record, schemas.as_ref(), out),
                None => self.form.show(place, record, out),
            }
        }
    }
}

struct Work<'a> {
    progress: Progress,
    /// How far each slice is.
    upto: Vec<i64>,
    limit: u64,
    written: io::Result<()>,
    stop: &'a Stop,
    begun: Instant,
    write: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
    tell: &'a mut dyn Tell,
}

impl Work<'_> {
    fn piece(&mut self, piece: Option<Piece<Lines>>) -> ControlFlow<()> {
        let Some(piece) = piece else {
            self.progress.took_ms = elapsed(self.begun);
            self.tell.goes(&self.progress);
            return match self.stop.asked() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            };
        };
        self.progress.records += piece.records;
        self.progress.bytes += piece.bytes;
        if let Some(upto) = self.upto.get_mut(piece.slice)
            && piece.upto > *upto
        {
            self.progress.offsets += u64::try_from(piece.upto - *upto).unwrap_or_default();
            *upto = piece.upto;
        }
        let (lines, count) = piece.out.first(self.limit - self.progress.found);
        self.progress.found += count;
        if !lines.is_empty() {
            self.written = (self.write)(lines);
        }
        match self.written.is_err() || self.progress.found >= self.limit || self.stop.asked() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

fn elapsed(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
