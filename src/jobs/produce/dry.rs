//! What would be sent, without sending it: the input is read and checked as it would be.

use std::cell::LazyCell;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use serde::Serialize;

use super::envelope::Line;
use super::input::batch::Row;
use super::input::{self, Input};
use super::order::{OnError, Order};
use super::outcome::Stop;
use super::schemas;
use crate::config::profile::Profile;
use crate::model::trouble::{Cause, Trouble};
use crate::records::write::limit;

/// What a dry run found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Records that would be sent.
    pub records: u64,
    /// Bytes of their keys and values, as they would be sent and before compression.
    pub bytes: u64,
    /// Rows of the input that are no record, the first few: line, column and why.
    pub invalid: Vec<String>,
    /// How many rows are no record.
    pub invalid_records: u64,
    /// Why the reading stopped before the end of the input.
    pub stopped: Option<String>,
}

/// How often a quiet input is looked at for an interrupt.
const TURN: Duration = Duration::from_millis(100);

/// What every topic takes, in bytes, but for strange ones.
const SMALL: usize = 1_000;

/// What a topic takes when nobody says otherwise, in bytes.
const USUAL: usize = 1_000_000;

/// How many invalid rows are named.
const NAMED: u64 = 20;

/// Reads the whole input and shows each record; `show` says whether it wants more.
///
/// # Errors
/// The input cannot be opened.
pub fn dry_run(
    profile: &Profile,
    order: &Order,
    stop: &Stop,
    show: &mut dyn FnMut(&Line<'_>) -> bool,
) -> Result<Checked, Trouble> {
    // asked only when something is as large as that
    let longest = LazyCell::new(|| {
        let set = input::set_longest(profile);
        let topics = || limit::of_topic(profile, &order.topic).and_then(|most| usize::try_from(most).ok());
        set.or_else(topics).unwrap_or(USUAL)
    });
    let longest = |bytes: usize| if bytes <= SMALL { SMALL } else { *longest };
    let encoders = schemas::find(profile, order, None)?;
    let input = input::open(order, encoders, input::longest(profile))
        .map_err(|what| Trouble::new("read the input", Cause::Io(what)))?;
    let mut checked = Checked::default();
    checked.stopped = check(&input, order, &longest, stop, show, &mut checked);
    Ok(checked)
}

fn check(
    input: &Input,
    order: &Order,
    longest: &dyn Fn(usize) -> usize,
    stop: &Stop,
    show: &mut dyn FnMut(&Line<'_>) -> bool,
    checked: &mut Checked,
) -> Option<String> {
    loop {
        let batch = match input.batches.recv_timeout(TURN) {
            Ok(Ok(batch)) => batch,
            Ok(Err(why)) => return Some(why),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) if stop.asked() => return Some("interrupted".into()),
            Err(RecvTimeoutError::Timeout) => continue,
        };
        for row in &batch.rows {
            if stop.asked() {
                return Some("interrupted".into());
            }
            let why = match row {
                Row::Bad(bad) => bad.told(),
                Row::Record(item) => {
                    let record = batch.record(item, &order.shape);
                    let bytes = record.key.map_or(0, <[u8]>::len) + record.value.map_or(0, <[u8]>::len);
                    let longest = longest(bytes);
                    if bytes <= longest {
                        checked.records += 1;
                        checked.bytes += bytes as u64;
                        if !show(&Line::of_record(order.topic.as_str(), &record)) {
                            return None;
                        }
                        continue;
                    }
                    format!(
                        "line {}: {bytes} bytes are more than the {longest} that the topic takes",
                        item.line
                    )
                }
            };
            checked.invalid_records += 1;
            if checked.invalid_records <= NAMED {
                checked.invalid.push(why.clone());
            }
            if order.on_error == OnError::Stop {
                return Some(why);
            }
        }
    }
}
