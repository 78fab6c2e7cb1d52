//! `kconsole redrive SOURCE`: dead letters back to the topics they came from.

mod args;
mod report;

use jiff::tz::TimeZone;

use crate::clock::now_ms;
use crate::jobs::journal::Journal;
use crate::jobs::redrive::{self, Survey};
use crate::plan::{Consent, Gate, Permit};

use super::super::exit::{Exit, Failure};
use super::super::global::Global;
use super::super::interrupt::Interrupts;
use super::super::words::begin;
pub use args::Args;
use args::usage;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Each record goes to the topic that its headers name: __connect.errors.topic
(Kafka Connect), kafka_dlt-original-topic (Spring), kconsole.dlq.topic (produce
--on-error dlq=TOPIC) and others; or to one --to TOPIC. It is written with its
key, value and headers, but for those that tell why it was a dead letter, and
with kconsole.redrive.count and kconsole.redrive.from. SOURCE keeps its records.

What is there when it begins is counted first; --dry-run ends there. Records
without a target stay, as do those that would go back to SOURCE, and those that
were brought back --max-redrives times. Every record is accounted for:
acknowledged, surely not written, possibly written; the exit code is 1 unless
all were acknowledged, 130 when it was interrupted. With --checkpoint a later
run goes on where this one ended, and writes nothing twice that was
acknowledged (after kill -9: perhaps the last two seconds).

Examples:
  kconsole redrive orders.dlq --dry-run
  kconsole redrive orders.dlq --checkpoint orders.redrive --rate 100
  kconsole redrive orders.dlq 'header:__connect.errors.exception.class.name' -n 1
  kconsole redrive orders.dlq '.value.customer == \"c-17\"' --to orders.retry
  kconsole redrive orders.dlq --from -1h --drop-header 'x-*' -H retried=yes";

/// Counts, asks the gate, writes, and tells how it ended.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    let profile = global.profile()?;
    let asked = args.asked();
    let order = asked
        .order(now_ms(), &TimeZone::system(), global.patience())
        .map_err(|wrong| usage(&wrong))?;
    let gate = Gate {
        read_only: profile.read_only,
        cluster: None,
    };
    let stop = redrive::Stop::default();
    let signals = Interrupts::stop(&stop)?;
    let begin = begin(global);
    let permit = |survey: &Survey| -> Result<Permit, Failure> {
        // typed as a command, it is agreed to; read-only still refuses
        let plan = redrive::plan(&asked, survey, &begin);
        gate.admit(plan, &Consent::Yes)
            .map_err(|refusal| Failure::Trouble(refusal.into()))
    };
    if !args.dry_run && profile.read_only {
        // refused before anything is read for it
        permit(&Survey::default())?;
    }
    let mut meter = report::Meter::default();
    let survey = redrive::survey(&profile, &order, &stop, &mut |looked| meter.counting(looked));
    meter.clear();
    let survey = survey?;
    if args.dry_run {
        return report::survey(global, &asked.source, &survey);
    }
    let permit = permit(&survey)?;
    report::begins(&asked.source, &survey);
    let entry = Journal::of(profile.name.as_deref()).begin(&permit);
    let mut tell = |progress: &_| meter.show(progress);
    let outcome = redrive::run(&profile, &order, &survey, &permit, &stop, &mut tell);
    entry.end(&outcome, report::summary);
    drop(signals);
    meter.clear();
    let exit = report::report(global, args, &outcome?, stop.asked())?;
    Ok(match exit {
        // what could not be read was not counted either
        Exit::Ok if !survey.missing.is_empty() => Exit::Error,
        exit => exit,
    })
}
