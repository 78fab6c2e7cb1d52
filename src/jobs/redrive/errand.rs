//! What a person does with dead letters from the console: a plan, and the job that does what it says.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::page::{Brought, Count, Counted, KEPT, Page, Underway};
use super::{Asked, Looked, Outcome, Progress, Survey, Wrong, run, survey};
use crate::clock::now_ms;
use crate::jobs::errand::{self, Errand, Tools};
use crate::model::time::At;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::redrive::{Redrive, count_only, redrive};
use crate::plan::{Permit, Plan};
use crate::report::Mark;
use crate::text::{Thousands, escape};

/// How long leaders may take to answer before anything is read.
const PATIENCE: Duration = Duration::from_secs(10);

/// Lost records that are named one by one.
const NAMED: usize = 8;

/// Something to do with dead letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Counts what would go where.
    Count(Arc<Asked>),
    /// Does what was counted.
    Bring(Arc<Asked>, Arc<Survey>),
}

/// Counting; `begin` is how a command line on the cluster begins.
#[must_use]
pub fn count(asked: &Arc<Asked>, begin: &[String]) -> Errand {
    let mut command = asked.command(begin);
    // before what is no flag any more
    let at = command.iter().position(|word| word == "--").unwrap_or(command.len());
    command.insert(at, "--dry-run".to_owned());
    Errand {
        plan: count_only(&asked.source, command),
        job: errand::Job::Redrive(Box::new(Job::Count(Arc::clone(asked)))),
    }
}

/// The plan of what was counted, for a person or for a command line that is agreed to.
#[must_use]
pub fn plan(asked: &Asked, survey: &Survey, begin: &[String]) -> Plan {
    let targets = survey.targets.iter().map(|(name, records)| (name.as_str(), *records));
    let what = Redrive {
        source: &asked.source,
        targets: targets.collect(),
        stay: survey.stay.values().sum(),
        missing: &survey.missing,
        rate: asked.rate,
    };
    redrive(&what, asked.command(begin))
}

/// Does it. Blocks until it is done, and shows how far it is.
///
/// # Errors
/// Nothing was written, and why.
pub fn carry_out(tools: &Tools, permit: &Permit, job: &Job) -> Result<errand::Outcome, Trouble> {
    match job {
        Job::Count(asked) => counted(tools, asked),
        Job::Bring(asked, survey) => bring(tools, permit, asked, survey),
    }
}

fn order(asked: &Asked) -> Result<super::Order, Trouble> {
    let refused = |wrong: Wrong| Trouble::new("redrive", Cause::Config(wrong.why));
    asked.order(now_ms(), &TimeZone::system(), PATIENCE).map_err(refused)
}

fn show(tools: &Tools, change: impl FnOnce(&mut Page)) {
    tools.board.send_modify(|board| {
        change(Arc::make_mut(&mut Arc::make_mut(board).redrive));
    });
}

/// The name of the context, as the console has it.
fn context(tools: &Tools) -> String {
    let profile = &tools.profile;
    let name = profile.name.clone().or_else(|| profile.bootstrap.first().cloned());
    name.unwrap_or_default()
}

fn counted(tools: &Tools, asked: &Arc<Asked>) -> Result<errand::Outcome, Trouble> {
    let at = At(now_ms());
    let said = |counted: Counted| {
        let count = Count {
            context: context(tools),
            asked: Arc::clone(asked),
            at,
            counted,
        };
        show(tools, |page| {
            // another count that was begun since is not covered
            if page.count.as_ref().is_none_or(|count| count.at <= at) {
                page.count = Some(count);
            }
        });
    };
    said(Counted::Counting(Looked::default()));
    let result = order(asked).and_then(|order| {
        let mut tell = |looked| said(Counted::Counting(looked));
        survey(&tools.profile, &order, &tools.stop, &mut tell)
    });
    match result {
        Ok(survey) => {
            said(Counted::Known(Arc::new(survey)));
            // the screen shows what it came to
            Ok(errand::Outcome::default())
        }
        Err(_stopped) if tools.stop.asked() => {
            said(Counted::Failed("it was stopped".into()));
            Ok(errand::Outcome::default())
        }
        Err(trouble) => {
            said(Counted::Failed(trouble.to_string()));
            Err(trouble)
        }
    }
}

fn bring(tools: &Tools, permit: &Permit, asked: &Arc<Asked>, survey: &Arc<Survey>) -> Result<errand::Outcome, Trouble> {
    let begun = At(now_ms());
    let under_way = |progress: Progress, waits| {
        let now = Underway {
            context: context(tools),
            asked: Arc::clone(asked),
            begun,
            progress,
            waits,
            stopping: tools.stop.asked(),
        };
        show(tools, |page| page.now = Some(Arc::new(now)));
    };
    let of = survey.targets.values().sum();
    under_way(
        Progress {
            of,
            ..Progress::default()
        },
        None,
    );
    let count_is = |counted: Counted| {
        show(tools, |page| {
            let ours = |count: &&mut Count| count.asked == *asked && count.context == context(tools);
            if let Some(count) = page.count.as_mut().filter(ours) {
                count.counted = counted;
            }
        });
    };
    // what was counted is done now, or in part: it is not done twice
    count_is(Counted::Spent);
    let (mut last, mut waits) = (0, None);
    let mut tell = |progress: &Progress| {
        waits = match progress.acknowledged {
            all if all >= progress.sent => None,
            some if some != last => Some(At(now_ms())),
            _ => waits.or(Some(At(now_ms()))),
        };
        last = progress.acknowledged;
        under_way(*progress, waits);
    };
    let result = order(asked).and_then(|order| run(&tools.profile, &order, survey, permit, &tools.stop, &mut tell));
    if result.is_err() {
        // nothing was written: the count holds
        count_is(Counted::Known(Arc::clone(survey)));
    }
    let brought = Arc::new(Brought {
        context: context(tools),
        asked: Arc::clone(asked),
        at: At(now_ms()),
        result: result.clone().map_err(|trouble| trouble.to_string()),
    });
    show(tools, |page| {
        // on another cluster something may have begun since
        let ours = |now: &Arc<Underway>| now.asked == *asked && now.context == context(tools);
        page.now = page.now.take().filter(|now| !ours(now));
        let earlier = page.done.iter().take(KEPT - 1).cloned();
        page.done = std::iter::once(brought).chain(earlier).collect();
    });
    result.map(|outcome| said(&outcome, asked))
}

/// What the console says of it.
fn said(outcome: &Outcome, asked: &Asked) -> errand::Outcome {
    let source = escape(asked.source.as_str());
    if outcome.all_well() {
        let count = number(outcome.acknowledged);
        return errand::Outcome::well(format!("{count} of {source} acknowledged"));
    }
    let mark = match outcome.acknowledged > 0 && outcome.sent == outcome.acknowledged {
        true => Mark::Warning,
        false => Mark::Bad,
    };
    let mut lines: Vec<String> = outcome.stopped.iter().map(|why| format!("stopped: {why}")).collect();
    lines.extend(outcome.lost.iter().take(NAMED).cloned());
    let more = outcome.sent.saturating_sub(outcome.acknowledged);
    if more > NAMED as u64 {
        lines.push(format!("and {} more", number(more - NAMED as u64)));
    }
    if outcome.possibly_written > 0 {
        lines.push("possibly written: sent and never answered, so that another run may make a duplicate".into());
    }
    lines.extend(asked.checkpoint.as_ref().map(|file| {
        let file = file.display().to_string();
        format!("another run with the checkpoint {} goes on from here", escape(&file))
    }));
    errand::Outcome {
        mark,
        said: format!(
            "{} acknowledged, {} not written, {} possibly written",
            number(outcome.acknowledged),
            number(outcome.not_written),
            number(outcome.possibly_written)
        ),
        lines,
    }
}

fn number(count: u64) -> Thousands {
    Thousands(i64::try_from(count).unwrap_or(i64::MAX))
}
