//! `kconsole health`: what is wrong, since when, what it stops; and a check.

use clap::ValueEnum;

use crate::model::finding::Severity;
use crate::model::known::Known;
use crate::model::time::Since;
use crate::model::view::{View, Want};
use crate::report::data::all;
use crate::report::findings::{self, FindingRow};
use crate::report::{Mark, Row};
use crate::text::{Ago, Thousands};

use super::super::exit::{Exit, Failure};
use super::super::global::Format;
use super::super::look::Query;
use super::super::out::Out;

/// What ends its long help.
pub const EXAMPLES: &str = "\
One line a root cause, with what it affects beneath.

Examples:
  kconsole health && ./deploy.sh
  kconsole health --fail-on critical -o json
  kconsole health --watch=5";

/// The arguments of `health`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The least severity that ends with exit code 3
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Something stopped working
    Critical,
    /// One step from that, too
    Warning,
    /// Nothing fails
    Never,
}

impl Query for Args {
    fn want(&self) -> Want {
        Want::everything()
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        let rows = findings::rows(view);
        match out.format {
            Format::Table => print(view, &rows, out)?,
            _ => out.rows(&rows, &all::<FindingRow>())?,
        }
        let limit = match self.fail_on {
            FailOn::Critical => Severity::Critical,
            FailOn::Warning => Severity::Warning,
            FailOn::Never => return Ok(Exit::Ok),
        };
        Ok(match rows.iter().any(|row| row.severity <= limit) {
            true => Exit::CheckFailed,
            false => Exit::Ok,
        })
    }
}

fn print(view: &View, rows: &[FindingRow], out: &mut Out) -> Result<(), Failure> {
    for row in rows {
        let since = match row.since {
            Since::At(at) => format!("{}", Ago(out.now.since(at).0)),
            // a one-shot command has only begun to look: "≥ <1 s" would tell nothing
            Since::AtLeast(at) if out.now.since(at).0 < 10_000 => String::new(),
            Since::AtLeast(at) => format!("≥ {}", Ago(out.now.since(at).0)),
        };
        let gap = if since.is_empty() { "" } else { "  " };
        out.marked(row.mark(), &format!("{}{gap}{since}", row.title))?;
        for effect in &row.effects {
            out.line(&format!("    {effect}"))?;
        }
        if let Some(next) = &row.next {
            out.line(&format!("    next: {next}"))?;
        }
    }
    let partitions = i64::try_from(view.topology.partitions()).unwrap_or(i64::MAX);
    if rows.is_empty() && view.topology.version > 0 {
        let seen = format!(
            "nothing wrong of what you may see: {} partitions",
            Thousands(partitions)
        );
        let brokers = match view.cluster.id {
            Known::Value(_) => format!(", {} brokers", view.cluster.brokers.len()),
            Known::Unknown(_) => String::new(),
        };
        out.marked(Mark::Ok, &format!("{seen}{brokers}, {} groups", view.groups.list.len()))?;
    }
    Ok(())
}
