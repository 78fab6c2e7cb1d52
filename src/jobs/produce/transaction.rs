//! All or none: claim the id, begin, and at the end commit or abort, with the truth of it.

use std::time::{Duration, Instant};

use super::outcome::{Settled, Settlement, Stop};
use crate::model::trouble::{Cause, Trouble};
use crate::records::write::{Producer, Step};

/// How long one step waits before other things are looked at.
const TURN: Duration = Duration::from_millis(100);

/// How long an id is claimed: a transaction that another left open is aborted first.
const CLAIM: Duration = Duration::from_secs(60);

/// How long an end is asked for.
const END: Duration = Duration::from_secs(180);

/// Claims the id and begins.
///
/// # Errors
/// No coordinator, no right, an interrupt.
pub(super) fn begin(producer: &Producer, stop: &Stop) -> Result<(), Trouble> {
    let refused = |why: String| Err(Trouble::new("begin the transaction", Cause::Config(why)));
    let begun = Instant::now();
    loop {
        match producer.claim(TURN) {
            Step::Done => break,
            Step::Again(_) if stop.asked() => return refused("interrupted".into()),
            Step::Again(why) if begun.elapsed() > CLAIM => return refused(why),
            Step::Again(_) => producer.poll(),
            Step::Abort(why) | Step::Over(why) => return refused(why),
        }
    }
    match producer.begin() {
        Step::Done => Ok(()),
        Step::Again(why) | Step::Abort(why) | Step::Over(why) => refused(why),
    }
}

/// Commits when nothing stands against it, else aborts. `say` is called between the steps.
pub(super) fn end(
    producer: &Producer,
    id: &str,
    against: Option<&str>,
    stop: &Stop,
    say: &mut dyn FnMut(),
) -> Settlement {
    let settled = |state, why: Option<String>| Settlement {
        id: id.to_owned(),
        state,
        why,
    };
    if let Some(why) = against {
        return aborted(producer, why, stop, say).map_or_else(
            |state| settled(state, Some(why.to_owned())),
            |()| settled(Settled::Aborted, Some(why.to_owned())),
        );
    }
    let begun = Instant::now();
    loop {
        match producer.commit(TURN) {
            Step::Done => return settled(Settled::Committed, None),
            Step::Again(why) if stop.insisted() || begun.elapsed() > END => {
                return settled(Settled::InDoubt, Some(why));
            }
            Step::Again(_) => {
                producer.poll();
                say();
            }
            Step::Abort(why) => {
                let state = aborted(producer, &why, stop, say).err().unwrap_or(Settled::Aborted);
                return settled(state, Some(why));
            }
            Step::Over(why) => return settled(Settled::InDoubt, Some(why)),
        }
    }
}

/// Aborts; else how the transaction was left.
fn aborted(producer: &Producer, why: &str, stop: &Stop, say: &mut dyn FnMut()) -> Result<(), Settled> {
    if producer.fatal().is_some() {
        // who took the id over aborted what was open under it
        return if producer.fenced() {
            Ok(())
        } else {
            Err(Settled::LeftOpen)
        };
    }
    let begun = Instant::now();
    loop {
        match producer.abort(TURN) {
            Step::Done => return Ok(()),
            Step::Again(_) if stop.insisted() || begun.elapsed() > END => return Err(Settled::LeftOpen),
            Step::Again(_) | Step::Abort(_) => say(),
            Step::Over(error) => {
                tracing::warn!("abort after {why:?}: {error}");
                return if producer.fenced() {
                    Ok(())
                } else {
                    Err(Settled::LeftOpen)
                };
            }
        }
    }
}
