//! The sending of a draft, which is `produce` with a permit, and what is shown of it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::draft::Draft;
use super::order::{Ids, Times, command, order};
use super::sheet::{Deliveries, KEPT, Latency, REPORTS, Sent, Underway};
use crate::clock::now_ms;
use crate::jobs::errand::{self, Tools};
use crate::jobs::produce::{self, News, Outcome, Permits, Progress, Stop, Written};
use crate::model::time::At;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::{Permit, Plan};
use crate::report::Mark;
use crate::text::Thousands;

/// How long what was handed over may still be acknowledged once it was stopped.
const GRACE: Duration = Duration::from_secs(3);

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// The record.
    pub draft: Arc<Draft>,
    /// The schemas it was checked with.
    pub ids: Ids,
    /// How often, and how fast.
    pub times: Times,
}

/// The plan of it. `begin` is how a command line on the cluster begins.
///
/// # Errors
/// In words, what cannot be read of it.
pub fn plan(sending: &Sending, begin: &[String]) -> Result<Plan, String> {
    let order = order(&sending.draft, sending.ids, &sending.times).map_err(|wrong| wrong.why)?;
    let mut plan = crate::plan::produce::produce(&sending.draft.topic, "what was typed", command(begin, &order));
    let Times { count, rate } = sending.times;
    let what = match (&sending.draft.origin, count) {
        (_, 2..) => format!("Write {} records", Thousands(i64::try_from(count).unwrap_or(i64::MAX))),
        (Some(origin), _) => format!("Write again the record {origin}"),
        (None, _) => "Write one record".to_owned(),
    };
    let pace = match rate {
        Some((1, ms)) => format!(", one every {} s", f64::from(ms) / 1_000.0),
        Some((number, 1_000)) => format!(", {number} a second"),
        Some((number, 60_000)) => format!(", {number} a minute"),
        Some((number, _)) => format!(", {number} an hour"),
        None => String::new(),
    };
    let first = format!(
        "{what} to topic {}{pace}.",
        crate::text::escape(sending.draft.topic.as_str())
    );
    if let Some(line) = plan.words.first_mut() {
        *line = first;
    }
    Ok(plan)
}

/// Sends it. Blocks until every record has ended; shows how far it is, and keeps what came of it.
///
/// # Errors
/// Nothing was sent, and why.
pub fn send(tools: &Tools, permit: &Permit, sending: &Sending) -> Result<errand::Outcome, Trouble> {
    let refused = |what: String| Trouble::new("write", Cause::Config(what));
    let mut order = order(&sending.draft, sending.ids, &sending.times).map_err(|wrong| refused(wrong.why))?;
    order.ways.keep_written = true;
    let mut desk = Desk::begin(tools, sending);
    let permits = Permits {
        topic: permit,
        dead_letter: None,
    };
    // nothing is registered from here
    let leave = |_: &str, _: &str| Err(refused("no schema is registered".into()));
    let stop = Stop::default();
    let (told, mut asked) = (stop.clone(), None::<Instant>);
    let result = produce::run_reported(
        &tools.profile,
        &permits,
        &order,
        &leave,
        &stop,
        &mut |progress, news| {
            if tools.stop.asked() {
                let since = *asked.get_or_insert_with(Instant::now);
                // a broker that does not answer holds nobody for ever
                let stage = if since.elapsed() >= GRACE { 2 } else { 1 };
                told.0.store(stage, Ordering::Relaxed);
            }
            desk.heard(progress, news, asked.is_some());
        },
    );
    desk.end(&result);
    let outcome = result?;
    Ok(said(&outcome, sending, desk.reports.back()))
}

/// What the console says of it.
fn said(outcome: &Outcome, sending: &Sending, last: Option<&Written>) -> errand::Outcome {
    let count = |count: u64| Thousands(i64::try_from(count).unwrap_or(i64::MAX)).to_string();
    let ends = outcome.ends;
    let topic = &sending.draft.topic;
    if outcome.all_well() {
        let said = match (ends.acknowledged, last) {
            (1, Some(report)) => format!("written to {topic}-{} at offset {}", report.partition, report.offset),
            (acknowledged, _) => format!("{} acknowledged by {topic}", count(acknowledged)),
        };
        return errand::Outcome::well(said);
    }
    let mark = if ends.acknowledged > 0 && outcome.failed == 0 {
        Mark::Warning
    } else {
        Mark::Bad
    };
    let mut lines: Vec<String> = outcome
        .failures
        .iter()
        .map(|failure| format!("{} of {}: {}", failure.error, count(failure.records), failure.meaning))
        .collect();
    lines.extend(outcome.stopped.as_ref().map(|why| format!("stopped: {why}")));
    if ends.possibly_written > 0 {
        lines.push("possibly written: sent and never answered, so that sending again may make a duplicate".into());
    }
    errand::Outcome {
        mark,
        said: format!(
            "{} acknowledged, {} not written, {} possibly written",
            count(ends.acknowledged),
            count(ends.not_written),
            count(ends.possibly_written)
        ),
        lines,
    }
}

/// Shows a sending.
struct Desk<'a> {
    tools: &'a Tools,
    sending: &'a Sending,
    now: Underway,
    reports: VecDeque<Written>,
    latency: Option<Latency>,
}

impl<'a> Desk<'a> {
    fn begin(tools: &'a Tools, sending: &'a Sending) -> Self {
        let desk = Self {
            tools,
            sending,
            now: Underway {
                draft: Arc::clone(&sending.draft),
                times: sending.times,
                begun: At(now_ms()),
                progress: Progress::default(),
                waits: None,
                complaint: None,
                stopping: false,
            },
            reports: VecDeque::new(),
            latency: None,
        };
        desk.show();
        desk
    }

    fn heard(&mut self, progress: &Progress, news: News, stopping: bool) {
        let ended = progress.ends.total();
        let moved = ended != self.now.progress.ends.total();
        self.now.waits = match self.now.waits {
            _ if ended >= progress.sent => None,
            Some(since) if !moved => Some(since),
            _ => Some(At(now_ms())),
        };
        for report in news.reports {
            if let Some(took) = report.took {
                let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
                self.latency = Some(Latency::with(self.latency, micros));
            }
            self.reports.push_back(report);
        }
        let over = self.reports.len().saturating_sub(REPORTS);
        self.reports.drain(..over);
        self.now.progress = *progress;
        self.now.complaint = news.complaint.filter(|_| self.now.waits.is_some());
        self.now.stopping = stopping;
        self.show();
    }

    fn show(&self) {
        let now = Some(Arc::new(self.now.clone()));
        self.change(|deliveries| deliveries.now = now);
    }

    fn change(&self, change: impl FnOnce(&mut Deliveries)) {
        self.tools.board.send_modify(|board| {
            change(Arc::make_mut(&mut Arc::make_mut(board).deliveries));
        });
    }

    fn end(&mut self, result: &Result<Outcome, Trouble>) {
        let profile = &self.tools.profile;
        let context = profile.name.clone().or_else(|| profile.bootstrap.first().cloned());
        let sent = Arc::new(Sent {
            context: context.unwrap_or_default(),
            draft: Arc::clone(&self.sending.draft),
            times: self.sending.times,
            at: At(now_ms()),
            result: result.clone().map_err(|trouble| trouble.to_string()),
            reports: self.reports.iter().copied().collect(),
            latency: self.latency,
        });
        self.change(|deliveries| {
            deliveries.now = None;
            let earlier = deliveries.sent.iter().take(KEPT - 1).cloned();
            deliveries.sent = std::iter::once(sent).chain(earlier).collect();
        });
    }
}
