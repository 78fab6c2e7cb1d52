//! Health: what is wrong, grouped by root cause, with since when, what suffers and what to do.
//!
//! [`evaluate`] first gives every partition its state (`PartitionState`), then hands each faulty partition to the cause that
//! explains it (a broker that is down, an offline log dir, a replica that cannot keep up), and lets the rules in
//! `rules/` speak. Pure: time, thresholds and what was found before are arguments.

mod cause;
pub mod coordinator;
mod draft;
mod effects;
mod facts;
mod fold;
mod rules;
mod states;
mod thresholds;

use super::finding::{Finding, Health};
use super::time::{At, Since};
use super::view::View;

pub(in crate::model) use states::min_isr;
pub use states::states;
pub use thresholds::Thresholds;

use draft::Draft;
use facts::Facts;

/// The rule that finds a group without commits beyond its usual cadence; events are made of it.
pub const COMMITS_STOPPED: &str = "commits-stopped";

/// One rule: a name for its findings' memory, what it must know to speak, and what it says.
struct Rule {
    name: &'static str,
    ready: fn(&Facts<'_>) -> bool,
    run: fn(&Facts<'_>, &mut Vec<Draft>),
}

/// Evaluates every rule on `view`. `previous` is what this returned for the view before (`Health::default()` at first):
/// a finding keeps its since-when by `(rule, subject)`; one that a rule sees the first time it can see at all has
/// been there for an unknown time, at least since the console began to look.
#[must_use]
pub fn evaluate(view: &View, previous: &Health, thresholds: &Thresholds, now: At) -> Health {
    let facts = Facts::new(view, previous, thresholds, now);
    let mut findings = Vec::new();
    let mut ready = previous.ready.clone();
    let mut drafts = Vec::new();
    for rule in rules::ALL {
        if !(rule.ready)(&facts) {
            continue;
        }
        let first = !previous.ready.contains(&rule.name);
        (rule.run)(&facts, &mut drafts);
        findings.extend(drafts.drain(..).map(|draft| stamp(draft, view, previous, first, now)));
        if first {
            ready.push(rule.name);
        }
    }
    let mut findings = fold::fold(findings);
    findings.sort_by(|a: &Finding, b| {
        (a.severity, std::cmp::Reverse(a.partitions.len()), a.rule, &a.subject).cmp(&(
            b.severity,
            std::cmp::Reverse(b.partitions.len()),
            b.rule,
            &b.subject,
        ))
    });
    Health {
        findings,
        min_isr_known: facts.min_isr_known,
        partitions: facts.states,
        ready,
    }
}

fn stamp(draft: Draft, view: &View, previous: &Health, first: bool, now: At) -> Finding {
    let before = || previous.find(draft.rule, &draft.subject).map(|finding| finding.since);
    let fresh = if first {
        Since::AtLeast(view.started)
    } else {
        Since::At(now)
    };
    let since = draft.told.or_else(before).unwrap_or(fresh);
    draft.into_finding(since)
}
