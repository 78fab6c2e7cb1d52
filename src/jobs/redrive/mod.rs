//! Dead letters back to where they came from: chosen by a filter, routed by their headers or to one topic, each of them
//! accounted for.
//!
//! ```text
//! survey: read the part → route each record → how many go where, and why others stay (nothing is written)
//! run:    read the same part → route → producer of the target → delivery reports → checkpoint
//! ```
//! A run reads exactly what its survey counted. Records are handed over in rounds: a round ends when all of it has
//! ended, and only then the checkpoint moves. What was not acknowledged is named with its place, and a run from the
//! checkpoint reads it again, and nothing that was acknowledged.

mod checkpoint;
mod headers;
mod order;
mod pick;
mod round;
mod route;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
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
use crate::records::read::{Ended, Reader, Ways};
use crate::records::write;

use checkpoint::Checkpoint;
pub use headers::HeaderRules;
pub use order::{Order, Outcome, Progress, Survey};
use pick::{Pick, Picked};
use round::Round;
pub use route::{KNOWN, Route, Stays};

/// Topics that records may be routed to, at most.
const TARGETS: usize = 64;

/// Reads and counts; writes nothing.
///
/// # Errors
/// The topic is not there, nobody answers, the checkpoint cannot be read; more targets than are likely.
pub fn survey(profile: &Arc<Profile>, order: &Order, stop: &Stop) -> Result<Survey, Trouble> {
    let source = order.source()?.clone();
    let checkpoint = Checkpoint::load(order.checkpoint.as_deref(), source.as_str())?;
    let reader = Reader::open(Arc::clone(profile), order.patience)?;
    let mut slices = reader.plan(&order.wish)?;
    for slice in &mut slices {
        if let Some(next) = checkpoint.next(slice.partition) {
            slice.from = slice.until.map_or(next, |until| next.min(until)).max(slice.from);
        }
    }
    let mut survey = Survey {
        slices,
        checkpoint,
        ..Survey::default()
    };
    let mut count = Survey::default();
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
            *upto = at.max(*upto);
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
    Ok(Survey {
        slices: survey.slices,
        checkpoint: survey.checkpoint,
        missing: survey.missing,
        ..count
    })
}

/// Does what was surveyed, with a permit for each target. Blocks until every record has ended; a stop ends it after the
/// records that were handed over.
///
/// # Errors
/// Before anything is written: a target cannot be opened. What happens later is in the outcome.
pub fn run(
    profile: &Arc<Profile>,
    order: &Order,
    survey: &Survey,
    permits: &BTreeMap<TopicName, Permit>,
    stop: &Stop,
    tell: &mut dyn FnMut(&Progress),
) -> Result<Outcome, Trouble> {
    let begun = Instant::now();
    let source = order.source()?;
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
        let Some(permit) = permits.get(&target) else {
            return Err(refused(format!("there is no permit for {target}")));
        };
        let producer = write::Producer::open(profile, permit, &target, &ways)?;
        producers.insert(target, producer);
    }
    let mut round = Round::new(
        source.clone(),
        producers,
        survey.checkpoint.clone(),
        order.checkpoint.clone(),
    );
    round.outcome.stay.clone_from(&survey.stay);
    let mut pace = Pace::new(order.rate, Instant::now());
    let of = sum(&survey.targets);
    let reader = Reader::open(Arc::clone(profile), order.patience)?;
    let mut told = Instant::now();
    let mut failed: Option<String> = None;
    let decoder = pick::decoder(profile, order)?;
    let make = || Pick::new(order, decoder.clone(), true);
    let ended = reader.run(&survey.slices, &Ways::default(), &stop_of(stop), make, &mut |piece| {
        let go = match piece {
            None => round.turn(),
            Some(piece) => {
                let partition = survey.slices.get(piece.slice).map_or(0, |slice| slice.partition);
                feed(&mut round, &piece.out.records, &mut pace, stop).and_then(|()| round.passed(partition, piece.upto))
            }
        };
        if told.elapsed() >= Duration::from_millis(100) {
            told = Instant::now();
            tell(&round.progress(of));
        }
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
    let short = (outcome.sent < of).then(|| unread.first().cloned()).flatten();
    outcome.stopped = failed.or(settled.err()).or(short);
    outcome.took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(outcome)
}

fn feed(round: &mut Round, records: &[Picked], pace: &mut Pace, stop: &Stop) -> Result<(), String> {
    for picked in records {
        while let Some(wait) = pace.wait(Instant::now()) {
            std::thread::sleep(wait.min(Duration::from_millis(50)));
            round.turn()?;
            if stop.asked() {
                return Ok(());
            }
        }
        if stop.asked() {
            return Ok(());
        }
        if round.hand_over(picked)? && pace.is_set() {
            pace.sent(Instant::now());
        }
    }
    Ok(())
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
