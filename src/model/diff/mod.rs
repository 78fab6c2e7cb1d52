//! What changed between two views, as events: one cause is one event, and its single changes are bounded parts of it.
//!
//! Pure. A section that had no answer yet changes nothing, and a thing is gone only when its owner answered without it.

mod brokers;
mod configs;
mod groups;
mod health;
mod moves;
mod partitions;
mod quorum;
mod topics;

use super::event::{Event, EventKind};
use super::finding::{Severity, Subject};
use super::time::At;
use super::view::View;

/// How many single changes an event names.
pub const PARTS: usize = 200;

/// More events of one kind at once than this are folded into one.
const MANY: usize = 5;

/// The events between two views of one engine, `before` and then `after`, both with their health evaluated. Their
/// numbers are 0: [`super::event::Events::push`] numbers them.
#[must_use]
pub fn diff(before: &View, after: &View, now: At) -> Vec<Event> {
    let mut out = Out {
        now,
        events: Vec::new(),
    };
    let mut partitions = partitions::changes(before, after);
    brokers::diff(before, after, &mut partitions, &mut out);
    quorum::diff(before, after, &mut out);
    partitions::tell(after, &partitions, &mut out);
    topics::diff(before, after, &mut out);
    moves::diff(before, after, &mut out);
    out.folded("groups", |out| groups::diff(before, after, out));
    out.folded("configs", |out| configs::diff(before, after, out));
    out.folded("groups", |out| health::diff(before, after, out));
    out.events
}

/// The events so far.
struct Out {
    now: At,
    events: Vec<Event>,
}

impl Out {
    /// One event of one change.
    fn push(&mut self, kind: EventKind, subject: Subject, severity: Severity, text: String) {
        self.burst(kind, subject, severity, text, 1, Vec::new());
    }

    /// One event of `count` changes.
    fn burst(
        &mut self,
        kind: EventKind,
        subject: Subject,
        severity: Severity,
        text: String,
        count: usize,
        mut parts: Vec<String>,
    ) {
        parts.truncate(PARTS);
        self.events.push(Event {
            number: 0,
            at: self.now,
            kind,
            subject,
            severity,
            text,
            parts,
            count: u32::try_from(count).unwrap_or(u32::MAX),
        });
    }

    /// Runs `part`; where it tells many events of one kind, they become one.
    fn folded(&mut self, noun: &str, part: impl FnOnce(&mut Self)) {
        let first = self.events.len();
        part(self);
        let mut new = self.events.split_off(first);
        while let Some(kind) = new.first().map(|event| event.kind) {
            let (same, rest): (Vec<_>, Vec<_>) = new.into_iter().partition(|event| event.kind == kind);
            new = rest;
            if same.len() <= MANY {
                self.events.extend(same);
                continue;
            }
            let severity = same.iter().map(|event| event.severity).min().unwrap_or(Severity::Ok);
            let count = same.len();
            let text = format!("{count} {noun} {}, the first: {}", what(kind), same[0].text);
            let parts = same.into_iter().map(|event| event.text).collect();
            self.burst(kind, Subject::Cluster, severity, text, count, parts);
        }
    }
}

/// What happened to many things at once.
fn what(kind: EventKind) -> &'static str {
    match kind {
        EventKind::GroupState => "changed state",
        EventKind::GroupMembers => "changed members",
        EventKind::GroupCreated => "created",
        EventKind::GroupDeleted => "deleted",
        EventKind::CommitsStopped => "stopped committing",
        EventKind::CommitsResumed => "commit again",
        _ => "changed",
    }
}
