//! What a redrive would do and what it did: for people on stderr, as data on stdout.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};

use crate::cli::exit::{Exit, Failure, complain};
use crate::cli::global::{Format, Global};
use crate::cli::meter::signed;
use crate::cli::out::Out;
use crate::jobs::redrive::{Looked, Outcome, Progress, Stays, Survey};
use crate::model::names::TopicName;
use crate::text::Thousands;

use super::Args;

/// Lost records that are named one by one.
const NAMED: usize = 20;

/// One line on stderr that counts along, when a person is there to see it.
#[derive(Default)]
pub(super) struct Meter {
    shown: bool,
}

impl Meter {
    pub(super) fn counting(&mut self, looked: Looked) {
        self.put(&format!(
            "{} of {} offsets counted",
            count(looked.done),
            count(looked.all)
        ));
    }

    pub(super) fn show(&mut self, progress: &Progress) {
        let (acknowledged, of) = (count(progress.acknowledged), count(progress.of));
        self.put(&format!("{acknowledged} of {of} acknowledged"));
    }

    fn put(&mut self, text: &str) {
        if io::stderr().is_terminal() {
            self.shown = true;
            // nobody is left to be told when stderr is closed
            let _ = io::stderr().write_all(format!("\r\x1b[K{text}").as_bytes());
        }
    }

    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

/// The end of a dry run.
pub(super) fn survey(global: &Global, source: &TopicName, survey: &Survey) -> Result<Exit, Failure> {
    let mut out = Out::stdout(global);
    if global.output == Format::Table {
        for line in lines(source, survey) {
            out.line(&line)?;
        }
    } else {
        out.document(survey)?;
    }
    out.flush()?;
    for missing in &survey.missing {
        complain(missing);
    }
    Ok(if survey.missing.is_empty() {
        Exit::Ok
    } else {
        Exit::Error
    })
}

/// What will be done, before it is.
pub(super) fn begins(source: &TopicName, survey: &Survey) {
    for line in lines(source, survey).iter().chain(&survey.missing) {
        complain(line);
    }
}

fn lines(source: &TopicName, survey: &Survey) -> Vec<String> {
    let (selected, read) = (count(survey.selected), count(survey.read));
    let mut lines = vec![format!("{source}: {selected} of {read} records are chosen")];
    lines.extend(
        survey
            .targets
            .iter()
            .map(|(target, records)| format!("  {} go to {target}", count(*records))),
    );
    lines.extend(stay(&survey.stay).map(|line| format!("  {line}")));
    if survey.behind > 0 {
        lines.push(format!(
            "  {} were brought back before, says the checkpoint",
            count(survey.behind)
        ));
    }
    lines
}

fn stay(stay: &BTreeMap<Stays, u64>) -> impl Iterator<Item = String> {
    stay.iter()
        .map(|(why, records)| format!("{} {}", count(*records), why.words()))
}

/// The end of a run.
pub(super) fn report(global: &Global, args: &Args, outcome: &Outcome, interrupted: bool) -> Result<Exit, Failure> {
    if matches!(global.output, Format::Json | Format::Yaml) {
        let mut out = Out::stdout(global);
        out.document(outcome)?;
        out.flush()?;
    }
    for lost in outcome.lost.iter().take(NAMED) {
        complain(lost);
    }
    if let Some(why) = &outcome.stopped {
        let on = match &args.checkpoint {
            Some(file) => format!(
                "; the same command with --checkpoint {} goes on from here",
                file.display()
            ),
            None => String::new(),
        };
        complain(&format!("stopped: {why}{on}"));
    }
    complain(&summary(outcome));
    Ok(match (outcome.all_well(), interrupted) {
        (true, _) => Exit::Ok,
        (false, true) => Exit::Interrupted,
        (false, false) => Exit::Error,
    })
}

/// The counts.
pub(super) fn summary(outcome: &Outcome) -> String {
    let mut text = format!("{} acknowledged", count(outcome.acknowledged));
    if outcome.sent > outcome.acknowledged {
        let (not, possibly) = (count(outcome.not_written), count(outcome.possibly_written));
        text.push_str(&format!(", {not} not written, {possibly} possibly written"));
    }
    let stayed: u64 = outcome.stay.values().sum();
    if stayed > 0 {
        text.push_str(&format!(", {} stay", count(stayed)));
    }
    text.push_str(&format!(" in {:.1} s", outcome.took_ms as f64 / 1000.0));
    if outcome.targets.len() > 1 {
        let each = outcome
            .targets
            .iter()
            .map(|(topic, records)| format!("{topic}: {}", count(*records)));
        text.push_str(&format!("\n  by topic: {}", each.collect::<Vec<_>>().join("  ")));
    }
    text
}

fn count(count: u64) -> Thousands {
    Thousands(signed(count))
}
