//! `kconsole produce TOPIC`: lines, JSON, CSV or a template to records.

mod args;
mod command;
mod dry;
mod interrupts;
mod meter;
mod report;
mod words;

use std::io::{self, IsTerminal};

use crate::jobs::journal::Journal;
use crate::jobs::produce::{self, OnError, Permits, Source, Stop};
use crate::model::names::TopicName;
use crate::model::trouble::Trouble;
use crate::plan::{Consent, Gate, Permit, Plan};

use super::super::exit::{Exit, Failure, complain};
use super::super::global::Global;
pub use args::Args;
use interrupts::Interrupts;
use meter::Meter;

/// librdkafka's name of what no broker acknowledged in time.
const TIMED_OUT: &str = "MessageTimedOut";

/// What ends its long help.
pub const EXAMPLES: &str = "\
With acks=all and idempotence, so that nothing is written twice. When a record
cannot be written the reading stops, and the exit code is 1: the counts say how
many were acknowledged, surely not written (they may be sent again), and
possibly written (sent and never answered: again may be a duplicate). Ctrl-C
stops the reading and waits for what was sent (a transaction is aborted); a
second one gives up; the exit code is 130 then.

A line ends with \\n or \\r\\n; empty lines are values, but not for -i json and
-i values. A record may be as large as the topic's max.message.bytes allows.

Examples:
  echo hello | kconsole produce greetings
  kconsole produce orders -f orders.txt -K '|' -z zstd
  kconsole produce orders -f orders.jsonl -i json --transaction=load-7
  kconsole produce orders -i csv -f orders.csv --dry-run
  kconsole produce orders -f orders.jsonl -i json --schema latest
  kconsole produce test --template '{\"id\":\"{{uuid}}\",\"n\":{{seq}}}' \\
    -i values --repeat 1000 --rate 50
  kconsole produce orders -f orders.jsonl -i json -o json \\
    --on-error skip --failed-file failed.jsonl   the outcome as data";

/// Writes the records, and tells how they ended.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    let profile = global.profile()?;
    let order = args.order()?;
    if args.dry_run {
        return dry::run(global, &profile, &order);
    }
    // typed as a command, it is agreed to; read-only still refuses
    let gate = Gate {
        read_only: profile.read_only,
        cluster: None,
    };
    let permit = |topic: &TopicName, from: &str| -> Result<Permit, Failure> {
        let plan = crate::plan::produce::produce(topic, from, args.command(global));
        let admitted = gate.admit(plan, &Consent::Yes);
        admitted.map_err(|refusal| Failure::Trouble(refusal.into()))
    };
    let topic = permit(&order.topic, &args.origin())?;
    let dead_letter = match &order.on_error {
        OnError::DeadLetter(topic) => Some(permit(topic, "what cannot be written")?),
        OnError::Stop | OnError::Skip => None,
    };
    let permits = Permits {
        topic: &topic,
        dead_letter: dead_letter.as_ref(),
    };
    let typed = order.source == Source::Stdin && io::stdin().is_terminal();
    if typed {
        complain("every line becomes a record; Ctrl-D ends");
    }
    let stop = Stop::default();
    let signals = Interrupts::count(&stop)?;
    // it would wipe off what is being typed
    let mut meter = Meter::new(!typed);
    let register = |subject: &str, kind: &str| {
        let plan = Plan {
            command: args.command(global),
            ..crate::plan::schemas::register(subject, kind, Vec::new(), &[])
        };
        gate.admit(plan, &Consent::Yes).map_err(Trouble::from)
    };
    let mut tell = |progress: &_| meter.show(progress);
    let entry = Journal::of(profile.name.as_deref()).begin(permits.topic);
    let outcome = produce::run(&profile, &permits, &order, &register, &stop, &mut tell);
    entry.end(&outcome, counts);
    drop(signals);
    meter.clear();
    let outcome = outcome?;
    if outcome.failures.iter().any(|failure| failure.error == TIMED_OUT) {
        for line in produce::unable(&profile, &order.topic) {
            complain(&line);
        }
    }
    report::report(global, &outcome, stop.asked())
}

/// How it ended, in a line for the journal.
fn counts(outcome: &produce::Outcome) -> String {
    let (sent, acknowledged) = (outcome.sent, outcome.ends.acknowledged);
    format!("{sent} sent, {acknowledged} acknowledged, {} failed", outcome.failed)
}
