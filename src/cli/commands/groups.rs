//! `kconsole groups`: every group with its state and lag.

use crate::model::lag::Isolation;
use crate::model::view::{View, Want};
use crate::report::data::all;
use crate::report::groups::{self, GroupRow};
use crate::report::{Mark, Row};

use super::super::exit::{Exit, Failure};
use super::super::look::Query;
use super::super::out::Out;
use super::accepts;

/// What ends its long help.
pub const EXAMPLES: &str = "\
A lag with \"≥\" has partitions of which nobody knows it; a share group's is \"~\".

Examples:
  kconsole groups --by-lag                  the furthest behind first
  kconsole groups billing --watch           names with \"billing\", again and again
  kconsole groups -o json | jq '.[] | select(.lost > 0) | .group'";

/// The arguments of `groups`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only ids that contain this; !TEXT for those that do not
    #[arg(value_name = "FILTER")]
    filter: Option<String>,

    /// Only groups with something wrong
    #[arg(long)]
    faults: bool,

    /// The furthest behind first
    #[arg(long)]
    by_lag: bool,

    /// Count to the last stable offset, as read_committed consumers do
    #[arg(long)]
    committed: bool,
}

/// Which end a lag is counted to.
pub const fn isolation(committed: bool) -> Isolation {
    if committed {
        Isolation::ReadCommitted
    } else {
        Isolation::ReadUncommitted
    }
}

impl Query for Args {
    fn want(&self) -> Want {
        Want::lag(Vec::new())
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        let mut rows = groups::rows(view, isolation(self.committed));
        rows.retain(|row| {
            accepts(self.filter.as_deref(), row.group.as_str()) && (!self.faults || row.mark() < Mark::Ok)
        });
        if self.by_lag {
            rows.sort_by_key(|row| std::cmp::Reverse(row.lag.value().map(|lag| lag.lag.known)));
        }
        out.rows(&rows, &all::<GroupRow>())?;
        Ok(Exit::Ok)
    }
}
