//! Reading records and printing them: all of a part of a topic, or those that a filter finds.
//!
//! Records are shown by the workers that read them; this thread writes what they made, in the order of each partition.

mod csv;
pub mod group;
mod growth;
mod latest;
mod old;
mod order;
mod printer;
mod show;
mod spare;
mod spot;
#[cfg(test)]
mod tests;
mod work;

use std::io;
use std::sync::Arc;
use std::time::Instant;

use crate::config::profile::Profile;
use crate::jobs::decoder::Decoder;
use crate::model::trouble::{Cause, Trouble};
use crate::records::read::{Grown, Place, Reader, Slice, Ways};
use crate::wire::batch::Record;

pub use crate::records::read::{Ended, From, Stop, Until, Wish};
pub use crate::report::records::csv::HEAD as CSV_HEAD;
use growth::{Growth, grows};
use latest::Latest;
pub use order::{
    Caps, Decode, Latest as LatestCounts, LatestOnly, Order, Outcome, Progress, Size, Spot, Tell, Undecoded,
};
use printer::Printer;
pub use show::Form;
use spare::Spare;
pub use spot::{from, places, until};
use work::{Work, elapsed};

/// Up to so many records nobody needs a large answer.
const FEW: u64 = 1_000;

/// What an order comes to; it is not read.
///
/// # Errors
/// A topic or partition is not there, or nobody answers.
pub fn size(profile: Arc<Profile>, order: &Order) -> Result<(Vec<Slice>, Size), Trouble> {
    let reader = Reader::open(profile, order.patience)?;
    let slices = plan(&reader, order)?;
    let size = measure(&reader, &slices, true);
    Ok((slices, size))
}

/// Reads, and writes what is shown. Blocks until the end, the limit, a cap, the stop or an error of `write`.
///
/// # Errors
/// Nothing could be read: a topic is not there, nobody answers; or there are more keys than can be kept. What went
/// wrong later is in the outcome.
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
    let decoder = match order.decode {
        Decode::Never => None,
        _ => Some(Decoder::open(&profile, &order.wish.topics, &order.formats)?),
    };
    let mut reader = Reader::open(Arc::clone(&profile), order.patience)?;
    let slices = plan(&reader, order)?;
    let size = measure(&reader, &slices, tell.looks());
    tell.begins(&size);
    let mut work = Work {
        progress: Progress {
            of: size.offsets,
            ..Progress::default()
        },
        slices: Vec::new(),
        upto: Vec::new(),
        limit: order.limit.unwrap_or(u64::MAX),
        caps: order.caps,
        capped: false,
        latest: order.latest.map(|only| Latest::new(only, slices.len())),
        undecoded: Undecoded::default(),
        failed: None,
        written: Ok(()),
        stop,
        begun,
        write,
        tell,
        spare: Spare::default(),
    };
    work.reads(slices);
    let spare = work.spare.clone();
    let (ways, mut growth) = (ways(order), Growth::default());
    let mut make = || Printer {
        sift: sift(),
        form: order.form,
        decoder: decoder.clone(),
        print: order.decode == Decode::Print,
        keys: order.latest.is_some(),
        spare: spare.clone(),
    };
    let ended = loop {
        // the reader stops what it was given when it is done
        let own = Stop::default();
        if order.limit == Some(0) {
            own.stop();
        }
        let slices = work.slices.clone();
        let mut ended = reader.run(&slices, &ways, &own, &mut make, &mut |piece| work.piece(piece))?;
        for (ended, upto) in ended.iter_mut().zip(&work.upto) {
            ended.upto = *upto;
        }
        if !ways.grown.as_ref().is_some_and(Grown::take) || !work.goes_on() {
            break growth.whole(ended);
        }
        reader = Reader::open(Arc::clone(&profile), order.patience)?;
        work.reads(growth.next(&reader, order, ended));
    };
    if let Some(why) = work.failed {
        return Err(Trouble::new("keep the newest record of each key", Cause::Config(why))
            .hint("one partition at a time (-p), or a later --from"));
    }
    let latest = work.latest.take().map(|latest| {
        let whole: Vec<bool> = ended.iter().map(Ended::whole).collect();
        latest.end(&whole, &mut |line| {
            let go = work.written.is_ok() && work.progress.found < work.limit;
            if go {
                work.progress.found += 1;
                work.written = (work.write)(line);
            }
            go
        })
    });
    let enough = order.limit.is_some_and(|limit| work.progress.found >= limit);
    let whole = ended.iter().all(Ended::whole);
    // what has no end is never all read
    let endless = ended.iter().any(|ended| ended.slice.until.is_none());
    work.progress.took_ms = elapsed(begun);
    let outcome = Outcome {
        progress: work.progress,
        enough,
        stopped: !enough && !work.capped && stop.asked() && !whole,
        capped: work.capped && !enough && (endless || !whole),
        latest,
        undecoded: work.undecoded,
        ended,
    };
    Ok((outcome, work.written))
}

/// A slice a partition. Where places are given, those partitions alone, from there on.
fn plan(reader: &Reader, order: &Order) -> Result<Vec<Slice>, Trouble> {
    let mut slices = match &order.places {
        None => reader.plan(&order.wish)?,
        Some(places) => {
            let mut wish = order.wish.clone();
            wish.from = From::Earliest;
            placed(&reader.plan(&wish)?, places)?
        }
    };
    if !order.waits {
        for slice in &mut slices {
            let end = slice.end.max(slice.from);
            slice.until = slice.until.map(|until| until.min(end));
        }
    }
    Ok(slices)
}

/// The slices that places name, from there on.
fn placed(all: &[Slice], places: &[Spot]) -> Result<Vec<Slice>, Trouble> {
    let is = |place: &Spot, slice: &Slice| {
        place.partition == slice.partition && place.topic.as_ref().is_none_or(|topic| *topic == slice.topic)
    };
    if let Some(missing) = places.iter().find(|place| !all.iter().any(|slice| is(place, slice))) {
        let what = format!(
            "--from names partition {}, which is not among those that are read",
            missing.partition
        );
        return Err(Trouble::new("read records", Cause::Config(what)));
    }
    let slices = all.iter().filter_map(|slice| {
        let from = places.iter().find(|place| is(place, slice))?.offset;
        Some(Slice {
            from,
            until: slice.until.map(|until| until.max(from)),
            ..slice.clone()
        })
    });
    Ok(slices.collect())
}

fn measure(reader: &Reader, slices: &[Slice], bytes: bool) -> Size {
    Size {
        partitions: slices.len(),
        offsets: slices.iter().map(Slice::len).sum(),
        bytes: bytes.then(|| reader.bytes(slices)).flatten(),
    }
}

fn ways(order: &Order) -> Ways {
    let mut ways = Ways {
        isolation: order.wish.isolation,
        control: order.control,
        patience: order.give_up,
        grown: grows(order).then(Grown::default),
        ..Ways::default()
    };
    if order.limit.is_some_and(|limit| limit <= FEW) && order.latest.is_none() {
        (ways.answer_bytes, ways.partition_bytes) = (1 << 20, 128 << 10);
    }
    let least = [order.caps.bytes, order.caps.rate].into_iter().flatten().min();
    if let Some(least) = least {
        // an answer is read whole: small ones, so that no cap is overstepped by much
        let most = i32::try_from(least / 4).unwrap_or(i32::MAX).max(16 << 10);
        ways.answer_bytes = ways.answer_bytes.min(most);
        ways.partition_bytes = ways.partition_bytes.min(most);
        ways.room = usize::try_from(ways.answer_bytes).unwrap_or(ways.room) * 2;
    }
    ways
}

/// What chooses among records, on a worker's thread.
pub trait Sift: Send {
    /// Where, from this position on, the next record may lie that is wanted: as [`Scan::next`](crate::records::read::Scan::next).
    fn next(&mut self, bytes: &[u8], from: usize) -> Option<usize>;

    /// Whether this one is.
    fn wants(&mut self, place: &Place<'_>, record: &Record<'_>) -> bool;

    /// Why nobody knows that of the last one, if nobody does: the reading of its partition ends before it.
    fn fault(&mut self) -> Option<&'static str> {
        None
    }
}

/// Wants every record.
#[derive(Clone, Copy, Debug)]
pub struct All;

impl Sift for All {
    fn next(&mut self, _bytes: &[u8], from: usize) -> Option<usize> {
        Some(from)
    }

    fn wants(&mut self, _place: &Place<'_>, _record: &Record<'_>) -> bool {
        true
    }
}
