//! How a run of `produce` ended, for people on stderr and as data on stdout.

use crate::cli::exit::{Exit, Failure, complain};
use crate::cli::global::{Format, Global};
use crate::cli::out::Out;
use crate::jobs::produce::{Outcome, Settled};
use crate::text::{Compact, Precise};

use super::meter::marks;

/// Partitions that are named one by one.
const NAMED: usize = 24;

/// Says how it ended; `interrupted`: it was asked to.
pub(super) fn report(global: &Global, outcome: &Outcome, interrupted: bool) -> Result<Exit, Failure> {
    if matches!(global.output, Format::Json | Format::Yaml) {
        let mut out = Out::stdout(global);
        out.document(outcome)?;
        out.flush()?;
    }
    for line in trouble(outcome) {
        complain(&line);
    }
    if !outcome.all_well() || global.output == Format::Table {
        complain(&summary(outcome));
    }
    Ok(match (outcome.all_well(), interrupted) {
        (true, _) => Exit::Ok,
        (false, true) => Exit::Interrupted,
        (false, false) => Exit::Error,
    })
}

/// What went wrong, a line each.
fn trouble(outcome: &Outcome) -> Vec<String> {
    let mut lines: Vec<String> = outcome.fatal.iter().cloned().collect();
    for failure in &outcome.failures {
        let noun = if failure.records == 1 { "record" } else { "records" };
        let count = marks(failure.records);
        lines.push(format!("{} of {count} {noun}: {}", failure.error, failure.meaning));
    }
    if let Some(why) = outcome
        .stopped
        .as_ref()
        .filter(|why| Some(*why) != outcome.fatal.as_ref())
    {
        let next = outcome.next_line.map(|line| format!("; the next line is {line}"));
        lines.push(format!("stopped: {why}{}", next.unwrap_or_default()));
    }
    if let Some(transaction) = &outcome.transaction {
        let id = &transaction.id;
        let why = transaction
            .why
            .as_ref()
            .map(|why| format!(" ({why})"))
            .unwrap_or_default();
        lines.extend(match transaction.state {
            Settled::Committed => None,
            Settled::Aborted => Some(format!("transaction {id} is aborted: none of it is seen by readers of committed records")),
            Settled::LeftOpen => Some(format!(
                "transaction {id} could not be aborted{why}: it is open until transaction.timeout.ms is over or a run with --transaction={id} comes; none of it will be seen"
            )),
            Settled::InDoubt => Some(format!(
                "transaction {id}: its commit was never answered{why}: all of it is seen, or none"
            )),
        });
    }
    lines
}

/// The counts.
fn summary(outcome: &Outcome) -> String {
    let ends = outcome.ends;
    let [acknowledged, not_written, possibly] = [ends.acknowledged, ends.not_written, ends.possibly_written].map(marks);
    let mut text = match (outcome.all_well(), ends.possibly_written) {
        (true, 0) => format!("{acknowledged} acknowledged"),
        (true, _) => format!("{acknowledged} acknowledged, {possibly} sent and not asked for (acks=0)"),
        (false, _) => format!("{acknowledged} acknowledged, {not_written} not written, {possibly} possibly written"),
    };
    if outcome.dead_lettered > 0 {
        text.push_str(&format!(", {} to the dead-letter topic", marks(outcome.dead_lettered)));
    }
    if let Some(transaction) = outcome.transaction.as_ref().filter(|it| it.state == Settled::Committed) {
        text.push_str(&format!(", committed in transaction {}", transaction.id));
    }
    let seconds = outcome.took_ms as f64 / 1000.0;
    let rate = Precise(outcome.records_per_second.round() as i64);
    text.push_str(&format!(" in {seconds:.1} s ({rate}/s)"));
    let count = outcome.partitions.len();
    if count > 1 && count <= NAMED {
        let each = outcome.partitions.iter();
        let each: Vec<String> = each
            .map(|(partition, count)| format!("{partition}: {}", marks(*count)))
            .collect();
        text.push_str(&format!("\n  by partition: {}", each.join("  ")));
    } else if count > NAMED {
        let (least, most) = (outcome.partitions.values().min(), outcome.partitions.values().max());
        let [least, most] = [least, most].map(|n| Compact(i64::try_from(n.copied().unwrap_or(0)).unwrap_or(0)));
        text.push_str(&format!("\n  over {count} partitions: {least} to {most} each"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::produce::{Ends, Settlement};

    fn outcome(acknowledged: u64, not_written: u64) -> Outcome {
        Outcome {
            sent: acknowledged + not_written,
            ends: Ends {
                acknowledged,
                not_written,
                possibly_written: 0,
            },
            failed: not_written,
            took_ms: 2_000,
            records_per_second: acknowledged as f64 / 2.0,
            partitions: [(0, 600), (3, 400)].into(),
            ..Outcome::default()
        }
    }

    #[test]
    fn counts_rate_and_partitions_are_told() {
        assert_eq!(
            summary(&outcome(1_000, 0)),
            "1,000 acknowledged in 2.0 s (500/s)\n  by partition: 0: 600  3: 400"
        );
        assert!(summary(&outcome(1_000, 1)).starts_with("1,000 acknowledged, 1 not written, 0 possibly written in"));
    }

    #[test]
    fn a_transaction_that_is_not_committed_is_told_and_no_success() {
        let mut outcome = outcome(0, 10);
        outcome.failed = 0;
        for (state, words) in [
            (Settled::Aborted, "is aborted"),
            (Settled::LeftOpen, "--transaction=load-7"),
            (Settled::InDoubt, "all of it is seen, or none"),
        ] {
            outcome.transaction = Some(Settlement {
                id: "load-7".into(),
                state,
                why: None,
            });
            assert!(!outcome.all_well());
            assert!(trouble(&outcome)[0].contains(words), "{:?}", trouble(&outcome));
        }
    }
}
