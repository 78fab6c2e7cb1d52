//! `kconsole lag`: every group in every partition, and a check against a limit.

use std::collections::BTreeMap;

use crate::model::known::{Known, Reason};
use crate::model::lag::Total;
use crate::model::names::{GroupId, TopicName};
use crate::model::view::{View, Want};
use crate::report::lag::{self, LAG, LagRow};
use crate::report::select;

use super::super::exit::{Exit, Failure, complain};
use super::super::look::Query;
use super::super::out::Out;
use super::super::partial;
use super::groups::isolation;

/// What ends its long help.
pub const EXAMPLES: &str = "\
lag is end − max(committed, log start); what was deleted before the group read
it is counted apart, as lost. Kafka's own tool shows the sum of the two.

Examples:
  kconsole lag --group billing
  kconsole lag --topic orders -o csv > lag.csv
  kconsole lag --group billing --fail-over 10000 || page on-call";

/// The arguments of `lag`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this group; may be repeated
    #[arg(short, long, value_name = "GROUP")]
    group: Vec<String>,

    /// Only this topic; may be repeated
    #[arg(short, long, value_name = "TOPIC")]
    topic: Vec<String>,

    /// Only partitions with lag, or with an unknown one
    #[arg(long)]
    behind: bool,

    /// Count to the last stable offset, as read_committed consumers do
    #[arg(long)]
    committed: bool,

    /// Exit 3 when a group lags more than N records in all
    #[arg(long, value_name = "N")]
    fail_over: Option<i64>,
}

impl Query for Args {
    fn want(&self) -> Want {
        Want::lag(self.group.iter().map(|id| GroupId::from(id.as_str())).collect())
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        let known = || view.groups.list.iter().map(|g| g.id.as_str());
        for id in &self.group {
            if view.groups.get(id).is_none() {
                return Err(Failure::not_found("group", id, known()));
            }
        }
        let mut rows = lag::rows(view, isolation(self.committed));
        rows.retain(|row| self.shows(row));
        out.rows(&rows, &select(LAG))?;
        Ok(self.check(&rows))
    }

    fn missing(&self, view: &View) -> Vec<String> {
        let mut missing = partial::missing(view, &self.want());
        if missing.is_empty() {
            // nobody was silent, and yet somebody kept a group's offsets to himself
            let mut dark: BTreeMap<Reason, Vec<&str>> = BTreeMap::new();
            for group in &view.groups.list {
                if let Known::Unknown(reason) = group.offsets {
                    dark.entry(reason).or_default().push(group.id.as_str());
                }
            }
            for (reason, ids) in dark {
                let first = ids.first().copied().unwrap_or_default();
                missing.push(match ids.len() {
                    1 => format!("the offsets of group {first}: {reason}"),
                    n => format!("the offsets of {n} groups, {first} and others: {reason}"),
                });
            }
        }
        missing
    }
}

impl Args {
    fn shows(&self, row: &LagRow) -> bool {
        (self.group.is_empty() || self.group.iter().any(|id| id == row.group.as_str()))
            && (self.topic.is_empty()
                || self
                    .topic
                    .iter()
                    .any(|name| TopicName::from(name.as_str()) == row.topic))
            && (!self.behind || row.lag.lag != Known::Value(0))
    }

    fn check(&self, rows: &[LagRow]) -> Exit {
        let Some(limit) = self.fail_over else { return Exit::Ok };
        let mut exit = Exit::Ok;
        for rows in rows.chunk_by(|a, b| a.group == b.group) {
            let Some(first) = rows.first() else { continue };
            let counted = rows.iter().filter(|row| !row.stale);
            let lag: Total = counted.clone().map(|row| row.lag.lag).collect();
            if lag.known > limit {
                let least = if lag.at_least { "at least " } else { "" };
                complain(&format!("{} lags {least}{}, over {limit}", first.group, lag.known));
                exit = Exit::CheckFailed;
            } else if let Some(reason) = counted
                .filter_map(|row| row.lag.lag.reason())
                .find(|r| *r != Reason::NoCommit)
            {
                complain(&format!("{}: not all of its lag is known: {reason}", first.group));
                exit = exit.max(Exit::Error);
            }
        }
        exit
    }
}
