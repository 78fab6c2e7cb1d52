//! How a reading ended, on stderr, and the exit code that says it.

use std::io::{self, IsTerminal};

use crate::jobs::consume::{From, LatestCounts, Order, Outcome};
use crate::text::{Bytes, Thousands};

use super::super::exit::{Exit, complain};
use super::super::meter::signed;

/// So many partitions that have not what was asked for are named.
const NAMED: usize = 12;

/// Says what could not be had, and how to go on from there.
pub(super) fn report(order: &Order, outcome: &Outcome, searching: bool) -> Exit {
    for text in outcome.missing() {
        complain(&text);
    }
    // nothing more was to be read for who has enough
    let behind = outcome.held_back().filter(|_| !outcome.enough);
    behind.iter().for_each(|text| complain(text));
    let not_there = not_there(order, outcome);
    not_there.iter().for_each(|text| complain(text));
    let undecoded = outcome.undecoded.said();
    undecoded.iter().for_each(|text| complain(text));
    let progress = &outcome.progress;
    let endless = progress.of.is_none();
    if let Some(latest) = &outcome.latest {
        complain(&newest(latest, order.latest.is_some_and(|only| only.tombstones)));
    }
    let cut = outcome.capped || (outcome.stopped && !endless);
    if cut {
        let why = match (outcome.capped, order.caps.bytes) {
            (true, Some(most)) => format!("--max-bytes {} reached", Bytes(most)),
            _ => "stopped".to_owned(),
        };
        let of = progress.of.map(|of| format!(" of {}", count(of))).unwrap_or_default();
        complain(&format!(
            "{why} after {}{of} {}: this is a part only",
            count(progress.offsets),
            if progress.of.unwrap_or(progress.offsets) == 1 {
                "record"
            } else {
                "records"
            },
        ));
    }
    if searching && (!outcome.whole() || io::stderr().is_terminal()) {
        complain(&format!(
            "{} of {} records match{}",
            count(progress.found),
            count(progress.records),
            if outcome.whole() || endless { "" } else { " so far" },
        ));
    }
    if cut && order.latest.is_none() {
        complain(&match outcome.go_on() {
            Some(places) => format!("to go on from here: --from {places}"),
            None => "to go on from there: --from with a time, or fewer partitions (-p)".to_owned(),
        });
    }
    match (outcome.whole(), outcome.stopped && !endless) {
        (_, true) => Exit::Interrupted,
        // who names a place wants what is there
        _ if order.places.is_some() && !not_there.is_empty() => Exit::Error,
        (true, _) if undecoded.is_none() => Exit::Ok,
        _ => Exit::Error,
    }
}

/// Offsets like this are likely times: milliseconds since 1973.
const TIMES: i64 = 100_000_000_000;

/// That a partition has not the offset at which it was to begin.
fn not_there(order: &Order, outcome: &Outcome) -> Vec<String> {
    let mut said = Vec::new();
    for slice in outcome.ended.iter().map(|ended| &ended.slice) {
        let name = format!("{}-{}", slice.topic, slice.partition);
        let held_back = i64::try_from(slice.held_back).unwrap_or(i64::MAX);
        match order.wish.from {
            // everybody's word for the beginning is 0
            From::Offset(at @ 1..) if order.places.is_none() && at < slice.start => said.push(format!(
                "{name}: it begins at offset {}: what lay before is deleted",
                slice.start
            )),
            _ if slice.from > slice.end.saturating_add(held_back) => said.push(format!(
                "{name}: there is no offset {} yet: it ends at {}{}",
                slice.from,
                slice.end,
                if slice.from >= TIMES {
                    "; a time is written @…, in ms"
                } else {
                    ""
                }
            )),
            _ => {}
        }
    }
    let more = said.len().saturating_sub(NAMED);
    said.truncate(NAMED);
    if more > 0 {
        said.push(format!("and so do {more} more partitions"));
    }
    said
}

fn newest(latest: &LatestCounts, shown: bool) -> String {
    let mut text = format!("{} keys", count(latest.keys));
    if latest.tombstones > 0 {
        let how = if shown {
            "shown as null"
        } else {
            "left out; --tombstones shows them"
        };
        text.push_str(&format!(", {} of them deleted ({how})", count(latest.tombstones)));
    }
    if latest.keyless > 0 {
        text.push_str(&format!(", {} records without a key left out", count(latest.keyless)));
    }
    if latest.left_out > 0 {
        text.push_str(&format!(
            "; nothing of {} partitions that were not read to their end",
            count(latest.left_out)
        ));
    }
    text
}

fn count(count: u64) -> Thousands {
    Thousands(signed(count))
}
