//! Writing records that are read from an input or made from a template.
//!
//! ```text
//! input thread: bytes → lines | JSON | CSV | raw | template → batches of records ─▶ this thread: librdkafka's queue
//!                                                  how each ended ◀─ delivery reports ◀─ librdkafka's threads ◀┘
//! ```
//! This thread hands records over as long as the queue takes them and takes in the delivery reports between. What
//! cannot be read or written stops the reading, or is left out, as the order says; what was handed over is flushed, and
//! the outcome tells how every record ended and which line comes next. A transaction is committed only when all was
//! read and acknowledged, else aborted.

mod dry;
mod encode;
mod envelope;
mod input;
mod losses;
mod order;
mod outcome;
mod pace;
mod preview;
mod schemas;
mod transaction;
mod unable;
mod work;

use std::time::Instant;

use crate::config::profile::Profile;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::Permit;
use crate::records::write::Producer;
pub use crate::records::write::{Ends, Failure, Header, Ways, Written};
pub use dry::{Checked, dry_run};
pub use envelope::Line;
use losses::Losses;
pub use order::{Format, OnError, Order, Shape, Source};
pub use outcome::{Outcome, Progress, Settled, Settlement, Stop};
pub(in crate::jobs) use pace::Pace;
pub use preview::{Preview, Writer, filled, largest, preview};
pub use schemas::{Leave, Naming, Which, Wish};
pub use unable::unable;
use work::Work;

/// Leave to write: to the topic, and to the dead-letter topic where there is one.
#[derive(Debug)]
pub struct Permits<'a> {
    /// For the order's topic.
    pub topic: &'a Permit,
    /// For the topic of [`OnError::DeadLetter`].
    pub dead_letter: Option<&'a Permit>,
}

/// Writes what the order says. Blocks until every record has ended; `tell` hears of it about ten times a second.
/// `leave` is asked before a schema is registered.
///
/// # Errors
/// Before anything is written: a topic cannot be opened, the partition is not there, the input cannot be read, the
/// transactional id cannot be had. What happens later is in the outcome.
pub fn run(
    profile: &Profile,
    permits: &Permits<'_>,
    order: &Order,
    leave: &Leave<'_>,
    stop: &Stop,
    tell: &mut dyn FnMut(&Progress),
) -> Result<Outcome, Trouble> {
    run_reported(profile, permits, order, leave, stop, &mut |progress, _| tell(progress))
}

/// What is new: how far it is, and what there is to say of it.
#[derive(Debug, Default)]
pub struct News {
    /// Where records were written since the last time; of very many the last ones. Only with [`Ways::keep_written`].
    pub reports: Vec<Written>,
    /// What librdkafka last said of its connections; none when all was well.
    pub complaint: Option<String>,
}

/// As [`run`], and `tell` hears also where records were written.
///
/// # Errors
/// As [`run`].
pub fn run_reported(
    profile: &Profile,
    permits: &Permits<'_>,
    order: &Order,
    leave: &Leave<'_>,
    stop: &Stop,
    tell: &mut dyn FnMut(&Progress, News),
) -> Result<Outcome, Trouble> {
    let begun = Instant::now();
    let refused = |what: String| Trouble::new("write", Cause::Config(what));
    let mut ways = order.ways.clone();
    ways.keep_lost = order.failed_file.is_some() || matches!(order.on_error, OnError::DeadLetter(_));
    let producer = Producer::open(profile, permits.topic, &order.topic, &ways)?;
    if let Some(partition) = order.shape.partition
        && usize::try_from(partition).map_or(true, |partition| partition >= producer.partitions())
    {
        let count = producer.partitions();
        return Err(refused(format!(
            "partition {partition} is not there: the topic has {count}"
        )));
    }
    let dead = dead_letters(profile, permits, order)?;
    let losses = Losses::open(order.failed_file.as_deref(), dead, order.topic.as_str()).map_err(refused)?;
    let encoders = schemas::find(profile, order, Some(leave))?;
    let input = input::open(order, encoders, producer.longest())
        .map_err(|what| Trouble::new("read the input", Cause::Io(what)))?;
    if ways.transaction.is_some() {
        transaction::begin(&producer, stop)?;
    }
    let mut work = Work {
        producer: &producer,
        order,
        stop,
        tell,
        losses,
        progress: Progress {
            of_bytes: input.length,
            ..Progress::default()
        },
        pace: Pace::new(order.rate, Instant::now()),
        told: begun,
        line: 0,
    };
    let mut stopped = work.feed(&input);
    drop(input);
    let next_line = stopped.is_some().then_some(work.line + 1);
    let mut settlement = None;
    if let Some(id) = &ways.transaction {
        if stopped.is_none() {
            stopped = work.settle();
        }
        let mut say = || work.say();
        settlement = Some(transaction::end(&producer, id, stopped.as_deref(), stop, &mut say));
    }
    let unkept = work.flush();
    work.tell();
    let mut outcome = outcome_of(&work, settlement);
    outcome.stopped = stopped.or(unkept);
    outcome.next_line = next_line;
    outcome.timed(begun.elapsed());
    Ok(outcome)
}

fn dead_letters(profile: &Profile, permits: &Permits<'_>, order: &Order) -> Result<Option<Producer>, Trouble> {
    let OnError::DeadLetter(topic) = &order.on_error else {
        return Ok(None);
    };
    let Some(permit) = permits.dead_letter else {
        let what = format!("there is no permit for {topic}");
        return Err(Trouble::new("write", Cause::Config(what)));
    };
    let ways = Ways {
        transaction: None,
        ..order.ways.clone()
    };
    Producer::open(profile, permit, topic, &ways).map(Some)
}

fn outcome_of(work: &Work<'_>, transaction: Option<Settlement>) -> Outcome {
    let tally = work.producer.tally();
    let mut ends = tally.ends();
    let refused = work.losses.failures();
    let refused_records: u64 = refused.iter().map(|failure| failure.records).sum();
    ends.not_written += refused_records;
    // nothing is known of a record librdkafka still holds after all this: it may have been sent
    ends.possibly_written += work.producer.pending();
    let mut failures = refused;
    failures.extend(tally.failures());
    failures.sort_by_key(|failure| std::cmp::Reverse(failure.records));
    let partitions = tally
        .partitions()
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0);
    let mut outcome = Outcome {
        sent: work.progress.sent,
        ends,
        failed: tally.failed() + refused_records + work.producer.pending(),
        failures,
        dead_lettered: work.losses.dead_lettered(),
        partitions: partitions.collect(),
        fatal: work.producer.fatal(),
        ..Outcome::default()
    };
    if let Some(settlement) = transaction {
        outcome.settle(settlement);
    }
    outcome
}
