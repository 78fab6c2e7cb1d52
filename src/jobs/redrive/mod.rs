//! Dead letters back to where they came from: chosen by a filter, routed by their headers or to one topic, each of them
//! accounted for.
//!
//! ```text
//! survey: read the part → route each record → how many go where, and why others stay (nothing is written)
//! run:    read the same part → route → producer of the target → delivery reports → checkpoint
//! ```
//! | file | its part |
//! |---|---|
//! | `form`, `asked`, `order` | what a person types; that as a command line has it; what is done by it: pure |
//! | `route`, `headers` | where a record goes, and with which headers: pure |
//! | `pick`, `round` | records taken out, handed over and accounted for |
//! | `checkpoint`, `kept` | how far it came, and its file |
//! | `errand`, `page` | the same for the console: its plan, and what is shown of it |
//!
//! A run reads exactly what its survey counted. Records are handed over in rounds: a round ends when all of it has
//! ended, and only then the checkpoint moves. What was not acknowledged is named with its place, and a run from the
//! checkpoint reads it again, and nothing that was acknowledged.

mod asked;
mod checkpoint;
mod errand;
mod form;
mod headers;
mod kept;
mod order;
mod page;
mod pick;
mod round;
mod route;
mod targets;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::profile::Profile;
use crate::jobs::consume::Undecoded;
use crate::jobs::produce::Pace;
use crate::model::names::TopicName;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::Permit;
pub use crate::records::read::Stop;
use crate::records::read::{Ended, Reader, Slice, Ways};
use crate::records::write;

pub use asked::{Asked, Field, REDRIVES, Wrong, header, rate};
use checkpoint::Checkpoint;
pub use errand::{Job, carry_out, count, plan};
pub use form::{Form, checkpoint_in};
pub use headers::HeaderRules;
use kept::Kept;
pub use order::{Looked, Order, Outcome, Progress, Survey};
pub use page::{Brought, Count, Counted, KEPT, Page, Underway};
use pick::{Pick, Picked};
use round::Round;
pub use route::{KNOWN, Route, Stays};

/// Topics that records may be routed to, at most.
const TARGETS: usize = 64;

/// How often it is told how far something is.
const TOLD: Duration = Duration::from_millis(100);

/// Reads and counts; writes nothing. Tells how far it is.
///
/// # Errors
/// The topic is not there, nobody answers, the checkpoint cannot be read or is of another topic; more targets than are
/// likely.
pub fn survey(
    profile: &Arc<Profile>,
    order: &Order,
    stop: &Stop,
    tell: &mut dyn FnMut(Looked),
) -> Result<Survey, Trouble> {
    let source = order.source()?.clone();
    let mut checkpoint = Checkpoint::load(order.checkpoint.as_deref(), source.as_str())?;
    let reader = Reader::open(Arc::clone(profile), order.patience)?;
    let mut slices = reader.plan(&order.wish)?;
    checkpoint.identify(reader.topic_id(&source)?).map_err(refused)?;
    let mut count = Survey::default();
    for slice in &mut slices {
        let (partition, end) = (slice.partition, checkpoint.end(slice.partition));
        if end > slice.end {
            return Err(refused(format!(
                "the checkpoint says that {source}-{partition} is dealt with up to offset {end}, but it ends at {}: the \
                 topic was made anew, or lost records; without that file all is counted",
                slice.end
            )));
        }
        let next = checkpoint.next(partition, slice.from);
        let from = slice.until.map_or(next, |until| next.min(until)).max(slice.from);
        count.behind += u64::try_from(from - slice.from).unwrap_or_default();
        slice.from = from;
    }
    let mut survey = Survey {
        slices,
        checkpoint,
        ..Survey::default()
    };
    let all = survey.slices.iter().filter_map(Slice::len).sum();
    let mut looked = Looked { done: 0, all };
    let mut told = Instant::now();
    let mut many = false;
    let decoder = pick::decoder(profile, order)?;
    let make = || Pick::new(order, decoder.clone(), false);
    let mut undecoded = Undecoded::default();
    let mut upto: Vec<i64> = survey.slices.iter().map(|slice| slice.from).collect();
    let ended = reader.run(&survey.slices, &Ways::default(), &stop_of(stop), make, &mut |piece| {
        if stop.asked() {
            return ControlFlow::Break(());
        }
        let Some(piece) = piece else {
            return ControlFlow::Continue(());
        };
        count.read += piece.records;
        undecoded.add((piece.out.undecoded, piece.out.why.as_deref()));
        let mut at = piece.upto;
        for picked in &piece.out.records {
            if survey.checkpoint.has(picked.partition, picked.offset) {
                count.behind += 1;
                continue;
            }
            if order.limit.is_some_and(|limit| sum(&count.targets) >= limit) {
                at = picked.offset;
                break;
            }
            count.selected += 1;
            match &picked.goes {
                Ok(target) => *count.targets.entry(target.as_str().to_owned()).or_default() += 1,
                Err(why) => *count.stay.entry(*why).or_default() += 1,
            }
        }
        if let Some(upto) = upto.get_mut(piece.slice) {
            looked.done += u64::try_from(at - *upto).unwrap_or_default();
            *upto = at.max(*upto);
        }
        if told.elapsed() >= TOLD {
            told = Instant::now();
            tell(looked);
        }
        many = count.targets.len() > TARGETS;
        match many || order.limit.is_some_and(|limit| sum(&count.targets) >= limit) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })?;
    if many {
        return Err(refused(format!(
            "the headers name more than {TARGETS} topics: use --to, or a filter"
        )));
    }
    if stop.asked() {
        return Err(refused(
            "interrupted before it was known what there is to do; nothing was written".to_owned(),
        ));
    }
    // a run reads what was counted and no more
    for (slice, upto) in survey.slices.iter_mut().zip(upto) {
        slice.until = Some(upto);
    }
    survey.missing = missing(&ended);
    survey.missing.extend(undecoded.said());
    survey
        .missing
        .extend(targets::not_there(profile, order.patience, &count.targets));
    Ok(Survey {
        slices: survey.slices,
        checkpoint: survey.checkpoint,
        missing: survey.missing,
        ..count
    })
}

/// Does what was surveyed, with a permit that covers each target. Blocks until every record has ended; a stop ends it
/// after the records that were handed over. Tells how far it is, also while it waits.
///
/// # Errors
/// Before anything is written: a target cannot be opened, the checkpoint cannot be written, or was moved by another run
/// since it was counted. What happens later is in the outcome.
pub fn run(
    profile: &Arc<Profile>,
    order: &Order,
    survey: &Survey,
    permit: &Permit,
    stop: &Stop,
    tell: &mut dyn FnMut(&Progress),
) -> Result<Outcome, Trouble> {
    let begun = Instant::now();
    let source = order.source()?;
    let reader = Reader::open(Arc::clone(profile), order.patience)?;
    // its offsets were counted, and would be others'
    survey
        .checkpoint
        .clone()
        .identify(reader.topic_id(source)?)
        .map_err(|_anew| refused(format!("{source} was made anew since it was counted: count again")))?;
    let (kept, _held) = keep(order, survey, source)?;
    let ways = write::Ways {
        keep_lost: true,
        ..write::Ways::default()
    };
    let mut producers = BTreeMap::new();
    for target in survey.targets.keys() {
        let target = TopicName::from(target.as_str());
        if target == *source {
            return Err(refused(format!("{target} would be read and written at once")));
        }
        let producer = write::Producer::open(profile, permit, &target, &ways).map_err(|mut trouble| {
            trouble.operation = format!("open topic {target} for writing").into();
            trouble
        })?;
        producers.insert(target, producer);
    }
    let mut round = Round::new(survey, kept, source.clone(), producers, stop, tell);
    let mut pace = Pace::new(order.rate, Instant::now());
    let mut failed: Option<String> = None;
    let decoder = pick::decoder(profile, order)?;
    let make = || Pick::new(order, decoder.clone(), true);
    let ended = reader.run(&survey.slices, &Ways::default(), &stop_of(stop), make, &mut |piece| {
        let go = match piece {
            None => round.turn(),
            Some(piece) => {
                let partition = survey.slices.get(piece.slice).map_or(0, |slice| slice.partition);
                feed(&mut round, &piece.out.records, &mut pace, stop).and_then(|whole| match whole {
                    true => round.passed(partition, piece.upto, &piece.out),
                    false => Ok(()),
                })
            }
        };
        match go {
            Ok(()) if !stop.asked() => ControlFlow::Continue(()),
            Ok(()) => {
                failed = Some("interrupted".to_owned());
                ControlFlow::Break(())
            }
            Err(why) => {
                failed = Some(why);
                ControlFlow::Break(())
            }
        }
    })?;
    let settled = round.settle();
    let mut outcome = round.outcome;
    let unread = missing(&ended);
    let short = (outcome.sent < sum(&survey.targets))
        .then(|| unread.first().cloned())
        .flatten();
    let gone: u64 = ended.iter().map(|ended| ended.skipped).sum();
    let gone = (gone > 0).then(|| format!("{gone} offsets were deleted before they could be read: count again"));
    outcome.stopped = failed.or(settled.err()).or(short).or(gone);
    outcome.took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(outcome)
}

/// Makes sure that the checkpoint is what was counted with, that it can be written, and that no other run moves it as long
/// as what this gives lives.
fn keep(order: &Order, survey: &Survey, source: &TopicName) -> Result<(Kept, Option<File>), Trouble> {
    let begin = |path| Kept::begin(survey.checkpoint.clone(), path).map_err(refused);
    let Some(file) = &order.checkpoint else {
        return Ok((begin(None)?, None));
    };
    let held = checkpoint::hold(file).map_err(refused)?;
    if !Checkpoint::load(Some(file), source.as_str())?.equals(&survey.checkpoint) {
        return Err(refused(format!(
            "{} was moved by another run since it was counted: count again",
            file.display()
        )));
    }
    Ok((begin(Some(file))?, Some(held)))
}

/// Hands records over; whether it came to the last of them.
fn feed(round: &mut Round<'_>, records: &[Picked], pace: &mut Pace, stop: &Stop) -> Result<bool, String> {
    for picked in records {
        while let Some(wait) = pace.wait(Instant::now()) {
            std::thread::sleep(wait.min(Duration::from_millis(50)));
            round.turn()?;
            if stop.asked() {
                return Ok(false);
            }
        }
        if stop.asked() {
            return Ok(false);
        }
        if round.hand_over(picked)? && pace.is_set() {
            pace.sent(Instant::now());
        }
    }
    Ok(true)
}

/// The reader stops what it was given when it is done: it gets one of its own.
fn stop_of(stop: &Stop) -> Stop {
    let own = Stop::default();
    if stop.asked() {
        own.stop();
    }
    own
}

fn sum(targets: &BTreeMap<String, u64>) -> u64 {
    targets.values().sum()
}

fn missing(ended: &[Ended]) -> Vec<String> {
    let troubled = ended.iter().filter_map(|ended| {
        let trouble = ended.trouble.as_ref()?;
        Some(format!(
            "{}-{}: read to offset {}: {trouble}",
            ended.slice.topic, ended.slice.partition, ended.upto
        ))
    });
    troubled.collect()
}

fn refused(what: String) -> Trouble {
    Trouble::new("redrive", Cause::Config(what))
}
